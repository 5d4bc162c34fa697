"""What the ledger knows of social pages: how each was looked at, what was asked of platforms today, younger posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from times import from_iso, iso

LOOK, INTERFACE, PIECE = "social", "interface", "piece"  # kinds of the ledger's lines


@dataclass(frozen=True, slots=True)
class PageStanding:
    """How a page stands after all looks at it."""

    url: str
    at: datetime
    ok_at: datetime | None
    outcome: str
    failures: int  # in a row
    not_before: datetime | None
    detail: str  # of the newest look
    error: str  # the newest outcome that was not "ok"; "" where there was none
    error_at: datetime | None


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post that we have."""

    url: str
    key: str  # the platform's own number
    published_at: datetime
    updated_at: datetime | None
    text: str


def looks(db: Database) -> dict[str, PageStanding]:
    """Every page that was ever looked at, by its public address."""
    rows = db.query(
        """SELECT a.*, coalesce((SELECT detail FROM fetches f WHERE f.url = a.url AND f.kind = a.kind
                                 ORDER BY f.at DESC LIMIT 1), '') AS detail, e.outcome AS error, e.at AS error_at
           FROM asked a LEFT JOIN fetches e ON e.key = (
               SELECT key FROM fetches f WHERE f.url = a.url AND f.kind = a.kind AND f.outcome <> 'ok'
               ORDER BY f.at DESC LIMIT 1)
           WHERE a.kind = ?""",
        [LOOK],
    )
    return {row["url"]: _standing(row) for row in rows}


def _standing(row: Mapping[str, Any]) -> PageStanding:
    return PageStanding(
        row["url"], from_iso(row["at"]), _moment(row["ok_at"]), row["outcome"], row["failures"],
        _moment(row["not_before"]), row["detail"], row["error"] or "", _moment(row["error_at"]),
    )  # fmt: skip


def _moment(written: str | None) -> datetime | None:
    return from_iso(written) if written else None


def requests_of_platforms(db: Database, *, since: datetime) -> dict[str, int]:
    """How many requests each platform has had since a moment."""
    rows = db.query(
        """SELECT named_by AS platform, count(*) AS requests FROM fetches
           WHERE replayed = 0 AND at >= ? AND kind = ? GROUP BY 1""",
        [iso(since), INTERFACE],
    )
    return {row["platform"]: row["requests"] for row in rows}


def known_posts(db: Database, page: str, *, since: datetime) -> dict[str, KnownPost]:
    """The posts of a page (by its slug) that were published since a moment and are not gone, by address."""
    rows = db.query(
        """SELECT f.url, f.named_by, max(f.at), i.published_at, v.updated_at, v.body FROM fetches f
           JOIN addresses a ON a.url = f.url JOIN items i ON i.id = a.item AND i.removed_at IS NULL
           JOIN versions v ON v.item = i.id AND v.number = i.version
           WHERE f.kind = 'piece' AND f.named_by >= :page || '#' AND f.named_by < :page || '$'
           AND i.published_at >= :since GROUP BY f.url""",
        {"page": page, "since": iso(since)},
    )
    return {row["url"]: _known(row) for row in rows}


def _known(row: Mapping[str, Any]) -> KnownPost:
    key = row["named_by"].partition("#")[2]
    return KnownPost(row["url"], key, from_iso(row["published_at"]), _moment(row["updated_at"]), row["body"])
