"""Makes the table of ``nlp/company.py`` from unread texts: pairs of syllables, neighbours, PPMI, its main directions.

After Levy and Goldberg, "Neural word embedding as implicit matrix factorization" (2014): positive pointwise mutual
information with smoothed contexts, shifted by log 2, factored by a randomised SVD.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from sklearn.utils.extmath import randomized_svd

from nlp.company import STORED, Vectors
from text import matching, words

READ = 2500  # characters of a text
JOINED, PAIRED = 20, 8.0  # a pair of syllables is a word where it stands so often, and so much more than by chance
LEAST, MOST = 15, 30_000  # times that a word stands in the texts; words that are kept
BESIDE = 6  # words to each side that are its company
SHIFT, SMOOTH = np.log(2), 0.75
DIMENSIONS, SEED = 128, 108
GAP = -1  # between two texts

Matrix = Any  # scipy has no types


def train_company(texts: Iterable[str], path: Path = STORED) -> int:
    """Learn from texts, store the table, and return how many words it has."""
    syllables = [words(matching(text[:READ])) for text in texts]
    pairs = _pairs(syllables)
    documents = [_joined(one, pairs) for one in syllables]
    counts = Counter(word for one in documents for word in one if not word.isdigit())
    known = [word for word, times in counts.most_common(MOST) if times >= LEAST]
    vectors = _vectors(documents, {word: place for place, word in enumerate(known)})
    _store(path, known, vectors, _rarity(documents, known))
    return len(known)


def _pairs(texts: Sequence[Sequence[str]]) -> set[tuple[str, str]]:
    alone = Counter(word for text in texts for word in text)
    together = Counter(pair for text in texts for pair in pairwise(text))
    total = sum(alone.values())
    return {
        (left, right)
        for (left, right), times in together.items()
        if times >= JOINED and (times - JOINED / 2) * total > PAIRED * alone[left] * alone[right]
        if not (left.isdigit() and right.isdigit())
    }


def _joined(text: Sequence[str], pairs: set[tuple[str, str]]) -> list[str]:
    found, place = [], 0
    while place < len(text):
        is_pair = place + 1 < len(text) and (text[place], text[place + 1]) in pairs
        found.append(f"{text[place]} {text[place + 1]}" if is_pair else text[place])
        place += 2 if is_pair else 1
    return found


def _vectors(documents: Sequence[Sequence[str]], places: dict[str, int]) -> Vectors:
    between = [GAP] * BESIDE
    flat = np.array([place for one in documents for place in (*(places.get(w, GAP) for w in one), *between)])
    ppmi = _ppmi(_neighbours(flat, len(places)))
    left, strength, _ = randomized_svd(ppmi, min(DIMENSIONS, len(places) - 1), n_iter=2, random_state=SEED)
    found: Vectors = (left * np.sqrt(strength)).astype(np.float32)
    return found


def _neighbours(flat: Any, size: int) -> Matrix:
    counts: Matrix = csr_matrix((size, size), dtype=np.float32)
    for distance in range(1, BESIDE + 1):
        left, right = flat[:-distance], flat[distance:]
        both = (left >= 0) & (right >= 0)
        ones = np.ones(int(both.sum()), dtype=np.float32)
        counts = counts + coo_matrix((ones, (left[both], right[both])), shape=(size, size)).tocsr()
    return counts + counts.T


def _ppmi(counts: Matrix) -> Matrix:
    rows = np.asarray(counts.sum(axis=1)).ravel().clip(min=1e-9)
    context = rows**SMOOTH / (rows**SMOOTH).sum()
    cells = counts.tocoo()
    values = np.log(cells.data / (rows[cells.row] * context[cells.col])) - SHIFT
    kept = values > 0
    return csr_matrix((values[kept].astype(np.float32), (cells.row[kept], cells.col[kept])), shape=counts.shape)


def _rarity(documents: Sequence[Sequence[str]], known: Sequence[str]) -> Vectors:
    having = Counter(word for one in documents for word in set(one))
    return np.array([np.log(len(documents) / having[word]) for word in known], dtype=np.float32)


def _store(path: Path, known: Sequence[str], vectors: Vectors, rarity: Vectors) -> None:
    steps = np.rint(127 * vectors / np.abs(vectors).max(axis=1, keepdims=True).clip(min=1e-9)).astype(np.int8)
    written = np.frombuffer("\n".join(known).encode(), dtype=np.uint8)
    np.savez_compressed(path, words=written, vectors=steps, rarity=rarity.astype(np.float16))
