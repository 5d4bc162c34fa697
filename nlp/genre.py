"""The journalistic genre of a text, where there is enough of it to tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np

from nlp.evidence import Found
from nlp.linear import Models, Numbers
from nlp.reading import Reading
from nlp.tallies import Vector

# Scales of the lexicon's numbers and of the manner's beside TF-IDF's; chosen out of fold, see models/CARD.md.
LEXICON_SHARE, MANNER_SHARE = 0.3, 0.1
LEAST_WORDS = 20  # title and summary together; readers could not tell the genre of shorter ones
STEPS = (60, 120, 250, 400, 600, 900, 1300)  # words: a summary, a brief, a report, a feature, and between
FIRST_PERSON = frozenset(("tôi", "mình", "chúng"))
ARGUING = frozenset(("nhưng", "song", "vì", "nếu", "phải", "cần", "nên"))
VOICES = FIRST_PERSON | ARGUING
LISTED = ("-", "+", "•", "*", "pv", "phóng viên")  # how a line of an interview or of a list begins
SIGNS = ("?", '"', ":", "!", "...")
IN_TITLE = ("?", ":", "!", '"', "ảnh", "video", "clip")
FAR = 4.0  # no number says more beyond it


@dataclass(frozen=True, slots=True)
class Genre:
    """A genre and how sure."""

    label: str
    score: float


def numbers(found: Found) -> Vector:
    """What the head of genre reads beside the words."""
    lexicon = LEXICON_SHARE * found.tallies["genre"].zones
    return np.concatenate([lexicon, found.sizes, MANNER_SHARE * np.minimum(FAR, manner(found.reading))])


def manner(reading: Reading) -> Vector:
    """How a text is written: its length, lines, signs and voices, each divided by about its spread over dev."""
    size, plain = max(1, reading.size), reading.plain
    title, lines = plain[: reading.title_end], plain[reading.title_end :].split("\n")
    asked = sum(line.endswith("?") for line in lines)
    listed = sum(line.startswith(LISTED) for line in lines)
    voices = list(filter(VOICES.__contains__, reading.tokens))
    return np.array(
        [
            *(2.0 * (size > step) for step in STEPS),
            log1p(size), log1p(len(lines)), 2 * log1p(asked), 8 * listed / len(lines), size / len(lines) / 60,
            *(150 * plain.count(sign) / size for sign in SIGNS),
            *(2.0 * (sign in title) for sign in IN_TITLE),
            100 * _share(voices, FIRST_PERSON, size), 60 * _share(voices, ARGUING, size),
        ]
    )  # fmt: skip


def _share(voices: Sequence[str], words: frozenset[str], size: int) -> float:
    return sum(map(words.__contains__, voices)) / size


def genre(found: Found, models: Models, words: Mapping[str, Numbers]) -> Genre | None:
    """The genre of a text; none where it is too short to tell."""
    if found.reading.size < LEAST_WORDS:
        return None
    chances = models.heads["genre"].judge(words["genre"], numbers(found))
    label = max(chances, key=lambda one: (chances[one], one))
    return Genre(label, chances[label])
