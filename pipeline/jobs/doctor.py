"""``doctor``: is the configuration sound, the database whole, the archive unchanged?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from config.load import Configuration, sentence
from crawlers.archive import checksums, sha256_of
from crawlers.journal import journal_sizes, read_journal
from pipeline.jobs.home import Home
from records import Trouble
from storage.queries import database_health
from storage.store import open_database


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    is_well: bool
    detail: str


def examine(home: Home) -> list[Check]:
    """All checks in order; a check that cannot be made is a fault, not an error."""
    steps: tuple[tuple[str, Callable[[Home], Iterator[Check]]], ...] = (
        ("doctor.configuration", _configuration),
        ("doctor.database", _database),
        ("doctor.archive", _archive),
        ("doctor.journal", _journal),
    )
    found: list[Check] = []
    for name, step in steps:
        try:
            found += step(home)
        except Trouble as trouble:
            found.append(Check(sentence(name), False, sentence(trouble.key, **trouble.facts)))
    return found


def _configuration(home: Home) -> Iterator[Check]:
    loaded: Configuration = home.configuration()
    counts = {"outlets": len(loaded.outlets), "plans": len(loaded.plans), "provinces": len(loaded.provinces)}
    yield Check(sentence("doctor.configuration"), True, sentence("doctor.configuration-detail", **counts))


def _database(home: Home) -> Iterator[Check]:
    name = sentence("doctor.database")
    try:
        db = open_database(home.path, write=False)
    except Trouble as trouble:
        if trouble.key != "storage.empty":
            raise
        yield Check(name, True, sentence("doctor.empty"))
        return
    health = database_health(db)
    db.close()
    counts = {"items": health.items, "fetches": health.fetches}
    detail = "; ".join(health.faults) or sentence("doctor.database-detail", **counts)
    yield Check(name, not health.faults, detail)
    yield Check(sentence("doctor.unread"), True, sentence("doctor.unread-detail", captures=health.unread))


def _archive(home: Home) -> Iterator[Check]:
    name, listed = sentence("doctor.archive"), checksums(home.archive)
    missing = [file for file in listed if not (home.archive / file).exists()]
    changed = [file for file, sha in listed.items() if file not in missing and sha256_of(home.archive / file) != sha]
    left_open = [path.name for path in home.archive.glob("*.open")]
    for key, files in (("missing", missing), ("changed", changed), ("open", left_open)):
        if files:
            yield Check(name, False, sentence(f"doctor.archive-{key}", files=", ".join(files[:10])))
    if not (missing or changed or left_open):
        yield Check(name, True, sentence("doctor.archive-detail", files=len(listed)))


def _journal(home: Home) -> Iterator[Check]:
    lines = sum(1 for _ in read_journal(home.journal, read_already={}))
    counts = {"files": len(journal_sizes(home.journal)), "lines": lines}
    yield Check(sentence("doctor.journal"), True, sentence("doctor.journal-detail", **counts))
