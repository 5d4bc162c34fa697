"""Opens a home's database, and says in words why it cannot be opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from records import Trouble
from storage.migrations import migrations

NAME = "diembao.db"
Opened = Database  # what the other rooms call an open database
BUSY_SECONDS = 30


def open_database(home: Path, *, write: bool) -> Database:
    """Open the home's database, migrated where it is opened to write.

    Trouble("storage.newer") for a database of a later version, Trouble("storage.cannot-write") where
    the home cannot be written, Trouble("storage.broken") for a file that is no database,
    Trouble("storage.empty") where there is nothing to read yet, Trouble("storage.older") where a command
    that writes must first bring the tables up to date.
    """
    path = home / NAME
    if not write and not (path.exists() and path.stat().st_size):
        raise Trouble("storage.empty", file=str(path))
    try:
        db = Database(sqlite3.connect(path, timeout=BUSY_SECONDS))
        for pragma in ("foreign_keys = ON", "synchronous = NORMAL", "temp_store = MEMORY"):
            db.execute(f"PRAGMA {pragma}")
        _refuse_newer(db, path)
        if write:
            db.enable_wal()
            migrations.apply(db)
        elif migrations.pending(db):
            raise Trouble("storage.older" if migrations.applied(db) else "storage.empty", file=str(path))
    except sqlite3.DatabaseError as error:
        broken = ("not a database", "malformed")
        key = "storage.broken" if any(words in str(error) for words in broken) else "storage.cannot-write"
        raise Trouble(key, file=str(path), detail=str(error)) from error
    return db


def file_state(home: Path) -> tuple[tuple[int, int], ...]:
    """What changes with every write to the home's database, also that of another process: times and sizes of its files.

    Looking at them takes microseconds; "PRAGMA data_version" would need a connection that stays open.
    """
    path = (home / NAME).resolve()
    return _looked_at(path), _looked_at(path.with_name(f"{path.name}-wal"))


def _looked_at(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0
    # an empty log holds nothing: it is made with the first connection and removed with the last
    return (found.st_mtime_ns, found.st_size) if found.st_size else (0, 0)


@contextmanager
def kept_open(home: Path) -> Iterator[None]:
    """Hold one idle connection, for a process that opens the database again and again.

    With the last connection SQLite removes the files of the log, with the next it makes them anew: that is most of
    what opening costs. A home in which nothing was collected yet has nothing to hold.
    """
    try:
        held = open_database(home, write=False)
    except Trouble:
        yield
        return
    try:
        yield
    finally:
        held.close()


def hold_still(db: Database) -> None:
    """Let all that is read from here on agree: what another process commits meanwhile is not seen, until it is closed.

    Counts of one answer come from several queries; each by itself would see a newer state.
    """
    db.execute("BEGIN")


def _refuse_newer(db: Database, path: Path) -> None:
    applied = {migration.name for migration in migrations.applied(db)}
    fresh = Database(memory=True)
    known = {migration.name for migration in migrations.pending(fresh)}
    fresh.close()
    if newer := sorted(applied - known):
        raise Trouble("storage.newer", file=str(path), steps=", ".join(newer))
