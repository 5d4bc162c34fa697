"""Taking a snapshot back, and that back again: decisions beside the file, which stays for what already names it."""

from __future__ import annotations

from datetime import datetime

from pipeline.jobs.home import Home
from pipeline.jobs.ledger.counting import Filters
from pipeline.jobs.ledger.snapshots import ABOUT, named_snapshot, withdrawn
from records import Decision, Trouble
from storage.decisions import decide, new_id
from storage.store import Store
from text import one_line

LONGEST_REASON = 500  # characters


def withdraw_snapshot(home: Home, name: str, *, by: str, why: str, now: datetime) -> Decision:
    """Take a snapshot out of the list and out of "last"; by its id its figures can still be made again.

    Trouble("snapshot.unknown"), ("snapshot.changed"), ("snapshot.no-reason") or ("snapshot.taken-back").
    """
    name = named_snapshot(home, name, Filters())
    why = one_line(why)[:LONGEST_REASON]
    if not why:
        raise Trouble("snapshot.no-reason")
    return _decided(home, Decision(new_id(), by, now, ABOUT, name, {}, note=why), stands=False)


def restore_snapshot(home: Home, name: str, *, by: str, now: datetime) -> Decision:
    """Put a snapshot that was taken back into the list again; Trouble("snapshot.in-list") where it is there."""
    found = withdrawn(home).get(name)
    if found is None:
        raise Trouble("snapshot.in-list")
    return _decided(home, Decision(new_id(), by, now, ABOUT, name, {}, undoes=found.id), stands=True)


def _decided(home: Home, decision: Decision, *, stands: bool) -> Decision:
    def check() -> None:
        if (decision.key in withdrawn(home)) != stands:
            raise Trouble("snapshot.in-list" if stands else "snapshot.taken-back")

    with Store.open(home.path) as store:
        check()
        decide(home.path, store.db, [decision], now=decision.at, check=check)
    return decision
