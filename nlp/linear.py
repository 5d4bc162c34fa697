"""The trained numbers in use: TF-IDF and linear heads by numpy alone, without scikit-learn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Head:
    """A linear judge: one column a class, weights of words and of further numbers."""

    classes: tuple[str, ...]
    words: Numbers  # words x classes
    extras: Numbers  # further numbers x classes
    intercept: Numbers
    is_joint: bool  # one of the classes holds (softmax), or each for itself (sigmoid)

    def judge(self, words: Numbers, extras: Numbers | None = None) -> dict[str, float]:
        """The probability of each class, given the sum of the word weights and the further numbers."""
        margin = words + self.intercept
        if extras is not None:
            margin = margin + extras @ self.extras
        if self.is_joint:
            raised = np.exp(margin - margin.max())
            chances = raised / raised.sum()
        else:
            chances = 1 / (1 + np.exp(-np.clip(margin, -500, 500)))
        return dict(zip(self.classes, chances.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Models:
    """A vocabulary shared by all fields and heads, and the heads by name.

    The words of a head are one row a field and word: the rows of the first field first.
    """

    version: int
    vocabulary: Mapping[str, int]
    idf: Numbers
    heads: Mapping[str, Head]

    def vector(self, tokens: Sequence[str]) -> tuple[NDArray[np.intp], Numbers]:
        """The TF-IDF of words and pairs of words, of length one: numbers of the vocabulary and their weights."""
        seen = Counter(tokens)
        seen.update(f"{left} {right}" for left, right in pairwise(tokens))
        known = [(self.vocabulary[t], 1 + log(n)) for t, n in seen.items() if t in self.vocabulary]
        known.sort()
        columns = np.array([c for c, _ in known], dtype=np.intp)
        weights = np.array([w for _, w in known]) * self.idf[columns]
        norm = sqrt(float(weights @ weights))
        return columns, weights / norm if norm else weights

    def judge_words(self, fields: Sequence[Sequence[str]]) -> dict[str, Numbers]:
        """For each head the sum of the word weights of a text, given the words of its fields."""
        vectors = [self.vector(tokens) for tokens in fields]
        columns = np.concatenate([found + i * len(self.idf) for i, (found, _) in enumerate(vectors)])
        weights = np.concatenate([values for _, values in vectors])
        return {name: weights @ head.words[columns] for name, head in self.heads.items() if head.words.size}
