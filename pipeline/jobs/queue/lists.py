"""Lists of matters without their reasons: how many there are, and which stands beside which."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pipeline.jobs.home import Home
from pipeline.jobs.queue.cases import Asked, wanted_of
from storage.flags import queue, queue_totals
from storage.opening import open_database
from times import local_day

Row = dict[str, Any]


def tally(home: Home, plan: str, department: str, person: str, *, now: datetime) -> Row:
    """How many matters of a plan are open, under way, closed; how many are late, how many given to either of these."""
    wanted = wanted_of(home.configuration(), Asked(plan=plan), now)
    db = open_database(home.path, write=False)
    try:
        rows = queue_totals(db, wanted, today=local_day(now).isoformat(), department=department, person=person)
    finally:
        db.close()
    places = {"open": "open", "renewed": "open", "closed": "closed"}
    found = dict.fromkeys(("open", "under-way", "closed", "late", "mine"), 0)
    for row in rows:
        named = {places.get(row["stands"], "under-way"): True, "late": row["late"], "mine": row["own"]}
        for name in (name for name, holds in named.items() if holds):
            found[name] += row["matters"]
    return found


def neighbours(home: Home, asked: Asked, place: tuple[str, str], *, now: datetime, oldest: bool) -> tuple[str, str]:
    """The keys of the matters before and after a place (raised_at, key) in a list; "" where it begins or ends."""
    wanted = wanted_of(home.configuration(), asked, now)
    db = open_database(home.path, write=False)
    try:
        ways = (queue(db, wanted, after=place, limit=1, oldest=way) for way in (not oldest, oldest))
        before, after = (rows[0]["key"] if rows else "" for rows in ways)
        return before, after
    finally:
        db.close()
