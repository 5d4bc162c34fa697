"""Place names of our provinces in a text, each with what the words round it make of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from nlp.context import Context, bears, context
from nlp.gazetteer import LEVELS, Name, Unit, first_merger, names, sure_names
from nlp.lexicon import Hit, Matcher, longest
from nlp.lineage import speaks_after
from nlp.reading import Reading
from nlp.resolve import Discourse, Spot, chains, follows
from records import Elsewhere, Lexicon, Province, Span
from text import folded

LISTED = ("h", "x", "p", "tt", "q")  # words for a kind that hold for a whole list
LIST_JOINTS = (", ", ",", " và ", "; ", ", và ", " - ")
_MARKED = re.compile("[à-ỹđ]")  # a letter that a text typed without marks, or in English, does not have
BARE_LABELS = ("not-a-place", "person", "named", "surname", "club", "home", "round-up")
CONTEXT_WEIGHTS = ("after-merger", "before-merger")  # groups of phrases that date a text, by their weight


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in the text that counts, and how it is spoken of."""

    span: Span
    owner: str  # slug of our province, "" for another one
    level: str  # as of ``gazetteer.Unit``
    role: str = "plain"  # "institution", "origin", "club", "delegate", "company", "list", "pair", "namesake"
    zone: int = 2
    claims: str = ""  # of a namesake: the province of ours that has a unit of this name
    home: str = ""  # the province in which it lies
    chain: int = -1  # mentions of one address share a number


@dataclass(frozen=True, slots=True)
class _Press:
    """What the name of a province's own paper holds, and which province that is before and since the merger."""

    name: str
    before: str
    since: str


class Gazetteer:
    """The names of our provinces and of the others, with the lexicon of words round them."""

    def __init__(self, provinces: Sequence[Province], elsewhere: Sequence[Elsewhere], lexicon: Lexicon) -> None:
        self._since = first_merger(provinces)
        listed = list(names(provinces, elsewhere))
        self._names = Matcher(listed)
        self._bare_names = Matcher((folded(name), unit) for name, unit in sure_names(listed))
        phrases = [(phrase, group.label) for group in lexicon.groups for phrase in group.phrases]
        self._context = Matcher(phrases)
        self._bare_context = Matcher((folded(phrase), label) for phrase, label in phrases if label in BARE_LABELS)
        self._weights = {g.label: g.weight for g in lexicon.groups if g.label in CONTEXT_WEIGHTS}
        self._press = [mark for province in provinces for mark in _marks(province)]
        self._slugs = {province.name: province.slug for province in provinces}

    @property
    def matchers(self) -> tuple[Matcher[Any], ...]:
        """What looks through every text."""
        return self._names, self._context

    def is_round_up(self, reading: Reading) -> bool:
        """Whether the title announces a list of news rather than one."""
        return any(hit.entry == "round-up" for hit in self._context.find(reading.plain[: reading.title_end]))

    def mentions(self, reading: Reading, day: date | None, outlet: str = "") -> list[Mention]:
        """The names that stand for our provinces and others, in order; none where no name can be ours."""
        is_bare = not _MARKED.search(reading.plain)
        all_names = (self._bare_names if is_bare else self._names).found_in(reading)
        found = [hit for hit in all_names if _is_capital(reading.text, hit.span)]
        presses = [mark for mark in self._press if mark.name in _squeezed(outlet)] if outlet else []
        if not presses and not any(hit.entry.since and hit.entry.since.owner for hit in found):
            return []
        words = (self._bare_context if is_bare else self._context).found_in(reading)
        after = self._is_after(reading, found, words, day)
        home = next((mark.since if after else mark.before for mark in presses), "")
        around = context(reading, words)
        spots = chains(reading.plain, list(_spots(around, found, after)))
        settled = Discourse(reading.plain, spots, home).settle()
        mentions = [_mention(around, spot) for spot in settled if _is_worth_telling(spot)]
        if slug := self._slugs.get(home, ""):
            mentions = sorted([*mentions, *_unnamed(around, words, spots, Unit(slug, home, "province"))], key=_start)
        return _mark_lists(reading, _without_dishes(mentions))

    def _is_after(self, reading: Reading, found: list[Hit[Name]], words: list[Hit[str]], day: date | None) -> bool:
        if day is not None:
            return self._since is None or day >= self._since
        if not any(hit.entry.is_dated for hit in found):
            return True
        names_former = any(hit.entry.since and hit.entry.since.is_former for hit in found)
        hints = [self._weights[word.entry] for word in words if word.entry in self._weights]
        return speaks_after(reading, hints, names_former=names_former)


def _marks(province: Province) -> Iterator[_Press]:
    yield _Press(_squeezed(province.name), province.name, province.name)
    yield from (_Press(_squeezed(merged.name), merged.name, province.name) for merged in province.merged)
    yield from (_Press(_squeezed(slug), "", province.name) for slug in province.outlets)


def _unnamed(around: Context, words: list[Hit[str]], spots: list[Spot], home: Unit) -> Iterator[Mention]:
    """Words such as "toàn tỉnh" without a name: in a province's own paper its own province."""
    named = {spot.span[0] for spot in spots}
    for word in words:
        if word.entry == "own-province" and word.end + 1 not in named:
            zone = around.reading.zone(word.start)
            yield Mention(word.span, home.owner, home.level, "institution", zone, home=home.home)


def _start(mention: Mention) -> int:
    return mention.span[0]


def _squeezed(name: str) -> str:
    return "".join(letter for letter in folded(name) if letter.isalnum())


def _is_capital(text: str, span: Span) -> bool:
    """Whether the first and the last word of a name begin with a capital."""
    last = text.rfind(" ", *span) + 1
    return text[span[0]].isupper() and (last == 0 or not text[last].islower())


def _spots(around: Context, found: list[Hit[Name]], after: bool) -> Iterator[Spot]:
    """The names with the units that they may stand for; none where a street or person is meant."""
    spans: dict[Span, list[Name]] = {}
    for hit in longest(found):
        spans.setdefault(hit.span, []).append(hit.entry)
    last: Spot | None = None
    for span, named in spans.items():
        units = _dated(named, after)
        if units:
            last = _spot(around, span, units, last)
            yield last


def _dated(named: Iterable[Name], after: bool) -> tuple[Unit, ...]:
    found = (name.since if after else name.before for name in named)
    return tuple(dict.fromkeys(unit for unit in found if unit is not None))


def _spot(around: Context, span: Span, units: tuple[Unit, ...], last: Spot | None) -> Spot:
    plain = around.reading.plain
    kind = around.kind(span[0]) or _shared_kind(plain, span, units, last)
    claims = next((u.owner or u.claims for u in units if u.owner or u.claims), "")
    largest = max(units, key=lambda unit: unit.rank)
    is_renowned = around.is_renowned(span[0])
    near = tuple(unit for unit in units if not unit.is_far) if is_renowned else ()
    kept = () if around.is_something_else(span, largest, kind) else _borne(near or units, kind)
    is_located = is_renowned or around.is_located(span[0])
    is_borrowed = not (kept or kind) and around.is_borrowed(span, largest)
    return Spot(span, plain[slice(*span)], kind, kept, is_located, claims=claims, is_borrowed=is_borrowed)


def _shared_kind(plain: str, span: Span, units: tuple[Unit, ...], last: Spot | None) -> str:
    """The word before the first name of a list: "các huyện Hồng Ngự, Cao Lãnh và Châu Thành"."""
    if last is None or last.kind not in LISTED or plain[last.span[1] : span[0]] not in LIST_JOINTS:
        return ""
    return last.kind if any(bears(unit, last.kind) for unit in units) else ""


def _borne(units: tuple[Unit, ...], kind: str) -> tuple[Unit, ...]:
    """The units that bear the word before the name; without a word a province goes before its capital."""
    if kind:
        fitting = tuple(unit for unit in units if bears(unit, kind))
        is_renamed = kind in ("x", "p", "tt") and not any(u.is_far or u.rank for u in units)
        return fitting or (units if is_renamed else ())
    provincial = tuple(unit for unit in units if unit.rank == 2)
    return provincial or units


def _is_worth_telling(spot: Spot) -> bool:
    """Other provinces' units count only where a word or an address says that they are meant."""
    return bool(spot.claims) or any(not unit.is_far for unit in spot.units) or (spot.is_sure and bool(spot.units))


def _mention(around: Context, spot: Spot) -> Mention:
    zone = around.reading.zone(spot.span[0])
    if not spot.units or not spot.is_sure:
        return Mention(spot.span, "", "commune", "namesake", zone, spot.claims)
    unit = min(spot.units, key=lambda one: (not one.owner, LEVELS.index(one.level)))
    claims = "" if unit.owner else unit.claims or (spot.claims if unit.is_far else "")
    is_bare = unit.rank == 2 and not spot.kind and not spot.is_located
    role = around.role(spot.span[0], is_club=is_bare)
    if role == "dish" and unit.rank == 2:
        role = "plain"
    return Mention(spot.span, unit.owner, unit.level, role, zone, claims, unit.home, spot.chain)


def _without_dishes(mentions: list[Mention]) -> list[Mention]:
    """A dish or fruit called after its place speaks of the place where the text names the place in another way too."""
    if not any(mention.role == "dish" for mention in mentions):
        return mentions
    owners = {m.owner for m in mentions if m.owner and m.role not in ("dish", "namesake")}
    kept: list[Mention] = []
    for mention in mentions:
        if mention.role == "dish" and mention.owner not in owners:
            mention = replace(mention, owner="", role="namesake", claims=mention.owner or mention.claims)
        kept.append(replace(mention, role="plain") if mention.role == "dish" else mention)
    return kept


def _mark_lists(reading: Reading, mentions: list[Mention]) -> list[Mention]:
    """Mentions in a run of different provinces are a "list" (three or more) or a "pair"."""
    runs: list[list[int]] = []
    last = -1
    for i, mention in enumerate(mentions):
        if mention.role == "namesake":
            continue
        if runs and _continues(reading, mentions[last], mention):
            runs[-1].append(i)
        else:
            runs.append([i])
        last = i
    marked = list(mentions)
    of_chain = {m.chain: reading.plain[slice(*m.span)] for m in mentions}  # an address goes by its last name
    for run in runs:
        homes = {mentions[i].owner or of_chain[mentions[i].chain] for i in run}
        if len(homes) > 1:
            for i in run:
                if mentions[i].role != "club":
                    marked[i] = replace(mentions[i], role="list" if len(homes) > 2 else "pair")
    return marked


def _continues(reading: Reading, left: Mention, right: Mention) -> bool:
    return (left.chain == right.chain != -1) or follows(reading.plain, left.span, right.span)
