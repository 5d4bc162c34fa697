"""Puts what is new or has changed into events; no network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from pipeline.events import WINDOW_HOURS, Rarity, Told, grouped, name_of
from pipeline.jobs.report import Progress, silent
from storage.events import EventStore, Mark
from storage.store import Store

SPAN_HOURS = 72.0  # that are found anew at a time: some 4,500 items of forty outlets, 50 MB
NAMED_BY = 40  # items of an event that are asked for its name


@cache
def rarity() -> Rarity:
    """The shipped table of how common syllables are (nlp/models/CARD.md)."""
    with (files("nlp") / "models" / "commonness.npy").open("rb") as stream:
        return Rarity(np.load(stream, allow_pickle=False))


def find_events(store: Store, *, progress: Progress = silent) -> int:
    """Find the events of all hours that a change may touch; returns how many items were grouped.

    An item's event depends on the items of the 72 hours before it. So from a change on, events are found anew until
    72 hours have passed without one: the result is that of finding all anew. Killed anywhere, the next run goes on.
    """
    events, done = EventStore(store.db), 0
    events.mark_changes()
    while mark := events.next_mark(SPAN_HOURS):
        done += _find_anew(events, mark)
        progress("progress.events", done, 0)
    return done


def _find_anew(events: EventStore, mark: Mark) -> int:
    """Group the items of the first span behind a mark, and set the next mark where changes reach beyond it."""
    until = mark.since + SPAN_HOURS
    before = [_told(row) for row in events.told(mark.since - WINDOW_HOURS, mark.since)]
    rows = events.told(mark.since, until)
    found = grouped([*before, *(_told(row, grouped=False) for row in rows)], rarity())
    moved = [row for row in rows if found[row["id"]] != row["event"]]
    changed = max([mark.changed, *(row["hour"] for row in moved)])
    saved = [(row["id"], found[row["id"]], row["reading_sha256"], row["hour"]) for row in rows]
    touched = {event for row in moved for event in (row["event"], found[row["id"]]) if event} | mark.events
    events.save(saved, until, _rest(events, until, changed))
    _name(events, touched)
    return len(rows)


def _rest(events: EventStore, until: float, changed: float) -> Mark | None:
    """What is still to be found anew: from the next item on, if a change lies in its window."""
    following = events.next_hour(until)
    return Mark(following, changed, frozenset()) if following and following - changed <= WINDOW_HOURS else None


def _told(row: Mapping[str, Any], *, grouped: bool = True) -> Told:
    return Told(row["id"], row["hour"], row["title"], row["body"], row["event"] if grouped else "")


def _name(events: EventStore, touched: Iterable[str]) -> None:
    touched = sorted(touched)
    members = events.titles(touched)
    events.name({event: _name_of(rows) for event, rows in members.items()}, touched)


def _name_of(rows: Sequence[Mapping[str, Any]]) -> str:
    if len(rows) == 1:
        return str(rows[0]["title"])
    return name_of([Told(row["id"], row["hour"], row["title"], "") for row in rows[:NAMED_BY]], rarity())
