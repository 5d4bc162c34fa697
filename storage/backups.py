"""A copy of the database while others read and write it, by SQLite's own backup."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from records import Trouble
from storage.opening import BUSY_SECONDS

_FULL, _TAKEN, _BROKEN = ("disk is full", "disk I/O error"), ("locked", "busy"), ("not a database", "malformed")


def copy_database(source: Path, target: Path, *, busy_seconds: float = BUSY_SECONDS) -> bool:
    """Write the database ``source`` to ``target`` as it stands at one moment; False where there is none yet.

    One step for all pages: in WAL mode that neither holds writers up nor begins anew when they write. The copy is
    one file without a log, and is checked. Trouble("backup.no-space"), ("storage.locked"), ("storage.broken") or
    ("storage.cannot-write"); nothing is left at the target then.
    """
    if not (source.exists() and source.stat().st_size):
        return False
    try:
        with (
            closing(sqlite3.connect(source, timeout=busy_seconds)) as given,
            closing(sqlite3.connect(target)) as made,
        ):
            given.execute("BEGIN")
            given.execute("SELECT count(*) FROM sqlite_master").fetchone()  # backup itself waits for ever
            given.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")
            flaws = [row[0] for row in made.execute("PRAGMA quick_check(3)") if row[0] != "ok"]
        if flaws:
            raise Trouble("storage.broken", file=str(source), detail="; ".join(flaws))
    except sqlite3.Error as error:
        _forget(target)
        raise _told(error, source, target) from error
    except Trouble:
        _forget(target)
        raise
    return True


def _forget(target: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)


def _told(error: sqlite3.Error, source: Path, target: Path) -> Trouble:
    words = str(error)
    if any(part in words for part in _FULL):
        return Trouble("backup.no-space", folder=str(target.parent), detail=words)
    key = "storage.broken" if any(part in words for part in _BROKEN) else "storage.cannot-write"
    return Trouble("storage.locked" if any(part in words for part in _TAKEN) else key, file=str(source), detail=words)


def counts_of(database: Path) -> dict[str, int]:
    """How many items and requests a database file holds; Trouble("storage.broken") for a file that is none."""
    try:
        with closing(sqlite3.connect(database)) as db:
            names = ("items", "fetches")
            return {name: int(db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in names}
    except sqlite3.Error as error:
        raise Trouble("storage.broken", file=str(database), detail=str(error)) from error
