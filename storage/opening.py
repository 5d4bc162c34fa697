"""Opens a home's database, and says in words why it cannot be opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from records import Trouble
from storage.readers import CACHE_KB, Reader, Readers
from storage.schema.migrations import migrations

NAME = "diembao.db"
Opened = Database  # what the other rooms call an open database
BUSY_SECONDS = 30
_SERVED: dict[Path, Readers] = {}  # homes whose pages this process serves


def open_database(home: Path, *, write: bool, to_count: bool = False) -> Database:
    """Open the home's database, migrated where it is opened to write; ``to_count``: temporary tables are made in it.

    Trouble("storage.newer") for a database of a later version, Trouble("storage.cannot-write") where
    the home cannot be written, Trouble("storage.broken") for a file that is no database,
    Trouble("storage.empty") where there is nothing to read yet, Trouble("storage.older") where a command
    that writes must first bring the tables up to date.
    """
    path = home / NAME
    if not write and not (path.exists() and path.stat().st_size):
        raise Trouble("storage.empty", file=str(path))
    if not write and (readers := _SERVED.get(home)):
        return readers.lend(to_count=to_count)
    return _opened(path, lambda connection: Database(connection), write=write)


Kind = TypeVar("Kind", bound=Database)


def _opened(path: Path, kind: Callable[[sqlite3.Connection], Kind], *, write: bool, shared: bool = False) -> Kind:
    """A new connection; ``shared``: threads use it one after the other."""
    try:
        db = kind(sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=not shared))
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


@contextmanager
def kept_open(home: Path) -> Iterator[None]:
    """Let this process read the home through connections that stay open (see :mod:`storage.readers`).

    Whoever closes one gives it back. One that was opened before is none of them.
    """

    def opened(give_back: Callable[[Reader], None]) -> Reader:
        reader = _opened(home / NAME, lambda connection: Reader(connection, give_back), write=False, shared=True)
        reader.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        return reader

    readers = _SERVED[home] = Readers(home / NAME, opened)
    try:
        yield
    finally:
        _SERVED.pop(home, None)
        readers.end()


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
