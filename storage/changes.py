"""Tells whether anybody has changed a home's database since one last looked, without reading any of it."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from threading import Lock

from storage.opening import BUSY_SECONDS, NAME

Mark = tuple[int, int]  # equal marks: nothing was committed between them
NOTHING: Mark = (0, 0)  # of a home in which nothing was collected yet


class Changes:
    """Watches one database by SQLite's own counter (``PRAGMA data_version``).

    The counter holds within one connection only, so one is kept open; it reads nothing, holds no transaction and
    hinders nobody. A database that was put in another's place (a restore) is another file: watched anew.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / NAME
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._file, self._opened = (0, 0), 0

    def mark(self) -> Mark:
        """The state of the database now; NOTHING where there is none yet."""
        with self._lock:
            try:
                found = self._path.stat()
            except FileNotFoundError:
                return NOTHING
            if self._connection is None or self._file != (found.st_dev, found.st_ino):
                self._open()
                self._file = (found.st_dev, found.st_ino)
            assert self._connection is not None
            return self._opened, int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def _open(self) -> None:
        self.close()
        self._connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, check_same_thread=False)
        self._opened += 1

    def close(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None
