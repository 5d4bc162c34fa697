"""A small schedule of the tests: what its jobs do, and what came of their runs on a hand clock."""

from __future__ import annotations

import sys
import time
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from config.schedule import Job
from hostile.clock import JumpingClock, Over
from scheduler import Office, serve
from storage.schedule import JobRun, ScheduleBook
from times import HANOI, UTC

# What a job does: its words after --home HOME. "kids" leaves a child behind that would live for a minute.
SCRIPT = """
import os, subprocess, sys, time
home, word, *more = sys.argv[2:]
with open(os.path.join(home, "done"), "a") as done:
    done.write(" ".join([word, *more]) + "\\n")
if word == "fail":
    print("đĩa đầy"); sys.exit(2)
if word == "once" and not os.path.exists(os.path.join(home, "second")):
    open(os.path.join(home, "second"), "w").close(); sys.exit(2)
if word in ("hang", "kids"):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    with open(os.path.join(home, "pids"), "a") as pids:
        pids.write(f"{os.getpid()} {child.pid}\\n")
    if word == "hang":
        time.sleep(60)
sys.exit({"named": 1}.get(word, 0))
"""


def at(day: int, hour: int = 6, minute: int = 30) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HANOI).astimezone(UTC)


def job(name: str, word: str = "", **more: object) -> Job:
    given = {"steps": ((word or name, "{today}"),), "limit_minutes": 5, **more}
    return Job(name, name.title(), **{"at": "" if "every_minutes" in more else "06:30", **given})  # type: ignore[arg-type]


def office(home: Path, *jobs: Job) -> Office:
    script = home / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    words = frozenset({"ok", "named", "fail", "once", "hang", "kids", "digest"})
    return Office(home, jobs, "p", words, lambda _now: (sys.executable, "-E", "-S", str(script)))


def play(home: Path, start: datetime, end: datetime, *jobs: Job, clock: JumpingClock | None = None) -> None:
    with closing(ScheduleBook(home)) as book, suppress(Over):
        serve(office(home, *jobs), book, clock or JumpingClock(start, end), grace=1.0)


def done(home: Path) -> list[str]:
    return (home / "done").read_text().splitlines() if (home / "done").exists() else []


def runs(home: Path) -> list[JobRun]:
    with closing(ScheduleBook(home)) as book:
        return book.runs()


def are_gone(home: Path) -> bool:
    """Have the processes that were written down ended? What was killed takes a moment to go."""
    pids = [int(pid) for pid in (home / "pids").read_text().split()]
    given_up = time.monotonic() + 30
    while any(map(is_alive, pids)) and time.monotonic() < given_up:
        time.sleep(0.02)
    return bool(pids) and not any(map(is_alive, pids))


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
