"""The trained numbers in use: TF-IDF and linear heads by numpy alone, without scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]
Places = NDArray[np.int64]

UNKNOWN = -1


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
class Vocabulary:
    """Words and pairs of words with their columns, laid out so that a text is looked up at once, not word by word."""

    size: int
    numbers: Mapping[str, int]  # of every word that stands alone or in a pair
    alone: Places  # by number of a word, and a last entry for unknown ones: its column or UNKNOWN
    pairs: Places  # sorted: number of the first word times the count of words, plus that of the second
    pair_columns: Places

    @classmethod
    def of(cls, entries: Sequence[str]) -> Vocabulary:
        """The vocabulary of these words and pairs ("left right"), in the order of their columns."""
        split = [entry.split(" ") for entry in entries]
        numbers = {word: i for i, word in enumerate(dict.fromkeys(word for words in split for word in words))}
        alone = np.full(len(numbers) + 1, UNKNOWN)
        pairs = []
        for column, words in enumerate(split):
            if len(words) == 1:
                alone[numbers[words[0]]] = column
            else:
                pairs.append((numbers[words[0]] * len(numbers) + numbers[words[1]], column))
        keys = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        return cls(len(split), numbers, alone, keys[:, 0].copy(), keys[:, 1].copy())

    def columns(self, tokens: Sequence[str]) -> Places:
        """The column of every known word and pair in a text, as often as it stands there."""
        found = map(self.numbers.get, tokens, repeat(UNKNOWN))
        words = np.fromiter(found, dtype=np.int64, count=len(tokens))
        alone = self.alone[words]
        left, right = words[:-1], words[1:]
        keys = (left * len(self.numbers) + right)[(left >= 0) & (right >= 0)]
        places = np.searchsorted(self.pairs, keys).clip(max=max(0, len(self.pairs) - 1))
        paired = self.pair_columns[places[self.pairs[places] == keys]] if len(self.pairs) else places[:0]
        return np.concatenate([alone[alone >= 0], paired])


@dataclass(frozen=True, slots=True)
class Models:
    """A vocabulary shared by all fields and heads, and the heads by name.

    The words of a head are one row a field and word: the rows of the first field first. ``stacked`` holds those of
    all heads side by side, that a text gathers its rows once.
    """

    version: int
    vocabulary: Vocabulary
    idf: Numbers
    heads: Mapping[str, Head]
    stacked: Numbers

    def vector(self, tokens: Sequence[str]) -> tuple[Places, Numbers]:
        """The TF-IDF of words and pairs of words, of length one: columns of the vocabulary and their weights."""
        columns, counts = np.unique(self.vocabulary.columns(tokens), return_counts=True)
        weights = (1 + np.log(counts)) * self.idf[columns]
        norm = float(np.sqrt(weights @ weights))
        return columns, weights / norm if norm else weights

    def judge_words(self, fields: Sequence[Sequence[str]]) -> dict[str, Numbers]:
        """For each head the sum of the word weights of a text, given the words of its fields."""
        vectors = [self.vector(tokens) for tokens in fields]
        columns = np.concatenate([found + i * self.vocabulary.size for i, (found, _) in enumerate(vectors)])
        sums = np.concatenate([values for _, values in vectors]).astype(np.float32) @ self.stacked[columns]
        judged, start = {}, 0
        for name, head in self.heads.items():
            if head.words.size:
                judged[name] = sums[start : start + len(head.classes)]
                start += len(head.classes)
        return judged
