"""Which sub-themes a text is about: the mean of what the lexicon and the trained words say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nlp.evidence import Found
from nlp.linear import Models, Numbers
from records import Span

# All chosen out-of-fold on dev; see models/CARD.md.
TRAINED_SHARE = 0.5  # of the score; 0.3 and 0.7 lose little, 1.0 loses the rare sub-themes
BESIDE = 0.6  # of the best score: what a further sub-theme must reach
MOST = 3  # sub-themes of one text, as the guide allows
LEAST = 0.15  # best score below which a text has no theme: nothing of the lexicon, nothing known
SURE_TOTAL = 6.0  # lexicon total of a title with one decisive phrase; below it the lexicon is less sure


@dataclass(frozen=True, slots=True)
class Theme:
    """A sub-theme of a text, how sure, and the words that show it."""

    sub: str
    score: float
    spans: tuple[Span, ...]


def themes(found: Found, models: Models, words: Mapping[str, Numbers]) -> list[Theme]:
    """The sub-themes of a text, the surest first."""
    scores = _scores(found, models, words)
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    if not ranked or ranked[0][1] < LEAST:
        return []
    enough = BESIDE * ranked[0][1]
    return [Theme(sub, min(1.0, score), _spans(found, sub)) for sub, score in ranked if score >= enough]


def _scores(found: Found, models: Models, words: Mapping[str, Numbers]) -> dict[str, float]:
    tally = found.tallies["themes"]
    best = max(SURE_TOTAL, float(tally.totals.max(initial=0.0)))
    trained = models.heads["theme"].judge(words["theme"]) if found.reading.size else {}
    return {
        sub: (1 - TRAINED_SHARE) * float(total) / best + TRAINED_SHARE * trained.get(sub, 0.0)
        for sub, total in zip(tally.labels, tally.totals, strict=True)
    }


def _spans(found: Found, sub: str) -> tuple[Span, ...]:
    """The phrases of the sub-theme, or the first sentence where the words alone decided."""
    return found.tallies["themes"].spans(sub) or found.reading.first_sentence
