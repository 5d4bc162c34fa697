"""Sketches of texts: a few small numbers of each by which copies of it are found among a million others.

A text's sketch is the smallest of the hashes of its shingles (bottom-k sampling), so that texts with passages in
common share some of them, whatever stands around those passages: a piece cut to its half, or taken into a longer one,
is still found. Simhash and MinHash compare whole texts and lose both.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from text import matching, words

SHINGLE = 5  # syllables; of 3, 4, 5 and 8 it tells copies from series best (tests/gold/copies.jsonl, even rows)
KEPT = 24  # hashes of a text: 192 MB a million texts with their owners
SHARED = 2  # hashes in common that make a candidate: one is often chance, or a phrase
BLOCK = 16_384  # sketches that are scanned before they are sorted into a block
MERGED = 8  # blocks of one size that become one: a million sketches stand in about fifteen

Hashes = NDArray[np.uint64]
Sketch = NDArray[np.uint32]

_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # splitmix64


def tokens(text: str) -> list[str]:
    """The syllables and figures of a text in their matching form."""
    return words(matching(text))


def hashed(syllables: Sequence[str]) -> Hashes:
    return np.array([zlib.crc32(one.encode()) for one in syllables], dtype=np.uint64)


def shingles(hashes: Hashes) -> Hashes:
    """A hash of every run of SHINGLE syllables, in their order; empty for a text that is shorter."""
    count = max(0, len(hashes) - SHINGLE + 1)
    mixed = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE if count else 0):
        mixed = (mixed ^ hashes[place : place + count]) * _MIX[0]
        mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIX[1]
    return (mixed ^ (mixed >> np.uint64(32))) * _MIX[2]


def sketch(of: Hashes) -> Sketch:
    """The smallest KEPT of the shingles' hashes, upper halves, in order; fewer for a short text."""
    return np.unique((of >> np.uint64(32)).astype(np.uint32))[:KEPT]


class SketchIndex:
    """Sketches by number, to be asked which share hashes with another: sorted blocks, and a tail that is scanned."""

    def __init__(self) -> None:
        self._blocks: list[tuple[Sketch, NDArray[np.uint32]]] = []
        self._levels: list[int] = []  # how often each block was merged
        self._hashes = np.empty(BLOCK * KEPT, dtype=np.uint32)
        self._owners = np.empty(BLOCK * KEPT, dtype=np.uint32)
        self._used = 0
        self._sketches = 0

    def add(self, number: int, one: Sketch) -> None:
        end = self._used + len(one)
        self._hashes[self._used : end] = one
        self._owners[self._used : end] = number
        self._used = end
        self._sketches += 1
        if self._sketches == BLOCK:
            self._sort_tail()

    def _sort_tail(self) -> None:
        self._blocks.append(_sorted(self._hashes[: self._used], self._owners[: self._used]))
        self._levels.append(0)
        self._used = self._sketches = 0
        while self._levels[-MERGED:] == [self._levels[-1]] * MERGED:
            level, merged = self._levels[-1], self._blocks[-MERGED:]
            del self._levels[-MERGED:], self._blocks[-MERGED:]
            hashes, owners = (np.concatenate(arrays) for arrays in zip(*merged, strict=True))
            self._blocks.append(_sorted(hashes, owners))
            self._levels.append(level + 1)

    def near(self, one: Sketch) -> list[int]:
        """Numbers of the sketches that share at least SHARED hashes with this one, in order."""
        found = [owners[_places(hashes, one)] for hashes, owners in self._blocks]
        tail = self._hashes[: self._used]
        if len(tail) and len(one):
            place = np.searchsorted(one, tail).clip(max=len(one) - 1)
            found.append(self._owners[: self._used][one[place] == tail])
        numbers, counts = np.unique(np.concatenate(found or [np.empty(0, np.uint32)]), return_counts=True)
        return [int(number) for number in numbers[counts >= SHARED]]

    @property
    def nbytes(self) -> int:
        return sum(hashes.nbytes + owners.nbytes for hashes, owners in self._blocks) + 2 * self._hashes.nbytes


def _sorted(hashes: Sketch, owners: NDArray[np.uint32]) -> tuple[Sketch, NDArray[np.uint32]]:
    order = np.argsort(hashes, kind="stable")
    return hashes[order], owners[order]


def _places(hashes: Sketch, one: Sketch) -> NDArray[np.intp]:
    """Where the hashes of a sketch stand in a sorted block."""
    first, last = np.searchsorted(hashes, one, "left"), np.searchsorted(hashes, one, "right")
    spans = [np.arange(start, end) for start, end in zip(first, last, strict=True) if start < end]
    return np.concatenate(spans) if spans else np.empty(0, np.intp)
