"""``doctor``: is the configuration sound, the database whole, the archive unchanged?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from config.load import Configuration, sentence
from config.others import check_others
from crawlers.archive import checksums, sha256_of
from crawlers.journal import journal_sizes, read_journal
from pipeline.jobs.home import Home
from pipeline.jobs.upkeep.schedules import own_configuration
from records import Trouble
from storage.decision_journal import DecisionJournal
from storage.opening import open_database
from storage.queries import archive_files, database_health


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
        ("doctor.decisions", _decisions),
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
    check_others(own_configuration(home))
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
    there = {path.name for path in home.archive.glob("*.warc.gz")}
    faults = {
        "missing": sorted((set(listed) | _named_by_database(home)) - there),
        "unlisted": sorted(there - set(listed)),
        "changed": [file for file in listed if file in there and sha256_of(home.archive / file) != listed[file]],
        "open": [] if home.is_busy() else [path.name for path in home.archive.glob("*.open")],
    }
    for kind, files in faults.items():
        if files:
            yield Check(name, False, sentence(f"doctor.archive-{kind}", files=", ".join(files[:10])))
    if not any(faults.values()):
        yield Check(name, True, sentence("doctor.archive-detail", files=len(listed)))


def _named_by_database(home: Home) -> set[str]:
    """The archive files that the fetch ledger points to."""
    try:
        db = open_database(home.path, write=False)
    except Trouble:  # the check of the database tells
        return set()
    files = archive_files(db)
    db.close()
    return files


def _journal(home: Home) -> Iterator[Check]:
    broken: list[str] = []
    lines = sum(1 for _ in read_journal(home.journal, read_already={}, broken=broken))
    counts = {"files": len(journal_sizes(home.journal)), "lines": lines}
    detail = sentence("doctor.journal-broken", places=", ".join(broken[:10])) if broken else ""
    yield Check(sentence("doctor.journal"), not broken, detail or sentence("doctor.journal-detail", **counts))


def _decisions(home: Home) -> Iterator[Check]:
    """Every line of what people decided, and every closed day against its checksum."""
    name, journal = sentence("doctor.decisions"), DecisionJournal(home.path)
    lines, damaged = journal.read({}), journal.damaged()
    if lines.broken:
        yield Check(name, False, sentence("doctor.journal-broken", places=", ".join(lines.broken[:10])))
    if damaged:
        yield Check(name, False, sentence("doctor.decisions-changed", files=", ".join(damaged[:10])))
    if not lines.broken and not damaged:
        counts = {"files": len(lines.sizes), "lines": len(lines.decisions)}
        yield Check(name, True, sentence("doctor.journal-detail", **counts))
