"""The schedule for people: its jobs, when each is due, what came of the last run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from config.schedule import Job, load_delivery, load_schedule
from config.wording import reason_sentence, sentence
from pipeline.jobs.home import SCHEDULE_DATABASE, SCHEDULE_LOCK, Home
from storage.schedule import JobRun, runs_of
from times import HANOI, iso

SHOWN = ("job_title", "job_when", "last_run", "job_outcome", "detail")
BAD = ("refused", "killed", "crashed", "missing-command")
SHORT = 160  # characters of a failed command's last words on a screen


def own_configuration(home: Home) -> Path | None:
    """The home's own configuration folder, where it has one."""
    own = home.path / "config"
    return own if own.is_dir() else None


def prepared(home: Home) -> tuple[str, tuple[Job, ...]]:
    """The default plan and the jobs of a home that is ready for a schedule: the first fault raises Trouble."""
    home.be_ready()
    own = own_configuration(home)
    load_delivery(own)
    return home.configuration().settings.default_plan, load_schedule(own).jobs


def greeting(home: Home, jobs: Sequence[Job], commands: Collection[str]) -> Iterator[tuple[str, dict[str, object]]]:
    """What is said when the schedule begins."""
    yield "schedule.begins", {"home": str(home.path), "jobs": len(jobs)}
    for job in jobs:
        if missing := sorted({step[0] for step in job.steps} - set(commands)):
            yield "schedule.missing-command", {"job": job.title, "command": ", ".join(missing)}


def is_running(home: Home) -> bool:
    """Does a schedule run for this home?"""
    if not (home.path / SCHEDULE_LOCK).exists():
        return False
    try:
        with FileLock(home.path / SCHEDULE_LOCK, timeout=0):
            return False
    except (Timeout, OSError):
        return True


def jobs_view(home: Home) -> list[dict[str, Any]]:
    """Every configured job with its last run; a run at work has no outcome yet."""
    last: dict[str, JobRun] = {run.job: run for run in runs_of(home.path)}
    rows = []
    for job in load_schedule(own_configuration(home)).jobs:
        run = last.get(job.name)
        rows.append({"job": job.name, "job_title": job.title, "job_when": when_words(job), **_run_row(run)})
    return rows


def _run_row(run: JobRun | None) -> dict[str, Any]:
    if run is None:
        return {"last_run": "", "due": None, "started_at": None, "ended_at": None, "outcome": None,
                "job_outcome": sentence("job.never"), "attempt": 0, "detail": ""}  # fmt: skip
    words = sentence("job.ok") if run.outcome == "ok" else reason_sentence(run.outcome or "at-work")
    shown = " ".join(run.detail.split())
    return {
        "last_run": run.started_at.astimezone(HANOI).strftime("%d/%m/%Y %H:%M"), "due": iso(run.due),
        "started_at": iso(run.started_at), "ended_at": iso(run.ended_at) if run.ended_at else None,
        "outcome": run.outcome, "job_outcome": words, "attempt": run.attempt, "detail": shown[-SHORT:],
    }  # fmt: skip


def when_words(job: Job) -> str:
    """ "mỗi 10 phút", "06:30 hằng ngày", "07:00 thứ Hai", "07:00 ngày 1 hằng tháng"."""
    if job.every_minutes:
        return sentence("job.every", minutes=job.every_minutes)
    if job.on.isdecimal():
        return sentence("job.monthly", at=job.at, day=job.on)
    return sentence(f"job.{job.on or 'daily'}", at=job.at)


def health_rows(home: Home) -> list[dict[str, Any]]:
    """The jobs for programs, beside the outlets; none where no schedule ever ran."""
    if not (home.path / SCHEDULE_DATABASE).exists():
        return []
    return [
        {**row, "outlet": "", "needs_look": row["outcome"] in BAD, "sources": [], "findings": []}
        for row in jobs_view(home)
    ]


def health_lines(home: Home, rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, dict[str, object]]]:
    """What health says of the jobs: those that failed by name, the others in one line."""
    if not rows:
        return
    if not is_running(home):
        yield "job.not-running", {}
    bad = [row for row in rows if row["needs_look"]]
    for row in bad:
        words = {"title": row["job_title"], "when": row["last_run"], "outcome": row["job_outcome"]}
        yield "job.bad", {**words, "detail": row["detail"] or "-"}
    well = [f"{row['job_title']} ({row['last_run']})" for row in rows if row["outcome"] in ("ok", "failures")]
    if well:
        yield "job.well", {"jobs": "; ".join(well)}
