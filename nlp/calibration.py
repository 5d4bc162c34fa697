"""Whether a stated confidence is earned: of the labels said to be right in 70 of 100 cases, how many are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)  # of the bins of confidence; about as many items fall into each
Vector = NDArray[np.float64]
ROUNDS, SEED = 1000, 108  # resamplings of a bin's items for its interval


@dataclass(frozen=True, slots=True)
class Bin:
    """The labels whose confidence lies from ``least`` to below ``most``: what was said and what was true."""

    least: float
    most: float
    n: int
    said: float  # mean confidence
    right: float  # share of right labels
    low: float
    high: float


def reliability(judged: Iterable[tuple[float, bool]]) -> list[Bin]:
    """Bins of (confidence, is right), empty ones left out, with 95 % bootstrap intervals."""
    pairs = np.array([(score, float(is_right)) for score, is_right in judged]).reshape(-1, 2)
    places = np.clip(np.digitize(pairs[:, 0], EDGES) - 1, 0, len(EDGES) - 2)
    return [
        _bin(EDGES[i], EDGES[i + 1], pairs[places == i, 0], pairs[places == i, 1])
        for i in range(len(EDGES) - 1)
        if (places == i).any()
    ]


def _bin(least: float, most: float, said: Vector, right: Vector) -> Bin:
    random = np.random.default_rng(SEED)
    drawn = random.choice(right, size=(ROUNDS, len(right))).mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Bin(least, most, len(right), float(said.mean()), float(right.mean()), float(low), float(high))
