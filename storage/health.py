"""What the ledger says of the health of sources and outlets: errors, faults of captures, proofs, visits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from times import from_iso, iso

_SOURCES = "('feed', 'sitemap', 'listing')"
# Outlets of which a page was ever asked: with each of them an index leads to what was asked since a moment.
_OUTLETS = """
WITH RECURSIVE outlets (outlet) AS (
    SELECT min(outlet) FROM fetches WHERE kind = 'page'
    UNION ALL SELECT (SELECT min(outlet) FROM fetches WHERE kind = 'page' AND outlet > outlets.outlet) FROM outlets
    WHERE outlets.outlet IS NOT NULL
)
"""
_PAGES = """
outlets o CROSS JOIN fetches f INDEXED BY fetches_by_kind ON f.kind = 'page' AND f.outlet = o.outlet AND f.at >= :since
"""
_NO_ERROR = "('ok', 'not-modified', 'redirect', 'not-in-archive')"


@dataclass(frozen=True, slots=True)
class Error:
    """The newest request to a source that brought nothing."""

    at: datetime
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class CaptureFault:
    """A fault that captures of one address, or of an outlet's pages, showed."""

    outlet: str
    source: str  # address of the feed, sitemap or listing; "" for pages
    reason: str
    captures: int
    last_at: datetime
    detail: str  # of the newest


@dataclass(frozen=True, slots=True)
class Watch:
    """From when on an outlet was visited, and up to when."""

    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class PagesRead:
    """Pages of an outlet that were read, and those that gave no article or not by the outlet's own layout."""

    pages: int
    odd: int


def pages_read(db: Database, *, since: datetime) -> dict[str, PagesRead]:
    """Per outlet, pages read for the first time since a moment."""
    rows = db.query(
        f"""{_OUTLETS} SELECT f.outlet, count(*) AS pages,
                  sum(EXISTS (SELECT 1 FROM faults x WHERE x.record = f.key)
                      OR EXISTS (SELECT 1 FROM drops d WHERE d.record = f.key)) AS odd
           FROM {_PAGES} WHERE f.outcome = 'ok' AND f.processed = 1 AND f.same_as = '' GROUP BY f.outlet""",
        {"since": iso(since)},
    )
    return {row["outlet"]: PagesRead(row["pages"], row["odd"]) for row in rows}


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """How many pages of an outlet stand at one outcome, and since when the last of them does."""

    outcome: str
    pages: int
    last_at: datetime


def page_outcomes(db: Database, *, since: datetime) -> dict[str, list[PageOutcome]]:
    """Per outlet, how the pages stand that were asked for since a moment; a page that was read and is gone is none."""
    rows = db.query(
        f"""{_OUTLETS} SELECT outlet, outcome, count(*) AS pages, max(at) AS last_at FROM asked
           WHERE kind = 'page' AND at >= :since AND url IN (SELECT f.url FROM {_PAGES})
             AND NOT (outcome IN ('http-404', 'http-410') AND ok_at IS NOT NULL)
           GROUP BY 1, 2 ORDER BY 1, pages DESC, 2""",
        {"since": iso(since)},
    )
    found: dict[str, list[PageOutcome]] = {}
    for row in rows:
        outcome = PageOutcome(row["outcome"], row["pages"], from_iso(row["last_at"]))
        found.setdefault(row["outlet"], []).append(outcome)
    return found


def last_errors(db: Database, *, since: datetime) -> dict[str, Error]:
    """The newest error of each source since a moment, by its address."""
    rows = db.query(
        f"""SELECT f.url, max(f.at) AS at, f.outcome, f.detail FROM fetches f INDEXED BY fetches_failed
            WHERE f.kind IN {_SOURCES} AND f.outcome NOT IN {_NO_ERROR} AND f.at >= ? GROUP BY f.url""",
        [iso(since)],
    )
    return {row["url"]: Error(from_iso(row["at"]), row["outcome"], row["detail"]) for row in rows}


def capture_faults(db: Database, *, since: datetime) -> list[CaptureFault]:
    """Faults of captures since a moment, by outlet and address, the most frequent first."""
    rows = db.query(
        """SELECT f.outlet, iif(f.kind = 'page', '', f.url) AS source, x.reason, count(*) AS captures,
                  max(f.at) AS last_at, x.detail
           FROM faults x JOIN fetches f ON f.key = x.record WHERE f.at >= ?
           GROUP BY 1, 2, 3 ORDER BY 1, 2, captures DESC, 3""",
        [iso(since)],
    )
    return [
        CaptureFault(
            row["outlet"], row["source"], row["reason"], row["captures"], from_iso(row["last_at"]), row["detail"]
        )
        for row in rows
    ]


def proofs_by_outlet(db: Database, *, since: datetime) -> dict[str, list[tuple[datetime, datetime]]]:
    """All stretches that visits prove for each outlet, as far as they reach beyond a moment."""
    proven: dict[str, list[tuple[datetime, datetime]]] = {}
    sql = """SELECT p.outlet, p.since, p.until FROM (SELECT DISTINCT outlet FROM visited) v
             CROSS JOIN proofs p INDEXED BY proofs_by_end ON p.outlet = v.outlet AND p.until >= ? ORDER BY p.since"""
    for row in db.query(sql, [iso(since)]):
        proven.setdefault(row["outlet"], []).append((from_iso(row["since"]), from_iso(row["until"])))
    return proven


def proofs_of(db: Database, outlet: str) -> list[tuple[datetime, datetime]]:
    """All stretches that visits ever proved for an outlet, in order of their beginnings."""
    rows = db.query("SELECT since, until FROM proofs WHERE outlet = ? ORDER BY since", [outlet])
    return [(from_iso(row["since"]), from_iso(row["until"])) for row in rows]


def watches(db: Database) -> dict[str, Watch]:
    """First and last visit to any source of each outlet."""
    rows = db.query("SELECT outlet, min(first_at) AS first, max(last_at) AS last FROM visited GROUP BY outlet")
    return {row["outlet"]: Watch(from_iso(row["first"]), from_iso(row["last"])) for row in rows}


def replayed_until(db: Database) -> datetime | None:
    """The newest moment of a ledger that holds nothing but replays; None where the network was asked."""
    live = db.execute(
        "SELECT 1 FROM fetches WHERE replayed = 0 AND kind NOT IN ('piece', 'enclosed') LIMIT 1"
    ).fetchone()
    newest = None if live else db.execute("SELECT max(at) FROM fetches").fetchone()[0]
    return from_iso(newest) if newest else None


def outcomes_between(
    db: Database, sources: Iterable[str], since: datetime, until: datetime
) -> dict[str, list[tuple[datetime, str]]]:
    """What came of the visits to each of these addresses between two moments, without both, oldest first."""
    found: dict[str, list[tuple[datetime, str]]] = {}
    for url in sources:
        rows = db.query(
            f"""SELECT at, outcome FROM fetches WHERE url = ? AND kind IN {_SOURCES} AND at > ? AND at < ?
                AND outcome NOT IN ('redirect', 'not-in-archive') ORDER BY at""",
            [url, iso(since), iso(until)],
        )
        found[url] = [(from_iso(row["at"]), row["outcome"]) for row in rows]
    return found
