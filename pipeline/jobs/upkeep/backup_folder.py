"""A folder of backups: each closed archive file once, everything else by its digest, and a list for each backup.

``archive/`` holds the closed WARC files under their own names, ``files/`` the rest under their SHA-256, and
``lists/`` one JSON file a backup. A backup counts from its list on, which is written last; whatever no list names
is left over and goes with the next backup.
"""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

from records import Trouble

STEP = 1 << 20  # bytes at a time
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
PART = ".part"
PRIVATE = 0o600
DATABASE = "diembao.db"
ACCOUNTS = "accounts.db"  # who may use the pages and what they did there: copied as the database is
_LOCK = re.compile(r"(^|/)lock$|\.lock$")  # held, and on Windows then unreadable
_DIGEST = re.compile(r"[0-9a-f]{64}")
Opener = Callable[[Path], IO[bytes]]  # a new file to write; handed in so that a full disk can be tried out


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a home as a backup has it; ``name`` is its path in the home with forward slashes."""

    name: str
    size: int
    sha256: str

    @property
    def is_archive(self) -> bool:
        return self.name.startswith("archive/") and self.name.endswith(".warc.gz")


@dataclass(frozen=True, slots=True)
class BackupList:
    """One whole backup: when it was made, what it holds, and what was counted in its database."""

    made_at: str
    home: str  # the random name of the home
    files: tuple[Kept, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BackupFolder:
    """Where backups stand."""

    path: Path

    def place(self, kept: Kept) -> Path:
        if kept.is_archive:
            return self.path / kept.name
        return self.path / "files" / kept.sha256[:2] / kept.sha256

    def holds(self, kept: Kept) -> bool:
        """Is a file of this size there? (It was checked when it came; :func:`digest_of` checks it again.)"""
        place = self.place(kept)
        return place.is_file() and place.stat().st_size == kept.size

    def names(self) -> list[str]:
        """The lists that are there, oldest first."""
        return sorted(path.name for path in (self.path / "lists").glob("*.json"))

    def read(self, name: str) -> BackupList:
        """Trouble("backup.broken-list") for one that cannot be read."""
        path = self.path / "lists" / name
        try:
            row: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            files = tuple(_kept(one) for one in row["files"])
            return BackupList(row["made_at"], str(row["home"]), files, dict(row["counts"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Trouble("backup.broken-list", file=str(path), detail=str(error)) from error

    def write(self, made: BackupList, open_new: Opener) -> str:
        name = self._new_name(made)
        row = {
            "made_at": made.made_at, "home": made.home, "counts": dict(made.counts),
            "files": [asdict(one) for one in made.files],
        }  # fmt: skip
        with told_by(self.path), writing(self.path / "lists" / name, open_new) as stream:
            stream.write(json.dumps(row, ensure_ascii=False, indent=1).encode())
        return name

    def _new_name(self, made: BackupList) -> str:
        """A name behind all others: written last is newest, also where the clock was ahead once or stands still."""
        name = f"{made.made_at.replace(':', '')}.json"
        if (newest := max(self.names(), default="")) < name:
            return name
        stem, _, number = newest.removesuffix(".json").partition("_")
        return f"{stem}_{int(number or 0) + 1:06}.json"

    def prune(self, keep: int) -> None:
        """Leave the newest ``keep`` lists and what they name."""
        names = self.names()
        for name in names[:-keep]:
            (self.path / "lists" / name).unlink()
        named = {self.place(one) for name in names[-keep:] for one in self.read(name).files}
        for path in [*(self.path / "files").rglob("*"), *(self.path / "archive").glob(f"*{PART}")]:
            if path.is_file() and path not in named:
                path.unlink()


def _kept(row: Mapping[str, Any]) -> Kept:
    """ValueError for a name that leads out of a home."""
    kept = Kept(str(row["name"]), int(row["size"]), str(row["sha256"]))
    path = PurePosixPath(kept.name)
    if path.is_absolute() or ".." in path.parts or "\\" in kept.name or not _DIGEST.fullmatch(kept.sha256):
        raise ValueError(kept.name)
    return kept


@contextmanager
def told_by(folder: Path) -> Iterator[None]:
    """A full disk and a place that cannot be written to become sentences."""
    try:
        yield
    except OSError as error:
        key = "backup.no-space" if error.errno in FULL else "backup.cannot-write"
        raise Trouble(key, folder=str(folder), detail=error.strerror or str(error)) from error


def new_file(path: Path) -> IO[bytes]:
    return path.open("wb")


def private_file(path: Path) -> IO[bytes]:
    """A new file that only its owner reads: a backup holds the mail password, and names that are in no report."""
    path.unlink(missing_ok=True)  # what a killed run left keeps its mode otherwise
    return open(path, "wb", opener=lambda name, flags: os.open(name, flags, PRIVATE))


@contextmanager
def writing(target: Path, open_new: Opener) -> Iterator[IO[bytes]]:
    """A file that stands under its name only when it is whole and on the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + PART)
    try:
        with open_new(part) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def copy(source: Path, target: Path, open_new: Opener, *, size: int | None = None) -> Kept:
    """Copy a file, or its first ``size`` bytes, and say what was copied (under the target's own name)."""
    digest, copied = sha256(), 0
    with source.open("rb") as given, writing(target, open_new) as stream:
        while piece := given.read(STEP if size is None else min(STEP, size - copied)):
            stream.write(piece)
            digest.update(piece)
            copied += len(piece)
    return Kept(target.name, copied, digest.hexdigest())


def digest_of(path: Path, size: int | None = None) -> str:
    """SHA-256 of a file, or of its first ``size`` bytes."""
    digest, left = sha256(), size
    with path.open("rb") as stream:
        while piece := stream.read(STEP if left is None else min(STEP, left)):
            digest.update(piece)
            left = None if left is None else left - len(piece)
    return digest.hexdigest()


def names_in(home: Path, leave: Sequence[Path]) -> list[str]:
    """All files below a home but locks and those of the left folders, sorted; a folder of its own that is a link is
    followed.
    """
    found = []
    for top in sorted(home.iterdir()):
        if top.resolve() in leave:
            continue
        if top.is_file():
            found.append(top.name)
        for folder, inner, files in os.walk(top):
            inner[:] = [name for name in inner if (Path(folder) / name).resolve() not in leave]
            found += [(Path(folder) / name).relative_to(home).as_posix() for name in files]
    return sorted(name for name in found if not _LOCK.search(name))
