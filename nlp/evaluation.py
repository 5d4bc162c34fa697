"""How well predicted labels agree with labels of the guide: counts and intervals, no opinion."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROUNDS = 1000  # resamplings of the items for an interval; its ends move by less than 0.01 from seed to seed
SEED = 108
INSIDE = 95  # percent of the resamplings that an interval holds

Labels = Mapping[str, Any]
Reader = Callable[[Labels], set[str]]
Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Score:
    """Agreement on one class of one field, or its "micro" or "macro" mean; ``n`` items have it in gold.

    ``low`` and ``high`` hold the F1 of 95 of 100 samples of items drawn anew from these.
    """

    field: str
    label: str
    precision: float
    recall: float
    f1: float
    n: int
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class Confusion:
    """For each class (a column) and each sample of items (a row) how often both, the prediction and gold have it."""

    both: Table
    predicted: Table
    gold: Table

    def f1(self) -> Table:
        """2 x both over the sum of the others; 0 where nobody has the class."""
        total = self.predicted + self.gold
        return np.divide(2 * self.both, total, out=np.zeros_like(total), where=total > 0)


def score(gold: Sequence[Labels], predicted: Sequence[Labels]) -> list[Score]:
    """Agreement of two equally long lists of labels, field by field."""
    pairs = list(zip(gold, predicted, strict=True))
    rows: list[Score] = []
    for field in sorted({key for labels in gold for key in labels if key.startswith("about_")}):
        rows += _field(field, pairs, _degrees(field), with_means=False)
    rows += _field("clause", pairs, lambda labels: {code[0] for code in labels["themes"]})
    rows += _field("sub", pairs, lambda labels: set(labels["themes"]))
    for field in ("tone", "neg_kind", "genre"):
        known = [(g, p) for g, p in pairs if g[field] is not None]
        if field == "neg_kind":  # judged where both call the item negative: else tone is at fault
            known = [(g, p) for g, p in known if p["tone"] == "neg"]
        rows += _field(field, known, _single(field))
    if all("flag" in labels for pair in pairs for labels in pair):
        rows += _field("flag", pairs, _flags, with_means=False)
    return rows


def _degrees(field: str) -> Reader:
    """The degrees that a label reaches: 2 is at least 1 too."""
    return lambda labels: {"2": {"2", ">=1"}, "1": {">=1"}}.get(str(labels[field]), set())


def _single(field: str) -> Reader:
    return lambda labels: set() if labels[field] is None else {str(labels[field])}


def _flags(labels: Labels) -> set[str]:
    """The kind of flag, and "any": whether an officer must act is asked before why."""
    return set() if labels["flag"] is None else {str(labels["flag"]), "any"}


def _field(field: str, pairs: Sequence[tuple[Labels, Labels]], read: Reader, *, with_means: bool = True) -> list[Score]:
    sets = [(read(g), read(p)) for g, p in pairs]
    classes = sorted(set().union(*(g | p for g, p in sets)))
    if not classes:
        return []
    whole, samples = (_confusion(sets, classes, drawn) for drawn in (np.ones((1, len(sets))), _drawn(len(sets))))
    rows = list(_scores(field, classes, whole, samples))
    return [*rows, *_means(field, rows, whole, samples)] if with_means else rows


def _drawn(size: int) -> Table:
    """How often each of ``size`` items stands in each of ROUNDS samples of that many."""
    random = np.random.default_rng(SEED)
    return random.multinomial(size, np.full(size, 1 / size), size=ROUNDS).astype(float)


def _confusion(sets: Sequence[tuple[set[str], set[str]]], classes: Sequence[str], drawn: Table) -> Confusion:
    gold, predicted = (np.array([[c in pair[side] for c in classes] for pair in sets], dtype=float) for side in (0, 1))
    return Confusion(drawn @ (gold * predicted), drawn @ predicted, drawn @ gold)


def _scores(field: str, classes: Sequence[str], whole: Confusion, samples: Confusion) -> Iterator[Score]:
    drawn = samples.f1()
    for i, label in enumerate(classes):
        counts = whole.both[0, i], whole.predicted[0, i], whole.gold[0, i]
        yield _score(field, label, *counts, drawn=drawn[:, i])


def _score(field: str, label: str, both: float, predicted: float, gold: float, *, drawn: Table) -> Score:
    precision = both / predicted if predicted else 0.0
    recall = both / gold if gold else 0.0
    total = predicted + gold
    f1 = 2 * both / total if total else 0.0
    return Score(field, label, float(precision), float(recall), float(f1), int(gold), *_interval(drawn))


def _interval(drawn: Table) -> tuple[float, float]:
    edge = (100 - INSIDE) / 2
    low, high = np.percentile(drawn, [edge, 100 - edge])
    return float(low), float(high)


def _means(field: str, rows: Sequence[Score], whole: Confusion, samples: Confusion) -> Iterator[Score]:
    """The micro mean, and the plain mean over the classes that gold has."""
    pooled = Confusion(*(t.sum(axis=1, keepdims=True) for t in (samples.both, samples.predicted, samples.gold)))
    counts = whole.both.sum(), whole.predicted.sum(), whole.gold.sum()
    yield _score(field, "micro", *counts, drawn=pooled.f1()[:, 0])
    known = [row for row in rows if row.n]
    size = max(1, len(known))
    precision, recall, f1 = (sum(getattr(row, name) for row in known) / size for name in ("precision", "recall", "f1"))
    has = samples.gold > 0
    drawn = (samples.f1() * has).sum(axis=1) / np.maximum(1, has.sum(axis=1))
    yield Score(field, "macro", precision, recall, f1, sum(row.n for row in known), *_interval(drawn))
