"""Which matters were raised on an item, or on the items of an event."""

from __future__ import annotations

from sqlite_utils import Database

_ON_ITEM = "SELECT matter FROM flags WHERE item = ? ORDER BY at DESC, matter"
_ON_EVENT = """SELECT f.matter FROM event_items e JOIN flags f ON f.item = e.item WHERE e.event = ?
               GROUP BY f.matter ORDER BY max(f.at) DESC, f.matter LIMIT ?"""


def matters_on_item(db: Database, item: str) -> list[str]:
    """Keys of the matters of an item, newest flag first."""
    return [row[0] for row in db.execute(_ON_ITEM, [item])]


def matters_on_event(db: Database, event: str, *, limit: int) -> list[str]:
    """Keys of the matters of the items of an event, newest flag first."""
    return [row[0] for row in db.execute(_ON_EVENT, [event, limit])]
