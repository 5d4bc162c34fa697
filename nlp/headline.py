"""What a headline says that its body does not support, as questions to an officer: it is never a verdict.

Four kinds beside bait: a figure, a place, a name that the body does not give, and a statement as certain that the body
only plans, suspects or denies. Short summaries are not judged: what they leave out says nothing of the headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations, islice
from typing import Literal

from nlp.figures import MAGNITUDES, Figure, figures, in_digits, in_words
from nlp.lexicon import Hit, Matcher, longest
from nlp.reading import Reading
from nlp.words import HEADLINE, sentences_of
from records import Lexicon, Span
from text import matching

LEAST_WORDS = 30  # of a text that can be held against its headline; feeds' summaries have a median of 49 with the title
ROUNDED, CLOSE = 0.15, 0.02  # share by which "gần 300" and "12.000" may differ from the body's figure
SMALL = 10  # a count below it is seldom told in the body: its people or points are listed one by one
SUMMED = 12  # figures of one unit that are tried as parts of a sum
LONGEST_TITLE = 500  # characters; what is longer is a page in one line
READ = 40_000  # characters of a text
WEIGHED = 4000  # characters in which a statement of the headline is looked for: the first thirty sentences
COVERED = 0.4  # share of the headline's words in a sentence that says the same
SAME = 0.75  # of the best sentence's cover: what also says the same

_CAPITALS = re.compile(r"(?:(?=[^\W\d_a-zà-ỹ])[^\W_]+)(?: (?=[^\W\d_a-zà-ỹ])[^\W_]+)*")
MEASURES = frozenset(("%", "lần", "m", "kg", "ha", "đồng", "usd", "độ", "lít", "m2", "m3"))
UNCOUNTED = frozenset(
    ("giờ", "phút", "năm", "tháng", "ngày", "tuần", "điều", "cách", "lý", "điểm")
)  # told in many ways
OFFICES = ("bộ", "sở", "cục")  # begin the name of a body, even as the first word of a headline
_PLACE_WORD = re.compile(
    r"(?:tỉnh|tp|phố|huyện|xã|phường|quận|thị trấn|ở|tại|bản|thôn|ấp|đảo|sông|núi|chợ|cầu|cao tốc|đỉnh|đèo|hồ|biển"
    r"|cửa khẩu|ga|sân bay|bến|đường|cảng)[. ]+\Z"
)
_WORD = re.compile(r"\w+")

Kind = Literal["figure", "name", "place", "modality"]


@dataclass(frozen=True, slots=True)
class Question:
    """A part of a headline that the body does not support; its sentence is ``headline.<kind>`` of config/sentences."""

    kind: Kind
    words: str  # as they stand: of the headline; for "modality" of the body
    spans: tuple[Span, ...]


class Headlines:
    """Holds headlines against their bodies; built once, read-only in use.

    ``provinces`` are names of provinces with those of their units: a body that names a unit speaks of its province.
    """

    def __init__(self, lexicon: Lexicon, provinces: Mapping[str, Sequence[str]]) -> None:
        self.version = lexicon.version
        by_label = {group.label: group.phrases for group in lexicon.groups}
        self._hedges = Matcher((phrase, phrase) for phrase in by_label["hedge"])
        self._open = Matcher((phrase, phrase) for label in ("hedge", "soft") for phrase in by_label[label])
        self._unsaid = frozenset(map(matching, by_label["region"]))
        self._round = frozenset(map(matching, by_label["round"]))
        self._ordinal = frozenset(map(matching, by_label["ordinal"]))
        self._empty = frozenset(map(matching, by_label["empty"]))
        self._alone = frozenset(by_label["alone"])
        self._units = {matching(name): Matcher((unit, unit) for unit in units) for name, units in provinces.items()}
        units = chain.from_iterable(provinces.values())
        self._places = Matcher((name, matching(name)) for name in {*provinces, *units, *by_label["country"]})

    @property
    def matchers(self) -> tuple[Matcher[str], ...]:
        """What looks through every text."""
        return self._open, self._hedges

    def questions(self, reading: Reading) -> tuple[Question, ...] | None:
        """The questions that a headline raises; None where there is no headline or too little text to judge it."""
        if not 0 < reading.title_end <= LONGEST_TITLE:
            return None
        body = islice(_WORD.finditer(reading.plain, reading.title_end, READ), LEAST_WORDS)
        if sum(1 for _ in body) < LEAST_WORDS:
            return None
        return (*self._figures(reading), *self._names(reading), *self._modality(reading))

    def _figures(self, reading: Reading) -> Iterator[Question]:
        told = _Told(reading.plain, reading.title_end, min(READ, len(reading.plain)))
        for figure in figures(reading.plain, 0, reading.title_end):
            before = _WORD.findall(reading.plain[: figure.span[0]])[-2:]
            words = reading.plain[slice(*figure.span)]
            if words in self._alone or set(words.split()) <= MAGNITUDES.keys() or "nửa" in before:
                continue
            if self._ordinal & {*before[-1:], " ".join(before)}:
                continue
            is_round, is_times = bool(self._round & set(before[-1:])), before[-1:] == ["gấp"]
            if not told.support(figure, is_round=is_round, is_times=is_times):
                yield Question("figure", reading.text[slice(*figure.span)], (figure.span,))

    def _names(self, reading: Reading) -> Iterator[Question]:
        title = reading.text[: reading.title_end - 1]
        body = reading.plain[reading.title_end : READ]
        places = longest(self._places.find(reading.plain[: len(title)]))
        known = {hit.span for hit in places if title[hit.start].isupper() and not _is_part(title, hit.span)}
        runs = known if title.isupper() else known | set(_runs(title, known))
        for start, end in sorted(runs):
            if not self._is_named(reading.plain[start:end], body):
                is_place = (start, end) in known or _PLACE_WORD.search(reading.plain[:start]) is not None
                yield Question("place" if is_place else "name", reading.text[start:end], ((start, end),))

    def _is_named(self, name: str, body: str) -> bool:
        """Whether a body has a name: in full, by its last two words where it has three, or by a province's unit."""
        if name in self._unsaid or (name in self._units and self._units[name].find(body)):
            return True
        words = name.split()
        forms = {name, " ".join(words[-2:])} if len(words) > 2 else {name}
        return any(_has(body, form) for form in forms)

    def _modality(self, reading: Reading) -> Iterator[Question]:
        """A question where every sentence that says what the headline says is hedged, and the headline is not."""
        hedges = longest(hit for hit in self._hedges.found_in(reading) if hit.end <= WEIGHED)
        if not any(hit.start >= reading.title_end for hit in hedges):
            return
        is_open = any(hit.end <= reading.title_end for hit in self._open.found_in(reading))
        if is_open or "?" in reading.plain[: reading.title_end]:
            return
        subject = set(reading.title_words) - self._empty
        told = [one.span for one in sentences_of(reading) if one.zone != HEADLINE and one.span[1] <= WEIGHED]
        covers = [
            len(subject.intersection(_WORD.findall(reading.plain, *span))) / max(1, len(subject)) for span in told
        ]
        best = max(covers, default=0.0)
        saying = [told[i : i + 2] for i, cover in enumerate(covers) if cover >= SAME * best]
        found = [hedge for spans in saying if (hedge := _hedge_in(spans, hedges))]
        if best >= COVERED and len(found) == len(saying):
            start, end = found[0]
            yield Question("modality", reading.text[start:end], ((0, reading.title_end - 1), (start, end)))


def _has(body: str, form: str) -> bool:
    """Whether words stand in a text as whole words."""
    start = body.find(form)
    while start >= 0:
        end = start + len(form)
        if not (_WORD.match(body, end) or (start and _WORD.match(body, start - 1))):
            return True
        start = body.find(form, start + 1)
    return False


def _hedge_in(spans: Sequence[Span], hedges: Iterable[Hit[str]]) -> Span | None:
    """What hedges a sentence, in it or in the next one."""
    return next((hit.span for hit in hedges if spans[0][0] <= hit.start < spans[-1][1]), None)


class _Told:
    """The figures of a body; those in words are looked for only where those in digits do not support the headline."""

    def __init__(self, plain: str, start: int, end: int) -> None:
        self._where = plain, start, end

    @cached_property
    def _in_digits(self) -> list[Figure]:
        return list(in_digits(*self._where))

    @cached_property
    def _all(self) -> list[Figure]:
        return [*self._in_digits, *in_words(*self._where)]

    def support(self, figure: Figure, *, is_round: bool, is_times: bool = False) -> bool:
        """Whether the body gives a headline's figure, nearly or as a sum of figures of the same unit.

        A small count is asked about only where the body counts the same differently: it is often told one by one.
        """
        near = ROUNDED if is_round else CLOSE if figure.measure[0] >= 10 * SMALL else 0.0
        if _is_given(figure, self._in_digits, near) or _is_given(figure, self._all, near):
            return True
        value, unit = figure.measure
        is_count = value < SMALL and value == int(value) and unit not in MEASURES and not is_times
        return is_count and (unit in UNCOUNTED or not _of_unit(unit, self._all))


def _is_given(figure: Figure, told: Sequence[Figure], near: float) -> bool:
    """Whether a figure is among others, or the sum of two or three of its unit, within this share of it."""
    value, unit = figure.measure
    alike = [one.measure for one in told if (one.unit == "%") == (unit == "%")]
    if any(abs(other - value) <= near * value for other, _ in alike):
        return True
    same = _of_unit(unit, told)[:SUMMED]
    return any(abs(sum(parts) - value) <= near * value for n in (2, 3) for parts in combinations(same, n))


def _of_unit(unit: str, told: Iterable[Figure]) -> list[float]:
    """The values that count the same; none where it is not said what is counted."""
    return [value for value, its in (one.measure for one in told) if its == unit and unit]


def _runs(title: str, known: Iterable[Span]) -> Iterator[Span]:
    """Runs of capitals that are names: not a sentence's first word, not an abbreviation, no known place."""
    taken = list(known)
    for found in _CAPITALS.finditer(title):
        start, end = found.span()
        if _begins(title, start):
            first, _, rest = found[0].partition(" ")
            if matching(first) not in OFFICES:
                start = start + len(first) + 1 if rest else end
        words = title[start:end]
        if start >= end or words.replace(" ", "").isupper() or len(words) < 2 or re.search(r"\d", words):
            continue
        if not any(start < stop and begin < end for begin, stop in taken):
            yield start, end


def _is_part(title: str, span: Span) -> bool:
    """Is a name of one syllable a part of a longer one, as Mỹ is of "Mỹ Linh"?"""
    start, end = span
    before, after = title[:start].split(" ")[-2:-1], title[end : end + 2]
    is_followed = after[:1] == " " and after[1:].isupper()
    return " " not in title[start:end] and (is_followed or bool(before and before[0].istitle()))


def _begins(title: str, start: int) -> bool:
    before = title[:start].rstrip()
    return not before or before[-1] in ".:!?|-–—\"“'‘("
