"""The trained numbers in use: TF-IDF and linear heads by numpy alone, without scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.fields import FIELDS, TITLE_TIMES, Fields

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
        alone, paired = self.places(tokens)
        return np.concatenate([alone[alone >= 0], paired[paired >= 0]])

    def places(self, tokens: Sequence[str]) -> tuple[Places, Places]:
        """The column of each word, and of each word with the next one; UNKNOWN where there is none."""
        found = map(self.numbers.get, tokens, repeat(UNKNOWN))
        words = np.fromiter(found, dtype=np.int64, count=len(tokens))
        left, right = words[:-1], words[1:]
        keys = left * len(self.numbers) + right
        keys[(left < 0) | (right < 0)] = UNKNOWN
        if not len(self.pairs):
            return self.alone[words], np.full(len(keys), UNKNOWN)
        near, order = np.empty_like(keys), np.argsort(keys)
        near[order] = np.searchsorted(self.pairs, keys[order])  # in order they are found in half the time
        near[near == len(self.pairs)] = 0
        return self.alone[words], np.where(self.pairs[near] == keys, self.pair_columns[near], UNKNOWN)


@dataclass(frozen=True)
class Models:
    """A vocabulary shared by all fields and heads, and the heads by name.

    The words of a head are one row a field and word: the rows of the first field first. ``stacked`` holds those of
    all heads side by side, that a text gathers its rows once.
    """

    version: str
    vocabulary: Vocabulary
    idf: Numbers
    heads: Mapping[str, Head]
    stacked: Numbers

    def vector(self, tokens: Sequence[str]) -> tuple[Places, Numbers]:
        """The TF-IDF of words and pairs of words, of length one: columns of the vocabulary and their weights."""
        return self._weighed(np.sort(self.vocabulary.columns(tokens)), 1)

    def _weighed(self, columns: Places, fields: int) -> tuple[Places, Numbers]:
        """The different ones of sorted columns of so many fields, with their weights: of length one in each field."""
        first = np.flatnonzero(np.concatenate([[True], columns[1:] != columns[:-1]])[: len(columns)])
        columns, counts = columns[first], np.diff(first, append=len(columns))
        size = self.vocabulary.size
        weights = (1 + np.log(counts)) * self.idf[columns % size]
        ends = np.searchsorted(columns, [size * field for field in range(fields + 1)]).tolist()
        for start, end in pairwise(ends):
            own = weights[start:end]
            own /= float(np.sqrt(own @ own)) or 1.0
        return columns, weights

    def _columns(self, texts: Sequence[Fields]) -> Iterator[Places]:
        """For each text the columns of all fields, each behind those of the field before."""
        alone, paired = self.vocabulary.places([word for *_, whole in texts for word in whole])
        size, start = self.vocabulary.size, 0
        for title, lede, whole in texts:  # the last one has the words of all
            behind = start + len(title) * TITLE_TIMES
            fields = ((start, len(title)), (behind, len(lede)), (start, len(whole)))
            parts = []
            for number, (begin, length) in enumerate(fields):
                for found in (alone[begin : begin + length], paired[begin : begin + max(0, length - 1)]):
                    parts.append(found[found >= 0] + number * size)
            yield np.concatenate(parts)
            start += len(whole)

    def judge_words(self, fields: Fields) -> dict[str, Numbers]:
        """For each head the sum of the word weights of a text, given the words of its fields."""
        return self.judge_all([fields])[0]

    def judge_all(self, texts: Sequence[Fields]) -> list[dict[str, Numbers]]:
        """The same of many texts."""
        weighed = [self._weighed(np.sort(columns), len(FIELDS)) for columns in self._columns(texts)]
        sums = [weights.astype(np.float32) @ self.stacked.take(columns, axis=0) for columns, weights in weighed]
        return [{name: of_text[slice(*ends)] for name, ends in self._slices.items()} for of_text in sums]

    @cached_property
    def _slices(self) -> dict[str, tuple[int, int]]:
        """Where the classes of each head stand in a row of ``stacked``."""
        sizes = {name: len(head.classes) for name, head in self.heads.items() if head.words.size}
        return dict(zip(sizes, pairwise(accumulate(sizes.values(), initial=0)), strict=True))
