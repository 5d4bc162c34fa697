"""Words by the company they keep: how near two words are in meaning, learnt from unread texts; numpy alone.

A word here is a syllable or a frequent pair of syllables. Near are words that stand beside the same words (PPMI,
factored); "phá sản" is near "vỡ nợ". How it was made: ``nlp/company_training.py``; what it is: ``nlp/models/CARD.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

STORED = Path(__file__).parent / "models" / "company.npz"
Vectors = NDArray[np.float32]
_SYLLABLE = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Token:
    """A syllable or a known pair in its matching form, and where it stands."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Company:
    """Words with their vectors of length one, and how rare they are (idf)."""

    places: dict[str, int]
    vectors: Vectors  # words x dimensions
    rarity: Vectors

    @property
    def rarest(self) -> float:
        return float(self.rarity.max())

    def tokens(self, plain: str) -> list[Token]:
        """A text in its matching form as words, the longer ones first from the left; unknown syllables stay."""
        found = [(one[0], *one.span()) for one in _SYLLABLE.finditer(plain)]
        tokens, place = [], 0
        while place < len(found):
            word, start, end = found[place]
            if place + 1 < len(found) and (pair := f"{word} {found[place + 1][0]}") in self.places:
                tokens.append(Token(pair, start, found[place + 1][2]))
                place += 2
            else:
                tokens.append(Token(word, start, end))
                place += 1
        return tokens

    def known(self, words: Iterable[str]) -> NDArray[np.int64]:
        return np.array([self.places[word] for word in words if word in self.places], dtype=np.int64)


def company_of(words: Sequence[str], vectors: NDArray[np.int8], rarity: NDArray[np.float16]) -> Company:
    """A company from what is stored: vectors in steps of 1/127 of their greatest part."""
    wide = vectors.astype(np.float32)
    wide /= np.linalg.norm(wide, axis=1, keepdims=True).clip(min=1.0)
    return Company({word: place for place, word in enumerate(words)}, wide, rarity.astype(np.float32))


@cache
def load_company(path: Path = STORED) -> Company:
    """The shipped table; nothing in it is code."""
    with np.load(path, allow_pickle=False) as stored:
        words = stored["words"].tobytes().decode("utf-8").split("\n")
        return company_of(words, stored["vectors"], stored["rarity"])
