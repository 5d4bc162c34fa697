"""How well predicted labels agree with labels of the guide: counts only, no opinion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Labels = Mapping[str, Any]
Reader = Callable[[Labels], set[str]]


@dataclass(frozen=True, slots=True)
class Score:
    """Agreement on one class of one field, or its "micro" or "macro" mean; ``n`` items have it in gold."""

    field: str
    label: str
    precision: float
    recall: float
    f1: float
    n: int


@dataclass(frozen=True, slots=True)
class _Count:
    """Items that have a class in both, in the prediction, in gold."""

    both: int
    predicted: int
    gold: int

    def score(self, field: str, label: str) -> Score:
        precision = self.both / self.predicted if self.predicted else 0.0
        recall = self.both / self.gold if self.gold else 0.0
        total = self.predicted + self.gold
        return Score(field, label, precision, recall, 2 * self.both / total if total else 0.0, self.gold)


def score(gold: Sequence[Labels], predicted: Sequence[Labels]) -> list[Score]:
    """Agreement of two equally long lists of labels, field by field."""
    pairs = list(zip(gold, predicted, strict=True))
    rows: list[Score] = []
    for field in sorted({key for labels in gold for key in labels if key.startswith("about_")}):
        rows += _field(field, pairs, _degrees(field), with_macro=False)
    rows += _field("clause", pairs, lambda labels: {code[0] for code in labels["themes"]})
    rows += _field("sub", pairs, lambda labels: set(labels["themes"]))
    for field in ("tone", "neg_kind", "genre"):
        known = [(g, p) for g, p in pairs if g[field] is not None]
        if field == "neg_kind":  # judged where both call the item negative: else tone is at fault
            known = [(g, p) for g, p in known if p["tone"] == "neg"]
        rows += _field(field, known, _single(field))
    return rows


def _degrees(field: str) -> Reader:
    """The degrees that a label reaches: 2 is at least 1 too."""
    return lambda labels: {"2": {"2", ">=1"}, "1": {">=1"}}.get(str(labels[field]), set())


def _single(field: str) -> Reader:
    return lambda labels: set() if labels[field] is None else {str(labels[field])}


def _field(field: str, pairs: Iterable[tuple[Labels, Labels]], read: Reader, *, with_macro: bool = True) -> list[Score]:
    sets = [(read(g), read(p)) for g, p in pairs]
    classes = sorted(set().union(*(g | p for g, p in sets)))
    counts = {c: _Count(*_counted(sets, c)) for c in classes}
    rows = [count.score(field, c) for c, count in counts.items()]
    if with_macro and rows:
        rows += [_micro(field, counts.values()), _macro(field, [row for row in rows if row.n])]
    return rows


def _counted(sets: Sequence[tuple[set[str], set[str]]], label: str) -> tuple[int, int, int]:
    both = sum(label in g and label in p for g, p in sets)
    return both, sum(label in p for _, p in sets), sum(label in g for g, _ in sets)


def _micro(field: str, counts: Iterable[_Count]) -> Score:
    listed = list(counts)
    total = _Count(sum(c.both for c in listed), sum(c.predicted for c in listed), sum(c.gold for c in listed))
    return total.score(field, "micro")


def _macro(field: str, rows: Sequence[Score]) -> Score:
    """The plain mean over the classes that gold has."""
    size = max(1, len(rows))
    means = (sum(getattr(r, name) for r in rows) / size for name in ("precision", "recall", "f1"))
    precision, recall, f1 = means
    return Score(field, "macro", precision, recall, f1, sum(r.n for r in rows))
