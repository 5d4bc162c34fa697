"""Connections that are read through again and again by one long process, instead of being opened for each answer.

Opening costs five milliseconds on a large database: SQLite reads the whole schema, and we look whether it is ours. A
connection that is given back keeps its pages and its temporary tables; :func:`once` makes
those anew only where they no longer stand for what is asked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, get_ident

from sqlite_utils import Database

MOST = 4  # idle connections that are kept; officers wait for the disk, not for more of them
CACHE_KB = 2_000  # of pages, for each; many may be lent at once
Place = tuple[int, int]  # device and inode: another file in the same place (a restore) is another


class Reader(Database):
    """A connection that goes back to its readers where another would be closed."""

    def __init__(self, connection: sqlite3.Connection, give_back: Callable[[Reader], None]) -> None:
        super().__init__(connection)
        self._give_back = give_back
        self.made: dict[str, Hashable] = {}  # temporary tables, and what each was made from

    def close(self) -> None:
        self._give_back(self)

    def end(self) -> None:
        """Close it in truth."""
        with suppress(sqlite3.Error):
            self.conn.close()


@dataclass(frozen=True, slots=True)
class _Known:
    """A connection with the file and the schema that it was opened on."""

    reader: Reader
    place: Place
    schema: int


class Readers:
    """The connections of one database file.

    One of them is for counting: the temporary tables of counts stand in it alone, so who counts waits for it. Who has
    it already and counts something else meanwhile does so in another connection.
    """

    def __init__(self, path: Path, opened: Callable[[Callable[[Reader], None]], Reader]) -> None:
        self._path, self._opened = path, opened
        self._lock = Lock()
        self._idle: list[_Known] = []
        self._counting: _Known | None = None  # while it is idle
        self._lent: dict[int, tuple[_Known, bool]] = {}
        self._to_count = Lock()
        self._counts = 0  # the thread that counts
        self._ended = False

    def lend(self, *, to_count: bool = False) -> Reader:
        """A connection that nobody else has; errors are those of opening one."""
        counts = to_count and self._counts != get_ident() and self._to_count.acquire()
        try:
            self._counts = get_ident() if counts else self._counts
            known = self._at_hand(counts=counts) or self._new()
        except BaseException:
            if counts:
                self._done()
            raise
        with self._lock:
            self._lent[id(known.reader)] = known, counts
        return known.reader

    def _at_hand(self, *, counts: bool) -> _Known | None:
        """An idle one that still reads the file that stands there now."""
        while True:
            with self._lock:
                if counts:
                    known, self._counting = self._counting, None
                else:
                    known = self._idle.pop() if self._idle else None
            if known is None or (known.place == self._place() and known.schema == _schema_of(known.reader)):
                return known
            known.reader.end()

    def _new(self) -> _Known:
        place = self._place()
        reader = self._opened(self._take_back)
        return _Known(reader, place, _schema_of(reader))

    def _take_back(self, reader: Reader) -> None:
        """Keep it, with nothing begun; the one that was used last is lent next, for its pages are at hand."""
        reader.conn.commit()  # nothing was written but temporary tables, which a rollback would take away
        with self._lock:
            known, counts = self._lent.pop(id(reader), (None, False))
            if known and not self._ended and counts:
                self._counting = known
            elif known and not self._ended and not reader.made and len(self._idle) < MOST:
                self._idle.append(known)
            else:
                reader.end()
        if counts:
            self._done()

    def _done(self) -> None:
        self._counts = 0
        self._to_count.release()

    def end(self) -> None:
        """Close those that are idle; those that are lent close when they are given back."""
        with self._lock:
            self._ended, idle = True, [*self._idle, *([self._counting] if self._counting else [])]
            self._idle, self._counting = [], None
        for known in idle:
            known.reader.end()

    def _place(self) -> Place:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return 0, 0
        return found.st_dev, found.st_ino


def _schema_of(reader: Reader) -> int:
    """What changes with every migration."""
    try:
        return int(reader.conn.execute("PRAGMA schema_version").fetchone()[0])
    except sqlite3.Error:
        return -1


def once(db: Database, table: str, source: Hashable, make: Callable[[], None]) -> None:
    """Have a temporary table in this connection; made anew unless it is there and still holds what it would.

    ``source`` is what it is made from beside the database. To be called in the transaction in which the table is read.
    """
    if not isinstance(db, Reader):
        make()
        return
    state = (int(db.conn.execute("PRAGMA data_version").fetchone()[0]), source)
    there = db.conn.execute("SELECT 1 FROM temp.sqlite_master WHERE name = ?", [table]).fetchone()
    if not there or db.made.get(table) != state:
        db.made.pop(table, None)
        make()
        db.made[table] = state
