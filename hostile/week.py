"""The schedule of a home from one moment to another: ``python -m hostile.week HOME FROM UNTIL CLOCK_FILE``.

The jobs are real commands in processes of their own; only the time between them is left out. The file has the
simulated moment, for a press to go by. Exit code 0 when the time is over, 2 where a schedule runs for the home.
"""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

from cli import main as commands
from config.wording import sentence
from hostile.clock import Over, ToldClock
from pipeline.jobs.home import Home
from pipeline.jobs.upkeep.schedules import prepared
from records import Trouble
from scheduler import Office, serve
from storage.schedule import ScheduleBook
from times import from_iso, iso


def call(now: datetime) -> tuple[str, ...]:
    """The words before a step's own: the real command, told what time it is."""
    return sys.executable, "-m", "cli", "--now", iso(now)


def main(home: str, since: str, until: str, file: str) -> int:
    """Play the schedule."""
    place = Home(Path(home).resolve())
    try:
        plan, jobs = prepared(place)
        office = Office(place.path, jobs, plan, frozenset(commands.commands), call)
        with closing(ScheduleBook(place.path)) as book:
            serve(office, book, ToldClock(from_iso(since), from_iso(until), Path(file)))
    except Over:
        return 0
    except Trouble as trouble:
        print(sentence(trouble.key, **trouble.facts), file=sys.stderr)  # noqa: T201 - a command speaks
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
