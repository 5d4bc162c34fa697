"""Which items tell of one event, and from which hours on that is to be found anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from storage.labels import labels_of

# Times in hours since 1970; an item without a time of publication stands where it was first seen.
_AT = "coalesce(i.published_at, i.first_seen_at)"
_HOUR = f"unixepoch({_AT}) / 3600.0"
_ITEMS = "items i JOIN versions v ON v.item = i.id AND v.number = i.version LEFT JOIN event_items e ON e.item = i.id"
_CHANGED = f"""INSERT INTO event_marks (since, changed, event)
    SELECT {_HOUR}, {_HOUR}, '' FROM {_ITEMS}
    WHERE e.item IS NULL OR e.reading_sha256 <> v.reading_sha256 OR e.hour <> {_HOUR}
    UNION
    SELECT e.hour, e.hour, e.event FROM {_ITEMS} WHERE e.reading_sha256 <> v.reading_sha256 OR e.hour <> {_HOUR}"""
_TOLD = f"""SELECT i.id, {_HOUR} AS hour, v.title, v.lede || char(10) || v.body AS body,
                   coalesce(e.event, '') AS event, v.reading_sha256 FROM {_ITEMS}"""
_BETWEEN = f"{_TOLD} WHERE {_HOUR} >= ? AND {_HOUR} < ? ORDER BY hour, i.id"
_MEMBERS = f"""SELECT e.event, i.id, i.title, {_HOUR} AS hour FROM event_items e JOIN items i ON i.id = e.item
               WHERE e.event IN (SELECT value FROM json_each(?)) ORDER BY e.event, hour, i.id"""
_FIGURES = f"""v.id, v.name, count(*) AS items, count(DISTINCT i.outlet) AS outlets,
               min({_AT}) AS first_at, max({_AT}) AS last_at, json_group_array(DISTINCT i.outlet) AS told_by"""


@dataclass(frozen=True, slots=True)
class Mark:
    """From which hour on events are to be found anew, up to which hour something changed, and which lost items."""

    since: float
    changed: float
    events: frozenset[str]


class EventStore:
    """Reads and writes of the tables events, event_items and event_marks."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def mark_changes(self) -> None:
        """Mark the hours of items that are new, read differently or were moved in time."""
        with self.db.atomic():
            self.db.execute(_CHANGED)

    def next_mark(self, span: float) -> Mark | None:
        """The earliest mark, joined with all that begin within so many hours behind it."""
        first = self.db.execute("SELECT min(since) FROM event_marks").fetchone()[0]
        if first is None:
            return None
        rows = list(self.db.query("SELECT * FROM event_marks WHERE since < ?", [first + span]))
        lost = frozenset(row["event"] for row in rows if row["event"])
        return Mark(first, max(row["changed"] for row in rows), lost)

    def told(self, since: float, until: float) -> list[dict[str, Any]]:
        """Items of a span of hours: id, hour, title, body, event ("" for none yet), reading_sha256."""
        return list(self.db.query(_BETWEEN, [since, until]))

    def next_hour(self, since: float) -> float | None:
        """The hour of the first item from an hour on."""
        found = self.db.execute(f"SELECT min({_HOUR}) FROM items i WHERE {_HOUR} >= ?", [since]).fetchone()[0]
        return None if found is None else float(found)

    def titles(self, events: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
        """Id, title and hour of the items of these events, in order of time."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.db.query(_MEMBERS, [json.dumps(sorted(events))]):
            found.setdefault(row["event"], []).append(row)
        return found

    def save(self, found: Sequence[tuple[str, str, str, float]], until: float, go_on: Mark | None) -> None:
        """Put items (id, event, reading_sha256, hour) into their events, and take the marks before ``until`` away."""
        sql = """INSERT INTO event_items (item, event, reading_sha256, hour) VALUES (?, ?, ?, ?)
                 ON CONFLICT (item) DO UPDATE SET (event, reading_sha256, hour) =
                     (excluded.event, excluded.reading_sha256, excluded.hour)"""
        with self.db.atomic():
            self.db.conn.executemany(sql, found)
            self.db.execute("DELETE FROM event_marks WHERE since < ?", [until])
            if go_on:
                rows = [(go_on.since, go_on.changed, event) for event in ("", *sorted(go_on.events))]
                self.db.conn.executemany("INSERT INTO event_marks (since, changed, event) VALUES (?, ?, ?)", rows)

    def name(self, names: Mapping[str, str], of: Iterable[str]) -> None:
        """Name these events; those without a name have no item any more."""
        with self.db.atomic():
            self.db.conn.executemany("DELETE FROM events WHERE id = ?", [(event,) for event in of])
            self.db.conn.executemany("INSERT INTO events (id, name) VALUES (?, ?)", list(names.items()))


def event_of(db: Database, item: str) -> list[dict[str, Any]]:
    """The event of an item, if others tell of it too: id, name, how many items and outlets, first and last."""
    sql = f"""SELECT {_FIGURES} FROM events v JOIN event_items e ON e.event = v.id JOIN items i ON i.id = e.item
              WHERE v.id = (SELECT event FROM event_items WHERE item = ?) GROUP BY v.id HAVING count(*) > 1"""
    return [_with_outlets(row) for row in db.query(sql, [item])]


def events_between(
    db: Database, *, since: str = "", until: str = "", province: str = "", least: int = 2, limit: int | None = None
) -> tuple[list[dict[str, Any]], int]:
    """Events with an item of these days (inclusive), most outlets first, and how many there are without the limit.

    With a province only those with an item of which it is the main subject, most of these ("about") first.
    """
    about = f"""(SELECT count(*) FROM event_items m CROSS JOIN {labels_of("relevance")} re ON re.item = m.item
                     AND re.scope = :province AND re.label = '2' WHERE m.event = v.id)"""
    days = """SELECT m.event FROM items d CROSS JOIN event_items m ON m.item = d.id
              WHERE d.day >= :since AND d.day <= :until"""
    main = f"""SELECT m.event FROM {labels_of("relevance")} re CROSS JOIN event_items m ON m.item = re.item
               WHERE re.scope = :province AND re.label = '2'"""
    parts = [days] * bool(since or until) + [main] * bool(province)
    # CROSS JOIN: from the events that are asked for, else all items are gone through.
    sql = f"""WITH wanted (event) AS MATERIALIZED ({" INTERSECT ".join(parts) or "SELECT id FROM events"}),
              once AS MATERIALIZED (SELECT DISTINCT event FROM wanted)
              SELECT {_FIGURES}{f", {about} AS about" if province else ""}, count(*) OVER () AS total
              FROM once o CROSS JOIN events v ON v.id = o.event CROSS JOIN event_items e ON e.event = v.id
                  CROSS JOIN items i ON i.id = e.item
              GROUP BY v.id HAVING count(*) >= :least
              ORDER BY {"about DESC, " if province else ""}outlets DESC, items DESC, first_at, v.id LIMIT :limit"""
    asked = {"since": since, "until": until or "9999", "province": province, "least": least}
    rows = list(db.query(sql, {**asked, "limit": -1 if limit is None else limit}))
    return [_with_outlets({**row, "total": None}) for row in rows], rows[0]["total"] if rows else 0


def _with_outlets(row: dict[str, Any]) -> dict[str, Any]:
    told_by = sorted(json.loads(row["told_by"]))
    return {**{name: value for name, value in row.items() if name != "total"}, "told_by": told_by}
