"""Opens ``accounts.db``: who may use the pages, and what each of them did there.

A file beside ``diembao.db``: that one can be made again from archive and journals and may be deleted for it; accounts
and the audit are people's input and stand nowhere else.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlite_utils import Database, Migrations

from records import Trouble

NAME = "accounts.db"
BUSY_SECONDS = 10

migrations = Migrations("diembao-accounts")

_TABLES = """
CREATE TABLE users (
    id INTEGER PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL,
    department TEXT NOT NULL DEFAULT '', password TEXT NOT NULL DEFAULT '', must_change INTEGER NOT NULL DEFAULT 1,
    subject TEXT UNIQUE, created_at TEXT NOT NULL, password_at TEXT, disabled_at TEXT
) STRICT;
CREATE TABLE sessions (
    digest TEXT PRIMARY KEY, user INTEGER NOT NULL REFERENCES users (id), csrf TEXT NOT NULL, created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL, address TEXT NOT NULL, agent TEXT NOT NULL, notice TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user);
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, user INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL, created_at TEXT NOT NULL, used_at TEXT, revoked_at TEXT
) STRICT;
CREATE TABLE failures (scope TEXT PRIMARY KEY, tries INTEGER NOT NULL, last_at TEXT NOT NULL) STRICT;
CREATE INDEX failures_by_time ON failures (last_at);
CREATE TABLE browsers (
    digest TEXT PRIMARY KEY, user INTEGER NOT NULL REFERENCES users (id), at TEXT NOT NULL
) STRICT;
CREATE TABLE audit (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, login TEXT NOT NULL, role TEXT NOT NULL, address TEXT NOT NULL,
    action TEXT NOT NULL, about TEXT NOT NULL, facts TEXT NOT NULL, outcome TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_login ON audit (login, id);
CREATE INDEX audit_by_action ON audit (action, id)
"""
_ONLY_APPENDED = (
    "CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'audit is append-only'); END",
)


@migrations()
def m012_accounts(db: Database) -> None:
    """Users, sessions, tokens, failed tries, and the audit, of which nothing is ever changed or deleted."""
    for statement in _TABLES.split(";"):
        db.execute(statement)
    for trigger in _ONLY_APPENDED:
        db.execute(trigger)


_SEARCHES = """
CREATE TABLE searches (
    id INTEGER PRIMARY KEY, user INTEGER NOT NULL REFERENCES users (id), name TEXT NOT NULL, query TEXT NOT NULL,
    created_at TEXT NOT NULL, UNIQUE (user, name)
) STRICT
"""


@migrations()
def m015_searches(db: Database) -> None:
    """What an officer looks for again and again, under a name."""
    db.execute(_SEARCHES)


class AccountFile:
    """The open file; safe for the threads of one process and beside other processes."""

    def __init__(self, home: Path) -> None:
        """Open, made and migrated where needed; Trouble("accounts.broken") or ("storage.cannot-write")."""
        self.path = home / NAME
        self._lock = Lock()
        try:
            _make_private(self.path)
            self.db = Database(sqlite3.connect(self.path, timeout=BUSY_SECONDS, check_same_thread=False))
            self.db.execute("PRAGMA foreign_keys = ON")
            self.db.execute("PRAGMA recursive_triggers = ON")  # else REPLACE deletes a line of the audit unasked
            self.db.enable_wal()
            migrations.apply(self.db)
        except (sqlite3.Error, OSError) as error:
            raise self._told(error) from error

    def close(self) -> None:
        self.db.close()

    def _told(self, error: Exception) -> Trouble:
        broken = ("not a database", "malformed")
        key = "accounts.broken" if any(words in str(error) for words in broken) else "storage.cannot-write"
        return Trouble(key, file=str(self.path), detail=str(error))

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The database, for one thread at a time."""
        with self._lock:
            try:
                yield self.db
            except sqlite3.Error as error:
                raise self._told(error) from error

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """The same, as one transaction."""
        with self.reading() as db, db.atomic():
            yield db


def _make_private(path: Path) -> None:
    """Hashes of passwords are for this office's user alone, from the first moment on."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return
