"""Sentences of a text that come near a registered claim, whatever words they use: "to be read", never "false".

Every word of a claim is looked for in three sentences that follow each other: itself, or the nearest in the company
that words keep. What of the claim is found, weighed by rarity, is held against what is found of a fixed company of
other statements: a text in which much of everything is found comes near nothing. See docs/choices.md for what each
part gave.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.company import Company
from records import Span
from text import matching, sentences

VERSION = 1
NEAR = 0.15  # above the cohort's mean; 7 of 5,000 corpus items (0.14 %) come so near one of the twelve sample claims
WINDOW = 3  # sentences
FAR, STEEP = 0.3, 2.0  # cosine below which two words have nothing in common; power of the others
RARE = 0.7  # power of a word's rarity
UNKNOWN = 0.8  # rarity of a name or figure that the company does not know, as a share of the rarest's
MOST_SENTENCES = 80  # of a text; what it claims stands at its beginning

Found = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Near:
    """A claim, how near a text comes to it, and the sentence that comes nearest."""

    claim: str
    score: float
    span: Span


@dataclass(frozen=True, slots=True)
class _Wording:
    claim: str  # "" for one of the cohort
    rows: NDArray[np.int64]  # of the words that are looked for
    weights: Found  # of length one together


class ClaimMatcher:
    """Holds texts against the claims of a register; built once for a register, read-only in use.

    ``cohort`` are statements of many subjects that stand for all that is not the claim; ``names`` (of provinces) are
    not looked for: every text that is held against a claim has them.
    """

    def __init__(
        self, company: Company, claims: Mapping[str, Sequence[str]], cohort: Sequence[str], names: Iterable[str]
    ) -> None:
        self._company = company
        self._silent = {token.word for name in names for token in company.tokens(matching(name))}
        self._words: dict[str, int] = {}
        said = [(claim, wording) for claim, wordings in claims.items() for wording in wordings]
        self._wordings = [self._wording(claim, text) for claim, text in [*said, *(("", text) for text in cohort)]]
        self._claims = tuple(claims)
        listed = list(self._words)
        self._known = np.array([place for place, word in enumerate(listed) if word in company.places], dtype=np.int64)
        self._unknown = {word: place for place, word in enumerate(listed) if word not in company.places}
        self._vectors = company.vectors[company.known(listed)]
        written = repr((VERSION, sorted(said), list(cohort), sorted(self._silent), company.vectors.shape))
        self.signature = hashlib.sha256(written.encode()).hexdigest()[:16]

    def _wording(self, claim: str, text: str) -> _Wording:
        words = dict.fromkeys(token.word for token in self._company.tokens(matching(text)))
        words = dict.fromkeys(word for word in words if word not in self._silent) or words
        rows = [self._words.setdefault(word, len(self._words)) for word in words]
        weights = np.array([self._rarity(word) ** RARE for word in words], dtype=np.float32)
        return _Wording(claim, np.array(rows, dtype=np.int64), weights / max(float(weights.sum()), 1e-9))

    def _rarity(self, word: str) -> float:
        place = self._company.places.get(word)
        return UNKNOWN * self._company.rarest if place is None else max(0.0, float(self._company.rarity[place]))

    def near(self, text: str) -> list[Near]:
        """The claims that a text comes near, the nearest first."""
        spans = list(sentences(text))[:MOST_SENTENCES]
        if not spans or not self._claims:
            return []
        alone = self._sentences(matching(text), spans)
        together = np.max([np.roll(alone, -step, axis=1) for step in range(min(WINDOW, len(spans)))], axis=0)
        together = together[:, : max(1, len(spans) - WINDOW + 1)]
        scores = [one.weights @ together[one.rows] for one in self._wordings]
        usual = [float(found.max()) for one, found in zip(self._wordings, scores, strict=True) if not one.claim]
        found = [
            self._near(claim, scores, alone, spans, float(np.mean(usual)) if usual else 0.0) for claim in self._claims
        ]
        return sorted((one for one in found if one.score >= NEAR), key=lambda one: (-one.score, one.claim))

    def _near(self, claim: str, scores: Sequence[Found], alone: Found, spans: Sequence[Span], usual: float) -> Near:
        """The mean over a claim's wordings of the best window of each, and the best sentence in the best of them."""
        own = [(one, found) for one, found in zip(self._wordings, scores, strict=True) if one.claim == claim]
        score = float(np.mean([found.max() for _, found in own])) - usual
        best, found = max(own, key=lambda pair: float(pair[1].max()))
        first = int(found.argmax())
        said = best.weights @ alone[best.rows, first : first + WINDOW]
        return Near(claim, round(score, 4), spans[first + int(said.argmax())])

    def _sentences(self, plain: str, spans: Sequence[Span]) -> Found:
        """For each word that is looked for, how near each sentence's words come to it at most: words x sentences."""
        found = np.zeros((len(self._words), len(spans)), dtype=np.float32)
        words = [[token.word for token in self._company.tokens(plain[start:end])] for start, end in spans]
        for place, said in enumerate(words):
            for word in self._unknown.keys() & set(said):
                found[self._unknown[word], place] = 1.0
        known = [np.unique(self._company.known(said)) for said in words]
        sizes = np.array([len(one) for one in known])
        filled = np.flatnonzero(sizes)
        if filled.size and self._known.size:
            unique, columns = np.unique(np.concatenate(known), return_inverse=True)
            likeness = self._vectors @ self._company.vectors[unique].T
            starts = np.cumsum(sizes[filled]) - sizes[filled]
            best = np.maximum.reduceat(likeness[:, columns], starts, axis=1)
            found[np.ix_(self._known, filled)] = np.where(best > FAR, best.clip(0, 1) ** STEEP, 0)
        return found
