"""Which words are alike: numbers for each word, by the words that stand near it in many texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat

import numpy as np
from scipy import sparse
from sklearn.decomposition import TruncatedSVD

from nlp.linear import Numbers, Places

DIRECTIONS = 200
WINDOW = 4  # words to each side; one that is n words away counts for an n-th
LEAST = 1.5  # pairs that count for no more say nothing
EVENED = 0.75  # power of how common a neighbour is; below 1 the rare ones count for less
AT_ONCE = 4_000_000  # words, so that the pairs of a large collection need little memory


def likeness(texts: Iterable[str], words: Sequence[str], seed: int, *, at_once: int = AT_ONCE) -> Numbers:
    """A row a word, of length about one: the main directions of its company's positive mutual information.

    Pairs of words get zeros.
    """
    single = [i for i, word in enumerate(words) if " " not in word]
    rows = np.zeros((len(words), min(DIRECTIONS, max(1, len(single) - 1))), dtype=np.float32)
    known = _informative(_together(_sequence(texts, [words[i] for i in single]), len(single), at_once))
    if known.nnz:
        svd = TruncatedSVD(rows.shape[1], n_iter=3, random_state=seed)
        found = svd.fit_transform(known) / np.sqrt(np.maximum(svd.singular_values_, 1e-9))
        found /= np.linalg.norm(found, axis=1, keepdims=True) + 1e-6
        rows[single] = found - found.mean(axis=0)
    return rows


def _sequence(texts: Iterable[str], words: Sequence[str]) -> Places:
    """The numbers of the words one after the other, -1 for others and in the gap between texts."""
    numbers = {word: i for i, word in enumerate(words)}
    gap = [-1] * WINDOW
    return np.concatenate(
        [np.array([*map(numbers.get, text.split(), repeat(-1)), *gap], dtype=np.int64) for text in texts]
    )


def _together(sequence: Places, size: int, at_once: int) -> sparse.csr_matrix:
    """How much each two words stand near one another."""
    counts = sparse.csr_matrix((size, size), dtype=np.float32)
    for start in range(0, len(sequence), at_once):
        part = sequence[start : start + at_once + WINDOW]
        for far in range(1, WINDOW + 1):
            left, right = part[:-far][:at_once], part[far:][:at_once]
            both = (left >= 0) & (right >= 0)
            share = np.full(int(both.sum()), 1 / far, dtype=np.float32)
            counts = counts + sparse.coo_matrix((share, (left[both], right[both])), shape=counts.shape).tocsr()
    return counts + counts.T


def _informative(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """The positive pointwise mutual information of words and neighbours."""
    pairs = counts.tocoo()
    totals = np.asarray(counts.sum(axis=1)).ravel().astype(np.float64)
    common = totals**EVENED / max(1e-9, (totals**EVENED).sum())
    said = np.log(np.maximum(pairs.data / np.maximum(totals[pairs.row] * common[pairs.col], 1e-9), 1e-9))
    kept = (said > 0) & (pairs.data > LEAST)
    return sparse.csr_matrix((said[kept].astype(np.float32), (pairs.row[kept], pairs.col[kept])), shape=counts.shape)
