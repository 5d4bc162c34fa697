"""Events for whoever opens them: a page of the list, and one event across outlets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pipeline.jobs.home import Home
from pipeline.jobs.ledger.counting import countable_day
from records import Trouble
from storage.event_pages import EventsAsked, Key, Order, event_by_outlet, event_figures, event_telling, events_page
from storage.opening import open_database

PAGE = 50  # events of a page
TELLING = 100  # items of an event on a page
DRAWN = 400  # items of an event in its picture; a larger one shows its first
LATELY, ALL_LATELY = 30, 7  # days of the largest where none are asked for: of a province, of all events
ORDERS: dict[str, Order] = {"moi": "newest", "lon": "largest"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventsPage:
    """A page of events, the days that they are of ("" is open), and where the next page begins ("" is the last)."""

    rows: list[Row]
    since: str
    until: str
    after: str


def events_listed(
    home: Home, *, province: str, since: str, until: str, order: str, after: str, today: date
) -> EventsPage:
    """Events newest or largest first; Trouble names a day, an order or a key that is none."""
    if order not in ORDERS:
        raise Trouble("events.bad-order", value=order, allowed=", ".join(ORDERS))
    lately = 0 if order == "moi" else LATELY if province else ALL_LATELY
    since, until = _days(since, until, lately=lately, today=today)
    asked = EventsAsked(province, since, until, ORDERS[order])
    db = open_database(home.path, write=False)
    try:
        rows, key = events_page(db, asked, after=_key(after, order), limit=PAGE)
    finally:
        db.close()
    return EventsPage(rows, since, until, json.dumps(key, separators=(",", ":")) if key else "")


def _days(since: str, until: str, *, lately: int, today: date) -> tuple[str, str]:
    first, last = (countable_day(day) if day else None for day in (since, until))
    if first and last and first > last:
        raise Trouble("coverage.days-reversed", since=first, until=last)
    if lately and first is None:
        first = (last or today) - timedelta(days=lately - 1)
    return str(first or ""), str(last or "")


def _key(after: str, order: str) -> Key | None:
    """Where a page begins, as the page before wrote it; Trouble("events.bad-key") for something else."""
    if not after:
        return None
    kinds = (str, int) if order == "moi" else (int, int, str)
    try:
        found = json.loads(after)
    except (ValueError, RecursionError):
        found = None
    fits = isinstance(found, list) and all(map(_is_storable, found))
    if not fits or [type(one) for one in found] != list(kinds):
        raise Trouble("events.bad-key", value=after)
    key: Key = tuple(found)
    return key


def _is_storable(value: object) -> bool:
    """Can the database be asked for it: a whole number of 64 bits, or words without half characters?"""
    return value.isprintable() if isinstance(value, str) else isinstance(value, int) and abs(value) < 2**63


def event_view(home: Home, event: str, *, province: str, after: str = "") -> Row:
    """One event: its figures, a page of who told of it, oldest first ("telling"), where the next page begins ("after"),
    and how often each outlet told of it, the first first. Trouble("event.unknown"), ("events.bad-key")."""
    begin = _moment_key(after)
    db = open_database(home.path, write=False)
    try:
        figures = event_figures(db, [event], province)
        if not figures:
            raise Trouble("event.unknown", value=event)
        rows = event_telling(db, event, province=province, after=begin, limit=TELLING + 1)
        by_outlet = event_by_outlet(db, event)
    finally:
        db.close()
    last = f"{rows[TELLING - 1]['at']},{rows[TELLING - 1]['id']}" if len(rows) > TELLING else ""
    return {**figures[0], "telling": rows[:TELLING], "after": last, "by_outlet": by_outlet}


def event_drawn(home: Home, event: str, *, province: str) -> list[Row]:
    """The items of an event that its picture shows."""
    db = open_database(home.path, write=False)
    try:
        return event_telling(db, event, province=province, limit=DRAWN)
    finally:
        db.close()


def _moment_key(after: str) -> tuple[str, str]:
    at, comma, item = after.partition(",")
    if after and not (comma and item):
        raise Trouble("events.bad-key", value=after)
    return at, item
