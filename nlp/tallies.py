"""What the lexicons find in a text: for each label how strongly it speaks, where, and by which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.lexicon import Matcher
from nlp.reading import Finds, Positions, Reading
from records import Lexicon, Span

Vector = NDArray[np.float64]

# Weight of a phrase in the title, in the lede, and of its repetition in the body (against its density);
# chosen out-of-fold on dev among seven triples: 3-2-2 is best, 5-3-1 loses 0.02 of micro-F1.
TITLE, LEDE, BODY = 3.0, 2.0, 2.0
DENSITY_POWER = 0.7  # between counting (0) and density (1); a long text repeats without saying more
SPANS_KEPT = 8  # spans of evidence for one label; more would only colour the whole page


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a phrase of a lexicon stands for: a label, by its number among those of all lexicons, with a weight."""

    label: int
    weight: float


@dataclass(frozen=True, slots=True)
class Tally:
    """The findings of one lexicon in one text, in the order of its labels."""

    labels: tuple[str, ...]
    totals: Vector  # one number a label
    zones: Vector  # three numbers a label (title, lede, body), dampened: what models read
    finds: _Found
    first: int  # number of the first label among those of all lexicons

    def spans(self, label: str) -> tuple[Span, ...]:
        """The strongest evidence for a label, in the order of the text."""
        mine = self._of(label)
        starts, ends = self.finds.starts[mine].tolist(), self.finds.ends[mine].tolist()
        strength = (self.finds.weights[mine] * (3 - self.finds.zones[mine])).tolist()
        strongest = sorted(zip((-one for one in strength), zip(starts, ends, strict=True), strict=True))[:SPANS_KEPT]
        return tuple(sorted({span for _, span in strongest}))

    def starts(self) -> dict[str, list[int]]:
        """Where the phrases of each label begin, in the order of the text."""
        found: dict[str, list[int]] = {label: [] for label in self.labels}
        numbers = self.finds.labels - self.first
        mine = np.flatnonzero((numbers >= 0) & (numbers < len(self.labels)))
        for start, number in sorted(zip(self.finds.starts[mine].tolist(), numbers[mine].tolist(), strict=True)):
            found[self.labels[number]].append(start)
        return found

    def _of(self, label: str) -> Positions:
        number = self.first + self.labels.index(label) if label in self.labels else -1
        return np.flatnonzero(self.finds.labels == number)


@dataclass(frozen=True, slots=True)
class _Found:
    """The phrases of all lexicons in one text, one number a find in each row."""

    starts: Positions
    ends: Positions
    phrases: Positions  # by their numbers
    zones: Positions  # 0 in the title, 1 in the lede, 2 in the body
    labels: Positions  # by their numbers
    weights: Vector


class Tallier:
    """Counts several lexicons in one pass over a text."""

    def __init__(self, lexicons: Sequence[Lexicon]) -> None:
        self.labels = {x.name: tuple(sorted({g.label for g in x.groups})) for x in lexicons}
        ends = np.cumsum([len(labels) for labels in self.labels.values()]).tolist()
        self._firsts = dict(zip(self.labels, [0, *ends], strict=False))
        self._size = ends[-1]
        self.matcher = Matcher(pair for lexicon in lexicons for pair in self._phrases(lexicon))
        self._of_phrase = np.array([phrase.label for phrase in self.matcher.entries])
        self._weights = np.array([phrase.weight for phrase in self.matcher.entries])

    def _phrases(self, lexicon: Lexicon) -> list[tuple[str, Phrase]]:
        labels, first = self.labels[lexicon.name], self._firsts[lexicon.name]
        return [
            (phrase, Phrase(first + labels.index(group.label), group.weight))
            for group in lexicon.groups
            for phrase in group.phrases
        ]

    def count(self, readings: Sequence[Reading]) -> list[dict[str, Tally]]:
        """For each reading a tally of each lexicon, by its name; ``nlp.lexicon.Joined`` has looked through them."""
        found = [self._found(reading, reading.finds[self.matcher]) for reading in readings]
        by_zone = self._by_zone(found)
        densities = [(TITLE, LEDE, BODY / max(1.0, one.size / 100) ** DENSITY_POWER) for one in readings]
        totals = (by_zone * np.array(densities)[:, None]).sum(axis=2)
        return [self._tallies(*one) for one in zip(found, totals, np.log1p(by_zone), strict=True)]

    def _found(self, reading: Reading, finds: Finds) -> _Found:
        zones = np.searchsorted((reading.title_end, reading.lede_end), finds.starts, side="right")
        return _Found(*finds, zones, self._of_phrase[finds.entries], self._weights[finds.entries])

    def _by_zone(self, found: Sequence[_Found]) -> Vector:
        """For each text and label the weights of its phrases in title, lede and body, where repetitions add less."""
        size = len(self._of_phrase)
        texts = np.repeat(np.arange(len(found)), [len(one.starts) for one in found])
        phrases, zones = (
            np.concatenate(rows) for rows in zip(*((one.phrases, one.zones) for one in found), strict=True)
        )
        keys, counts = np.unique((texts * size + phrases) * 3 + zones, return_counts=True)
        (texts, phrases), zones = np.divmod(keys // 3, size), keys % 3
        said = self._weights[phrases] * np.where(zones == 2, np.log1p(counts), 1.0)
        cells = (texts * self._size + self._of_phrase[phrases]) * 3 + zones
        sums = np.bincount(cells, weights=said, minlength=len(found) * self._size * 3)
        return sums.astype(np.float64, copy=False).reshape(-1, self._size, 3)

    def _tallies(self, found: _Found, totals: Vector, dampened: Vector) -> dict[str, Tally]:
        tallies = {}
        for name, labels in self.labels.items():
            first = self._firsts[name]
            own = slice(first, first + len(labels))
            tallies[name] = Tally(labels, totals[own], dampened[own].ravel(), found, first)
        return tallies
