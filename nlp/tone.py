"""The tonality of a text for the image of the locality, and the kind of a negative one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nlp.evidence import Found
from nlp.linear import Models, Numbers
from nlp.tallies import Vector
from records import Span

# Scales of the lexicons' numbers beside TF-IDF's; half and double are as good, out-of-fold on dev.
LEXICON_SHARE, THEMES_SHARE = 0.2, 0.1


@dataclass(frozen=True, slots=True)
class Tone:
    """A tonality, how sure, its kind when negative, and the words that show it."""

    label: str
    score: float
    kind: str
    spans: tuple[Span, ...]


def numbers(found: Found) -> Vector:
    """What the heads of tone read beside the words."""
    return np.concatenate([LEXICON_SHARE * found.tallies["tone"].zones, THEMES_SHARE * found.tallies["themes"].zones])


def tone(found: Found, models: Models, words: Mapping[str, Numbers]) -> Tone | None:
    """The tone of a text; none for a text without words."""
    if not found.reading.size:
        return None
    extras = numbers(found)
    chances = models.heads["tone"].judge(words["tone"], extras)
    label = max(chances, key=lambda one: (chances[one], one))
    kind = ""
    if label == "neg":
        kinds = models.heads["neg_kind"].judge(words["neg_kind"], extras)
        kind = max(kinds, key=lambda one: (kinds[one], one))
    spans = found.tallies["tone"].spans(f"neg-{kind}" if kind else label)
    return Tone(label, chances[label], kind, spans)
