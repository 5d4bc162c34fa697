"""Events a page at a time: newest or largest first, and who told of one event when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Literal

from sqlite_utils import Database

from storage.labels import labels_of

Order = Literal["newest", "largest"]
Key = tuple[str, int] | tuple[int, int, str]  # where the last page ended
TOLD_BY = 5  # outlets that a row of a list names

_AT = "coalesce(i.published_at, i.first_seen_at)"
# ``counted`` has the items under "" and, with a relevance, under each province; its index is by scope and day.
_OF_SCOPE = "c.scope = :scope AND (:scope = '' OR c.relevance = 2)"
_OF_DAYS = "c.day >= :since AND c.day <= :until"
_COUNTED = "counted c JOIN items i ON i.number = c.number JOIN event_items e ON e.item = i.id"
# An event stands at its newest item of the scope; walking the index by day ends where the page is full. The items of an
# event are looked up one by one ("+" and CROSS JOIN): by day SQLite would read all that came later.
_NEWEST = f"""
SELECT e.event, c.day, c.number FROM {_COUNTED}
WHERE {_OF_SCOPE} AND c.day >= :since AND c.day <= min(:until, coalesce(:after_day, :until))
  AND (:after_day IS NULL OR (c.day, c.number) < (:after_day, :after_number))
  AND EXISTS (SELECT 1 FROM event_items o WHERE o.event = e.event AND o.item <> e.item)
  AND NOT EXISTS (SELECT 1 FROM event_items m CROSS JOIN items j ON j.id = m.item CROSS JOIN counted k
                      ON k.scope = c.scope AND k.number = j.number AND (:scope = '' OR k.relevance = 2)
                  WHERE m.event = e.event AND +k.day <= :until AND (+k.day, +k.number) > (c.day, c.number))
ORDER BY c.day DESC, c.number DESC LIMIT :limit
"""
_LARGEST = f"""
SELECT event, outlets, items FROM (
    SELECT v.event, count(DISTINCT i.outlet) AS outlets, count(*) AS items
    FROM (SELECT DISTINCT e.event FROM {_COUNTED} WHERE {_OF_SCOPE} AND {_OF_DAYS}) v
    JOIN event_items e ON e.event = v.event JOIN items i ON i.id = e.item GROUP BY v.event HAVING count(*) > 1
)
WHERE :after_outlets IS NULL OR (outlets, items, event) < (:after_outlets, :after_items, :after_event)
ORDER BY outlets DESC, items DESC, event DESC LIMIT :limit
"""
_FIGURES = f"""
SELECT v.id, v.name, count(*) AS items, count(DISTINCT i.outlet) AS outlets, min({_AT}) AS first_at,
       max({_AT}) AS last_at, json_group_array(DISTINCT i.outlet) AS told_by,
       max((SELECT c.day FROM counted c WHERE c.number = i.number AND {_OF_SCOPE})) AS day,
       sum(EXISTS (SELECT 1 FROM counted c WHERE c.scope = :scope AND c.number = i.number AND c.relevance = 2)) AS about
FROM events v JOIN event_items e ON e.event = v.id JOIN items i ON i.id = e.item
WHERE v.id IN (SELECT value FROM json_each(:events)) GROUP BY v.id
"""
_TELLING = f"""
SELECT i.id, i.outlet, i.title, {_AT} AS at, i.published_at IS NULL AS is_undated, i.removed_at, p.mark, p.original,
       (SELECT min(t.label) FROM {labels_of("tone")} t WHERE t.item = i.id AND t.scope = '') AS tone,
       coalesce((SELECT r.label FROM {labels_of("relevance")} r WHERE r.item = i.id AND r.scope = :scope), '0')
           AS relevance
FROM event_items e JOIN items i ON i.id = e.item LEFT JOIN places p ON p.item = i.id
WHERE e.event = :event AND ({_AT}, i.id) > (:at, :id) ORDER BY {_AT}, i.id LIMIT :limit
"""
_BY_OUTLET = f"""
SELECT i.outlet, count(*) AS items, min({_AT}) AS first_at, max({_AT}) AS last_at
FROM event_items e JOIN items i ON i.id = e.item WHERE e.event = ? GROUP BY i.outlet ORDER BY first_at, i.outlet
"""


@dataclass(frozen=True, slots=True)
class EventsAsked:
    """Which events: of a province as main subject ("" is all), with an item of these days of Hà Nội (inclusive)."""

    province: str = ""
    since: str = ""
    until: str = ""
    order: Order = "newest"


def events_page(
    db: Database, asked: EventsAsked, *, after: Key | None = None, limit: int
) -> tuple[list[dict[str, Any]], Key | None]:  # fmt: skip
    """Events of two items and more: figures as of :func:`event_figures`, and the key of the next page, None on the
    last. Newest is by day of the newest item that was asked for, largest by number of outlets, then of items.
    """
    sql, names = (_NEWEST, ("day", "number")) if asked.order == "newest" else (_LARGEST, ("outlets", "items", "event"))
    keyed = dict(zip((f"after_{name}" for name in names), after or (None,) * len(names), strict=True))
    days = {"since": asked.since, "until": asked.until or "9999"}
    rows = list(db.query(sql, {"scope": asked.province, **days, **keyed, "limit": limit + 1}))
    found = {row["id"]: row for row in event_figures(db, [row["event"] for row in rows[:limit]], asked.province)}
    shown = [found[row["event"]] for row in rows[:limit] if row["event"] in found]
    last: Any = tuple(rows[limit - 1][name] for name in names) if len(rows) > limit else None
    return shown, last


def event_figures(db: Database, events: list[str], province: str) -> list[dict[str, Any]]:
    """Of these events: id, name, items, outlets, about (items with the province as main subject), day of the newest of
    these (without a province of all), first_at, last_at, told_by (slugs)."""
    rows = db.query(_FIGURES, {"events": json.dumps(events), "scope": province})
    return [{**row, "told_by": sorted(json.loads(row["told_by"]))} for row in rows]


def event_telling(
    db: Database, event: str, *, province: str, after: tuple[str, str] = ("", ""), limit: int
) -> list[dict[str, Any]]:  # fmt: skip
    """Who told of an event, oldest first: id, outlet, title, at, is_undated, removed_at, mark and original among
    copies, tone, relevance to the province; ``after`` is (at, id) of the last row seen."""
    asked = {"event": event, "scope": province, "at": after[0], "id": after[1], "limit": limit}
    return list(db.query(_TELLING, asked))


def event_by_outlet(db: Database, event: str) -> list[dict[str, Any]]:
    """How often each outlet told of an event, and when first and last: outlet, items, first_at, last_at."""
    return list(db.query(_BY_OUTLET, [event]))
