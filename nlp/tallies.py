"""What the lexicons find in a text: for each label how strongly it speaks, where, and by which words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a lexicon: its number there, its label's number and its weight."""

    lexicon: str
    number: int
    label: int
    weight: float


@dataclass(frozen=True, slots=True)
class Tally:
    """The findings of one lexicon in one text, in the order of its labels."""

    labels: tuple[str, ...]
    totals: Vector  # one number a label
    zones: Vector  # three numbers a label (title, lede, body), dampened: what models read
    found: Mapping[int, Sequence[tuple[float, Span]]]

    def spans(self, label: str) -> tuple[Span, ...]:
        """The strongest evidence for a label, in the order of the text."""
        found = self.found.get(self.labels.index(label), ()) if label in self.labels else ()
        best = sorted(found, key=lambda f: (-f[0], f[1]))[:SPANS_KEPT]
        return tuple(sorted({span for _, span in best}))

    def all_spans(self, label: str) -> tuple[Span, ...]:
        """Every place where a phrase of the label stands, as found."""
        return tuple(span for _, span in self.found.get(self.labels.index(label), ()))


class Tallier:
    """Counts several lexicons in one pass over a text."""

    def __init__(self, lexicons: Sequence[Lexicon]) -> None:
        self.labels = {x.name: tuple(sorted({g.label for g in x.groups})) for x in lexicons}
        self._matcher = Matcher(pair for lexicon in lexicons for pair in self._phrases(lexicon))

    def _phrases(self, lexicon: Lexicon) -> list[tuple[str, Phrase]]:
        labels = self.labels[lexicon.name]
        pairs = [(group, phrase) for group in lexicon.groups for phrase in group.phrases]
        return [
            (phrase, Phrase(lexicon.name, number, labels.index(group.label), group.weight))
            for number, (group, phrase) in enumerate(pairs)
        ]

    def count(self, reading: Reading) -> dict[str, Tally]:
        """A tally of each lexicon, by its name."""
        hits: dict[str, list[Hit[Phrase]]] = {name: [] for name in self.labels}
        for hit in self._matcher.find(reading.plain):
            hits[hit.entry.lexicon].append(hit)
        return {name: _tally(self.labels[name], found, reading) for name, found in hits.items()}


def _tally(labels: tuple[str, ...], hits: Sequence[Hit[Phrase]], reading: Reading) -> Tally:
    counts: dict[int, list[int]] = {}
    phrases: dict[int, Phrase] = {}
    found: dict[int, list[tuple[float, Span]]] = defaultdict(list)
    for hit in hits:
        phrase = hit.entry
        zone = reading.zone(hit.start)
        counts.setdefault(phrase.number, [0, 0, 0])[zone] += 1
        phrases[phrase.number] = phrase
        found[phrase.label].append((phrase.weight * (3 - zone), hit.span))
    totals, zones = np.zeros(len(labels)), np.zeros((len(labels), 3))
    spread = max(1.0, reading.size / 100) ** DENSITY_POWER
    for number, (title, lede, body) in counts.items():
        label, weight = phrases[number].label, phrases[number].weight
        totals[label] += weight * (TITLE * (title > 0) + LEDE * (lede > 0) + BODY * log1p(body) / spread)
        zones[label] += weight * (title > 0), weight * (lede > 0), weight * log1p(body)
    return Tally(labels, totals, np.log1p(zones).ravel(), found)
