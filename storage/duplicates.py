"""Which items are copies of which: their sketches, the pairs, and each one's place in its cluster."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from storage.recount import recount

_TEXT = "v.title AS title, trim(v.title || char(10) || v.lede || char(10) || v.body, char(10)) AS text"
_CURRENT = "items i JOIN versions v ON v.item = i.id AND v.number = i.version"

_FRESH = f"""SELECT i.number, s.sketch FROM {_CURRENT} JOIN sketches s ON s.item = i.id
             WHERE s.reading_sha256 = v.reading_sha256 ORDER BY i.number"""
_STALE = f"""SELECT i.number, i.id, v.reading_sha256, {_TEXT} FROM {_CURRENT} LEFT JOIN sketches s ON s.item = i.id
             WHERE i.number > :after AND s.reading_sha256 IS NOT v.reading_sha256 ORDER BY i.number LIMIT :limit"""
_TEXTS = f"""SELECT i.number, i.id, {_TEXT} FROM {_CURRENT}
             WHERE i.number IN (SELECT value FROM json_each(?))"""
_NEAR = """SELECT one AS item, other AS near FROM copies WHERE one IN (SELECT value FROM json_each(:items))
           UNION SELECT other, one FROM copies WHERE other IN (SELECT value FROM json_each(:items))"""
_MEMBERS = f"""SELECT i.id, i.outlet, coalesce(i.published_at, i.first_seen_at) AS at, v.credit FROM {_CURRENT}
               WHERE i.id IN (SELECT value FROM json_each(?))"""


@dataclass(frozen=True, slots=True)
class Sketched:
    """An item whose text was sketched, and the copies of it that were found."""

    item: str
    reading_sha256: str
    sketch: bytes
    copies: Sequence[tuple[str, str, float, float]]  # one, other, one in other, other in one


class CopyStore:
    """Reads and writes of the tables sketches, copies, regroup and places."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def sketches(self) -> Iterator[tuple[int, bytes]]:
        """Number and sketch of every item whose sketch is of its present text."""
        return ((row["number"], row["sketch"]) for row in self.db.query(_FRESH))

    def count_stale(self) -> int:
        found = self.db.execute(f"SELECT count(*) FROM ({_STALE})", {"after": 0, "limit": -1})
        return int(found.fetchone()[0])

    def stale(self, limit: int, after: int) -> list[dict[str, Any]]:
        """Items without a sketch of their present text: number, id, reading_sha256, title, text (with the title)."""
        return list(self.db.query(_STALE, {"limit": limit, "after": after}))

    def texts(self, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Id, title and text of the items with these numbers."""
        return {row["number"]: row for row in self.db.query(_TEXTS, [json.dumps(list(numbers))])}

    def save(self, sketched: Sequence[Sketched]) -> None:
        """Put these sketches and pairs in place of what the items had, all or nothing."""
        with self.db.atomic():
            for one in sketched:
                self.db.execute("DELETE FROM copies WHERE ? IN (one, other)", [one.item])
            for one in sketched:
                row = [one.item, one.reading_sha256, one.sketch]
                self.db.execute("INSERT OR REPLACE INTO sketches VALUES (?, ?, ?)", row)
                self.db.conn.executemany("INSERT OR REPLACE INTO copies VALUES (?, ?, ?, ?)", one.copies)

    # --- clusters ---

    def to_regroup(self) -> list[str]:
        return [row["item"] for row in self.db.query("SELECT item FROM regroup ORDER BY item")]

    def near(self, items: Sequence[str]) -> dict[str, list[str]]:
        """The copies of each of these items."""
        found: dict[str, list[str]] = {}
        for row in self.db.query(_NEAR, {"items": json.dumps(list(items))}):
            found.setdefault(row["item"], []).append(row["near"])
        return found

    def members(self, items: Sequence[str]) -> list[dict[str, Any]]:
        """Id, outlet, moment and credit line of these items."""
        return list(self.db.query(_MEMBERS, [json.dumps(list(items))]))

    def pairs_among(self, items: Sequence[str]) -> list[tuple[str, str, float, float]]:
        sql = "SELECT * FROM copies WHERE one IN (SELECT value FROM json_each(?)) ORDER BY one, other"
        rows = self.db.query(sql, [json.dumps(list(items))])
        return [(row["one"], row["other"], row["one_in_other"], row["other_in_one"]) for row in rows]

    def place(self, items: Sequence[str], places: Sequence[dict[str, Any]]) -> None:
        """Put these places in place of what these items had; they need no regrouping then."""
        with self.db.atomic():
            for table in ("places", "regroup"):
                self.db.execute(
                    f"DELETE FROM {table} WHERE item IN (SELECT value FROM json_each(?))", [json.dumps(list(items))]
                )
            self.db.table("places").insert_all(places)
            recount(self.db)


def copies_of(db: Database, item: str) -> list[dict[str, Any]]:
    """The cluster of an item, its original first: each with outlet, title, time, mark and overlap."""
    sql = """
        SELECT p.item, p.mark, p.overlap, p.taken, i.outlet, i.title, i.url, i.published_at
        FROM places p JOIN items i ON i.id = p.item
        WHERE p.original = (SELECT original FROM places WHERE item = ?)
        ORDER BY p.mark = 'original' DESC, i.published_at, p.item
    """
    return list(db.query(sql, [item]))
