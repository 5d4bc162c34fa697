"""What the fetch ledger says of each address: how it stands, what is to be asked again, what a source publishes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from records import Seen
from storage.labels import labels_of
from times import from_iso, iso

# Outcomes of what was not asked: they say nothing of the server (the trigger of m002_sources has them too).
NOT_ASKED = ("over-budget", "postponed", "host-failing", "not-in-archive")


@dataclass(frozen=True, slots=True)
class Standing:
    """How one address stands after all that was asked of it."""

    url: str
    kind: str
    outlet: str
    named_by: str | None
    first_ok_at: datetime | None
    ok_at: datetime | None
    at: datetime
    outcome: str
    failures: int  # in a row
    failing_since: datetime | None
    not_before: datetime | None
    link: str = ""  # of a page: the address as its source wrote it


@dataclass(frozen=True, slots=True)
class Publishing:
    """One entry that a source listed for the first time."""

    published_at: datetime | None
    first_seen_at: datetime


def standing(db: Database, url: str, kind: str) -> Standing | None:
    """How an address stands; None if nobody has asked it."""
    rows = db.query(f"{_STANDINGS} WHERE a.url = ? AND a.kind = ?", [url, kind])
    return next((_standing(row) for row in rows), None)


_LINK = """
coalesce((SELECT link FROM leads WHERE url = a.url AND link <> '' ORDER BY last_seen_at DESC LIMIT 1), a.url) AS link
"""
_STANDINGS = f"SELECT a.*, {_LINK} FROM asked a"


def standings(db: Database, kind: str, urls: Iterable[str]) -> list[Standing]:
    """How these addresses stand; those that nobody has asked are left out."""
    rows = db.query(
        f"{_STANDINGS} WHERE a.kind = :kind AND a.url IN (SELECT value FROM json_each(:urls))",
        {"kind": kind, "urls": json.dumps(sorted(set(urls)))},
    )
    return [_standing(row) for row in rows]


def sources_asked(db: Database) -> dict[str, Standing]:
    """Feeds, sitemaps and listings that were ever asked, by address."""
    rows = db.query("SELECT *, url AS link FROM asked WHERE kind IN ('feed', 'sitemap', 'listing')")
    return {row["url"]: _standing(row) for row in rows}


def told_to_wait(db: Database, now: datetime) -> list[str]:
    """Addresses whose server wants to be left alone until some later moment."""
    return [row["url"] for row in db.query("SELECT url FROM asked WHERE not_before > ?", [iso(now)])]


def pages_that_failed(db: Database, outcomes: Iterable[str], *, since: datetime) -> list[Standing]:
    """Pages whose newest outcome is one of these, asked for since a moment."""
    rows = db.query(
        f"""{_STANDINGS} WHERE a.kind = 'page' AND a.at >= :since
            AND a.outcome IN (SELECT value FROM json_each(:outcomes)) ORDER BY a.at, a.url""",
        {"since": iso(since), "outcomes": json.dumps(sorted(outcomes))},
    )
    return [_standing(row) for row in rows]


def pages_of_provinces(db: Database, *, since: datetime) -> list[tuple[Standing, bool]]:
    """Pages first read since a moment whose item has a province as its main subject, and whether it is
    flagged as needing an answer."""
    rows = db.query(
        f"""
        SELECT a.*, {_LINK}, max(fl.item IS NOT NULL) AS flagged FROM asked a
        JOIN addresses ad ON ad.url = a.url
        JOIN {labels_of("relevance")} re ON re.item = ad.item AND re.label = '2'
        LEFT JOIN {labels_of("flag")} fl ON fl.item = ad.item AND fl.scope = ''
        WHERE a.kind = 'page' AND a.first_ok_at >= ? GROUP BY a.url ORDER BY a.first_ok_at, a.url
        """,
        [iso(since)],
    )
    return [(_standing(row), bool(row["flagged"])) for row in rows]


def is_about_a_province(db: Database, url: str) -> bool:
    """Has the item at an address a province as its main subject?"""
    about = f"{labels_of('relevance')} re ON re.item = ad.item AND re.label = '2'"
    sql = f"SELECT 1 FROM addresses ad JOIN {about} WHERE ad.url = ?"
    return db.execute(sql, [url]).fetchone() is not None


def seen(db: Database, url: str, kind: str) -> tuple[Seen, Standing] | None:
    """The newest answer that holds a body, with how the address stands; None before the first."""
    row = next(
        db.query(
            """SELECT f.*, o.key AS whole, o.at AS whole_at, a.ok_key FROM asked a
               JOIN fetches f ON f.key = a.ok_key
               JOIN fetches o ON o.key = iif(f.same_as = '', f.key, f.same_as)
               WHERE a.url = ? AND a.kind = ?""",
            [url, kind],
        ),
        None,
    )
    stands = standing(db, url, kind)
    if row is None or stands is None or not row["digest"]:
        return None
    return Seen(
        row["whole"],
        url,
        from_iso(row["whole_at"]),
        row["digest"],
        row["etag"],
        row["modified"],
        ask_if_changed=False,
        check=False,
    ), stands


def last_whole_answer(db: Database, url: str, kind: str) -> datetime | None:
    """When an address last sent a body, changed or not."""
    found = db.execute(
        "SELECT f.at FROM asked a JOIN fetches f ON f.key = a.ok_key WHERE a.url = ? AND a.kind = ?", [url, kind]
    ).fetchone()
    return from_iso(found[0]) if found else None


def first_unmodified(db: Database, url: str) -> datetime | None:
    """When a source first answered "not modified"; None if it never did."""
    found = db.execute("SELECT min(at) FROM fetches WHERE url = ? AND outcome = 'not-modified'", [url]).fetchone()
    return _moment(found[0])


def has_lied(db: Database, url: str, *, since: datetime) -> bool:
    """Did a source say "not modified" since a moment though it had changed, or nobody had asked for that?"""
    found = db.execute(
        """SELECT 1 FROM fetches f LEFT JOIN faults x ON x.record = f.key AND x.reason = 'lying-304'
           WHERE f.url = :url AND f.at >= :since AND (x.record IS NOT NULL OR f.outcome = 'lying-304')""",
        {"url": url, "since": iso(since)},
    ).fetchone()
    return found is not None


def requests_since(db: Database, moment: datetime) -> dict[str, int]:
    """How many requests each outlet has had from the network since a moment."""
    rows = db.query(
        """SELECT outlet, count(*) AS requests FROM fetches WHERE replayed = 0 AND at >= ? AND status IS NOT NULL
           GROUP BY outlet""",
        [iso(moment)],
    )
    return {row["outlet"]: row["requests"] for row in rows}


def publishing(db: Database, source: str, *, since: datetime) -> list[Publishing]:
    """What a source listed for the first time since a moment, oldest sighting first."""
    rows = db.query(
        "SELECT published_at, first_seen_at FROM leads WHERE source = ? AND first_seen_at >= ? ORDER BY first_seen_at",
        [source, iso(since)],
    )
    return [Publishing(_moment(row["published_at"]), from_iso(row["first_seen_at"])) for row in rows]


def visits_to(db: Database, source: str, *, since: datetime) -> list[tuple[datetime, int]]:
    """The visits to a source since a moment, oldest first: when, and how many entries it listed; 0 in vain.

    A visit that found nothing changed, or whose answer nobody has read yet, counts what the one before listed.
    """
    rows = db.query(
        """SELECT at, outcome, processed, entered FROM fetches WHERE url = ? AND kind IN ('feed', 'sitemap', 'listing')
           AND at >= ? AND outcome NOT IN ('redirect', 'over-budget', 'postponed', 'host-failing', 'not-in-archive')
           ORDER BY at""",
        [source, iso(since)],
    )
    visits: list[tuple[datetime, int]] = []
    listed = 1
    for row in rows:
        is_answer = row["outcome"] in ("ok", "not-modified")
        if is_answer and row["processed"] and row["outcome"] == "ok":
            listed = row["entered"]
        visits.append((from_iso(row["at"]), listed if is_answer else 0))
    return visits


def newest_of(db: Database, source: str) -> datetime | None:
    """The newest moment at which an entry of a source counts as published (see ``crawlers.rhythm.counted_at``)."""
    found = db.execute(
        """SELECT max(coalesce(published_at, first_seen_at)) FROM leads
           WHERE source = ? AND (published_at IS NULL OR published_at <= first_seen_at)""",
        [source],
    ).fetchone()
    return _moment(found[0])


def proven_spans(db: Database, source: str, *, since: datetime) -> list[tuple[datetime, datetime]]:
    """The stretches of time that visits to a source prove, as far as they reach beyond a moment."""
    rows = db.query(
        "SELECT since, until FROM proofs WHERE source = ? AND until >= ? ORDER BY since", [source, iso(since)]
    )
    return [(from_iso(row["since"]), from_iso(row["until"])) for row in rows]


def window_of(db: Database, source: str) -> int | None:
    """How many entries a source listed at the last reading; None before the first."""
    found = db.execute(
        """SELECT entered FROM fetches WHERE url = ? AND processed = 1 AND outcome = 'ok' AND kind <> 'page'
           ORDER BY at DESC LIMIT 1""",
        [source],
    ).fetchone()
    return int(found[0]) if found else None


def proven_until(db: Database, outlet: str) -> datetime | None:
    """The latest moment up to which an outlet's publishing is proven to be collected."""
    found = db.execute("SELECT max(until) FROM proofs WHERE outlet = ?", [outlet]).fetchone()
    return _moment(found[0])


def _standing(row: dict[str, Any]) -> Standing:
    return Standing(
        url=row["url"], kind=row["kind"], outlet=row["outlet"], named_by=row["named_by"],
        first_ok_at=_moment(row["first_ok_at"]), ok_at=_moment(row["ok_at"]), at=from_iso(row["at"]),
        outcome=row["outcome"], failures=row["failures"], failing_since=_moment(row["failing_since"]),
        not_before=_moment(row["not_before"]), link=row["link"],
    )  # fmt: skip


def _moment(written: str | None) -> datetime | None:
    return from_iso(written) if written else None
