"""Where addresses are: what items, ledger, leads, drops and faults know of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.asked import Standing, standings
from times import from_iso


@dataclass(frozen=True, slots=True)
class StoredItem:
    """The item under an address."""

    id: str
    outlet: str
    title: str
    origin: str  # "page", or "feed" where only the feed's words are stored
    published_at: datetime | None
    first_seen_at: datetime
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Naming:
    """A source that names an address."""

    source: str
    outlet: str
    published_at: datetime | None
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was read: a drop, or a fault of the page's capture."""

    stage: str
    reason: str
    detail: str
    at: datetime
    outlet: str


@dataclass(slots=True)
class Known:
    """All that is known of one address."""

    item: StoredItem | None = None
    standing: Standing | None = None
    namings: list[Naming] = field(default_factory=list)  # oldest first
    refusals: list[Refusal] = field(default_factory=list)  # oldest first
    unread_at: datetime | None = None  # when a page was archived that nobody has read yet

    @property
    def is_anything(self) -> bool:
        return bool(self.item or self.standing or self.namings or self.refusals)


def known_addresses(db: Database, urls: Sequence[str]) -> dict[str, Known]:
    """What is known of these addresses (canonical ones, and drops also as written); unknown ones are left out."""
    known: dict[str, Known] = {}
    wanted = json.dumps(list(dict.fromkeys(urls)))
    for row in db.query(_ITEMS, {"urls": wanted}):
        known.setdefault(row["address"], Known()).item = _item(row)
    for standing in standings(db, "page", urls):
        known.setdefault(standing.url, Known()).standing = standing
    for row in db.query(_NAMINGS, {"urls": wanted}):
        naming = Naming(row["source"], row["outlet"], _moment(row["published_at"]), from_iso(row["first_seen_at"]))
        known.setdefault(row["url"], Known()).namings.append(naming)
    for url, refusal in _refusals(db, wanted):
        known.setdefault(url, Known()).refusals.append(refusal)
    for row in db.query(_UNREAD, {"urls": wanted}):
        known.setdefault(row["url"], Known()).unread_at = from_iso(row["at"])
    return known


_ITEMS = """
SELECT a.url AS address, i.id, i.outlet, i.title, i.origin, i.published_at, i.first_seen_at, i.removed_at
FROM addresses a JOIN items i ON i.id = a.item WHERE a.url IN (SELECT value FROM json_each(:urls))
"""
_NAMINGS = """
SELECT url, source, outlet, published_at, first_seen_at FROM leads
WHERE url IN (SELECT value FROM json_each(:urls)) ORDER BY first_seen_at, source
"""
# A page's own drops and faults; and leads that were dropped, of which the detail is the address.
_REFUSALS = """
SELECT f.url, d.stage, d.reason, d.detail, f.at, f.outlet FROM fetches f JOIN drops d ON d.record = f.key
WHERE f.kind = 'page' AND f.url IN (SELECT value FROM json_each(:urls))
UNION ALL
SELECT f.url, 'extract', x.reason, x.detail, f.at, f.outlet FROM fetches f JOIN faults x ON x.record = f.key
WHERE f.kind = 'page' AND f.url IN (SELECT value FROM json_each(:urls))
UNION ALL
SELECT d.detail, d.stage, d.reason, '', f.at, f.outlet FROM drops d JOIN fetches f ON f.key = d.record
WHERE f.kind <> 'page' AND d.detail IN (SELECT value FROM json_each(:urls))
ORDER BY 5
"""
_UNREAD = """
SELECT url, max(at) AS at FROM fetches WHERE kind = 'page' AND processed = 0 AND warc IS NOT NULL AND outcome = 'ok'
    AND url IN (SELECT value FROM json_each(:urls)) GROUP BY url
"""


def _refusals(db: Database, wanted: str) -> Iterator[tuple[str, Refusal]]:
    for row in db.query(_REFUSALS, {"urls": wanted}):
        yield (
            row["url"],
            Refusal(row["stage"], row["reason"], row["detail"], from_iso(row["at"]), row["outlet"]),
        )


def _item(row: dict[str, Any]) -> StoredItem:
    return StoredItem(
        row["id"], row["outlet"], row["title"], row["origin"], _moment(row["published_at"]),
        from_iso(row["first_seen_at"]), _moment(row["removed_at"]),
    )  # fmt: skip


def _moment(written: str | None) -> datetime | None:
    return from_iso(written) if written else None
