"""The journalistic genre of a text, where there is enough of it to tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nlp.evidence import Found
from nlp.linear import Models, Numbers
from nlp.tallies import Vector

LEXICON_SHARE = 0.3  # scale of the lexicon's numbers beside TF-IDF's; chosen out-of-fold on dev
LEAST_WORDS = 20  # title and summary together; readers could not tell the genre of shorter ones


@dataclass(frozen=True, slots=True)
class Genre:
    """A genre and how sure."""

    label: str
    score: float


def numbers(found: Found) -> Vector:
    """What the head of genre reads beside the words."""
    return np.concatenate([LEXICON_SHARE * found.tallies["genre"].zones, found.sizes])


def genre(found: Found, models: Models, words: Mapping[str, Numbers]) -> Genre | None:
    """The genre of a text; none where it is too short to tell."""
    if found.reading.size < LEAST_WORDS:
        return None
    chances = models.heads["genre"].judge(words["genre"], numbers(found))
    label = max(chances, key=lambda one: (chances[one], one))
    return Genre(label, chances[label])
