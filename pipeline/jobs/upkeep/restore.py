"""``restore``: a home again, from a backup or from an archive and journals alone.

The file ``restoring.json`` says what is being done until everything is there: while it stands no other command
writes into the home, and the same restore goes on where it was broken off. Nothing is deleted: what a home held
before is put aside in a folder of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.jobs.collecting.run import run_process
from pipeline.jobs.home import BACKUPS, LOCK, MOVED_ASIDE, RESTORING, SCHEDULE_DATABASE, SCHEDULE_LOCK, TOKENS, Home
from pipeline.jobs.report import Failure, Progress, silent
from pipeline.jobs.upkeep.backup_folder import (
    DATABASE,
    BackupFolder,
    Kept,
    Opener,
    copy,
    digest_of,
    names_in,
    private_file,
    told_by,
)
from pipeline.jobs.upkeep.backups import OF_THIS_MACHINE
from records import Trouble
from storage.backups import counts_of
from times import iso

STAYS = (LOCK, SCHEDULE_LOCK, SCHEDULE_DATABASE, RESTORING, BACKUPS, TOKENS)  # what is never put aside


@dataclass(frozen=True, slots=True)
class Restoring:
    """A restore that has begun: from which folder and list ("" is an archive with journals), and how far it is."""

    source: str
    list_name: str
    rebuild: bool
    aside: str  # the folder that takes what was there
    moved: bool = False  # has everything been put aside?


@dataclass(slots=True)
class RestoreReport:
    """What came back: files copied and found, and the counts before (as the backup has them) and after."""

    source: Path
    list_name: str = ""
    aside: str = ""
    copied: int = 0
    found: int = 0
    expected: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Way:
    """How a home is brought back."""

    clock: Callable[[], datetime]
    rebuild: bool = False  # leave the backup's database and make it anew
    replace_data: bool = False  # put aside what the home holds
    progress: Progress = silent
    open_new: Opener = private_file


def restore(home: Home, source: Path, way: Way) -> RestoreReport:
    """Bring a home back (:func:`bring_back`), then read what its database does not know yet: all of it after a
    rebuild, what a run was just bringing in otherwise.
    """
    report = bring_back(home, source, way)
    processed = run_process(home, since=None, clock=way.clock, progress=way.progress)
    report.failures += processed.failures
    report.counts = counts_of(home.path / DATABASE)
    if any(report.counts[name] < count for name, count in report.expected.items()):  # more came while it was made
        report.failures.append(Failure("", str(home.path / DATABASE), "restore-lacks"))
    return report


def bring_back(home: Home, source: Path, way: Way) -> RestoreReport:
    """Bring the files of a home from a folder of backups (its newest), or from a folder with archive and journals.

    Trouble("restore.nothing") for a folder that is neither, ("restore.itself") for one that the home is or lies in,
    ("restore.has-data") for a home that holds something unless it may be put aside, ("restore.damaged") for a backup
    of which a file is not what its list says, ("backup.no-space") for a full disk.
    """
    _check_apart(home, source)
    home.path.mkdir(parents=True, exist_ok=True)
    with home.for_writing(restoring=True), _no_schedule(home), told_by(home.path):
        begun = _begun(home, source, way)
        report = RestoreReport(source, begun.list_name, begun.aside)
        if not begun.moved:
            _put_aside(home, begun)
        files = list(_files(source, begun, report))
        for number, (kept, place) in enumerate(files, 1):
            _bring(kept, place, home, report, way.open_new)
            way.progress("progress.restore", number, len(files))
        (home.path / RESTORING).unlink()
    return report


def _check_apart(home: Home, source: Path) -> None:
    """A home cannot come from itself: it would be put aside first. Nor from an archive in which it lies."""
    there, here = source.resolve(), home.path.resolve()
    if there == here or (here.is_relative_to(there) and not _newest(source)):
        raise Trouble("restore.itself", home=str(home.path), folder=str(source))


@contextmanager
def _no_schedule(home: Home) -> Iterator[None]:
    """The schedule's own lock, held while a home is restored: its jobs would write into the middle of it."""
    try:
        with FileLock(home.path / SCHEDULE_LOCK, timeout=0):
            yield
    except Timeout as error:
        raise Trouble("restore.schedule-runs", home=str(home.path)) from error


def _begun(home: Home, source: Path, way: Way) -> Restoring:
    """The restore that goes on, or a new one, written down before anything is touched.

    One that is given up (its backup is damaged, say) for another is data too: what it brought is put aside.
    """
    aside = _free_name(home, f"{MOVED_ASIDE}{iso(way.clock()).replace(':', '')}")
    wished = Restoring(str(source.resolve()), _newest(source), way.rebuild, aside, moved=not _holds_data(home))
    if (home.path / RESTORING).exists():
        found = _read(home)
        if (found.source, found.list_name, found.rebuild) == (wished.source, wished.list_name, wished.rebuild):
            return found
        wished = replace(wished, aside=aside if found.moved else found.aside, moved=False)
    elif not wished.moved and not way.replace_data:
        raise Trouble("restore.has-data", home=str(home.path))
    _write(home, wished)
    return wished


def _free_name(home: Home, name: str) -> str:
    taken = sum(path.name.startswith(name) for path in home.path.iterdir())
    return f"{name}-{taken + 1}" if taken else name


def _newest(source: Path) -> str:
    """The newest list of a folder of backups; "" for a folder with an archive or journals."""
    if names := BackupFolder(source).names():
        return names[-1]
    if not ((source / "archive").is_dir() or (source / "journal").is_dir()):
        raise Trouble("restore.nothing", folder=str(source))
    return ""


def _holds_data(home: Home) -> bool:
    return (home.path / DATABASE).exists() or any(
        path.is_file() for folder in (home.archive, home.journal) for path in folder.rglob("*")
    )


def _read(home: Home) -> Restoring:
    try:
        return Restoring(**json.loads((home.path / RESTORING).read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise Trouble("restore.broken-note", file=str(home.path / RESTORING), detail=str(error)) from error


def _write(home: Home, begun: Restoring) -> None:
    draft = home.path / f"{RESTORING}.part"
    draft.write_text(json.dumps(asdict(begun), ensure_ascii=False), encoding="utf-8")
    draft.replace(home.path / RESTORING)


def _put_aside(home: Home, begun: Restoring) -> None:
    """Move what the home held, but the backup itself, into a folder of its own; broken off, the rest is moved the next
    time.
    """
    target = home.path / begun.aside
    target.mkdir(exist_ok=True)
    for path in sorted(home.path.iterdir()):
        stays = path.name in STAYS or path.name.startswith((MOVED_ASIDE, RESTORING))
        if not (stays or Path(begun.source).is_relative_to(path.resolve())):
            path.rename(target / path.name)
    _write(home, replace(begun, moved=True))


def _files(source: Path, begun: Restoring, report: RestoreReport) -> Iterator[tuple[Kept, Path]]:
    """What is to be brought and where it stands, the database last: without it a home reads as empty."""
    if not begun.list_name:
        # Lists, models and pages of an installation come too, if they stand there: a whole home may be the source.
        leave = [(source / name).resolve() for name in (BACKUPS, TOKENS, *OF_THIS_MACHINE)]
        leave += [path.resolve() for path in source.glob(f"{MOVED_ASIDE}*")]
        for name in names_in(source, leave):
            if not name.startswith((DATABASE, SCHEDULE_DATABASE)):
                path = source / name
                yield Kept(name, path.stat().st_size, digest_of(path)), path
        return
    folder = BackupFolder(source)
    listed = folder.read(begun.list_name)
    report.expected = listed.counts
    for kept in sorted(listed.files, key=lambda one: (one.name == DATABASE, one.name)):
        if not (begun.rebuild and kept.name == DATABASE):
            yield kept, folder.place(kept)


def _bring(kept: Kept, place: Path, home: Home, report: RestoreReport, open_new: Opener) -> None:
    target = home.path / kept.name
    if target.is_file() and target.stat().st_size == kept.size and digest_of(target) == kept.sha256:
        report.found += 1
        return
    if not place.is_file():
        raise Trouble("restore.damaged", file=str(place), name=kept.name)
    if target.is_file():  # the installation's own, of another content
        other = home.path / report.aside / kept.name
        other.parent.mkdir(parents=True, exist_ok=True)
        target.replace(other)
    copied = copy(place, target, open_new, size=kept.size)
    if (copied.size, copied.sha256) != (kept.size, kept.sha256):
        target.unlink()
        raise Trouble("restore.damaged", file=str(place), name=kept.name)
    report.copied += 1
