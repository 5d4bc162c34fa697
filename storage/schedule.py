"""The schedule's own database: when each job is due next, and what came of its runs.

A file beside ``diembao.db``, so that neither a long transaction there nor a full or broken database keeps the
schedule from saying so. What a job is stands in the configuration: nothing of it is stored here, and nothing is
unpickled.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock

from sqlite_utils import Database, Migrations

from records import Trouble
from times import from_iso, iso

NAME = "schedule.db"
KEPT_RUNS = 200  # of each job: some weeks of days, a day and a half of ten minutes
BUSY_SECONDS = 10

migrations = Migrations("diembao-schedule")


@migrations()
def m001_jobs_and_runs(db: Database) -> None:
    db.execute(
        """CREATE TABLE jobs (
            name TEXT PRIMARY KEY, next_at TEXT NOT NULL, due TEXT, attempt INTEGER NOT NULL DEFAULT 1
        ) STRICT"""
    )
    db.execute(
        """CREATE TABLE job_runs (
            id INTEGER PRIMARY KEY, job TEXT NOT NULL, due TEXT NOT NULL, attempt INTEGER NOT NULL,
            started_at TEXT NOT NULL, ended_at TEXT, outcome TEXT, detail TEXT NOT NULL DEFAULT '', pid INTEGER
        ) STRICT"""
    )
    db.execute("CREATE INDEX job_runs_by_job ON job_runs (job, id)")


@dataclass(frozen=True, slots=True)
class Plan:
    """When a job is to run next; ``due`` is set where that run makes up for one of an earlier moment."""

    next_at: datetime
    due: datetime | None = None
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class JobRun:
    """One run of a job; without ``ended_at`` it is at work, or was killed with the schedule."""

    id: int
    job: str
    due: datetime
    attempt: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    detail: str
    pid: int | None


class ScheduleBook:
    """Reads and writes of the schedule; safe for the threads of one process."""

    def __init__(self, home: Path) -> None:
        self.path = home / NAME
        self._lock = Lock()
        try:
            self.db = Database(sqlite3.connect(self.path, timeout=BUSY_SECONDS, check_same_thread=False))
            self.db.enable_wal()
            migrations.apply(self.db)
        except sqlite3.Error as error:
            raise self._told(error) from error

    def close(self) -> None:
        self.db.close()

    def _told(self, error: sqlite3.Error) -> Trouble:
        broken = ("not a database", "malformed")
        key = "schedule.broken" if any(words in str(error) for words in broken) else "storage.cannot-write"
        return Trouble(key, file=str(self.path), detail=str(error))

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with self._lock:
            try:
                with self.db.atomic():
                    yield self.db
            except sqlite3.Error as error:
                raise self._told(error) from error

    def plans(self) -> dict[str, Plan]:
        """What is written of the jobs, by name."""
        with self._lock:
            rows = list(self.db.query("SELECT * FROM jobs"))
        return {
            row["name"]: Plan(from_iso(row["next_at"]), _moment(row["due"]), row["attempt"]) for row in rows
        }  # fmt: skip

    def last_dues(self) -> dict[str, datetime]:
        """For which moment each job ran last."""
        with self._lock:
            rows = list(
                self.db.query("SELECT job, due FROM job_runs WHERE id IN (SELECT max(id) FROM job_runs GROUP BY job)")
            )
        return {row["job"]: from_iso(row["due"]) for row in rows}

    def plan(self, name: str, plan: Plan) -> None:
        with self._writing() as db:
            self._put(db, name, plan)

    def _put(self, db: Database, name: str, plan: Plan) -> None:
        row = {"name": name, "next_at": iso(plan.next_at), "due": iso(plan.due) if plan.due else None}
        db.table("jobs").upsert({**row, "attempt": plan.attempt}, pk="name")

    def forget(self, name: str) -> None:
        with self._writing() as db:
            db.execute("DELETE FROM jobs WHERE name = ?", [name])

    def begin(self, name: str, *, due: datetime, attempt: int, at: datetime, following: Plan) -> int:
        """Write down that a run begins and when the next is due, in one: killed in between, neither is lost."""
        with self._writing() as db:
            row = {"job": name, "due": iso(due), "attempt": attempt, "started_at": iso(at)}
            number = int(db.table("job_runs").insert(row).last_pk or 0)
            self._put(db, name, following)
            db.execute(
                """DELETE FROM job_runs WHERE job = :job AND ended_at IS NOT NULL AND id <= (
                       SELECT id FROM job_runs WHERE job = :job ORDER BY id DESC LIMIT 1 OFFSET :kept
                   )""",
                {"job": name, "kept": KEPT_RUNS},
            )
        return number

    def is_at(self, run: int, pid: int) -> None:
        with self._writing() as db:
            db.execute("UPDATE job_runs SET pid = ? WHERE id = ?", [pid, run])

    def end(self, run: int, *, outcome: str, detail: str, at: datetime, again: tuple[str, Plan] | None = None) -> None:
        """Write down what came of a run, and when it is tried again."""
        with self._writing() as db:
            sql = "UPDATE job_runs SET ended_at = ?, outcome = ?, detail = ?, pid = NULL WHERE id = ?"
            db.execute(sql, [iso(at), outcome, detail, run])
            if again:
                self._put(db, *again)

    def unfinished(self) -> list[JobRun]:
        """Runs that have begun and of which nothing more is known."""
        return self._runs("ended_at IS NULL")

    def last_runs(self) -> list[JobRun]:
        """The last run of each job that has ended, and those that are at work."""
        ended = "id IN (SELECT max(id) FROM job_runs WHERE ended_at IS NOT NULL GROUP BY job)"
        return self._runs(f"ended_at IS NULL OR {ended}")

    def runs(self) -> list[JobRun]:
        return self._runs("1")

    def _runs(self, where: str) -> list[JobRun]:
        with self._lock:
            rows = list(self.db.query(f"SELECT * FROM job_runs WHERE {where} ORDER BY id"))
        return [
            JobRun(
                row["id"], row["job"], from_iso(row["due"]), row["attempt"], from_iso(row["started_at"]),
                _moment(row["ended_at"]), row["outcome"], row["detail"], row["pid"],
            )
            for row in rows
        ]  # fmt: skip


def _moment(written: str | None) -> datetime | None:
    return from_iso(written) if written else None


def runs_of(home: Path) -> list[JobRun]:
    """The last runs of a home's jobs, for reading; none where no schedule ever ran."""
    if not (home / NAME).exists():
        return []
    with closing(ScheduleBook(home)) as book:
        return book.last_runs()
