"""``backup``: all that a home holds, copied while it is at work, checked, and listed last.

The order makes the copy consistent without holding anybody up: first the database, then the journals, then the
archive. The archive holds what the journals name and the journals what the database knows, so what came between
is like the rest that a killed run leaves, and the first run after a restore puts it in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from crawlers.archive import checksums
from pipeline.jobs.home import BACKUPS, HOME_ID, LOCK, MOVED_ASIDE, RESTORING, SCHEDULE_DATABASE, SCHEDULE_LOCK, Home
from pipeline.jobs.report import Failure, Progress, silent
from pipeline.jobs.upkeep.backup_folder import (
    ACCOUNTS,
    DATABASE,
    PART,
    BackupFolder,
    BackupList,
    Kept,
    Opener,
    copy,
    digest_of,
    names_in,
    private_file,
    told_by,
)
from records import Trouble
from storage.backups import copy_database, counts_of
from times import iso

KEEP = 7  # backups: a week of days
OF_THIS_MACHINE = (LOCK, SCHEDULE_LOCK, SCHEDULE_DATABASE, RESTORING)
OF_SQLITE = (ACCOUNTS, DATABASE)  # copied by SQLite itself: somebody may be writing


@dataclass(slots=True)
class BackupReport:
    """What a backup copied, what it found there already, and what it found wrong."""

    folder: Path
    list_name: str = ""
    copied: int = 0
    copied_bytes: int = 0
    kept: int = 0
    checked: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)


def backup(
    home: Home,
    to: Path | None = None,
    *,
    clock: Callable[[], datetime],
    check: bool = False,
    progress: Progress = silent,
    open_new: Opener = private_file,
) -> BackupReport:
    """Copy a home into a folder of backups; ``check`` reads every file that is there already once more.

    Trouble("backup.no-space"), ("backup.cannot-write"), ("backup.busy"), and those of the database. A file of the
    archive that is not what the list of its day says is a failure with a name: what an earlier backup holds of it
    stays. Killed at any moment, the earlier backups are whole.
    """
    folder = BackupFolder(to or home.path / BACKUPS)
    report = BackupReport(folder.path)
    with told_by(folder.path), _alone(folder.path):
        _refuse_other(home, folder)
        files = [kept for name in OF_SQLITE if (kept := _database(name, home, folder, report))]
        for of_archive in (False, True):  # its names are read when the journals have been copied
            listed = checksums(home.archive)
            for number, name in enumerate(names := _names(home, folder, of_archive=of_archive), 1):
                if kept := _kept(home.path / name, name, folder, report, listed=listed, check=check, open_new=open_new):
                    files.append(kept)
                progress("progress.backup", number, len(names))
        report.failures += _missing(home, listed)
        made = BackupList(iso(clock()), _own_id(home), tuple(files), report.counts)
        report.list_name = folder.write(made, open_new)
        folder.prune(KEEP)
    return report


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / "backup.lock", timeout=0):
            yield
    except Timeout as error:
        raise Trouble("backup.busy", folder=str(folder)) from error


def _own_id(home: Home) -> str:
    """A random name that a home bears from its first backup on, and its restored copy too."""
    path = home.path / HOME_ID
    if not path.exists():
        path.write_text(f"{uuid4()}\n", encoding="utf-8")
    return path.read_text(encoding="utf-8").strip()


def _refuse_other(home: Home, folder: BackupFolder) -> None:
    """Backups of two homes in one folder would put each other away."""
    own = _own_id(home)
    for name in folder.names()[-1:]:
        if (other := folder.read(name).home) != own:
            raise Trouble("backup.other-home", folder=str(folder.path), other=other)


def _database(name: str, home: Home, folder: BackupFolder, report: BackupReport) -> Kept | None:
    """A database of the home as it stands now, under its digest; None where there is none yet."""
    draft = folder.path / "files" / f"{name}{PART}"
    draft.parent.mkdir(parents=True, exist_ok=True)
    private_file(draft).close()  # SQLite keeps the mode of what is there
    if not copy_database(home.path / name, draft):
        draft.unlink()
        return None
    if name == DATABASE:
        report.counts = counts_of(draft)
    made = Kept(name, draft.stat().st_size, digest_of(draft))
    folder.place(made).parent.mkdir(exist_ok=True)
    draft.replace(folder.place(made))
    report.copied, report.copied_bytes = report.copied + 1, report.copied_bytes + made.size
    return made


def _names(home: Home, folder: BackupFolder, *, of_archive: bool) -> list[str]:
    """What is to be copied, the journals first, the lists of the archive last."""
    leave = [folder.path.resolve(), (home.path / BACKUPS).resolve(), home.tokens.resolve()]
    leave += [path.resolve() for path in home.path.glob(f"{MOVED_ASIDE}*")]
    endings = ("-wal", "-shm", "-journal")
    by_sqlite = (*OF_SQLITE, SCHEDULE_DATABASE)
    out = {*OF_THIS_MACHINE, *by_sqlite, *(name + end for name in by_sqlite for end in endings)}
    names = [name for name in names_in(home.path, leave) if name not in out and not name.endswith(PART)]
    mine = [name for name in names if name.startswith("archive/") == of_archive]
    return sorted(mine, key=lambda name: (not name.startswith("journal/"), name.endswith(".sha256"), name))


def _kept(
    source: Path, name: str, folder: BackupFolder, report: BackupReport, *,
    listed: Mapping[str, str], check: bool, open_new: Opener,
) -> Kept | None:  # fmt: skip
    """A file of the home in the backup, copied where it is not there; None for one that must not be copied."""
    try:
        size = _whole_lines(source) if name.endswith((".jsonl", ".sha256")) else source.stat().st_size
        told = listed.get(source.name) if name.startswith("archive/") and name.endswith(".warc.gz") else None
        known = Kept(name, size, told) if told else None
        if known and folder.holds(known) and not check:
            report.kept += 1
            return known
        found = Kept(name, size, digest_of(source, size))
    except FileNotFoundError:  # it was closed, or removed, since its name was read
        closed = source.with_name(source.name.removesuffix(".open"))
        if closed == source or not closed.exists():
            return None
        name = name.removesuffix(".open")
        return _kept(closed, name, folder, report, listed=listed, check=check, open_new=open_new)
    report.checked += 1
    if told and found.sha256 != told:
        report.failures.append(Failure("", str(source), "archive-changed"))
        return known if known and folder.holds(known) and digest_of(folder.place(known)) == told else None
    return _copied(source, found, folder, report, check=check, open_new=open_new)


def _copied(
    source: Path, found: Kept, folder: BackupFolder, report: BackupReport, *, check: bool, open_new: Opener
) -> Kept:
    place = folder.place(found)
    if folder.holds(found) and not (check and digest_of(place) != found.sha256):
        report.kept += 1
        return found
    copied = copy(source, place, open_new, size=found.size)
    report.copied, report.copied_bytes = report.copied + 1, report.copied_bytes + copied.size
    if copied.sha256 != found.sha256:
        with suppress(OSError):
            place.unlink()
        raise Trouble("backup.changed-while-copied", file=str(source))
    return found


def _whole_lines(path: Path) -> int:
    """The size up to the last line's end: what a run is just writing belongs to the next backup."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - 1_000_000))  # a line is far shorter
        tail = stream.read(min(size, 1_000_000))
    return size - len(tail) + tail.rfind(b"\n") + 1


def _missing(home: Home, listed: Mapping[str, str]) -> Iterator[Failure]:
    """Files of the archive that the lists name and nobody has."""
    for name in listed:
        if not (home.archive / name).exists():
            yield Failure("", str(home.archive / name), "archive-missing")
