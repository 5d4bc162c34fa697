"""Whether a press officer of the locality must act or prepare an answer: criticism, claim or dispute."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np

from nlp import tone
from nlp.evidence import Found
from nlp.linear import Models, Numbers
from nlp.tallies import Vector
from records import Span

NO_FLAG, RAISED = "none", "raised"
KINDS = ("criticism", "claim", "dispute")  # the guide's order: the first that applies
# Chosen out-of-fold on dev and the label rows; see models/CARD.md.
LEXICON_SHARE, NEAR_SHARE = 0.2, 0.3  # scales of the lexicon's numbers beside TF-IDF's
ENOUGH = 0.38  # chance above which an item is flagged; the best F1 lies at 0.45, but a missed flag costs more
NEAR = 120  # characters: about one sentence; within it a body and a fault are said of each other
BEARERS = ("body", "nation", "private")  # who may be at fault
FAULTS = ("blame", "sanction", "dispute", "claim")


@dataclass(frozen=True, slots=True)
class Flag:
    """A kind of flag, how sure it is that the item is flagged at all, and the words that show why."""

    label: str
    score: float
    spans: tuple[Span, ...]


def numbers(found: Found) -> Vector:
    """What the head of flags reads beside the words."""
    own = found.tallies["flag"].zones
    return np.concatenate([tone.numbers(found), LEXICON_SHARE * own, NEAR_SHARE * _near(found)])


def flag(found: Found, models: Models, words: Mapping[str, Numbers]) -> Flag | None:
    """The flag of a text; none where nothing in it asks for an answer."""
    if not found.reading.size:
        return None
    extras = numbers(found)
    score = models.heads["flag"].judge(words["flag"], extras)[RAISED]
    if score < ENOUGH:
        return None
    kinds = models.heads["flag_kind"].judge(words["flag_kind"], extras)
    label = max(KINDS, key=lambda kind: kinds.get(kind, 0.0))
    return Flag(label, score, _spans(found, label))


def _near(found: Found) -> Vector:
    """For each kind of fault how often (dampened) a body of the locality is named near it, and a national one."""
    places = found.tallies["flag"].starts()
    return np.array([_close(places.get(fault, ()), places.get(who, ())) for fault in FAULTS for who in BEARERS])


def _close(ones: Sequence[int], others: Sequence[int]) -> float:
    """log(1 + the number of places among ``ones`` that have one of ``others``, which are in order, near)."""
    return log1p(sum(bisect_left(others, one - NEAR) < bisect_right(others, one + NEAR) for one in ones))


def _spans(found: Found, label: str) -> tuple[Span, ...]:
    """The words that speak for the flag, or the first sentence where the trained words alone decided."""
    tally = found.tallies["flag"]
    words = {"criticism": ("blame", "sanction"), "claim": ("claim",), "dispute": ("dispute",)}[label]
    return tuple(sorted({span for word in words for span in tally.spans(word)})) or found.reading.first_sentence
