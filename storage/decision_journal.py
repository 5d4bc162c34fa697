"""What people enter as append-only daily files: one JSON line a decision, on the disk before anybody is told so.

``journal/decisions/2026-07-20.jsonl``; a day that is over is sealed: its SHA-256 stands in ``2026-07-20.sha256`` and it
is never written to again. Whoever reads or writes holds the lock, so that no half line is taken for damage.
The database can be lost: the order of the lines, file by file, is the order of what was decided.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from records import Decision, Trouble
from times import from_iso, iso

FOLDER = Path("journal") / "decisions"  # of a home
LONGEST = 100_000  # bytes of one line; a note of fifty pages
PATIENCE = 30  # seconds that a writer waits for another
FIELDS = {field.name for field in fields(Decision)}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lines:
    """What was read: the decisions, up to which byte of each file, and the places of lines that are none."""

    decisions: list[Decision]
    sizes: dict[str, int]
    broken: list[str]


class DecisionJournal:
    """The decisions of one home."""

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the journal for one process, mended; Trouble("decision.busy") or ("decision.cannot-write")."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / "lock", timeout=PATIENCE):
                self._mend()
                yield
        except Timeout as error:
            raise Trouble("decision.busy", file=str(self.folder)) from error
        except OSError as error:
            raise Trouble("decision.cannot-write", file=str(self.folder), detail=str(error.strerror)) from error

    def append(self, decisions: Iterable[Decision], today: date) -> None:
        """Write these lines to today's file and wait until they are on the disk.

        Where the clock was put back the newest file goes on: the order of the files is the order of deciding.
        """
        content = b"".join(map(line_of, decisions))
        path = self._path(today)
        size = path.stat().st_size if path.exists() else 0
        try:
            with path.open("ab", buffering=0) as stream:
                stream.write(content)
                os.fsync(stream.fileno())
        except OSError:  # a full disk: whoever decided will be told that nothing was written
            with suppress(OSError):
                os.truncate(path, size)
            raise
        if not size:
            _sync_folder(self.folder)

    def _path(self, today: date) -> Path:
        newest = max((path.stem for path in self._files()), default="")
        day = max(newest, today.isoformat())
        if day in self.seals():
            day = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
        return self.folder / f"{day}.jsonl"

    def read(self, read_already: Mapping[str, int]) -> Lines:
        """The lines behind ``read_already`` bytes of each file, oldest first."""
        lines = Lines([], {}, [])
        for path in self._files():
            lines.sizes[path.name] = path.stat().st_size
            begin = read_already.get(path.name, 0)
            if lines.sizes[path.name] > begin:
                self._read_file(path, begin, lines)
        return lines

    def _read_file(self, path: Path, begin: int, lines: Lines) -> None:
        with path.open("rb") as stream:
            first = stream.read(begin).count(b"\n") + 1
            for number, line in enumerate(stream, start=first):
                if decision := decision_of(line):
                    lines.decisions.append(decision)
                else:
                    lines.broken.append(f"{path.name}:{number}")

    # --- closed days ---

    def seal(self, today: date) -> None:
        """Put the checksum of every file of a day that is over beside it."""
        sealed = self.seals()
        for path in self._files():
            if path.stem < today.isoformat() and path.stem not in sealed:
                whole = path.with_suffix(".sha256.new")
                whole.write_text(f"{_sha256(path)}  {path.name}\n", encoding="ascii")
                whole.replace(path.with_suffix(".sha256"))

    def seals(self) -> dict[str, str]:
        """Day to the SHA-256 that its file had when the day was closed."""
        return {path.stem: path.read_text("ascii")[:64] for path in sorted(self.folder.glob("*.sha256"))}

    def damaged(self) -> list[str]:
        """Names of closed files that are gone or not as they were."""
        named = ((self.folder / f"{day}.jsonl", digest) for day, digest in self.seals().items())
        return [path.name for path, digest in named if not path.exists() or _sha256(path) != digest]

    def _mend(self) -> None:
        """Cut the half line that a killed process left: nobody was told that it was written. A whole one stays."""
        for path in self._files()[-1:]:
            content = path.read_bytes()
            tail = content[content.rfind(b"\n") + 1 :]
            if not tail:
                continue
            with path.open("r+b") as stream:
                if decision_of(tail):
                    stream.seek(0, os.SEEK_END)
                    stream.write(b"\n")
                else:
                    log.warning("cut half a line of the journal file=%s bytes=%d", path, len(tail))
                    stream.truncate(len(content) - len(tail))
                os.fsync(stream.fileno())

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.jsonl"))


def line_of(decision: Decision) -> bytes:
    """A decision as its line; Trouble("decision.too-long") for one that is no note but a book."""
    facts: dict[str, Any] = {name: getattr(decision, name) for name in FIELDS}
    written = {**facts, "at": iso(decision.at), "said": dict(decision.said)}
    line = json.dumps(written, ensure_ascii=False, sort_keys=True, allow_nan=False).encode("utf-8", "replace") + b"\n"
    if len(line) > LONGEST:
        raise Trouble("decision.too-long", size=len(line), allowed=LONGEST)
    return line


def decision_of(line: bytes) -> Decision | None:
    """The decision of a line; None where it is none."""
    try:
        row = json.loads(line)
        decision = Decision(**{**row, "at": from_iso(row["at"])})
        texts = (getattr(decision, name) for name in FIELDS - {"at", "said"})
        is_whole = all(isinstance(text, str) for text in texts) and isinstance(decision.said, dict)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return decision if is_whole and decision.id else None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    """A new file's name must be on the disk too; Windows has no such call and does not need it."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
