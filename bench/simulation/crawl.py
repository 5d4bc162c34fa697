"""The crawl as it would run: cycles on a simulated clock, decisions by crawlers.rhythm and crawlers.silence only.

Each minute a cycle starts when none is running and something is due. In it every host is asked one thing at
a time, starts five seconds apart; what was fetched is searchable when the cycle and its processing end.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left, insort
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bench.simulation.press import DAY, HOUR, START, Newspaper, moment
from crawlers.proofs import proof_of
from crawlers.rhythm import Rhythm, after_failure, counted_at, learn, next_look
from crawlers.silence import Alarm, alarms
from crawlers.stretches import Stretch

TICK = 60.0  # how often the scheduler looks whether something is due
SPACING, ANSWER, TIMEOUT = 5.0, 1.0, 30.0  # seconds between starts at one host, of an answer, until giving up
PAGES_A_SECOND = 100.0  # of processing: what bench measures for extraction and annotation, rounded down
HEALTH = HOUR  # how often alarms are looked for
# When a source is visited next: by its rhythm, the last visit, the entries listed and the failures in a row.
Plan = Callable[[Rhythm, datetime, int | None, int], datetime]


@dataclass(slots=True)
class Source:
    """One outlet as the crawl knows it, and what happened to it."""

    paper: Newspaper
    rhythm: Rhythm
    due: float = 0.0
    learned: float = -DAY
    failures: int = 0
    window: int | None = None
    newest: datetime | None = None
    moments: list[datetime] = field(default_factory=list)
    proofs: list[Stretch] = field(default_factory=list)
    recent: list[tuple[datetime, int]] = field(default_factory=list)  # visits since the last that listed entries
    looks: list[tuple[float, int, float, int]] = field(default_factory=list)  # heap: due, item, first look, failures
    raised: list[tuple[float, str]] = field(default_factory=list)
    alarming: frozenset[str] = frozenset()
    visits: list[float] = field(default_factory=list)
    found: dict[int, float] = field(default_factory=dict)  # item -> searchable at
    pages: dict[int, int] = field(default_factory=dict)  # item -> first fetches
    relooks: int = 0

    def next_due(self) -> float:
        return min(self.due, self.looks[0][0]) if self.looks else self.due


def seconds(at: datetime) -> float:
    return (at - START).total_seconds()


def simulate(papers: tuple[Newspaper, ...], plan: Plan, *, days: int, watchful: bool = True) -> list[Source]:
    """Crawl them for so many days; ``watchful`` looks for alarms every hour."""
    nothing = learn([], watched=[], until=START)
    sources = [Source(paper, nothing) for paper in papers]
    busy_until = 0.0
    for tick in range(int(days * DAY / TICK)):
        now = tick * TICK
        if watchful and now % HEALTH == 0:
            for source in sources:
                _look_for_alarms(source, now)
        if now >= busy_until:
            due = [source for source in sources if source.next_due() <= now]
            busy_until = _cycle(due, plan, now) if due else now
    return sources


def _cycle(due: list[Source], plan: Plan, now: float) -> float:
    """Ask all that is due; the moment at which the cycle ends and its items are searchable."""
    ends, looked = now, 0
    gathered: list[tuple[Source, list[int]]] = []
    for source in due:
        new, clock = _visit(source, plan, now) if source.due <= now else ([], now)
        for number in new:
            source.pages[number] = source.pages.get(number, 0) + 1
            if source.paper.items[number].provincial:
                _climb(source, number, first=clock, last=clock)
            clock += SPACING
        gathered.append((source, new))
        again, clock = _look_again(source, now, clock)
        looked += again
        ends = max(ends, clock)
    ends += (looked + sum(len(new) for _, new in gathered)) / PAGES_A_SECOND
    for source, new in gathered:
        source.found.update(dict.fromkeys(new, ends))
    return ends


def _visit(source: Source, plan: Plan, now: float) -> tuple[list[int], float]:
    """Ask for the feed: the items that are new, and when its host may be asked again."""
    at, listed = moment(now), source.paper.entries(now)
    source.visits.append(now)
    if listed is None:
        source.failures += 1
        source.recent.append((at, 0))
        source.due = seconds(plan(source.rhythm, at, source.window, source.failures))
        return [], now + TIMEOUT
    source.failures = 0
    source.recent = [(at, len(listed))] if listed else [*source.recent, (at, 0)]
    source.window = len(listed) or source.window
    new = [number for number in listed if number not in source.pages]
    _take(source, listed, new, at)
    if now - source.learned >= DAY:
        source.rhythm, source.learned = learn(source.moments, watched=source.proofs, until=at), now
    source.due = seconds(plan(source.rhythm, at, source.window, 0))
    return new, now + SPACING


def _take(source: Source, listed: list[int], new: list[int], at: datetime) -> None:
    """Remember the publication moments of new items and what the visit proves."""
    items = source.paper.items
    for number in new:
        counted = counted_at(items[number].lead.published_at, at)
        if counted is not None:
            insort(source.moments, counted)
    source.newest = source.moments[-1] if source.moments else None
    leads = [items[number].lead for number in listed]
    proof = proof_of(leads, outlet=source.paper.slug, source="rss", visited=at, record="")
    if proof is None:
        return
    if source.proofs and source.proofs[-1][0] <= proof.since <= source.proofs[-1][1]:
        source.proofs[-1] = (source.proofs[-1][0], proof.until)
    else:
        source.proofs.append((proof.since, proof.until))


def _look_again(source: Source, now: float, clock: float) -> tuple[int, float]:
    """Read again the pages whose rung has come: how many, and when the host is free."""
    looked = 0
    while source.looks and source.looks[0][0] <= now:
        _, number, first, failures = heapq.heappop(source.looks)
        looked, source.relooks = looked + 1, source.relooks + 1
        outage = source.paper.ill_with(clock)
        if outage and outage.kind == "dead":
            again = seconds(after_failure(failures + 1, last=moment(clock)))
            heapq.heappush(source.looks, (again, number, first, failures + 1))
            clock += TIMEOUT
        else:
            _climb(source, number, first=first, last=clock)
            clock += SPACING
    return looked, clock


def _climb(source: Source, number: int, *, first: float, last: float) -> None:
    due = next_look(moment(first), moment(last), flagged=False)
    if due is not None:
        heapq.heappush(source.looks, (seconds(due), number, first, 0))


def _look_for_alarms(source: Source, now: float) -> None:
    at = moment(now)
    last_week = source.moments[bisect_left(source.moments, at - timedelta(days=7)) :]
    found: tuple[Alarm, ...] = alarms(
        source.rhythm, newest=source.newest, visits=source.recent, moments=last_week, watched=source.proofs, now=at
    )
    kinds = frozenset(alarm.kind for alarm in found)
    source.raised += [(now, kind) for kind in sorted(kinds - source.alarming)]
    source.alarming = kinds
