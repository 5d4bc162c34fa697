"""What came in about a plan's province between two moments, for whoever opens the day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pipeline.jobs.home import Home
from records import Plan
from storage.digest import annotated_until, seen_between
from storage.opening import open_database
from times import iso


def fresh_view(home: Home, plan: Plan, *, since: datetime, until: datetime) -> tuple[list[dict[str, Any]], int]:
    """Rows of ``storage.digest.seen_between`` in which the province stands, newest first, and how many items of the
    stretch nobody has judged yet.
    """
    db = open_database(home.path, write=False)
    try:
        rows = seen_between(db, province=plan.province, plan=plan.code, since=iso(since), until=iso(until))
        return rows, annotated_until(db, iso(since), iso(until))
    finally:
        db.close()
