"""The text of an item with what its labels rest on: the sentences, the words in them, the names of places."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

from records import Span
from text import sentences

LONGEST = 60_000  # characters of a text that a page shows; the longest article of the real archive has under half
PLACE, WORD = 1, 2  # bits of a character
OF_WORDS = ("relevance", "headline", "bait", "language")  # what words show and no sentence does
Look = Literal["", "place", "word"]
Labelled = tuple[str, str, str, str]  # kind, scope, label, detail


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters that look alike: plain, the name of a place, or a word that a label rests on."""

    text: str
    look: Look


@dataclass(frozen=True, slots=True)
class Part:
    """Stretches within one sentence that shows a label (its number from 1), or outside of any (0)."""

    stretches: tuple[Stretch, ...]
    sentence: int


@dataclass(frozen=True, slots=True)
class Shown:
    """The sentence that shows a label best, by the number that it has in the text."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A text line by line, the first is the headline; what shows each label; whether the end was left out."""

    lines: tuple[tuple[Part, ...], ...]
    evidence: Mapping[Labelled, Shown]
    is_cut: bool

    @property
    def plain(self) -> str:
        return "\n".join("".join(one.text for part in line for one in part.stretches) for line in self.lines)


def labelled(annotation: Mapping[str, Any]) -> Labelled:
    """What names a label among those of an item."""
    return annotation["kind"], annotation["scope"], annotation["label"], annotation["detail"]


def marked(text: str, annotations: Sequence[Mapping[str, Any]], *, title: int = 0) -> Marked:
    """The text with these labels' spans; a span that does not lie in the text is passed over.

    Names of places are the spans of a relevance. Other labels mark the words that they rest on and, of the
    sentences that hold them, the one with most: below the headline (the first ``title`` characters) where one is.
    """
    whole, text = len(text), text[:LONGEST]
    bounds = list(sentences(text))
    spans = {labelled(one): _within(one["spans"], len(text)) for one in annotations if one["spans"]}
    best = {key: _best(found, bounds, title) for key, found in spans.items() if key[0] not in OF_WORDS and found}
    numbers = {place: number for number, place in enumerate(sorted({at for at in best.values() if at >= 0}), start=1)}
    looks = _looks(spans, len(text))
    owners = [0] * len(text)
    for place, number in numbers.items():
        start, end = bounds[place]
        owners[start:end] = [number] * (end - start)
    evidence = {key: Shown(numbers[at], text[slice(*bounds[at])].strip()) for key, at in best.items() if at >= 0}
    return Marked(tuple(_lines(text, looks, owners)), evidence, whole > LONGEST)


def _within(spans: Sequence[Sequence[int]], length: int) -> list[Span]:
    return [(start, end) for start, end in spans if 0 <= start < end <= length]


def _best(spans: Sequence[Span], bounds: Sequence[Span], title: int) -> int:
    """The place of the sentence in which most of the spans begin, the first of them; -1 where none does."""
    starts = [start for start, _ in bounds]
    held = Counter(bisect_right(starts, start) - 1 for start, _ in spans)
    del held[-1]  # what begins before the first sentence
    return max(sorted(held), key=lambda place: (bounds[place][0] >= title, held[place]), default=-1)


def _looks(spans: Mapping[Labelled, Sequence[Span]], length: int) -> bytearray:
    """The bits of every character."""
    looks = bytearray(length)
    for (kind, *_), found in spans.items():
        bit = PLACE if kind == "relevance" else WORD
        for start, end in found:
            looks[start:end] = bytes(one | bit for one in looks[start:end])
    return looks


def _lines(text: str, looks: bytearray, owners: Sequence[int]) -> list[tuple[Part, ...]]:
    found, start = [], 0
    for line in text.split("\n"):
        found.append(tuple(_parts(text, looks, owners, (start, start + len(line)))))
        start += len(line) + 1
    return found


def _parts(text: str, looks: bytearray, owners: Sequence[int], line: Span) -> list[Part]:
    parts = []
    for owner, places in groupby(range(*line), key=owners.__getitem__):
        alike = [list(same) for _, same in groupby(places, key=looks.__getitem__)]
        stretches = tuple(Stretch(text[same[0] : same[-1] + 1], _look(looks[same[0]])) for same in alike)
        parts.append(Part(stretches, owner))
    return parts


def _look(bits: int) -> Look:
    """A name of a place that is a word of evidence too is shown as a place: the sentence shows the rest."""
    return "place" if bits & PLACE else "word" if bits else ""
