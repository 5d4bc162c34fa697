"""The rhythm of a source: what it normally publishes, and when it is therefore to be looked at again.

A rhythm is a rate for each hour of the week in Hà Nội time, learned from publication moments in time that
was watched. Items of a stretch are taken for negative binomial: days differ by more than chance (a Poisson
count would be too sure), and little history is little knowledge. Holidays such as Tết are not modelled: a
paper that rests for them looks silent. Everything here is pure: no clock, no chance, no database.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, chain, pairwise

from crawlers.stretches import Stretch, clipped, joined, length, without

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MEMORY = timedelta(days=28)  # what is learned from: four of each weekday, as Media Cloud's alerts look back
_HANOI_SECONDS = 25_200  # +07:00 all year round since 1975
_MONDAY = 72  # hours from Monday to Thursday 1 January 1970, from which epoch seconds count
_WEEK = 168  # hours

# What is taken for normal before anything is known. Profile and weekdays are rates of the real archive
# (17 outlets, 20 days) over its weekday evenings (mornings and evenings averaged); from 7 to 17 too few
# feeds reach back, so those hours are assumed to be like the evenings. The rate is an assumption.
DEFAULT_RATE = 1.0  # items an hour at daytime: 17 a day
DAY_PROFILE: tuple[float, ...] = (0.33, 0.09, 0.05, 0.05, 0.08, 0.53, 0.7) + (1.0,) * 16 + (0.5,)
WEEKDAYS: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0, 1.0, 0.87, 0.67)
# How much history outweighs these, in items: small, so that two days of a paper of ten a day already count.
PRIOR_ITEMS, HOUR_ITEMS, WEEKDAY_ITEMS = 2.0, 4.0, 5.0
ROUNDS = 3  # of fitting hours and weekdays in turn; a fourth moves the week by 1 % after 3 days, by 0.003 % after 28
# Relative variance of the level after one watched day, falling with days: the source's hours are not known yet.
SHAPE_DOUBT = 0.5  # chosen by bench/simulation, see its README.md
PRIOR_SPREAD, PRIOR_DAYS, LEAST_SPREAD = 0.1, 5.0, 0.01  # relative variance of days; the prior counts as five of them

SILENCE_CHANCE = 0.001  # the issue's: a silence that is rarer than this under the model is no chance
SILENCE_LEAST = timedelta(hours=3)  # shorter gaps are bursts and back-dated entries, and no officer asks sooner
MOST_SILENCES = 4  # of a source in its memory; one that falls silent more often does so by habit

MIN_PAUSE, MAX_PAUSE = timedelta(minutes=10), timedelta(hours=24)  # between two visits, the bounds
WAITING = 0.05  # items that may be expected to wait before a visit falls due; see bench/simulation/README.md
ROLL_CHANCE = 0.001  # that a window has rolled over before the next visit; while so little waits, only tiny windows
ROLL_SPREAD = 1.0  # relative variance for that: breaking news comes at several times the normal rate
FIRST_WINDOW = 20  # entries of a feed whose window is not known yet; an assumption

# Between two visits in vain: with 24 hours twice as much is lost after outages (bench/simulation/README.md).
FAILURE_MOST = timedelta(hours=3)
QUARANTINE_FAILURES, QUARANTINE_AFTER = 5, DAY
LADDER = (HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY)  # after the first look at a page; the issue's
FLAGGED_LADDER = (*LADDER, 60 * DAY, 90 * DAY)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The normal output of one source.

    ``sums[h]`` is what is expected from Monday 00:00 in Hà Nội up to hour ``h`` of the week (169 numbers);
    ``spread`` is the relative variance of a day, which evens out over days; ``doubt`` that of the level
    itself, which does not: it falls with the items and the days that it was learned from.
    """

    sums: tuple[float, ...]
    spread: float
    doubt: float

    def expected(self, since: datetime, until: datetime) -> float:
        """Items expected from ``since`` to ``until``; never negative."""
        return max(0.0, self._up_to(until) - self._up_to(since))

    def expected_in(self, stretches: Sequence[Stretch]) -> float:
        return sum(self.expected(since, until) for since, until in stretches)

    def chance_of_at_most(self, count: int, since: datetime, until: datetime) -> float:
        """The probability of ``count`` items or fewer from ``since`` to ``until``."""
        return self.chance_in(count, [(since, until)])

    def chance_in(self, count: int, stretches: Sequence[Stretch]) -> float:
        """As :meth:`chance_of_at_most`, over joined stretches together."""
        days = max(1.0, length(stretches) / DAY)
        return chance_of_at_most(count, self.expected_in(stretches), self.spread / days + self.doubt)

    def _up_to(self, moment: datetime) -> float:
        weeks, hours = divmod(_hours(moment), _WEEK)
        whole = int(hours)
        within = (hours - whole) * (self.sums[whole + 1] - self.sums[whole])
        return weeks * self.sums[_WEEK] + self.sums[whole] + within


def _hours(moment: datetime) -> float:
    """Hours since a Monday 00:00 in Hà Nội."""
    return (moment.timestamp() + _HANOI_SECONDS) / 3600 + _MONDAY


def chance_of_at_most(count: int, mean: float, variance: float) -> float:
    """P(N <= count) of a negative binomial N with this mean and this variance of its rate relative to the mean."""
    if count < 0 or mean <= 0:
        return float(count >= 0)
    size = 1 / variance
    odds = mean / (mean + size)
    # The largest term that is asked for comes first, so the others only shrink and may stop early.
    top = min(count, max(0, int((size - 1) * mean / size)))
    log_top = math.lgamma(top + size) - math.lgamma(size) - math.lgamma(top + 1) + top * math.log(odds)
    log_top -= size * math.log1p(mean / size)
    down = ((k / (k - 1 + size) / odds) for k in range(top, 0, -1))
    up = (((k - 1 + size) / k * odds) for k in range(top + 1, count + 1))
    return min(1.0, math.exp(log_top) * (1 + _series(down) + _series(up)))


def _series(ratios: Iterator[float]) -> float:
    """1·r₁ + 1·r₁·r₂ + … for ratios that end up below 1, until a term no longer matters."""
    total, term = 0.0, 1.0
    for ratio in ratios:
        term *= ratio
        total += term
        if term < 1e-12 * (1 + total):
            break
    return total


# --- learning ---------------------------------------------------------------------------------


def counted_at(published: datetime | None, seen: datetime) -> datetime | None:
    """The moment at which an item counts as published, for a rhythm and for the end of a silence.

    Its sighting where it bears no date; None where it was dated in the future when it was seen. An item
    dated years back counts years back, so it ends no silence.
    """
    if published is None:
        return seen
    return published if published <= seen else None


def learn(moments: Sequence[datetime], *, watched: Sequence[Stretch], until: datetime) -> Rhythm:
    """The rhythm of a source that published at ``moments`` (in any order) while it was ``watched``.

    Only what was watched in the 28 days up to ``until`` is looked at: the stretches that visits prove.
    Silences that the rhythm makes incredible are left out and the rest is learned again, so an outage does
    not become normal before the items around it have left those 28 days. Without history: the default.
    """
    stretches = clipped(joined(watched), until - MEMORY, until)
    kept = _inside(sorted(moments), stretches)
    rhythm = _fitted(kept, stretches)
    silent = silences(_with_spread(rhythm, PRIOR_SPREAD), kept, stretches)
    if not silent or len(silent) > MOST_SILENCES:
        return rhythm
    return _fitted(kept, without(stretches, silent))


def silences(rhythm: Rhythm, moments: Sequence[datetime], stretches: Sequence[Stretch]) -> list[Stretch]:
    """The gaps between moments (in order) in which the watched time is incredibly empty."""
    if not stretches:
        return []
    ends = chain([stretches[0][0]], moments, [stretches[-1][1]])
    gaps = ((since, until) for since, until in pairwise(ends) if until - since >= SILENCE_LEAST)
    return [gap for gap in gaps if rhythm.chance_in(0, clipped(stretches, *gap)) < SILENCE_CHANCE]


def _inside(moments: Sequence[datetime], stretches: Sequence[Stretch]) -> list[datetime]:
    kept: list[datetime] = []
    for since, until in stretches:
        kept += moments[bisect_left(moments, since) : bisect_right(moments, until)]
    return kept


def _with_spread(rhythm: Rhythm, spread: float) -> Rhythm:
    return Rhythm(rhythm.sums, spread, rhythm.doubt)


def _fitted(moments: Sequence[datetime], stretches: Sequence[Stretch]) -> Rhythm:
    watched = _watched_hours(stretches)
    items = Counter(int(_hours(moment)) for moment in moments)
    rates = _rates(_by_week(items), _by_week(watched))
    sums = tuple(accumulate(rates, initial=0.0))
    doubt = max(1 / (len(moments) + PRIOR_ITEMS), SHAPE_DOUBT / max(1.0, sum(watched.values()) / 24))
    return Rhythm(sums, _spread(rates, items, watched), doubt)


def _watched_hours(stretches: Sequence[Stretch]) -> dict[int, float]:
    """Hour by hour (numbered as :func:`_hours` does), the share of it that was watched."""
    shares: dict[int, float] = {}
    for since, until in stretches:
        first, last = _hours(since), _hours(until)
        for hour in range(int(first), math.ceil(last)):
            shares[hour] = shares.get(hour, 0.0) + min(last, hour + 1) - max(first, hour)
    return shares


def _by_week(hours: Mapping[int, float]) -> list[float]:
    """What hours hold, added up by hour of the week."""
    week = [0.0] * _WEEK
    for hour, amount in hours.items():
        week[hour % _WEEK] += amount
    return week


def _rates(items: Sequence[float], watched: Sequence[float]) -> list[float]:
    """Items an hour for each hour of the week: level x hour of the day x weekday, fitted in turn."""
    hours, weekdays = DAY_PROFILE, WEEKDAYS
    for _ in range(ROUNDS):
        level = _level(items, watched, hours, weekdays)
        rest = [watched[slot] * level * weekdays[slot // 24] for slot in range(_WEEK)]
        hours = tuple(_factor(items[hour::24], rest[hour::24], DAY_PROFILE[hour], HOUR_ITEMS) for hour in range(24))
        level = _level(items, watched, hours, weekdays)
        rest = [watched[slot] * level * hours[slot % 24] for slot in range(_WEEK)]
        days = [slice(day * 24, day * 24 + 24) for day in range(7)]
        weekdays = tuple(
            _factor(items[day], rest[day], prior, WEEKDAY_ITEMS) for day, prior in zip(days, WEEKDAYS, strict=True)
        )
    level = _level(items, watched, hours, weekdays)
    return [level * weekdays[slot // 24] * hours[slot % 24] for slot in range(_WEEK)]


def _level(items: Sequence[float], watched: Sequence[float], hours: Sequence[float], days: Sequence[float]) -> float:
    exposure = sum(watched[slot] * hours[slot % 24] * days[slot // 24] for slot in range(_WEEK))
    return (sum(items) + PRIOR_ITEMS) / (exposure + PRIOR_ITEMS / DEFAULT_RATE)


def _factor(seen: Sequence[float], expected: Sequence[float], prior: float, weight: float) -> float:
    """By how much what was seen differs from what the rest expects, drawn to the prior by some items' weight."""
    return (sum(seen) + weight * prior) / (sum(expected) + weight)


def _spread(rates: Sequence[float], items: Mapping[int, float], watched: Mapping[int, float]) -> float:
    """The relative variance of days beyond what chance gives, by moments; a few days say little."""
    expected: defaultdict[int, float] = defaultdict(float)
    seen: defaultdict[int, float] = defaultdict(float)
    for hour, share in watched.items():
        expected[hour // 24] += share * rates[hour % _WEEK]
        seen[hour // 24] += items.get(hour, 0)
    squares = sum(mean * mean for mean in expected.values())
    prior = PRIOR_DAYS * squares / max(1, len(expected))
    excess = sum((seen[day] - mean) ** 2 - mean for day, mean in expected.items())
    return max(LEAST_SPREAD, (excess + PRIOR_SPREAD * prior) / (squares + prior)) if squares else PRIOR_SPREAD


# --- when to look again -----------------------------------------------------------------------


def next_visit(rhythm: Rhythm, *, last: datetime, window: int | None) -> datetime:
    """When the source is to be visited again, 10 minutes to 24 hours after the ``last`` visit that answered.

    Due as soon as 0.05 items are expected to wait, or as the entries that it lists (``window``; None is not
    known) have rolled over with a chance of 0.1 % even if news breaks. Whole minutes.
    """
    least, most = MIN_PAUSE // timedelta(minutes=1), MAX_PAUSE // timedelta(minutes=1)
    entries = FIRST_WINDOW if window is None else window

    def is_due(minutes: int) -> bool:
        waiting = rhythm.expected(last, last + timedelta(minutes=minutes))
        return waiting >= WAITING or 1 - chance_of_at_most(entries - 1, waiting, ROLL_SPREAD) > ROLL_CHANCE

    minutes: int = bisect_left(range(least, most), True, key=is_due)
    return last + timedelta(minutes=least + minutes)


def after_failure(failures: int, *, last: datetime) -> datetime:
    """When to try again after so many failures in a row (at least one): 10 minutes, doubling up to 3 hours."""
    return last + min(FAILURE_MOST, MIN_PAUSE * (1 << min(failures - 1, 8)))


def is_quarantined(failures: int, *, since: datetime, now: datetime) -> bool:
    """Did it fail five times in a row, and for a day (``since`` is the first of these failures)?"""
    return failures >= QUARANTINE_FAILURES and now - since >= QUARANTINE_AFTER


def next_look(first: datetime, last: datetime, *, flagged: bool) -> datetime | None:
    """When a page is to be read again: the first rung after the ``last`` look; None after the ladder's end."""
    ladder = FLAGGED_LADDER if flagged else LADDER
    return next((first + rung for rung in ladder if first + rung > last), None)
