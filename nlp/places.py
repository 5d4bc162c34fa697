"""Place names of our provinces in a text, each with what the words round it make of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from nlp.lexicon import Hit, Matcher, longest
from nlp.reading import Reading
from records import Elsewhere, Lexicon, Place, Province, Span
from text import matching

Context = dict[int, set[str]]

# A place may be followed by the unit that it lies in: "huyện Tam Nông, tỉnh Phú Thọ", "Sa Đéc (Đồng Tháp)".
_KIND = r"(?:tỉnh|thành phố|tp\.?|t\.|huyện|h\.|thị xã|tx\.?|thị trấn|tt\.?|quận|q\.|xã|x\.|phường|p\.)"
_WITHIN = re.compile(rf"(?:[ ,(\-]*{_KIND}\s*\w+(?: \w+){{0,3}})?[ ,(\-]*(?:thuộc\s+|của\s+)?(?:{_KIND}\s*)?")
_JOINT = r"(?:[ \d.:,;/)-]|\bvà\b|\bhay\b|\bcùng\b|\bhoặc\b|\bđến\b|\bvới\b)"
_NEXT_IN_LIST = re.compile(rf"{_JOINT}*\(?(?:{_KIND}\s*)?")
_KIND_BEFORE = re.compile(rf"{_KIND}\s*$")
_COMMUNE_BEFORE = re.compile(r"(?<!\w)(?:xã|x\.|phường|p\.|thị trấn|tt\.?)\s*$")
_UNIT_BEFORE = re.compile(rf"(?<!\w){_KIND}\s*$")
# A commune named directly within a province: districts ended on 1 July 2025.
_COMMUNE_IN_PROVINCE = re.compile(r"(?<!\w)(?:xã|phường)(?: \w+){1,4}(?:, | \(| - |,)(?:thuộc )?(?:tỉnh )?$")
_YEAR = re.compile(r"(?<![\d.,])(?:20[012]\d)(?![\d.,]\d)")
_STREET_NUMBER = re.compile(r"(?<!\w)\d{1,4}(?:[a-z]|/\d+)* $")  # "163 Tuyên Quang, TP Phan Thiết"
_QUARTER_AFTER = re.compile(r"\s*[,(-]\s*(?:p|q|tp|tx|phường|quận|thành phố|thị xã)(?!\w)")
_LONGER = re.compile(r" (\w)\w+")
_BEGINS = re.compile(r"[.!?…\n\"”] ?$")
LIST_GAP = 18  # characters between two names of one list at most: "), xã " and the like
LOOK_BACK = 24  # characters before a name that can hold the word for its kind
ADDRESS = 90  # characters: hamlet, commune, district, province
ADDRESS_WORDS = 6  # of one part of an address: "thị trấn Mỹ An Hưng B"
_ABBREVIATED = re.compile(r"(?<!\w)(?:TP|Tp|TX|TT|[XPHTQ])\.$")
DISTRICTS = ("huyen", "thanh-pho", "thi-xa")


@dataclass(frozen=True, slots=True)
class Name:
    """What a matched name may stand for: a unit of ``owner``, or another province (owner "")."""

    owner: str
    level: str  # "province", "merged", "district", "commune", "elsewhere"
    shared: bool = False  # other provinces have a unit of this name too
    is_new: bool = False  # counts for its owner only since the merger


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in the text that counts, and how it is spoken of."""

    span: Span
    owner: str  # slug of our province, "" for another one
    level: str
    role: str = "plain"  # "institution", "origin", "club", "delegate", "list", "pair", "namesake"
    zone: int = 2
    claims: str = ""  # of a namesake: the province of ours that has a unit of this name


def _names_of(province: Province) -> Iterable[tuple[str, Name]]:
    yield province.name, Name(province.slug, "province")
    for merged in province.merged:
        yield merged.name, Name(province.slug, "merged", is_new=True)
    taken = {province.name, *(m.name for m in province.merged)}
    for place in province.places:
        if place.kind != "tinh" and place.name not in taken and not place.name.isdigit():
            yield place.name, _name_of(place, province)


def _name_of(place: Place, province: Province) -> Name:
    level = "district" if place.kind in DISTRICTS else "commune"
    is_new = place.then != province.name or place.since is not None
    return Name(province.slug, level, bool(place.elsewhere), is_new)


class Gazetteer:
    """The names of our provinces and of the others, with the lexicon of words round them."""

    def __init__(self, provinces: Sequence[Province], elsewhere: Sequence[Elsewhere], lexicon: Lexicon) -> None:
        self.provinces = provinces
        own = {matching(p.name) for p in provinces} | {matching(m.name) for p in provinces for m in p.merged}
        names = [pair for province in provinces for pair in _names_of(province)]
        others = [name for one in elsewhere for name in (one.name, *one.former, *one.aliases)]
        names += [(other, Name("", "elsewhere")) for other in others if matching(other) not in own]
        self._names = Matcher(names)
        self._context = Matcher((p, g.label) for g in lexicon.groups for p in g.phrases)

    def is_round_up(self, reading: Reading) -> bool:
        """Whether the title announces a list of news rather than one."""
        return any(hit.entry == "round-up" for hit in self._context.find(reading.plain[: reading.title_end]))

    def mentions(self, reading: Reading, day: date | None) -> list[Mention]:
        """Every name that stands for one of our provinces or another, in order; namesakes keep that role."""
        words = self._context.find(reading.plain)
        before: Context = {}
        for word in words:
            before.setdefault(word.end, set()).add(word.entry)
        masks = [w.span for w in words if w.entry == "namesake"]
        found = [h for h in self._names.find(reading.plain) if _is_capital(reading.text, h.span)]
        after = self._speaks_after_merger(reading, found, words, day)
        readings = _Resolver(reading, before, masks, after).resolve(found)
        return _mark_lists(reading, readings)

    def _speaks_after_merger(
        self, reading: Reading, found: list[Hit[Name]], words: list[Hit[str]], day: date | None
    ) -> bool:
        since = [m.since for p in self.provinces for m in p.merged if m.since]
        if not since:
            return True
        if day is not None:
            return day >= min(since)
        years = [int(y) for y in _YEAR.findall(reading.plain)]
        if years and max(years) != min(since).year:
            return max(years) > min(since).year
        if any(w.entry == "after-merger" for w in words):
            return True
        return any(
            h.entry.level in ("province", "elsewhere")
            and _COMMUNE_IN_PROVINCE.search(reading.plain, max(0, h.start - 60), h.start)
            for h in found
        )


def _is_capital(text: str, span: Span) -> bool:
    """Whether the first and the last word of a name begin with a capital."""
    last = text.rfind(" ", *span) + 1
    return text[span[0]].isupper() and (last == 0 or text[last].isupper())


@dataclass(frozen=True, slots=True)
class _Resolver:
    """Decides for each matched name what it stands for, from right to left."""

    reading: Reading
    before: Context
    masks: list[Span]
    after: bool

    def resolve(self, found: list[Hit[Name]]) -> list[Mention]:
        spans: dict[Span, list[Name]] = {}
        for hit in longest(found):
            spans.setdefault(hit.span, []).append(hit.entry)
        strong: list[Mention] = []
        waiting: list[Mention] = []
        follower: Mention | None = None
        for span in sorted(spans, reverse=True):
            mention = self._mention(span, spans[span], follower)
            follower = mention
            (waiting if mention.role == "waiting" else strong).append(mention)
        supported = {m.owner for m in strong if m.role != "namesake"}
        for mention in waiting:
            if mention.owner in supported:
                strong.append(replace(mention, role=self._role(mention.span)))
            else:
                strong.append(replace(mention, role="namesake", owner="", claims=mention.owner))
        return sorted(strong, key=lambda m: m.span)

    def _mention(self, span: Span, names: list[Name], follower: Mention | None) -> Mention:
        """The mention at a span: which of the possible names it is, given the name that follows."""
        zone = self.reading.zone(span[0])
        within = self._follower_within(span, follower)
        if all(n.level == "elsewhere" for n in names):
            return Mention(span, "", "elsewhere", zone=zone)
        live = [n for n in names if n.owner and self._is_in_force(n)]
        provincial = [n for n in live if n.level in ("province", "merged")]
        if provincial:
            live = provincial
        elif within is not None:
            live = [n for n in live if n.owner == within.owner] if within.role != "namesake" else []
        elif any(n.level == "elsewhere" for n in names):
            live = []
        if not live or self._is_something_else(span, live[0]):
            if self._names_other_province(names):
                return Mention(span, "", "elsewhere", zone=zone)
            claims = next((n.owner for n in names if n.owner), "")
            return Mention(span, "", names[0].level, "namesake", zone, claims)
        return self._weigh(span, live, zone, within is not None)

    def _weigh(self, span: Span, live: list[Name], zone: int, within_own: bool) -> Mention:
        best = min(live, key=lambda n: ("province", "merged", "district", "commune").index(n.level))
        owners = {n.owner for n in live}
        is_sure = best.level in ("province", "merged") or within_own
        if not is_sure and len(owners) == 1:
            is_sure = not best.shared and (best.level == "district" or self._has_commune_word(span))
        if is_sure:
            return Mention(span, best.owner, best.level, self._role(span), zone)
        if all(n.level == "commune" for n in live) and not self._has_commune_word(span):
            return Mention(span, "", best.level, "namesake", zone, best.owner)
        return Mention(span, best.owner, best.level, "waiting", zone)

    def _is_in_force(self, name: Name) -> bool:
        """Whether the name counted for its owner when the text was written."""
        return self.after or not name.is_new

    def _names_other_province(self, names: list[Name]) -> bool:
        """A merged province before its day is another province, not a namesake."""
        return any(n.level in ("elsewhere", "merged") for n in names) and not self.after

    def _follower_within(self, span: Span, follower: Mention | None) -> Mention | None:
        if follower is None or follower.span[0] - span[1] > ADDRESS:
            return None
        gap = self.reading.plain[span[1] : follower.span[0]]
        return follower if gap.strip(" ") and _WITHIN.fullmatch(gap) else None

    def _has_commune_word(self, span: Span) -> bool:
        return _COMMUNE_BEFORE.search(self.reading.plain, max(0, span[0] - LOOK_BACK), span[0]) is not None

    def _labels_before(self, start: int) -> set[str]:
        """Labels of the context phrases that end before the name or before the word for its kind."""
        plain = self.reading.plain
        end = start - (start > 0 and plain[start - 1] == " ")
        labels = set(self.before.get(end, ()))
        if kind := _KIND_BEFORE.search(plain, max(0, start - LOOK_BACK), start):
            labels |= self.before.get(_rstrip(plain, kind.start()), set())
        return labels

    def _role(self, span: Span) -> str:
        labels = self._labels_before(span[0])
        if self._is_in_home_address(span[0]):
            return "origin"
        for role in ("institution", "delegate", "origin", "club"):
            if role in labels:
                return role
        return "plain"

    def _is_in_home_address(self, start: int) -> bool:
        """Whether only parts of an address stand between a word such as "ngụ" and the name."""
        text = self.reading.text
        for end in range(start, max(0, start - ADDRESS), -1):
            if text[end - 1] in ".;\n" and not _ABBREVIATED.search(text, max(0, end - 4), end):
                return False
            if "home" in self.before.get(end, ()):
                parts = text[end:start].split(",")
                return ")" not in text[end:start] and all(_is_part_of_address(part) for part in parts[:-1])
        return False

    def _is_something_else(self, span: Span, name: Name) -> bool:
        """A street, ship or person of that name, or a part of a longer name (Đồng Tháp Mười)."""
        if any(start <= span[0] and span[1] <= end for start, end in self.masks):
            return True
        plain = self.reading.plain
        if _UNIT_BEFORE.search(plain, max(0, span[0] - LOOK_BACK), span[0]):
            return False
        if _STREET_NUMBER.search(plain, max(0, span[0] - LOOK_BACK), span[0]) and _QUARTER_AFTER.match(plain, span[1]):
            return True
        if name.level in ("district", "commune") and self._is_part_of_a_name(span):
            return True
        end = span[0] - 1
        labels = self.before.get(end, set()) if end >= 0 and plain[end] == " " else set()
        if "surname" in labels:
            return self._is_capital_word(end)
        if "person" in labels and name.level not in ("province", "merged"):
            return True
        return "not-a-place" in labels

    def _is_part_of_a_name(self, span: Span) -> bool:
        """A unit's name as the beginning of a person's (Lâm Bình Chi), or alone as a byline."""
        text = self.reading.text
        longer = _LONGER.match(text, span[1])
        if longer and longer[1].isupper() and not text[slice(*span)].isupper():
            return True
        return _BEGINS.search(text, max(0, span[0] - 4), span[0]) is not None and not text[span[1] :].strip()

    def _is_capital_word(self, end: int) -> bool:
        start = self.reading.plain.rfind(" ", 0, end) + 1
        return self.reading.text[start].isupper()


def _is_part_of_address(part: str) -> bool:
    words = part.split()
    return len(words) <= ADDRESS_WORDS and (not words or words[-1][0].isupper() or words[-1][0].isdigit())


def _rstrip(plain: str, end: int) -> int:
    while end and plain[end - 1] in " (,:-":
        end -= 1
    return end


def _mark_lists(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    """Mentions in a run of different provinces are a "list" (three or more) or a "pair"."""
    runs: list[list[int]] = []
    places = [i for i, m in enumerate(mentions) if m.role != "namesake"]
    for i in places:
        if runs and _continues(reading, mentions[runs[-1][-1]], mentions[i]):
            runs[-1].append(i)
        else:
            runs.append([i])
    marked = list(mentions)
    for run in runs:
        owners = {mentions[i].owner or reading.plain[slice(*mentions[i].span)] for i in run}
        if len(owners) > 1:
            for i in run:
                marked[i] = replace(mentions[i], role="list" if len(owners) > 2 else "pair")
    return marked


def _continues(reading: Reading, left: Mention, right: Mention) -> bool:
    gap = reading.plain[left.span[1] : right.span[0]]
    return len(gap) <= LIST_GAP and _NEXT_IN_LIST.fullmatch(gap) is not None
