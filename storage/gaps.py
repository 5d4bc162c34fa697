"""Rows of counts with the days that are missing from them, and rows for what was due and brought nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Gaps = Mapping[tuple[Any, ...], Mapping[str, Any]]  # values of the dimensions that gaps have, to their row
OF_GAPS = ("outlet", "month", "day")


def joined(
    counted: Sequence[Mapping[str, Any]], gaps: Gaps, by: Sequence[str], *, passing: bool
) -> list[dict[str, Any]]:  # fmt: skip
    """Counted rows with the gaps of their values; ``passing``: rows have that figure, too."""
    names = [name for name in by if name in OF_GAPS]
    rows = [_with_gap(row, gaps.get(tuple(row[name] for name in names)), by) for row in counted]
    if names:
        there = {tuple(row[name] for name in names) for row in counted}
        rows += list(_empty_rows(gaps, there, by, names, passing=passing))
        rows.sort(key=lambda row: tuple((row[name] is not None, row[name] or "") for name in by))
    return rows


def _empty_rows(
    gaps: Gaps, there: set[tuple[Any, ...]], by: Sequence[str],
    names: Sequence[str], *, passing: bool,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Due outlets, months and days without a single item: a zero that is said, not left out."""
    for key, gap in gaps.items():
        if key not in there:
            values = dict(zip(names, key, strict=True))
            row = {**{name: values.get(name) for name in by}, "items": 0, **({"passing": 0} if passing else {})}
            yield _with_gap(row, gap, by)


def _with_gap(row: Mapping[str, Any], gap: Mapping[str, Any] | None, by: Sequence[str]) -> dict[str, Any]:
    full = {**row, "gap_days": gap["gap_days"] if gap else 0}
    if "day" in by:
        full["state"] = gap["state"] if gap else None
        full["covered_hours"] = gap["covered_hours"] if gap else None
    return full
