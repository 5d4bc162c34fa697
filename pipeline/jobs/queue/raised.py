"""The matters of one item or event, as the queue shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pipeline.jobs.home import Home
from pipeline.jobs.queue.cases import with_reasons
from storage.flags import QueueFilter, queue
from storage.opening import open_database
from storage.raised import matters_on_event, matters_on_item

MOST = 20  # matters of an event that are shown


def matters_raised(home: Home, *, item: str = "", event: str = "", now: datetime) -> list[dict[str, Any]]:
    """Matters with reasons and days open, newest first: rows of ``flags_view``."""
    configuration = home.configuration()
    db = open_database(home.path, write=False)
    try:
        keys = matters_on_item(db, item) if item else matters_on_event(db, event, limit=MOST)
        rows = queue(db, QueueFilter(keys=tuple(keys))) if keys else []
        return with_reasons(db, configuration, rows, now)
    finally:
        db.close()
