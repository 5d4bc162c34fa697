"""Which sub-themes a text is about: what the lexicon and the trained words say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nlp.evidence import Found
from nlp.linear import Models, Numbers
from nlp.tallies import Vector
from records import Span

# All chosen out-of-fold on dev and the label rows; see models/CARD.md.
LEXICON_SHARE, ZONES_SHARE = 0.5, 0.15  # scales of the lexicon's numbers beside TF-IDF's
TRAINED_SHARE = 0.75  # of the score; the rest is the lexicon's own word
BESIDE = 0.55  # of the best score: what a further sub-theme must reach
MOST = 3  # sub-themes of one text, as the guide allows
LEAST = 0.22  # best score below which a text has no theme
SURE_TOTAL = 6.0  # lexicon total of a title with one decisive phrase; below it the lexicon is less sure


@dataclass(frozen=True, slots=True)
class Theme:
    """A sub-theme of a text, how sure, and the words that show it."""

    sub: str
    score: float
    spans: tuple[Span, ...]


def numbers(found: Found) -> Vector:
    """What the head of themes reads beside the words: the lexicon's verdict and its findings by zone."""
    return np.concatenate([LEXICON_SHARE * _verdict(found), ZONES_SHARE * found.tallies["themes"].zones])


def themes(found: Found, models: Models, words: Mapping[str, Numbers]) -> list[Theme]:
    """The sub-themes of a text, the surest first."""
    scores = chances(found, models, words)
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    if not ranked or ranked[0][1] < LEAST:
        return []
    enough = BESIDE * ranked[0][1]
    return [Theme(sub, min(1.0, score), _spans(found, sub)) for sub, score in ranked if score >= enough]


def chances(found: Found, models: Models, words: Mapping[str, Numbers]) -> dict[str, float]:
    """How surely a text is about each sub-theme, from 0 to 1; nothing is known of a text without words."""
    if not found.reading.size:
        return {}
    trained = models.heads["theme"].judge(words["theme"], numbers(found))
    said = zip(found.tallies["themes"].labels, _verdict(found).tolist(), strict=True)
    return {sub: (1 - TRAINED_SHARE) * own + TRAINED_SHARE * trained.get(sub, 0.0) for sub, own in said}


def _verdict(found: Found) -> Vector:
    """The lexicon's totals against the strongest of them."""
    totals = found.tallies["themes"].totals
    return totals / max(SURE_TOTAL, float(totals.max(initial=0.0)))


def _spans(found: Found, sub: str) -> tuple[Span, ...]:
    """The phrases of the sub-theme, or the first sentence where the words alone decided."""
    return found.tallies["themes"].spans(sub) or found.reading.first_sentence
