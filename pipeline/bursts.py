"""Bursts: more items on one event within a day than events of the province usually get, with the chance of it.

How many items an event gets in a day falls off about geometrically: most have one, a few have many. Its one parameter
is what the four weeks before give, so a province of which much is written needs more to be conspicuous. The chance is
that of one event on one day; nothing is said of why so much is written.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from times import local_day

WINDOW, BEFORE = timedelta(hours=24), timedelta(days=28)
# What stands for the weeks before where there are none: 20 events, each on one day, of 1.3 items on average (the real
# archive of July 2026 has 1.2 about Tuyên Quang before its affair).
USUAL_EVENTS, USUAL_ITEMS = 20, 26.0


@dataclass(frozen=True, slots=True)
class Told:
    """An item about the province: its event, outlet, when it was published and when it was first seen."""

    item: str
    event: str
    outlet: str
    at: datetime
    seen: datetime


@dataclass(frozen=True, slots=True)
class Burst:
    """The items of an event in the days on which it burst; ``items`` and ``outlets`` are those of its fullest 24 hours.

    ``usual`` is the mean number of items of an event on a day before, ``chance`` that of at least as many. ``seen`` is
    when the burst could first be known.
    """

    event: str
    told: tuple[Told, ...]
    items: int
    outlets: int
    usual: float
    chance: float
    seen: datetime


def bursts(told: Iterable[Told], *, least_items: int, chance: float) -> Iterator[Burst]:
    """The bursts among the items of one province: at least so many items, and at most so likely.

    What comes later changes no burst that there was: each is judged by what was published before it.
    """
    ordered = sorted(told, key=lambda one: (one.at, one.item))
    rhythm, by_event = Rhythm(ordered), dict[str, list[Told]]()
    for one in ordered:
        by_event.setdefault(one.event, []).append(one)
    for event, items in by_event.items():
        if len(items) >= least_items:
            yield from _burst(event, items, rhythm, least_items, chance)


def _burst(event: str, items: Sequence[Told], rhythm: Rhythm, least: int, chance: float) -> Iterator[Burst]:
    found: dict[str, Told] = {}
    fullest: tuple[int, float, float, Sequence[Told]] = (0, 0.0, 1.0, ())
    seen: datetime | None = None
    first = 0
    for last, newest in enumerate(items):
        while items[first].at <= newest.at - WINDOW:
            first += 1
        window = items[first : last + 1]
        usual = rhythm.usual(window[0].at)
        how_likely = chance_of(len(window), usual)
        if len(window) < least or how_likely > chance:
            continue
        found |= {one.item: one for one in window}
        seen = seen or max(one.seen for one in window)
        if len(window) > fullest[0]:
            fullest = len(window), usual, how_likely, window
    if seen:
        outlets = len({one.outlet for one in fullest[3]})
        yield Burst(event, tuple(found.values()), fullest[0], outlets, fullest[1], fullest[2], seen)


class Rhythm:
    """How many items events of a province get on a day, at any moment; of items in order of time."""

    def __init__(self, told: Sequence[Told]) -> None:
        self._times = [one.at for one in told]
        known: set[tuple[str, date]] = set()
        self._days = [0]  # how many days of events had begun before each item
        for one in told:
            day = one.event, local_day(one.at)
            self._days.append(self._days[-1] + (day not in known))
            known.add(day)

    def usual(self, until: datetime) -> float:
        """Mean number of items of an event on a day of the four weeks before a moment; few events weigh little."""
        first, end = bisect_left(self._times, until - BEFORE), bisect_left(self._times, until)
        return (end - first + USUAL_ITEMS) / (self._days[end] - self._days[first] + USUAL_EVENTS)


def chance_of(items: int, usual: float) -> float:
    """Chance that an event which gets ``usual`` items a day on average gets at least so many: geometric from one on."""
    return float((1 - 1 / max(1.0, usual)) ** (items - 1))
