"""The tables of events."""

from __future__ import annotations

from sqlite_utils import Database

_EVENT_HOURS = """
DROP TABLE event_items;
CREATE TABLE event_items (
    item TEXT PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE, event TEXT NOT NULL, reading_sha256 TEXT NOT NULL,
    hour REAL NOT NULL
) STRICT;
CREATE INDEX event_items_by_event ON event_items (event);
CREATE TABLE event_marks (since REAL NOT NULL, changed REAL NOT NULL, event TEXT NOT NULL) STRICT;
CREATE INDEX event_marks_by_hour ON event_marks (since);
CREATE INDEX items_by_hour ON items (unixepoch(coalesce(published_at, first_seen_at)) / 3600.0)
"""

# An item that is gone because it was another under a new address changes what those behind it join.
_EVENT_LEFT = """
CREATE TRIGGER event_left AFTER DELETE ON event_items
BEGIN INSERT INTO event_marks VALUES (OLD.hour, OLD.hour, OLD.event); END
"""


def m006_event_hours(db: Database) -> None:
    """From which hours on events are to be found anew."""
    for statement in _EVENT_HOURS.split(";"):
        db.execute(statement)
    db.execute(_EVENT_LEFT)
