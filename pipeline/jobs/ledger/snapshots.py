"""``snapshot``: freezes what the counts of a plan's period read, so that a report can be made again to the byte.

A snapshot is a file beside the journals, for people made it and no archive brings it back: a header, the
configuration as it was, the rows. Its id is a digest of all of that.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from config.frozen import digest_of, frozen, thawed
from config.load import Configuration
from pipeline.jobs.home import Home
from pipeline.jobs.ledger.counting import Books, Filters, books_of, checked, deliver, missing_of
from records import Decision, Plan, Trouble
from storage.awards import make_awarded
from storage.decisions import standing
from storage.opening import open_database
from storage.snapshots import kept_rows, models_of, restored

FORMAT = 1
SUFFIX = ".jsonl.gz"
ABOUT = "snapshot"  # what a decision is about that takes one back
LAST = "last"  # in place of an id: the newest of just this plan and period, as the schedule takes one before it counts


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is said of a frozen period before its rows."""

    format: int
    plan: str
    since: str
    until: str
    at: str
    models: list[str]
    configuration: str  # digest
    gap_days: int


def folder_of(home: Home) -> Path:
    return home.path / "snapshots"


def families_of(configuration: Configuration) -> dict[str, str]:
    """Each outlet's house: itself, or the agency or paper that owns it."""
    found = {}
    for slug, outlet in configuration.outlets.items():
        while outlet.owner in configuration.outlets:
            outlet = configuration.outlets[outlet.owner]
        found[slug] = outlet.slug
    return found


def take_snapshot(home: Home, *, plan: str, since: str, until: str, now: str) -> tuple[str, Snapshot]:
    """Freeze a period of a plan; its id and header. Days until today alone are frozen.

    Trouble("coverage.…") for a plan or period that is none, Trouble("output.cannot-write") for a full disk.
    """
    with books_of(home, now=now) as books:
        filters = Filters(plan=plan, since=since, until=until)
        of = checked(books.configuration, filters)
        since, until = since or of.since.isoformat(), min(until or of.until.isoformat(), books.today.isoformat())
        if since > until:
            raise Trouble("snapshot.not-begun", since=since)
        body, header = _frozen(books, of, since, until)
    name = base64.b32encode(hashlib.sha256(body).digest()).decode()[:12].lower()
    _write(folder_of(home) / f"{name}{SUFFIX}", body)
    return name, header


def _frozen(books: Books, plan: Plan, since: str, until: str) -> tuple[bytes, Snapshot]:
    deliver(books, plan)
    make_awarded(books.db, plan.province, families_of(books.configuration))
    table = frozen(books.configuration, plan)
    period: dict[str, str] = {"province": plan.province, "since": since, "until": until}
    gaps, _ = missing_of(books, Filters(plan=plan.code, since=since, until=until))
    models = models_of(books.db, **period)
    header = Snapshot(FORMAT, plan.code, since, until, books.now, models, digest_of(table), gaps)
    lines: list[Any] = [asdict(header), table]
    out = io.StringIO()
    for line in (*lines, *kept_rows(books.db, plan=plan.code, **period)):
        out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    return out.getvalue().encode(), header


def _write(path: Path, body: bytes) -> None:
    """Whole or not at all."""
    half = path.with_suffix(".half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(gzip.compress(body, mtime=0))
        half.replace(path)
    except OSError as error:
        with suppress(OSError):
            half.unlink()
        raise Trouble("output.cannot-write", file=str(path), detail=error.strerror) from error


def header_row(name: str, header: Snapshot) -> dict[str, Any]:
    return {"id": name, **asdict(header)}


def snapshots(home: Home) -> list[dict[str, Any]]:
    """All snapshots of a home, oldest first: their headers with their ids."""
    names = (path.name.removesuffix(SUFFIX) for path in folder_of(home).glob(f"*{SUFFIX}"))
    found = [header_row(name, _read(home, name)[0]) for name in names]
    return sorted(found, key=lambda row: (row["at"], row["id"]))


def withdrawn(home: Home) -> dict[str, Decision]:
    """The snapshots that were taken back, each with the decision that says by whom, when and why."""
    try:
        db = open_database(home.path, write=False)
    except Trouble as trouble:
        if trouble.key != "storage.empty":
            raise
        return {}
    with closing(db):
        return {one.key: one for one in standing(db, ABOUT)}


def named_snapshot(home: Home, name: str, filters: Filters) -> str:
    """The id of a snapshot that is there as it was taken; LAST is the newest of just this plan and period in the list.

    Trouble("snapshot.unknown"), ("snapshot.changed") or ("snapshot.none-of-period").
    """
    name = _last(home, filters) if name == LAST else name
    _read(home, name)
    return name


def _last(home: Home, filters: Filters) -> str:
    """The others are not read beyond their headers, so that a damaged one of long ago keeps nobody from counting."""
    plan = filters.plan or home.configuration().settings.default_plan
    wanted, found, gone = (plan, filters.since, filters.until), [], withdrawn(home)
    for path in folder_of(home).glob(f"*{SUFFIX}"):
        header, name = _header(path), path.name.removesuffix(SUFFIX)
        if header and (header.plan, header.since, header.until) == wanted and name not in gone:
            found.append((header.at, name))
    if not found:
        raise Trouble("snapshot.none-of-period", plan=plan, since=filters.since or "-", until=filters.until or "-")
    return max(found)[1]


def _header(path: Path) -> Snapshot | None:
    """What stands before the rows; None where it cannot be read, which ``snapshots`` tells."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            return Snapshot(**json.loads(stream.readline()))
    except (OSError, EOFError, zlib.error, ValueError, TypeError):
        return None


def _read(home: Home, name: str) -> tuple[Snapshot, list[str]]:
    """Header and the other lines; Trouble("snapshot.unknown") or ("snapshot.changed") for one that is not as it was."""
    path = folder_of(home) / f"{name}{SUFFIX}"
    if not name.isalnum() or not path.is_file():
        raise Trouble("snapshot.unknown", value=name)
    try:
        body = gzip.decompress(path.read_bytes())
        if base64.b32encode(hashlib.sha256(body).digest()).decode()[:12].lower() != name:
            raise Trouble("snapshot.changed", value=name, file=str(path))
        first, *rest = body.decode().removesuffix("\n").split("\n")
        return Snapshot(**json.loads(first)), rest
    except (OSError, EOFError, zlib.error, ValueError, TypeError) as error:
        raise Trouble("snapshot.changed", value=name, file=str(path)) from error


@contextmanager
def books_of_snapshot(home: Home, name: str, filters: Filters) -> Iterator[tuple[Books, Filters]]:
    """A snapshot, open for counting, with the filters within its plan and period.

    Trouble("snapshot.other-plan") or ("snapshot.other-period") where they ask for more than was frozen.
    """
    header, (table, *rows) = _read(home, name)
    if filters.plan not in ("", header.plan):
        raise Trouble("snapshot.other-plan", value=name, plan=header.plan)
    since, until = filters.since or header.since, filters.until or header.until
    if since != "-" and (since < header.since or until > header.until):
        raise Trouble("snapshot.other-period", value=name, since=header.since, until=header.until)
    configuration = thawed(json.loads(table), name)
    with closing(restored(json.loads(row) for row in rows)) as db:
        asked = {"plan": header.plan, "since": since, "until": until if since != "-" else ""}
        yield Books(db, configuration, header.at, name, _has_changed(home, header)), filters.within(**asked)


def _has_changed(home: Home, header: Snapshot) -> bool:
    """Is the plan, or what it is read with, another now than then?"""
    present = home.configuration()
    plan = present.plans.get(header.plan)
    return plan is None or digest_of(frozen(present, plan)) != header.configuration


@contextmanager
def books_for(home: Home, filters: Filters, snapshot: str, *, now: str) -> Iterator[tuple[Books, Filters]]:
    """A snapshot where one is named (by its id or as LAST), else the home as it stands."""
    if snapshot:
        with books_of_snapshot(home, named_snapshot(home, snapshot, filters), filters) as opened:
            yield opened
    else:
        with books_of(home, now=now) as books:
            yield books, filters
