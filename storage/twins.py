"""Pairs of items that are one piece in two appearances: what was compared, what officers said, what stands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlite_utils import Database

from storage.decisions import standing

ABOUT = "twin"  # what a decision is about; its key is "ITEM|ITEM", the printed or broadcast one first
OFF_THE_WEB = ("print", "radio", "television")

_HOUSES = "(SELECT key AS outlet, value AS house FROM json_each(:houses))"
_COLUMNS = """
i.id, i.channel, i.outlet, i.day, coalesce(i.published_at, i.first_seen_at) AS at, i.title
"""
_IS_OFF = "channel IN ('print', 'radio', 'television')"  # word for word that of the partial index
_OFF = f"SELECT id, outlet, day, id IN (SELECT item FROM rematch) AS is_touched FROM items WHERE {_IS_OFF}"
_MOVED = """
SELECT DISTINCT i.outlet, i.day FROM rematch r JOIN items i ON i.id = r.item
WHERE i.channel = 'online' AND i.day IS NOT NULL AND i.outlet IN (SELECT value FROM json_each(?))
"""
_TOLD_TOUCHED = """
SELECT a.item FROM pieces p JOIN addresses t ON t.url = p.twin JOIN rematch r ON r.item = t.item
JOIN addresses a ON a.url = p.url WHERE p.twin <> ''
"""
_NEAR = f"""
SELECT {_COLUMNS} FROM {_HOUSES} ho JOIN {_HOUSES} hi ON hi.house = ho.house
CROSS JOIN items i INDEXED BY items_by_outlet ON i.outlet = hi.outlet AND i.day BETWEEN :since AND :until
WHERE ho.outlet = :outlet AND i.channel = 'online'
"""
_TOLD = """
SELECT t.item FROM pieces p JOIN addresses a ON a.url = p.url JOIN addresses t ON t.url = p.twin
WHERE a.item = ? AND p.twin <> '' ORDER BY p.at DESC, p.record LIMIT 1
"""


def touched(db: Database, houses: Mapping[str, str], days: int) -> list[str]:
    """The items off the web whose twins are to be looked for anew: those that were touched, and those near something
    of their house on the web that was."""
    off = list(db.query(_OFF))
    if not off:
        return []
    with_off = {houses.get(row["outlet"], row["outlet"]) for row in off}
    outlets = [outlet for outlet, house in houses.items() if house in with_off]
    moved = {
        (houses.get(row["outlet"], row["outlet"]), day)
        for row in db.query(_MOVED, [json.dumps(outlets)])
        for day in _around(row["day"], days)
    }
    told = {row["item"] for row in db.query(_TOLD_TOUCHED)}
    return [
        row["id"] for row in sorted(off, key=lambda row: (row["outlet"], row["day"] or "", row["id"]))
        if row["is_touched"] or row["id"] in told or (houses.get(row["outlet"], row["outlet"]), row["day"]) in moved
    ]  # fmt: skip


def _around(day: str, days: int) -> list[str]:
    middle = date.fromisoformat(day)
    return [(middle + timedelta(days=number)).isoformat() for number in range(-days, days + 1)]


def shown(db: Database, items: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Items by id: id, channel, outlet, day, at, title; those that are gone are left out."""
    sql = f"SELECT {_COLUMNS} FROM items i WHERE i.id IN (SELECT value FROM json_each(?))"
    return {row["id"]: row for row in db.query(sql, [json.dumps(list(items))])}


def near(
    db: Database, houses: Mapping[str, str], *, outlet: str, since: date, until: date
) -> list[dict[str, Any]]:  # fmt: skip
    """What a house published on the web on these days."""
    asked = {"houses": json.dumps(houses), "outlet": outlet, "since": since.isoformat(), "until": until.isoformat()}
    return list(db.query(_NEAR, asked))


def told_twin(db: Database, item: str) -> str:
    """The item that a piece's file says is its web twin; "" for none."""
    return next((row["item"] for row in db.query(_TOLD, [item])), "")


def copies_near(db: Database, item: str) -> set[str]:
    """The items that share much of this one's text, as the search for copies found."""
    sql = "SELECT other AS item FROM copies WHERE one = :item UNION SELECT one FROM copies WHERE other = :item"
    return {row["item"] for row in db.query(sql, {"item": item})}


def texts_of(db: Database, items: Iterable[str]) -> dict[str, str]:
    """Lede and body of these items as they stand."""
    sql = """SELECT i.id, v.lede, v.body FROM items i JOIN versions v ON v.item = i.id AND v.number = i.version
             WHERE i.id IN (SELECT value FROM json_each(?))"""
    return {row["id"]: f"{row['lede']}\n{row['body']}" for row in db.query(sql, [json.dumps(list(items))])}


def save_pairs(db: Database, item: str, pairs: Sequence[dict[str, Any]]) -> None:
    """Put these pairs of an item off the web in the place of those that it had."""
    db.execute("DELETE FROM twins WHERE one = ?", [item])
    db.table("twins").insert_all(pairs)


def pairs(db: Database) -> list[dict[str, Any]]:
    """All pairs as they were compared."""
    return list(db.query("SELECT one, other, verdict, score, basis FROM twins ORDER BY one, other"))


def decided(db: Database) -> dict[str, bool]:
    """What officers said of pairs, the last word of each: is it one piece?"""
    return {one.key: bool(one.said.get("same")) for one in standing(db, ABOUT)}


def save_appearances(db: Database, found: Mapping[str, str]) -> None:
    """Say anew which items are further appearances of which, and that nothing is waiting to be looked at."""
    db.execute("DELETE FROM appearances")
    db.table("appearances").insert_all({"item": item, "of": first} for item, first in found.items())


def nothing_waits(db: Database) -> None:
    db.execute("DELETE FROM rematch")


_WITH = """
SELECT i.id, i.outlet, i.channel, i.title, i.published_at, i.url FROM items i WHERE i.id <> :item AND i.id IN (
    SELECT :first UNION SELECT item FROM appearances WHERE of = :first)
ORDER BY i.published_at, i.id
"""


def appearances_of(db: Database, item: str) -> list[dict[str, Any]]:
    """The other appearances of the piece that an item is one of, oldest first."""
    row = next(db.query("SELECT of FROM appearances WHERE item = ?", [item]), None)
    return list(db.query(_WITH, {"item": item, "first": row["of"] if row else item}))
