"""``health``: how each source of the followed outlets is, what is proven, and what wants a look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from config.load import Configuration
from crawlers.rhythm import MAX_PAUSE, MEMORY, is_quarantined
from crawlers.silence import LEAST_FAILURES, Alarm
from crawlers.stretches import Stretch, clipped, joined, length, without
from pipeline.jobs.home import Home
from pipeline.jobs.watching.advice import LASTING, MILD
from pipeline.jobs.watching.rhythms import life_of
from pipeline.jobs.watching.sources import Source, sources_of
from records import Outlet, Trouble
from storage.asked import Standing, sources_asked
from storage.health import (
    CaptureFault,
    Error,
    PageOutcome,
    PagesRead,
    Watch,
    capture_faults,
    last_errors,
    page_outcomes,
    pages_read,
    proofs_by_outlet,
    replayed_until,
    watches,
)
from storage.opening import open_database
from storage.store import Store
from times import iso, local_day

WEEK = timedelta(days=7)  # the issue's
GOAL = 0.99  # proven share of a healthy outlet, the issue's
JUDGED_FROM = timedelta(days=1)  # a shorter watch says nothing yet about the share
OVERDUE = MAX_PAUSE + timedelta(hours=2)  # no source waits longer than the pause; two hours for the run itself
OUR_FAULTS = frozenset({"cannot-read", "unreadable-record"})  # of pages, in the last day: never to be passed over
# Of a day's pages, those that failed or had no text: galleries and videos are a part of every outlet, not its half.
MANY_SHARE, MANY_PAGES = 0.5, 3

State = Literal[
    "quarantined", "silent", "failing", "never-visited", "overdue", "faulty", "waiting", "retrying", "ok", "no-source"
]
NEVER: State = "never-visited"
WELL = ("ok", "retrying", "waiting")


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source: how it stands and what is wrong with it."""

    source: Source
    state: State
    standing: Standing | None
    error: Error | None  # the newest in four weeks
    alarms: tuple[Alarm, ...]
    faults: tuple[CaptureFault, ...]

    @property
    def needs_look(self) -> bool:
        return self.state not in WELL


@dataclass(frozen=True, slots=True)
class Proven:
    """How much of the last seven days is proven to be collected."""

    since: datetime
    until: datetime
    covered: timedelta
    gaps: tuple[Stretch, ...]

    @property
    def share(self) -> float:
        return self.covered / (self.until - self.since)

    @property
    def needs_look(self) -> bool:
        return self.share < GOAL and self.until - self.since >= JUDGED_FROM


@dataclass(frozen=True, slots=True)
class OutletHealth:
    """An outlet: its sources (none: nobody can collect it), its proven share, the faults of its pages."""

    slug: str
    name: str
    sources: tuple[SourceHealth, ...]
    proven: Proven | None  # None: visited once at most
    faults: tuple[CaptureFault, ...]
    urgent: tuple[CaptureFault, ...]  # of these, what wants a look
    pages: PagesRead  # in the last day
    outcomes: tuple[PageOutcome, ...]  # of the pages that were asked for in the last day

    @property
    def needs_look(self) -> bool:
        unproven = self.proven is not None and self.proven.needs_look
        of_pages = self.is_drifting or self.loses_pages or bool(self.urgent)
        return not self.sources or unproven or of_pages or any(one.needs_look for one in self.sources)

    @property
    def is_drifting(self) -> bool:
        """Is the layout of the pages no longer the one that we read?"""
        return _is_much(self.pages.odd, self.pages.pages)

    @property
    def failed(self) -> tuple[PageOutcome, ...]:
        """The pages that were not brought, by outcome."""
        return tuple(one for one in self.outcomes if one.outcome not in ("ok", "not-modified"))

    @property
    def loses_pages(self) -> bool:
        """Are most pages not to be had, though the sources name them?"""
        return _is_much(sum(one.pages for one in self.failed), sum(one.pages for one in self.outcomes))


def _is_much(pages: int, of: int) -> bool:
    return pages >= MANY_PAGES and pages >= MANY_SHARE * of


@dataclass(frozen=True, slots=True)
class Ledgers:
    """What the database says of all outlets, read once."""

    store: Store
    now: datetime
    standings: Mapping[str, Standing]
    errors: Mapping[str, Error]
    faults: Sequence[CaptureFault]
    proofs: Mapping[str, Sequence[Stretch]]
    watches: Mapping[str, Watch]
    pages: Mapping[str, PagesRead]  # in the last day
    outcomes: Mapping[str, Sequence[PageOutcome]]  # in the last day


def health_of(
    home: Home, outlets: Sequence[str], *, now: datetime, configuration: Configuration | None = None
) -> tuple[list[OutletHealth], datetime]:
    """The health of the named outlets, or else of the followed ones, and the moment that it is judged at.

    A home that was only ever filled from replays is judged at its newest capture. Trouble("crawl.unknown-outlet").
    """
    configuration = configuration or home.configuration()
    db = open_database(home.path, write=False)
    try:
        now = replayed_until(db) or now
        week, day = now - WEEK, now - timedelta(days=1)
        ledgers = Ledgers(
            Store(db), now, sources_asked(db), last_errors(db, since=now - MEMORY), capture_faults(db, since=week),
            proofs_by_outlet(db, since=week), watches(db), pages_read(db, since=day),
            page_outcomes(db, since=day),
        )  # fmt: skip
        return [_outlet_health(outlet, ledgers) for outlet in chosen(configuration, outlets, now)], now
    finally:
        db.close()


def chosen(configuration: Configuration, slugs: Sequence[str], now: datetime) -> list[Outlet]:
    """The named outlets, or else the followed ones, in order of their slugs."""
    if unknown := sorted(set(slugs) - {*configuration.outlets, *configuration.pages}):
        allowed = ", ".join(sorted({*configuration.outlets, *configuration.pages}))
        raise Trouble("crawl.unknown-outlet", outlet=", ".join(unknown), allowed=allowed)
    named = {slug: configuration.outlets[slug] for slug in slugs if slug not in configuration.pages}
    return [outlet for _, outlet in sorted((named if slugs else configuration.followed(local_day(now))).items())]


def _outlet_health(outlet: Outlet, ledgers: Ledgers) -> OutletHealth:
    sources = tuple(_source_health(source, ledgers) for source in sources_of(outlet))
    polled = {one.source.url for one in sources}
    faults = tuple(one for one in ledgers.faults if one.outlet == outlet.slug and one.source not in polled)
    yesterday = ledgers.now - timedelta(days=1)
    urgent = tuple(one for one in faults if one.reason in OUR_FAULTS and one.last_at >= yesterday)
    pages = ledgers.pages.get(outlet.slug, PagesRead(0, 0))
    proven = proven_share(ledgers.proofs.get(outlet.slug, ()), ledgers.watches.get(outlet.slug), ledgers.now)
    outcomes = tuple(ledgers.outcomes.get(outlet.slug, ()))
    return OutletHealth(outlet.slug, outlet.name, sources, proven, faults, urgent, pages, outcomes)


def _source_health(source: Source, ledgers: Ledgers) -> SourceHealth:
    standing = ledgers.standings.get(source.url)
    faults = tuple(one for one in ledgers.faults if one.source == source.url)
    alarms = life_of(ledgers.store, source.url, ledgers.now).alarms(ledgers.now) if standing else ()
    return SourceHealth(
        source,
        state_of(standing, alarms, faults, ledgers.now),
        standing,
        ledgers.errors.get(source.url),
        alarms,
        faults,
    )


def state_of(
    standing: Standing | None, alarms: Sequence[Alarm], faults: Sequence[CaptureFault], now: datetime
) -> State:
    """The worst that is to be said of a source."""
    if standing is None:
        return NEVER
    tests: tuple[tuple[State, bool], ...] = (
        ("quarantined", is_out(standing, now)),
        ("silent", bool(alarms)),
        ("failing", is_failing(standing)),
        (NEVER, standing.ok_at is None and not standing.failures),  # always put off
        ("overdue", _is_overdue(standing, now)),
        ("faulty", any(is_present(fault, standing) for fault in faults)),
        ("waiting", standing.not_before is not None and standing.not_before > now),
        ("retrying", standing.failures > 0),
    )
    return next((state for state, holds in tests if holds), "ok")


def is_out(standing: Standing, now: datetime) -> bool:
    """Has this address failed so long that it is asked only once a day?"""
    since = standing.failing_since
    return since is not None and is_quarantined(standing.failures, since=since, now=now)


def is_failing(standing: Standing) -> bool:
    """More than a hiccup: it will not go by, it goes on, or nothing was ever brought."""
    if not standing.failures:
        return False
    return standing.outcome in LASTING or standing.failures >= LEAST_FAILURES or standing.ok_at is None


def _is_overdue(standing: Standing, now: datetime) -> bool:
    """Nobody asks it: nothing runs, or every run puts it off (which moves ``at``, but brings nothing)."""
    asked = standing.at if standing.failures else standing.ok_at or standing.at
    return now - max(asked, standing.not_before or asked) > OVERDUE


def is_present(fault: CaptureFault, standing: Standing) -> bool:
    """A fault that matters, of the newest answer that the source gave."""
    return fault.reason not in MILD and fault.last_at >= (standing.ok_at or fault.last_at)


def proven_share(proofs: Sequence[Stretch], watch: Watch | None, now: datetime) -> Proven | None:
    """What proofs cover of the seven days, from the outlet's first visit on.

    The end is the last visit, for the next one proves what came after it; once that is late, the end is now.
    """
    if watch is None:
        return None
    since = max(now - WEEK, watch.first)
    until = watch.last if now - watch.last <= OVERDUE else now
    if until <= since:
        return None
    covered = clipped(joined(proofs), since, until)
    return Proven(since, until, length(covered), tuple(without([(since, until)], covered)))


# --- for programs -----------------------------------------------------------------------------


def as_row(outlet: OutletHealth) -> dict[str, Any]:
    """An outlet as an object with stable names; moments are ISO 8601 in UTC."""
    return {
        "outlet": outlet.slug, "name": outlet.name, "needs_look": outlet.needs_look,
        "pages_read": outlet.pages.pages, "pages_without_text": outlet.pages.odd, "layout_drift": outlet.is_drifting,
        "loses_pages": outlet.loses_pages,
        "page_failures": [
            {"reason": one.outcome, "pages": one.pages, "last_at": iso(one.last_at)} for one in outlet.failed
        ],
        "proven": _proven_row(outlet.proven), "faults": [_fault_row(one) for one in outlet.faults],
        "sources": [_source_row(one) for one in outlet.sources],
    }  # fmt: skip


def _proven_row(proven: Proven | None) -> dict[str, Any] | None:
    if proven is None:
        return None
    return {
        "share": round(proven.share, 4), "goal": GOAL, "since": iso(proven.since), "until": iso(proven.until),
        "hours": round(proven.covered / timedelta(hours=1), 2),
        "gaps": [{"since": iso(since), "until": iso(until)} for since, until in proven.gaps],
    }  # fmt: skip


def _fault_row(fault: CaptureFault) -> dict[str, Any]:
    return {
        "reason": fault.reason, "captures": fault.captures, "last_at": iso(fault.last_at), "detail": fault.detail,
        "source": fault.source,
    }  # fmt: skip


def _source_row(one: SourceHealth) -> dict[str, Any]:
    return {
        "url": one.source.url, "kind": one.source.kind, "state": one.state, "needs_look": one.needs_look,
        **dict(_standing_row(one.standing)),
        "last_error": one.error and {"at": iso(one.error.at), "reason": one.error.outcome, "detail": one.error.detail},
        "alarms": [
            {"kind": alarm.kind, "since": iso(alarm.since), "expected": round(alarm.expected, 2), "seen": alarm.seen,
             "chance": alarm.chance} for alarm in one.alarms
        ],
        "faults": [_fault_row(fault) for fault in one.faults],
    }  # fmt: skip


def _standing_row(standing: Standing | None) -> Iterator[tuple[str, Any]]:
    """When it was visited and what came of it; None throughout for a source that never was."""
    moments = {
        "last_visit": "at",
        "last_success": "ok_at",
        "failing_since": "failing_since",
        "not_before": "not_before",
    }
    for name, attribute in moments.items():
        moment = getattr(standing, attribute) if standing else None
        yield name, iso(moment) if moment else None
    yield "outcome", standing.outcome if standing else None
    yield "failures", standing.failures if standing else 0
