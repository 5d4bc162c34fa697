"""New databases in memory, as the migrations make them, for tests that need many."""

from functools import cache

from sqlite_utils import Database

from storage.schema.migrations import migrations


@cache
def _made() -> Database:
    """Made once in a process: the steps take fifty times as long as a copy."""
    made = Database(memory=True)
    migrations.apply(made)
    return made


def new_database() -> Database:
    """An empty database of today's version; it holds to foreign keys, as an opened one does."""
    new = Database(memory=True)
    _made().conn.backup(new.conn)
    new.execute("PRAGMA foreign_keys = ON")
    return new
