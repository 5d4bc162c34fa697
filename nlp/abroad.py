"""Provinces in foreign texts: how much a text in English, French or Chinese is about each of ours.

Names stand there without marks, in Chinese without borders of words too, and the trained judge of relevance has read
Vietnamese only: few rules say here what a headline, a first sentence and repetition show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from nlp.namesakes import NEVER, Surroundings, bare, either, is_chinese
from nlp.reading import Reading
from nlp.relevance import Relevance
from records import Elsewhere, Lexicon, Province, Span
from text import folded, sentences
from times import local_day

SCORE = 0.8  # of a rule; not measured, for the corpora have no foreign text
MANY = 3  # mentions in a body from which on a province is a main subject; in the title one is enough
LOOKED_AT = 20_000  # characters, a page of a newspaper: who is named only beyond is not what the text is about
SHORT = 900  # characters: a brief, in which the first sentence says what it is about
CITED = frozenset({"person", "company"})  # who bears a name once bears it wherever it stands alone
_JOINT = re.compile(
    r"\s*(?:provinces?|city|省|市|省份)?\s*(?:,|、|，|和|及|与|以及|&|and|et|or|ou|-|;)+\s*(?:and|et|the|la|le|les|de)?\s*"
)
_DATELINE = re.compile(r" ?(?:province|city|省)?(?:, [A-Za-z]+ \d{1,2})? ?(?:\([^)]{2,30}\))? ?(?:[–—-]|电)")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name with the province that it stands for; "" is one that we do not work for."""

    span: Span
    slug: str
    is_unit: bool = False  # a town or sight, not the province's own name
    role: str = ""  # "aside", "list", or whose name it is: "person", "company", ...


@dataclass(frozen=True, slots=True)
class _Known:
    """What names of one province are looked for."""

    slug: str
    pattern: re.Pattern[str]
    since: date | None = None  # of a former province: the day from which on it counts
    is_unit: bool = False


class Abroad:
    """Finds provinces by their foreign names; built once, read-only in use."""

    def __init__(self, provinces: Sequence[Province], elsewhere: Sequence[Elsewhere], lexicon: Lexicon) -> None:
        self._groups = {group.label: group.phrases for group in lexicon.groups}
        self._slugs = [province.slug for province in provinces]
        self._known = [one for province in provinces for one in self._names_of(province)]
        named = [name for one in provinces for name in (one.name, *(merged.name for merged in one.merged))]
        others = [name for one in elsewhere for name in (one.name, *one.former)]
        self._others = re.compile(either([*map(folded, others), *self._groups.get("elsewhere", ())]))
        self._around = Surroundings(lexicon)
        chinese = [one for name in named for one in self._groups.get(f"tỉnh/{name}", ())]
        self._vietnam = re.compile(either([*self._groups.get("vietnam", ()), *(f"{one}省" for one in chinese)]))
        self._parts = {one[0]: re.compile(either(self._groups.get(f"part-before/{one}", ())) + "$") for one in chinese}

    def relevance(self, reading: Reading, published_at: datetime | None) -> dict[str, Relevance]:
        """The relevance of each province to a foreign text; former ones count from their day on."""
        text = bare(reading.text[:LOOKED_AT])
        found = self._found(reading, text, local_day(published_at) if published_at else None)
        return {slug: _judge(reading, text, found, slug) for slug in self._slugs}

    def _names_of(self, province: Province) -> Iterator[_Known]:
        yield from self._named(province.slug, province.name, None)
        for one in province.merged:
            yield from self._named(province.slug, one.name, one.since)

    def _named(self, slug: str, name: str, since: date | None) -> Iterator[_Known]:
        written = (folded(name).title(), folded(name).upper())
        latin = "|".join(r"[ \n-]?".join(one.split()) for one in written)
        chinese = "|".join(r"\n?".join(one) for one in self._groups.get(f"tỉnh/{name}", ())) or NEVER
        proper = rf"(?<!\w)(?:{latin})(?!\w)|{chinese}"
        yield _Known(slug, re.compile(proper), since)
        if units := self._groups.get(f"đơn vị/{name}", ()):
            yield _Known(slug, re.compile(either(units)), since, is_unit=True)

    def _found(self, reading: Reading, text: str, day: date | None) -> list[_Name]:
        """All names in order, with their roles."""
        is_vietnamese = self._vietnam.search(text) is not None
        found = [
            self._roled(reading, text, _Name(hit.span(), known.slug, known.is_unit))
            for known in self._known
            if day is None or known.since is None or day >= known.since
            for hit in known.pattern.finditer(text)
            if self._is_name(text, hit.span(), is_sure=is_vietnamese or known.is_unit)
        ]
        own = {place for one in found for place in range(*one.span)}
        others = (hit.span() for hit in self._others.finditer(text))
        found += [_Name(span, "") for span in others if span[0] not in own and not text[span[0]].islower()]
        return _listed(text, _without_cited(text, sorted(found, key=lambda one: one.span), self._around))

    def _is_name(self, text: str, span: Span, *, is_sure: bool) -> bool:
        """Whether a match is a name at all: Chinese ones are also parts of other words (日前江西), and an era."""
        name = text[slice(*span)]
        if not is_chinese(name):
            return name[0].isupper()
        if self._around.has(text, span, "province-after") or self._around.has(text, span, "aside-before"):
            return True
        parts = self._parts.get(name[0])
        return is_sure and not (parts and parts.search(text, max(0, span[0] - 1), span[0]))

    def _roled(self, reading: Reading, text: str, name: _Name) -> _Name:
        if not name.is_unit:
            role = self._around.namesake(text, name.span, in_title=reading.zone(name.span[0]) == 0)
            if role:
                return replace(name, role=role)
        return replace(name, role="aside") if self._around.has(text, name.span, "aside-before") else name


def _without_cited(text: str, found: list[_Name], around: Surroundings) -> list[_Name]:
    """The names that are a province's: a person's or firm's name is theirs wherever it stands alone."""
    cited = {text[slice(*one.span)] for one in found if one.role in CITED}
    sure = {text[slice(*one.span)] for one in found if around.has(text, one.span, "province-after")}
    places = [one for one in found if one.role in ("", "aside")]
    return [
        one
        for one in places
        if text[slice(*one.span)] not in cited - sure or around.has(text, one.span, "place-before") or not one.slug
    ]


def _listed(text: str, found: list[_Name]) -> list[_Name]:
    """The same with the names that stand in a list of three and more marked."""
    runs: list[list[int]] = [[0]] if found else []
    for (_, left), (number, right) in pairwise(enumerate(found)):
        if _JOINT.fullmatch(text, left.span[1], right.span[0]):
            runs[-1].append(number)
        else:
            runs.append([number])
    long = {number for run in runs if len(run) > 2 for number in run}
    return [replace(one, role="list") if number in long else one for number, one in enumerate(found)]


def _judge(reading: Reading, text: str, found: Sequence[_Name], slug: str) -> Relevance:
    own = [one for one in found if one.slug == slug]
    if not own:
        return Relevance("0", SCORE, "none", ())
    spans = tuple(one.span for one in own)
    core = [one for one in own if not one.role]
    if not core:
        return Relevance("1", SCORE, "list" if own[0].role == "list" else "in-passing", spans)
    if reading.zone(core[0].span[0]) == 0:
        return Relevance("2", SCORE, "title", spans)
    why = _main(reading, text, found, core)
    return Relevance("2" if why else "1", SCORE, why or "in-passing", spans)


def _main(reading: Reading, text: str, found: Sequence[_Name], core: Sequence[_Name]) -> str:
    """Why a province that the title does not name is a main subject all the same; "" where it is not."""
    rivals = {one.span[0] for one in found if one.slug != core[0].slug and reading.zone(one.span[0]) == 0}
    first = core[0].span
    begins = text[reading.title_end : first[0]].strip(" \"'\n") in ("", "越通社")
    if begins and _DATELINE.match(text, first[1]):
        return "dateline"
    leads = _first_sentence(text, reading.title_end, first[0])
    enough = MANY + 1 if rivals else MANY
    if len(core) >= enough:
        return "body-main"
    return "lede" if leads and not rivals and (len(core) > 1 or len(text) < SHORT) else ""


def _first_sentence(text: str, title_end: int, start: int) -> bool:
    body = text[title_end:]
    end = next((end for _, end in sentences(body)), len(body))
    stop = body.find("。")
    return start - title_end < (min(end, stop) if stop >= 0 else end)
