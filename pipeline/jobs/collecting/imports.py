"""``import``: what a file's rows say, through the door; every row becomes an item, is known, or is refused by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from config.officer import officer
from config.wording import Say, sentence
from crawlers.pieces import piece_digest
from pieces import Piece
from pipeline.jobs.collecting.door import Brought, Door, open_door
from pipeline.jobs.home import Home
from pipeline.jobs.reading.models import Judge, in_service, judge_for
from pipeline.jobs.reading.process import process
from pipeline.jobs.report import Failure, Progress, silent, vars_of
from pipeline.templates import Refused
from records import Decision, Trouble
from storage.decisions import decide
from storage.opening import open_database
from storage.pieces import digests_at
from storage.queries import find_item
from storage.rulings import ITEM
from storage.store import Store
from times import iso


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece of a file, where it stands there, and what comes with it."""

    sheet: str
    row: int
    piece: Piece
    brought: tuple[Brought, ...] = ()


@dataclass(slots=True)
class ImportReport:
    """What became of a file: entries = taken + known + refused."""

    file: str
    tool: str  # "template@1", "vnsocial"
    entries: int = 0
    taken: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)
    notes: list[tuple[str, dict[str, object]]] = field(default_factory=list)  # sentences and their facts
    items: int = 0  # new items that came of it
    failures: list[Failure] = field(default_factory=list)
    dry_run: bool = False

    @property
    def balances(self) -> bool:
        return self.entries == self.taken + self.known + len(self.refused)

    def as_json(self, say: Say = sentence) -> dict[str, Any]:
        """For programs; the notes in whose words ``say`` has."""
        refused = [
            {"sheet": one.sheet, "row": one.row, "reason": one.reason, "detail": one.detail} for one in self.refused
        ]
        return {
            "file": self.file, "tool": self.tool, "entries": self.entries, "taken": self.taken, "known": self.known,
            "refused": refused, "items": self.items, "dry_run": self.dry_run,
            "failures": [vars_of(failure) for failure in self.failures],
            "notes": [say(key, **facts) for key, facts in self.notes],
        }  # fmt: skip


def file_digest(path: Path) -> str:
    """SHA-256 of a file: by it ``found_at`` says from which file a row came."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def placed(entries: Iterable[Entry], digest: str) -> list[Entry]:
    """The same with where each stands in which file."""
    return [
        replace(one, piece=replace(one.piece, found_at=f"{digest}:{one.sheet}!{one.row}"[:300])) for one in entries
    ]  # fmt: skip


def without_contradictions(entries: Sequence[Entry]) -> tuple[list[Entry], list[Refused]]:
    """A second row for one address that says something else is refused: which of them is right nobody can tell."""
    first: dict[str, tuple[int, str]] = {}
    kept, refused = [], []
    for one in entries:
        digest = piece_digest(replace(one.piece, enclosed=tuple(brought.told for brought in one.brought)))
        row, told = first.setdefault(one.piece.address, (one.row, digest))
        if told == digest:
            kept.append(one)
        else:
            refused.append(Refused(one.sheet, one.row, "row-contradicts", str(row)))
    return kept, refused


def take_in(
    home: Home, entries: Sequence[Entry], report: ImportReport, *, clock: Callable[[], datetime], by: str = "",
    progress: Progress = silent, judge: Judge | None = None,
) -> None:  # fmt: skip
    """Hand the entries in at the door, and make items of them; with ``report.dry_run`` only say what would be done.

    ``judge`` stands in for the models in service.

    What a killed import took in is known by the next; Trouble as of :meth:`Home.for_writing`.
    """
    report.entries = len(entries) + len(report.refused)
    if report.dry_run:
        _would_take(home, entries, report)
        return
    configuration, started = home.configuration(), clock()
    with home.for_writing(), Store.open(home.path) as store:
        with open_door(home, store, clock=clock) as door:
            _take(door, entries, progress)
        judge = judge or judge_for(configuration, in_service(home))
        processed = process(home, configuration, store, judge, store.unprocessed(), progress=progress)
        report.taken, report.known = door.taken, door.known
        report.items, report.failures = processed.ledger.new, [*door.failures, *processed.failures]
        _decide_genres(home, store, entries, officer(by, configuration.settings.officer), clock())
        store.rule(configuration.plans)
        store.add_run("import", iso(started), iso(clock()), {**report.as_json(), **processed.as_json()})


def _take(door: Door, entries: Sequence[Entry], progress: Progress) -> None:
    for number, one in enumerate(entries, 1):
        door.take(one.piece, one.brought)
        progress("progress.import", number, len(entries))


def _would_take(home: Home, entries: Sequence[Entry], report: ImportReport) -> None:
    try:
        db = open_database(home.path, write=False)
    except Trouble as trouble:
        if trouble.key != "storage.empty":
            raise
        db = None
    told: dict[str, list[str]] = {}
    for one in entries:
        piece = replace(one.piece, enclosed=(*one.piece.enclosed, *(brought.told for brought in one.brought)))
        known = told.setdefault(piece.address, digests_at(db, piece.address) if db else [])
        digest = piece_digest(piece)
        report.known += digest in known
        report.taken += digest not in known
        known.append(digest)
    if db:
        db.close()


def _decide_genres(home: Home, store: Store, entries: Sequence[Entry], by: str, now: datetime) -> None:
    """The genre that a person wrote into a file is his decision; written once, for its id is a digest of itself."""
    decisions: dict[str, Decision] = {}
    for one in entries:
        item = find_item(store.db, one.piece.address) if one.piece.genre else None
        if item:
            told = f"{item}|{one.piece.genre}|{one.piece.source}"
            key = hashlib.sha256(told.encode()).hexdigest()[:12]
            if store.has_decision(key):
                continue
            said = {"genre": one.piece.genre}
            decisions[key] = Decision(key, by, now, ITEM, item, said, note=one.piece.source)
    if decisions:
        decide(home.path, store.db, list(decisions.values()), now=now)
