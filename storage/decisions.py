"""What people decided: written to the journal first, then to the table, and read as it stands.

The table is only ever filled from the journal, in its order: a process killed between the two loses nothing, for the
next one brings in what the table lacks, and a line that is there already stays one decision.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from records import Decision, Trouble
from storage.decision_journal import DecisionJournal, Lines
from times import from_iso, iso, local_day

_PREFIX = "decisions/"  # of the journal's files in the table of what was read


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision with what became of it."""

    decision: Decision
    undone_by: str = ""  # id of the decision that took it back


def new_id() -> str:
    """The id of a new decision: 60 random bits in twelve characters."""
    return base64.b32encode(os.urandom(8)).decode()[:12].lower()


def decide(
    home: Path, db: Database, decisions: Sequence[Decision], *, now: datetime, check: Callable[[], None] = lambda: None
) -> None:
    """Write these decisions to the journal, all or (unless the process is killed) none, and then to the table.

    Trouble("decision.unknown") where one undoes a decision that is not there, ("decision.is-undo") where it undoes
    an undoing, ("decision.undone-before") one that was undone, ("decision.id-taken") where an id stands for another
    decision. A decision that is there already changes nothing. ``check`` is called when nobody else can write any
    more: what it raises is raised, and nothing is written.
    """
    journal = DecisionJournal(home)
    with journal.held(), _writing(db):
        _take(db, journal.read(_read_already(db)))
        check()
        if fresh := [one for one in decisions if _is_fresh(db, one)]:
            journal.append(fresh, local_day(now))
            _take(db, journal.read(_read_already(db)))
        journal.seal(local_day(now))


def take_decisions(home: Path, db: Database, *, now: datetime) -> list[str]:
    """Bring in what the journal has beyond the table and close the days that are over; the places of broken lines."""
    journal = DecisionJournal(home)
    with journal.held(), _writing(db):
        lines = journal.read(_read_already(db))
        _take(db, lines)
        journal.seal(local_day(now))
    return lines.broken


@contextmanager
def _writing(db: Database) -> Iterator[None]:
    """One transaction that no other writer can come into; what fails is rolled back."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


def _read_already(db: Database) -> dict[str, int]:
    rows = db.query("SELECT name, bytes FROM journals WHERE name LIKE ?", [f"{_PREFIX}%"])
    return {row["name"].removeprefix(_PREFIX): row["bytes"] for row in rows}


def _take(db: Database, lines: Lines) -> None:
    db.table("decisions").insert_all((_row(one) for one in lines.decisions), ignore=True)
    sizes = [{"name": f"{_PREFIX}{name}", "bytes": size} for name, size in lines.sizes.items()]
    db.table("journals").upsert_all(sizes, pk="name")


def _is_fresh(db: Database, decision: Decision) -> bool:
    """Is it to be written? Not where it was before; Trouble where it cannot be."""
    known = find(db, decision.id)
    if known:
        if _row(replace(known.decision, at=decision.at)) != _row(decision):
            raise Trouble("decision.id-taken", id=decision.id)
        return False
    if decision.undoes:
        target = find(db, decision.undoes)
        if target is None or (target.decision.about, target.decision.key) != (decision.about, decision.key):
            raise Trouble("decision.unknown", id=decision.undoes)
        if target.decision.undoes:
            raise Trouble("decision.is-undo", id=decision.undoes)
        if target.undone_by:
            raise Trouble("decision.undone-before", id=decision.undoes, by=target.undone_by)
    return True


# --- reading ---

_ENTRIES = """
SELECT d.*, coalesce((SELECT u.id FROM decisions u WHERE u.undoes = d.id AND u.undoes <> '' ORDER BY u.number LIMIT 1),
                     '') AS undone_by FROM decisions d
"""

_OF_A_KIND = "SELECT * FROM decisions WHERE about = ? AND undoes = '' ORDER BY number"


def standing(db: Database, about: str, key: str = "") -> list[Decision]:
    """The decisions that stand about a thing, or about all things of a kind, oldest first: none that was undone."""
    sql = "SELECT * FROM standing_decisions WHERE about = :about AND :key IN ('', key) ORDER BY number"
    return [decision_of_row(row) for row in db.query(sql, {"about": about, "key": key})]


def history(db: Database, about: str, *keys: str) -> list[Entry]:
    """All that was decided about a thing or some, oldest first, with what was undone and the undoing itself."""
    of_these = "d.about = ? AND d.key IN (SELECT value FROM json_each(?))"
    rows = db.query(f"{_ENTRIES} WHERE {of_these} ORDER BY d.number", [about, json.dumps(keys)])
    return [Entry(decision_of_row(row), row["undone_by"]) for row in rows]


def decisions_about(db: Database, about: str) -> list[Decision]:
    """All that was ever decided about things of a kind, oldest first, undone or not; undoings are left out."""
    return [decision_of_row(row) for row in db.query(_OF_A_KIND, [about])]


def find(db: Database, wanted: str) -> Entry | None:
    """The decision with this id."""
    rows = db.query(f"{_ENTRIES} WHERE d.id = ?", [wanted])
    return next((Entry(decision_of_row(row), row["undone_by"]) for row in rows), None)


def entry_row(entry: Entry) -> dict[str, Any]:
    """A decision with what became of it, for programs."""
    return {**_row(entry.decision), "said": dict(entry.decision.said), "undone_by": entry.undone_by}


def _row(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id, "by": decision.by, "at": iso(decision.at), "about": decision.about, "key": decision.key,
        "said": json.dumps(dict(decision.said), ensure_ascii=False, sort_keys=True), "undoes": decision.undoes,
        "document": decision.document, "note": decision.note,
    }  # fmt: skip


def decision_of_row(row: dict[str, Any]) -> Decision:
    return Decision(
        id=row["id"], by=row["by"], at=from_iso(row["at"]), about=row["about"], key=row["key"],
        said=json.loads(row["said"]), undoes=row["undoes"], document=row["document"], note=row["note"],
    )  # fmt: skip
