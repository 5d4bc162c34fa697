"""Stretches of time as pairs of moments: joined, cut to a frame, cut out of each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

Stretch = tuple[datetime, datetime]  # since, until


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The union, in order: what overlaps or touches is one stretch, what is empty is none."""
    union: list[Stretch] = []
    for since, until in sorted(stretches):
        if since >= until:
            continue
        if union and since <= union[-1][1]:
            union[-1] = (union[-1][0], max(union[-1][1], until))
        else:
            union.append((since, until))
    return union


def clipped(union: Iterable[Stretch], since: datetime, until: datetime) -> list[Stretch]:
    """What of joined stretches lies in the frame."""
    return [(max(a, since), min(b, until)) for a, b in union if a < until and b > since]


def without(union: Iterable[Stretch], cuts: Sequence[Stretch]) -> list[Stretch]:
    """Joined stretches without the time of the cuts."""
    left = list(union)
    for since, until in cuts:
        left = [piece for a, b in left for piece in ((a, min(b, since)), (max(a, until), b)) if piece[0] < piece[1]]
    return left


def length(union: Iterable[Stretch]) -> timedelta:
    """How long joined stretches are together."""
    return sum((until - since for since, until in union), timedelta())
