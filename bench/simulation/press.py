"""Twenty fictional outlets: what they publish when, what their feeds list at any second, when they are ill.

Times are seconds from the start of the simulation, a Monday 00:00 in Hà Nội. All chance comes from one seed.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

from records import Lead

START = datetime(2026, 7, 5, 17, tzinfo=timezone.utc)
HOUR, DAY = 3600.0, 86_400.0
BEFORE = 10 * DAY  # published before the first visit, for the feeds to list
LEAST_A_DAY, MOST_A_DAY = 10, 400
WINDOWS = (20, 25, 30, 40, 50)  # entries of a feed
# Days of the week and hours of the day, as unlike each other as newspapers are; only their proportions count.
PROFILES = (
    (1, 0, 0, 0, 1, 4, 8, 10, 12, 12, 11, 9, 6, 7, 10, 11, 11, 9, 8, 7, 6, 5, 4, 2),  # an office with an evening desk
    (0, 0, 0, 0, 8, 20, 16, 8, 6, 6, 5, 4, 3, 3, 4, 4, 4, 3, 2, 2, 2, 1, 1, 0),  # a morning paper
    (4, 2, 1, 1, 2, 5, 8, 9, 9, 9, 9, 9, 8, 8, 9, 9, 9, 9, 9, 10, 10, 9, 8, 6),  # round the clock
    (0, 0, 0, 0, 0, 1, 3, 10, 14, 14, 13, 4, 2, 8, 14, 14, 12, 4, 1, 1, 1, 0, 0, 0),  # a ministry's portal
)
WEEKS = (
    (10, 10, 10, 10, 10, 8, 6),
    (10, 10, 10, 10, 10, 5, 3),
    (10, 10, 10, 10, 10, 10, 10),
    (8, 10, 11, 10, 11, 7, 6),
)
DAY_SHAPE = 25.0  # of the gamma factor of each day: a standard deviation of 20 %
BURSTS_A_WEEK, BURST_FACTORS, BURST_HOURS = 2.0, (2.0, 4.0), (1.0, 3.0)
# How long after its written time an article appears in the feed: share of articles, least and most seconds.
DELAYS = ((0.6, 0, 60), (0.3, 60, 600), (0.1, 600, 3600))
PROVINCIAL = 1 / 30  # share of items that concern a province
OUTAGE_HOURS = (6, 12, 24, 36, 48, 72)
FIRST_OUTAGE, DAYS_PER_OUTAGE = 4.0, 12.0  # the sources are known for four days before

Illness = Literal["dead", "frozen", "empty"]
ILLNESSES: tuple[Illness, ...] = ("dead", "frozen", "empty")


@dataclass(frozen=True, slots=True)
class Outage:
    """The host does not answer, the feed lists what it did at the beginning, or the feed lists nothing."""

    kind: Illness
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Item:
    """One article: when it says that it was written, when it appears in the feed."""

    written: float
    listed: float
    provincial: bool
    lead: Lead


@dataclass(frozen=True, slots=True)
class Newspaper:
    """One outlet with one feed; ``items`` stand in the order in which they appear."""

    slug: str
    a_day: float
    window: int
    by_date: bool  # the feed is sorted by written time, not by appearance
    items: tuple[Item, ...]
    appeared: tuple[float, ...]
    outages: tuple[Outage, ...]

    def ill_with(self, at: float) -> Outage | None:
        return next((outage for outage in self.outages if outage.since <= at < outage.until), None)

    def entries(self, at: float) -> list[int] | None:
        """The numbers of the items that the feed lists, newest first; None where the host is dead."""
        outage = self.ill_with(at)
        if outage and outage.kind != "frozen":
            return None if outage.kind == "dead" else []
        there = bisect_right(self.appeared, outage.since if outage else at)
        if not self.by_date:
            return list(range(there - 1, max(-1, there - 1 - self.window), -1))
        late = range(max(0, there - 3 * self.window), there)  # more cannot have been passed by back-dated ones
        return sorted(late, key=lambda number: -self.items[number].written)[: self.window]

    def visible(self, item: Item) -> float:
        """From when on a visit would have found the item: its appearance, or the end of an outage."""
        outage = self.ill_with(item.listed)
        return outage.until if outage else item.listed


def moment(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def newspapers(count: int, *, days: int, seed: int) -> tuple[Newspaper, ...]:
    """So many outlets, from 10 to 400 items a day in even ratios."""
    rng = random.Random(seed)
    ratio = (MOST_A_DAY / LEAST_A_DAY) ** (1 / max(1, count - 1))
    return tuple(_newspaper(number, LEAST_A_DAY * ratio**number, days, rng) for number in range(count))


def _newspaper(number: int, a_day: float, days: int, rng: random.Random) -> Newspaper:
    slug = f"bao-{number + 1:02}"
    items = tuple(sorted(_items(slug, a_day, days, rng), key=lambda item: item.listed))
    return Newspaper(
        slug, a_day, rng.choice(WINDOWS), rng.random() < 0.5, items, tuple(item.listed for item in items),
        _outages(number, days, rng),
    )  # fmt: skip


def _items(slug: str, a_day: float, days: int, rng: random.Random) -> list[Item]:
    profile, week = rng.choice(PROFILES), rng.choice(WEEKS)
    scale = a_day * 24 * 7 / (sum(profile) * sum(week)) / 24
    bursts = _bursts(days, rng)
    items: list[Item] = []
    for day in range(-int(BEFORE / DAY), days):
        of_day = rng.gammavariate(DAY_SHAPE, 1 / DAY_SHAPE) * week[day % 7] * scale
        for hour in range(24):
            since = day * DAY + hour * HOUR
            news = max((factor for a, b, factor in bursts if a < since + HOUR and b > since), default=1.0)
            items += [_item(slug, at, len(items), rng) for at in _arrivals(since, of_day * profile[hour] * news, rng)]
    return items


def _bursts(days: int, rng: random.Random) -> list[tuple[float, float, float]]:
    """Breaking news: since, until, how many times the normal rate."""
    many = round(BURSTS_A_WEEK * days / 7)
    starts = [rng.uniform(0, days * DAY) for _ in range(many)]
    return [(at, at + rng.uniform(*BURST_HOURS) * HOUR, rng.uniform(*BURST_FACTORS)) for at in starts]


def _arrivals(since: float, rate: float, rng: random.Random) -> list[float]:
    """A Poisson stream of one hour: whole seconds, as feeds write them."""
    found: list[float] = []
    at = rng.expovariate(rate) if rate else 2.0
    while at < 1:
        found.append(since + float(int(at * HOUR)))
        at += rng.expovariate(rate)
    return found


def _item(slug: str, written: float, number: int, rng: random.Random) -> Item:
    chosen = rng.choices(DELAYS, weights=[share for share, _, _ in DELAYS])[0]
    url = f"https://{slug}.press.test/tin-{number}.htm"
    at = moment(written)
    lead = Lead(slug, url, url, f"Tin {number}", "", at.isoformat(), at, at, f"https://{slug}.press.test/rss", 0)
    return Item(written, written + rng.uniform(chosen[1], chosen[2]), rng.random() < PROVINCIAL, lead)


def _outages(number: int, days: int, rng: random.Random) -> tuple[Outage, ...]:
    """One in twelve days, of each kind in turn, never two within a day of each other."""
    many = max(1, int(days / DAYS_PER_OUTAGE))
    part = (days - FIRST_OUTAGE) / many
    outages = []
    for turn in range(many):
        hours = rng.choice([hours for hours in OUTAGE_HOURS if hours / 24 + 1 <= part])
        since = (FIRST_OUTAGE + turn * part + rng.uniform(0, part - 1 - hours / 24)) * DAY
        outages.append(Outage(ILLNESSES[(number + turn) % 3], since, since + hours * HOUR))
    return tuple(outages)
