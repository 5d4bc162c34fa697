"""What a simulated month came to, per outlet and together."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.simulation.crawl import Source
from bench.simulation.press import DAY, HOUR, Outage, moment
from crawlers.stretches import Stretch, clipped, joined, length, without

TAIL = HOUR  # items that became visible in the last hour of the simulation are not asked about
GRACE = 2 * HOUR  # after an outage and the first listing that follows, in which an alarm is still about it
LONG = 24 * HOUR  # outages of this length must be raised, the issue's


@dataclass(frozen=True, slots=True)
class Score:
    """One outlet's month (or all together: sums, and percentiles over all items)."""

    outlet: str
    items: int  # listed by the feed at some time of the month when the host answered
    lost: int  # of these, not there any more when the next visit came
    unlisted: int  # rolled over during an outage, or so far back-dated that a feed sorted by date never lists them
    missing_as_proven: int  # lost or unlisted, though written in a time that is taken for proven
    visits_a_day: float
    most_visits: int  # of a day
    waits: tuple[float, ...]  # minutes from visible to searchable, in order
    waits_written: tuple[float, ...]  # the same from the time that the article bears
    proven: float  # share of the hours in which the feed listed entries
    proven_answering: float  # share of the hours in which the host answered, empty lists included
    first_fetches: float  # page requests per article found, without re-looks
    relooks: int
    outages: tuple[tuple[Outage, float | None], ...]  # with the hours until raised, None: never
    false_alarms: tuple[tuple[float, str], ...]


def score(source: Source, *, days: int) -> Score:
    paper, until = source.paper, days * DAY - TAIL
    numbers = [n for n, item in enumerate(paper.items) if item.listed >= 0 and paper.visible(item) < until]
    asked = [n for n in numbers if n in (paper.entries(paper.visible(paper.items[n])) or ())]
    found = [n for n in asked if n in source.found]
    missing = set(numbers) - source.found.keys()
    proven = joined(source.proofs)
    a_day = Counter(int(at // DAY) for at in source.visits)
    return Score(
        outlet=paper.slug, items=len(asked), lost=len(asked) - len(found), unlisted=len(numbers) - len(asked),
        missing_as_proven=sum(_is_inside(proven, paper.items[n].written) for n in missing),
        visits_a_day=len(source.visits) / days, most_visits=max(a_day.values(), default=0),
        waits=tuple(sorted((source.found[n] - paper.visible(paper.items[n])) / 60 for n in found)),
        waits_written=tuple(sorted((source.found[n] - paper.items[n].written) / 60 for n in found)),
        proven=_proven(source, proven, days, without_kinds=("dead", "empty")),
        proven_answering=_proven(source, proven, days, without_kinds=("dead",)),
        first_fetches=sum(source.pages.values()) / max(1, len(source.pages)), relooks=source.relooks,
        outages=tuple((outage, _hours_until_raised(source, outage)) for outage in paper.outages),
        false_alarms=tuple(
            (at, kind) for at, kind in source.raised if not any(_is_about(source, o, at) for o in paper.outages)
        ),
    )  # fmt: skip


def _is_inside(union: Sequence[Stretch], seconds: float) -> bool:
    at = moment(seconds)
    number = bisect_right(union, at, key=lambda stretch: stretch[0])
    return number > 0 and at <= union[number - 1][1]


def _proven(source: Source, union: Sequence[Stretch], days: int, *, without_kinds: tuple[str, ...]) -> float:
    ill = [(moment(o.since), moment(o.until)) for o in source.paper.outages if o.kind in without_kinds]
    due = without([(moment(0), moment(days * DAY))], ill)
    return sum(length(clipped(union, *stretch)) / length(due) for stretch in due)


def _is_about(source: Source, outage: Outage, raised: float) -> bool:
    """Was it raised during the outage, or before its end could be seen?"""
    after = next((at for at in source.visits if at >= outage.until), outage.until)
    return outage.since <= raised <= after + GRACE


def _hours_until_raised(source: Source, outage: Outage) -> float | None:
    about = (at for at, _ in source.raised if _is_about(source, outage, at))
    first = next(about, None)
    return None if first is None else (first - outage.since) / HOUR


def together(scores: Sequence[Score]) -> Score:
    """All outlets as one: shares are means of outlets, requests the mean and the most of any."""
    many = len(scores)
    return Score(
        outlet="all", items=sum(s.items for s in scores), lost=sum(s.lost for s in scores),
        unlisted=sum(s.unlisted for s in scores), missing_as_proven=sum(s.missing_as_proven for s in scores),
        visits_a_day=sum(s.visits_a_day for s in scores) / many,
        most_visits=max(s.most_visits for s in scores),
        waits=tuple(sorted(wait for s in scores for wait in s.waits)),
        waits_written=tuple(sorted(wait for s in scores for wait in s.waits_written)),
        proven=sum(s.proven for s in scores) / many, proven_answering=sum(s.proven_answering for s in scores) / many,
        first_fetches=sum(s.first_fetches for s in scores) / many, relooks=sum(s.relooks for s in scores),
        outages=tuple(outage for s in scores for outage in s.outages),
        false_alarms=tuple(alarm for s in scores for alarm in s.false_alarms),
    )  # fmt: skip


def percentile(ordered: Sequence[float], share: float) -> float:
    """The least value that at least this share of values does not exceed; 0 of none."""
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else 0.0


def row(score: Score, *, outlets: int, days: int) -> dict[str, object]:
    """What is printed of a score: plain numbers by their names."""
    long = [hours for outage, hours in score.outages if outage.until - outage.since >= LONG]
    delays = sorted(hours for hours in long if hours is not None)
    return {
        "outlet": score.outlet, "items": score.items, "lost": score.lost, "unlisted": score.unlisted,
        "missing_as_proven": score.missing_as_proven,
        "feed_requests_a_day": round(score.visits_a_day, 1), "most_feed_requests": score.most_visits,
        "minutes_p50": round(percentile(score.waits, 0.5), 1), "minutes_p95": round(percentile(score.waits, 0.95), 1),
        "minutes_p99": round(percentile(score.waits, 0.99), 1),
        "from_written_p95": round(percentile(score.waits_written, 0.95), 1),
        "proven_percent": round(100 * score.proven, 2),
        "proven_with_empty_percent": round(100 * score.proven_answering, 2),
        "first_fetches_per_article": round(score.first_fetches, 4),
        "relooks_per_article": round(score.relooks / max(1, score.items), 3),
        "outages": len(score.outages), "raised": sum(hours is not None for _, hours in score.outages),
        "outages_24h": len(long), "raised_24h": len(delays),
        "hours_until_raised_p50": round(percentile(delays, 0.5), 1),
        "hours_until_raised_max": round(max(delays, default=0.0), 1),
        "false_alarms_per_month": round(len(score.false_alarms) / (outlets * days / 30), 2),
    }  # fmt: skip
