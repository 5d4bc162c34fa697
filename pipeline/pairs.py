"""Are two texts copies of one another? By the passages that they share, and by what stands in between.

A copy shares at least half of the shorter text. A piece of a series (the day's gold price, a draw of the lottery, a
bulletin of new cases) may do so too: but its figures differ in the middle of the shared sentences, or the two
headlines name different days.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.sketches import SHINGLE, Hashes, Sketch, hashed, shingles, sketch, tokens

# Chosen on the even rows of tests/gold/copies.jsonl and measured on the odd ones (bench/duplicates.py prints both).
LEAST = 0.5  # of the shorter text's shingles
SHORT, LEAST_OF_SHORT = 80, 0.6  # syllables; a brief's name and place make half of it
SHORTEST = 16  # syllables: of less nothing can be said
GAP = 8  # syllables between two shared passages: a figure in there was changed, not written anew
OTHER_FIGURES, THEIR_SHARE = 2, 0.2  # changed figures, and their share of all: a series' piece
_DAY = re.compile(
    r"(?<![\d.,])(\d{1,2}) ?[./-] ?(\d{1,2})(?![\d%]|[.,]\d{3})|ngày (\d{1,2})\b(?: tháng (\d{1,2})\b)?", re.I
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text made ready to be compared."""

    syllables: Hashes
    figures: NDArray[np.bool_]  # which of them are figures
    shingles: Hashes
    days: frozenset[tuple[str, str]]  # that the headline names

    @property
    def sketch(self) -> Sketch:
        return sketch(self.shingles)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of each of two texts stands word for word in the other, 0 to 1."""

    one: float
    other: float


def prepared(title: str, text: str) -> Prepared:
    """Make a text ready; ``text`` begins with the title."""
    syllables = tokens(text)
    figures = np.array([one[0].isdigit() for one in syllables], dtype=np.bool_)
    hashes = hashed(syllables)
    return Prepared(hashes, figures, shingles(hashes), _days(title))


def _days(title: str) -> frozenset[tuple[str, str]]:
    found = _DAY.finditer(title)
    return frozenset((f"{int(day[1] or day[3])}", f"{int(day[2] or day[4] or 0) or ''}") for day in found)


def overlap(one: Prepared, other: Prepared) -> Overlap | None:
    """How two texts overlap if they are copies of one another; None if they are not."""
    if min(len(one.syllables), len(other.syllables)) < SHORTEST:
        return None
    in_other, in_one = np.isin(one.shingles, other.shingles), np.isin(other.shingles, one.shingles)
    is_longer = len(one.syllables) > len(other.syllables)
    shorter, rest, shared = (other, one, in_one) if is_longer else (one, other, in_other)
    least = LEAST if len(shorter.syllables) >= SHORT else LEAST_OF_SHORT
    if shared.mean() < least or _other_days(one, other):
        return None
    if _is_series(shorter, rest, shared):
        return None
    return Overlap(float(_covered(in_other).mean()), float(_covered(in_one).mean()))


def _other_days(one: Prepared, other: Prepared) -> bool:
    """Do both headlines name days, and none the same?"""
    if not one.days or not other.days:
        return False
    return not any(a[0] == b[0] and (not a[1] or not b[1] or a[1] == b[1]) for a in one.days for b in other.days)


def _is_series(shorter: Prepared, rest: Prepared, shared: NDArray[np.bool_]) -> bool:
    """Are the figures in short gaps between shared passages others than those of the other text?"""
    inside = _in_gaps(_covered(shared)) & shorter.figures
    changed = int((~np.isin(shorter.syllables[inside], rest.syllables)).sum())
    if len(shorter.syllables) < SHORT:
        return changed > 0
    return changed >= OTHER_FIGURES and changed >= THEIR_SHARE * int(shorter.figures.sum())


def _covered(shared: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which syllables stand in a shared shingle."""
    covered = np.zeros(len(shared) + SHINGLE - 1, dtype=np.bool_)
    for place in range(SHINGLE):
        covered[place : place + len(shared)] |= shared
    return covered


def _in_gaps(covered: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which syllables stand in a gap of at most GAP between two covered ones."""
    inside = np.zeros(len(covered), dtype=np.bool_)
    places = np.flatnonzero(covered)
    for start, end in pairwise(places):
        if 1 < end - start <= GAP + 1:
            inside[start + 1 : end] = True
    return inside
