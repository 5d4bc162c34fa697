"""Which collected item an entry of an outlet's list is: by address, by number, by title and day, or doubtful.

Nothing is matched on a likeness: a title that differs in a number, a name or a tone mark is another article's until
an officer says otherwise. What could be one thing or another is left to the officer, with the candidates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pipeline.lists.rows import Entry
from text import folded, matching, words
from urls import BadAddress, canonical_url, host_of

Verdict = Literal["matched", "not-found", "doubtful", "duplicate", "refused"]
Why = Literal[
    "by-address", "by-number", "by-title", "by-title-start", "by-plain-title", "address-of-another",
    "number-of-another", "dead-address", "several-titles", "day-differs", "near-title", "other-outlet",
    "no-such-address", "no-such-title", "claimed-before",
]  # fmt: skip

SAME_DAY = timedelta(days=1)  # printed the evening before, or listed on the day after
NEAR_DAY = timedelta(days=7)
NEAR = 0.85  # of two titles' letters in common (difflib's ratio): worth an officer's look, never a match
ALIKE = 0.5  # of the words of an address's item: with fewer in common the title is another article's
START_WORDS = 6  # of a title that was cut off: fewer begin many titles, and are no proof without a day
STUB_WORDS = 3  # of a title that is shown to be cut off: worth an officer's look
# The article's own number ends its path ("-post12345.tpo"); one before that is a month's ("/202507/") or a title's.
_NUMBER = re.compile(r"[-_/][a-z]{0,5}(\d{5,})(?:\.\w+)*/?$", re.IGNORECASE)
_AMP_HOST = re.compile(r"^(?:www\.|m\.|amp\.|mobile\.|wap\.)+")
_AMP_PATH = re.compile(r"^/amp(?=/)|/amp/?$|\.amp(?=\.\w+$|$)|-amp(?=\.\w+$)")
# What a list writes around a title: "[Ảnh] …", "… (Báo in)", "… | Báo Tiền Phong", "Bài 1: …".
# What stands there with a number is the number of a piece, which is another article's.
_NOTE = r"[\[(][^\])\d]{1,20}[\])]"
_AROUND = re.compile(rf"^\s*{_NOTE}\s*|\s*{_NOTE}\s*$|\s+[|–-]\s+(?:Báo|Tạp chí|Đài)\s[^|\d]{{1,40}}$")
_FIRST_PIECE = re.compile(r"^\s*(?:bài|kỳ|phần)\s+1\s*[:.–-]\s*", re.IGNORECASE)
_CUT = re.compile(r"\s*(?:…|\.\.\.|\.\.)\s*$")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Item:
    """A collected item, as far as matching needs it."""

    id: str
    outlet: str
    title: str
    day: date | None
    urls: tuple[str, ...]  # all addresses under which it is known, canonical


@dataclass(frozen=True, slots=True)
class Match:
    """What became of an entry."""

    entry: Entry
    verdict: Verdict
    why: str  # a Why, or the reason word of a refused row
    item: Item | None = None
    candidates: tuple[Item, ...] = ()
    first: Entry | None = None  # of a duplicate: the row that claimed the item before
    url: str = ""  # canonical form of the address


def form(title: str) -> str:
    """A title as it is compared: one spelling, no punctuation, tone marks kept."""
    return " ".join(words(matching(_CUT.sub("", title))))


def bare(title: str) -> str:
    """A title without what a list writes around it."""
    while (shorter := _AROUND.sub("", title).strip()) != title:
        title = shorter
    return title


def ways(title: str) -> Iterator[str]:
    """A title as it is written, then without what is written around it."""
    yield from dict.fromkeys((title, bare(title)))


def _as_first(title: str) -> str:
    """The title of the first piece of a series, which an outlet may print without its number; "" for another."""
    without = _FIRST_PIECE.sub("", bare(title))
    return without if without != bare(title) else ""


def plain(address: str) -> str:
    """An address without what mobile and AMP editions add; "" for none."""
    try:
        parts = urlsplit(canonical_url(address))
    except BadAddress:
        return ""
    host = _AMP_HOST.sub("", parts.netloc)
    path = _AMP_PATH.sub("", parts.path).rstrip("/")
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0].lower() not in ("amp", "mobile", "m")])
    return urlunsplit(("https", host, path, query, ""))


def number_of(address: str) -> str:
    """Host and the article's own number in an address; "" where the path has none."""
    parts = urlsplit(plain(address))
    found = _NUMBER.search(parts.path)
    return f"{parts.netloc}/{found[1]}" if found else ""


@dataclass(slots=True)
class Shelf:
    """The collected items of the outlets through which a contract line counts."""

    items: Sequence[Item]
    hosts: frozenset[str]  # all hosts of these outlets
    _by_url: dict[str, Item] = field(default_factory=dict)
    _by_number: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    _by_form: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    _by_plain: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    _by_word: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for item in self.items:
            for url in item.urls:
                self._by_url.setdefault(plain(url), item)
                if number := number_of(url):
                    self._by_number[number].append(item)
            title = form(item.title)
            self._by_form[title].append(item)
            self._by_plain[folded(title)].append(item)
            for word in set(title.split()):
                self._by_word[word].append(item)

    # --- one entry ---

    def match(self, entry: Entry, years: Iterable[int]) -> Match:
        """The item that an entry is, or why it is none; ``years`` are those of the list, for days without one."""
        day = entry.day.within(years) if entry.day else None
        if entry.address:
            return self._by_address(entry, day)
        return self._by_title(entry, day)

    def _by_address(self, entry: Entry, day: date | None) -> Match:
        url = plain(entry.address)
        if item := self._by_url.get(url):
            return self._checked(entry, item, "by-address", "address-of-another", url)
        host = host_of(url) if url else ""
        if url and not self._is_ours(host):
            return Match(entry, "not-found", "other-outlet", url=url)
        numbered = {item.id: item for item in self._by_number.get(number_of(entry.address), ())} if url else {}
        if len(numbered) == 1:
            (item,) = numbered.values()
            paths = {plain(one).partition("?")[0] for one in item.urls}
            if not form(entry.title) and url.partition("?")[0] not in paths:  # another slug, and nothing bears it out
                return Match(entry, "doubtful", "by-number", candidates=(item,), url=url)
            return self._checked(entry, item, "by-number", "number-of-another", url)
        titled = (item for way in ways(entry.title) for item in self._titled(way))
        same = [item for item in titled if day and item.day and abs(item.day - day) <= SAME_DAY]
        if same:
            return Match(entry, "doubtful", "dead-address", candidates=tuple(same), url=url)
        return Match(entry, "not-found", "no-such-address", url=url)

    def _is_ours(self, host: str) -> bool:
        return any(host == one or host.endswith(f".{one}") for one in self.hosts)

    def _checked(self, entry: Entry, item: Item, why: Why, otherwise: Why, url: str) -> Match:
        """An address speaks for its item unless the title beside it is another article's."""
        first = _as_first(entry.title)
        if (
            not entry.title
            or any(_fits(way, item.title) for way in ways(entry.title))
            or form(first) == form(item.title)
        ):
            return Match(entry, "matched", why, item, url=url)
        others = [one for one in self._by_form.get(form(entry.title), ()) if one.id != item.id]
        return Match(entry, "doubtful", otherwise, candidates=(item, *others[:3]), url=url)

    def _by_title(self, entry: Entry, day: date | None) -> Match:
        for title in ways(entry.title):
            for why, found in (
                ("by-title", self._titled(title)),
                ("by-plain-title", self._plainly_titled(title)),
                ("by-title-start", self._begun(title)),
            ):
                if found:
                    return _begins(_by_day(entry, day, found, why), title)
        if found := self._titled(_as_first(entry.title)):
            return _by_day(entry, day, found, "by-title")
        near = list(self._near(bare(entry.title), day))
        if near:
            return Match(entry, "doubtful", "near-title", candidates=tuple(near))
        return Match(entry, "not-found", "no-such-title")

    def _titled(self, title: str) -> list[Item]:
        return list(self._by_form.get(form(title), ())) if title else []

    def _plainly_titled(self, title: str) -> list[Item]:
        """Items whose title without diacritics this is, if it is written without any."""
        written = form(title)
        return list(self._by_plain.get(written, ())) if written and folded(written) == written else []

    def _begun(self, title: str) -> list[Item]:
        """Items whose title begins with this one, where it is long enough to be the beginning of one."""
        written = form(title)
        start = written.split()
        is_cut = _CUT.search(title) is not None
        if len(start) < (STUB_WORDS if is_cut else START_WORDS):
            return []
        # a list cuts off anywhere, also within a word, and shows it
        ends = written if is_cut else f"{written} "
        begun = self._by_word.get(start[0], ())
        return [item for item in begun if f"{form(item.title)} ".startswith(ends)]

    def _near(self, title: str, day: date | None) -> Iterator[Item]:
        """Items whose title is nearly this one, with the same numbers, on a day nearby."""
        written = form(title)
        shared: dict[str, int] = defaultdict(int)
        found: dict[str, Item] = {}
        for word in set(written.split()):
            for item in self._by_word.get(word, ()):
                shared[item.id] += 1
                found[item.id] = item
        least = 0.6 * len(set(written.split()))  # a word changed in five, one joined or cut: NEAR needs more
        for item_id in sorted(shared, key=lambda one: (-shared[one], one))[:20]:
            item = found[item_id]
            if shared[item_id] < least or _DIGITS.findall(written) != _DIGITS.findall(form(item.title)):
                continue
            if day and item.day and abs(item.day - day) > NEAR_DAY:
                continue
            if SequenceMatcher(None, written, form(item.title), autojunk=False).ratio() >= NEAR:
                yield item


def _fits(given: str, title: str) -> bool:
    """Is a title beside an address its article's: the same, cut off, without marks, or an edited form of it?"""
    written, own = form(given), form(title)
    if written == own or folded(written) == folded(own) or (_CUT.search(given) and own.startswith(written)):
        return True
    if _DIGITS.findall(written) != _DIGITS.findall(own):
        return False
    if own.startswith(written) or written.startswith(own):
        return True
    mine, theirs = set(written.split()), set(own.split())
    return len(mine & theirs) >= ALIKE * max(len(mine), len(theirs), 1)


def _begins(match: Match, title: str) -> Match:
    """A match by the beginning of a title, unless what follows holds a number that the list does not show cut off."""
    if match.item is None or match.why != "by-title-start" or _CUT.search(title):
        return match
    if _DIGITS.findall(form(title)) == _DIGITS.findall(form(match.item.title)):
        return match
    return replace(match, verdict="doubtful", why="near-title", item=None, candidates=(match.item,))


def _by_day(entry: Entry, day: date | None, found: Sequence[Item], why: str) -> Match:
    """Of items with the title, the one of the day, the month, or the only one; else they are left to the officer."""
    if day is not None:
        same = [item for item in found if item.day == day]
        near = same or [item for item in found if item.day and abs(item.day - day) <= SAME_DAY]
        if len(near) == 1:
            return Match(entry, "matched", why, near[0])
        if near:
            return Match(entry, "doubtful", "several-titles", candidates=tuple(near))
        close = [item for item in found if item.day is None or abs(item.day - day) <= NEAR_DAY]
        verdict: Verdict = "doubtful" if close else "not-found"
        return Match(entry, verdict, "day-differs", candidates=tuple(close or found))
    if entry.month:
        month, year = entry.month
        found = [item for item in found if item.day and item.day.month == month and year in (None, item.day.year)]
        if not found:
            return Match(entry, "doubtful", "day-differs")
    is_stub = why == "by-title-start" and len(form(entry.title).split()) < START_WORDS
    if len(found) == 1 and not is_stub:
        return Match(entry, "matched", why, found[0])
    return Match(entry, "doubtful", "several-titles", candidates=tuple(found))


def years_of(entries: Iterable[Entry], items: Iterable[Item]) -> list[int]:
    """The years of a list: those that its days say, else those of the items."""
    said = {entry.day.year for entry in entries if entry.day and entry.day.year}
    return sorted(said or {item.day.year for item in items if item.day})
