"""Which items correct which: candidates by their words, and what was found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

LIKELY = 20  # items whose headline may be the one that a notice quotes

_SAYING_SO = """
SELECT i.id, i.outlet, i.title, v.lede || char(10) || v.body AS body, coalesce(i.published_at, i.first_seen_at) AS at
FROM items_fts f JOIN items i ON i.number = f.rowid JOIN versions v ON v.item = i.id AND v.number = i.version
WHERE items_fts MATCH ? ORDER BY i.number
"""
_EARLIER = """
SELECT i.id, i.title, v.lede || char(10) || v.body AS text, coalesce(i.day, '') AS day
FROM {source} JOIN versions v ON v.item = i.id AND v.number = i.version
WHERE i.outlet = :outlet AND i.id <> :item AND coalesce(i.published_at, i.first_seen_at) <= :at
  AND coalesce(i.published_at, i.first_seen_at) >= :since
"""
_BY_WORDS = _EARLIER.format(source="items_fts f JOIN items i ON i.number = f.rowid") + (
    " AND items_fts MATCH :words ORDER BY bm25(items_fts), i.number LIMIT :limit"
)
_BY_DAY = _EARLIER.format(source="items i") + " AND substr(i.day, 6) IN (SELECT value FROM json_each(:days))"


def saying_so(db: Database, phrases: Iterable[str]) -> list[dict[str, Any]]:
    """Items with one of these phrases (folded): id, outlet, title, body, at."""
    return list(db.query(_SAYING_SO, [" OR ".join(f'"{phrase}"' for phrase in phrases)]))


def earlier_items(
    db: Database, notice: dict[str, Any], since: str, headlines: Sequence[Sequence[str]], days: Sequence[str]
) -> list[dict[str, Any]]:
    """Items of a notice's outlet between a moment and the notice, by words of quoted headlines or by day ("07-19")."""
    about = {"outlet": notice["outlet"], "item": notice["id"], "at": notice["at"], "since": since}
    found: dict[str, dict[str, Any]] = {}
    for headline in headlines:
        words = " OR ".join(f'"{word}"' for word in headline)
        found |= {row["id"]: row for row in db.query(_BY_WORDS, {**about, "words": words, "limit": LIKELY})}
    if days:
        found |= {row["id"]: row for row in db.query(_BY_DAY, {**about, "days": json.dumps(list(days))})}
    return [found[item] for item in sorted(found)]


def save_corrections(db: Database, found: Iterable[tuple[str, str, str]]) -> None:
    """Put these (notice, what it corrects, on what that rests) in place of all that were known."""
    with db.atomic():
        db.execute("DELETE FROM corrections")
        db.conn.executemany("INSERT INTO corrections VALUES (?, ?, ?)", list(found))


def corrections_of(db: Database, item: str) -> list[dict[str, Any]]:
    """Notices that correct an item, and items that it corrects: each with role, basis, id, title, time."""
    sql = """
        SELECT iif(c.corrects = :item, 'corrected-by', 'corrects') AS role, c.basis, i.id AS item, i.title, i.outlet,
               coalesce(i.published_at, i.first_seen_at) AS at
        FROM corrections c JOIN items i ON i.id = iif(c.corrects = :item, c.item, c.corrects)
        WHERE :item IN (c.item, c.corrects) ORDER BY at, i.id
    """
    return list(db.query(sql, {"item": item}))
