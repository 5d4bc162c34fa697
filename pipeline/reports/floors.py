"""Counts with missing days: what a sum, a share and a comparison of them still say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["same", "more", "less", "least_more", "least_less", "unknown"]


@dataclass(frozen=True, slots=True)
class Floor:
    """A count, and how many days are missing from it: with any it is the least that there can be."""

    items: int
    gap_days: int = 0

    @property
    def is_whole(self) -> bool:
        return not self.gap_days

    def __str__(self) -> str:
        return str(self.items) if self.is_whole else f"≥ {self.items}"


def total(parts: Iterable[Floor], *, gap_days: int) -> Floor:
    """The sum of floors; ``gap_days`` are the distinct days that are missing from any (they do not add up)."""
    kept = list(parts)
    if gap_days < max((part.gap_days for part in kept), default=0):
        raise ValueError("a sum misses at least the days that a part misses")
    return Floor(sum(part.items for part in kept), gap_days)


def share(part: Floor, whole: Floor) -> tuple[float | None, bool]:
    """Percent of the whole, and whether that is sure: a share of what is not complete may be more or less."""
    if not whole.items:
        return None, whole.is_whole
    return round(100 * part.items / whole.items, 1), part.is_whole and whole.is_whole


def compared(now: Floor, before: Floor) -> tuple[Verdict, int]:
    """What two counts say of each other, and by how much: only what holds whatever the missing days brought."""
    difference = now.items - before.items
    if now.is_whole and before.is_whole:
        return ("same" if not difference else "more" if difference > 0 else "less"), abs(difference)
    if before.is_whole and difference > 0:
        return "least_more", difference
    if now.is_whole and difference < 0:
        return "least_less", -difference
    return "unknown", 0
