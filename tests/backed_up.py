"""Small homes to save and to bring back, and disks and processes that fail on the way."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from hypothesis import strategies as st

from pipeline.jobs.home import Home
from pipeline.jobs.upkeep.backups import BackupReport, backup
from pipeline.jobs.upkeep.restore import RestoreReport, Way, bring_back
from records import Trouble
from times import UTC

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
NAMES = ("journal/2026-11-20.jsonl", "journal/decisions/2026-11-20.jsonl", "config/settings.toml", "reports/a/b.docx")
# What a home may hold: files by name, and WARC files.
SOME = st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=300).map(lambda body: body + b"\n"))
WARCS = st.dictionaries(
    st.sampled_from([f"2026-11-{day}-0001.warc.gz" for day in range(10, 20)]), st.binary(max_size=400)
)
Failing = Callable[[Path], IO[bytes]]


def make_home(folder: Path, content: dict[str, bytes], warcs: dict[str, bytes]) -> Home:
    """A home with a database of so many items as it has WARC files."""
    for name, body in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    (folder / "archive").mkdir(parents=True, exist_ok=True)
    for name, body in warcs.items():
        (folder / "archive" / name).write_bytes(body)
        with (folder / "archive" / f"{name[:10]}.sha256").open("a") as sums:
            sums.write(f"{sha256(body).hexdigest()}  {name}\n")
    with closing(sqlite3.connect(folder / "diembao.db")) as db, db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE IF NOT EXISTS items (id TEXT)")
        db.execute("CREATE TABLE IF NOT EXISTS fetches (key TEXT)")
        db.executemany("INSERT INTO items VALUES (?)", [(name,) for name in warcs])
    return Home(folder)


def save(home: Home, to: Path, *, days: int = 0, **more: Any) -> BackupReport:
    return backup(home, to, clock=lambda: NOW + timedelta(days=days), **more)


def back(home: Home, source: Path, **more: Any) -> RestoreReport:
    return bring_back(home, source, Way(clock=lambda: NOW, **more))


def contents(home: Path) -> dict[str, bytes]:
    """Every file but those of this machine; of the database its rows."""
    found = {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and not path.name.startswith("diembao.db") and path.suffix != ".lock"
    }
    with closing(sqlite3.connect(home / "diembao.db")) as db:
        found["diembao.db"] = repr(db.execute("SELECT id FROM items ORDER BY 1").fetchall()).encode()
    return found


def full_after(limit: int) -> Failing:
    """A disk with room for so many bytes, all files together."""
    left = limit

    class Small:
        def __init__(self, path: Path) -> None:
            self.stream = path.open("wb")

        def __enter__(self) -> Small:
            return self

        def __exit__(self, *_: object) -> None:
            self.stream.close()

        def write(self, piece: bytes) -> int:
            nonlocal left
            written = self.stream.write(piece[:left])
            left -= written
            if written < len(piece):
                raise OSError(28, "No space left on device")
            return written

        def __getattr__(self, name: str) -> Any:
            return getattr(self.stream, name)

    return Small  # type: ignore[return-value]


def killed_after(limit: int) -> Failing:
    """A process that is killed once so many bytes were written."""
    small = full_after(limit)

    def open_new(path: Path) -> IO[bytes]:
        stream = small(path)
        inner = type(stream).write

        def write(piece: bytes) -> int:
            try:
                return inner(stream, piece)
            except OSError:
                os.kill(os.getpid(), signal.SIGKILL)
                raise

        stream.write = write  # type: ignore[assignment, method-assign]
        return stream

    return open_new


def had_room(step: Callable[[], object]) -> bool:
    """Do something; False where the disk was full, and that was said."""
    try:
        step()
    except Trouble as trouble:
        if trouble.key != "backup.no-space":
            raise
        return False
    return True


def in_a_child(step: Callable[[], object]) -> int:
    """Do something in a child; its end as ``os.waitpid`` tells it."""
    if (child := os.fork()) == 0:
        try:
            step()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]
