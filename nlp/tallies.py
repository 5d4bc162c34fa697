"""What the lexicons find in a text: for each label how strongly it speaks, where, and by which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np
from numpy.typing import NDArray

from nlp.lexicon import Hit, Matcher
from nlp.reading import Reading
from records import Lexicon, Span

Vector = NDArray[np.float64]

# Weight of a phrase in the title, in the lede, and of its repetition in the body (against its density);
# chosen out-of-fold on dev among seven triples: 3-2-2 is best, 5-3-1 loses 0.02 of micro-F1.
TITLE, LEDE, BODY = 3.0, 2.0, 2.0
DENSITY_POWER = 0.7  # between counting (0) and density (1); a long text repeats without saying more
SPANS_KEPT = 8  # spans of evidence for one label; more would only colour the whole page


@dataclass(frozen=True, slots=True, eq=False)  # one of a kind: compared and counted by identity, which is quicker
class Phrase:
    """A phrase of a lexicon: its label's number and its weight."""

    lexicon: str
    label: int
    weight: float


@dataclass(frozen=True, slots=True)
class Tally:
    """The findings of one lexicon in one text, in the order of its labels."""

    labels: tuple[str, ...]
    totals: Vector  # one number a label
    zones: Vector  # three numbers a label (title, lede, body), dampened: what models read
    hits: Sequence[Hit[Phrase]]
    ends: tuple[int, int]  # of the title and of the lede

    def spans(self, label: str) -> tuple[Span, ...]:
        """The strongest evidence for a label, in the order of the text."""
        found = [(-hit.entry.weight * (3 - _zone(hit.start, self.ends)), hit.span) for hit in self._of(label)]
        return tuple(sorted({span for _, span in sorted(found)[:SPANS_KEPT]}))

    def starts(self, label: str) -> list[int]:
        """Where the phrases of the label begin, in the order of the text."""
        return sorted(hit.start for hit in self._of(label))

    def _of(self, label: str) -> list[Hit[Phrase]]:
        number = self.labels.index(label) if label in self.labels else -1
        return [hit for hit in self.hits if hit.entry.label == number]


class Tallier:
    """Counts several lexicons in one pass over a text."""

    def __init__(self, lexicons: Sequence[Lexicon]) -> None:
        self.labels = {x.name: tuple(sorted({g.label for g in x.groups})) for x in lexicons}
        self._matcher = Matcher(pair for lexicon in lexicons for pair in self._phrases(lexicon))

    def _phrases(self, lexicon: Lexicon) -> list[tuple[str, Phrase]]:
        labels = self.labels[lexicon.name]
        return [
            (phrase, Phrase(lexicon.name, labels.index(group.label), group.weight))
            for group in lexicon.groups
            for phrase in group.phrases
        ]

    def count(self, reading: Reading) -> dict[str, Tally]:
        """A tally of each lexicon, by its name."""
        hits: dict[str, list[Hit[Phrase]]] = {name: [] for name in self.labels}
        for hit in self._matcher.find(reading.plain):
            hits[hit.entry.lexicon].append(hit)
        return {name: _tally(self.labels[name], found, reading) for name, found in hits.items()}


def _tally(labels: tuple[str, ...], hits: Sequence[Hit[Phrase]], reading: Reading) -> Tally:
    counts: dict[Phrase, list[int]] = {}
    ends = reading.title_end, reading.lede_end
    for hit in hits:
        if (counted := counts.get(hit.entry)) is None:
            counts[hit.entry] = counted = [0, 0, 0]
        counted[_zone(hit.start, ends)] += 1
    totals, zones = [0.0] * len(labels), [0.0] * (3 * len(labels))
    spread = max(1.0, reading.size / 100) ** DENSITY_POWER
    for phrase, (title, lede, body) in counts.items():
        label, weight, often = phrase.label, phrase.weight, log1p(body)
        totals[label] += weight * (TITLE * (title > 0) + LEDE * (lede > 0) + BODY * often / spread)
        zones[3 * label] += weight * (title > 0)
        zones[3 * label + 1] += weight * (lede > 0)
        zones[3 * label + 2] += weight * often
    return Tally(labels, np.array(totals), np.log1p(np.array(zones)), hits, ends)


def _zone(start: int, ends: tuple[int, int]) -> int:
    """0 in the title, 1 in the lede, 2 in the body."""
    return 0 if start < ends[0] else 1 if start < ends[1] else 2
