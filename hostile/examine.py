"""The examination: two real cycles over the hostile press, and what they left in the database and in the log."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from hostile.evidence import Wanted, gathered
from hostile.fault import Fault
from hostile.faults import CONTROL
from hostile.home import Pace, write_configuration, write_names
from hostile.server import Press, serve
from hostile.verdict import Examination, judged, offences_of
from times import UTC

ROOT = Path(__file__).parents[1]
BETWEEN = timedelta(hours=2)  # between the runs: a page is looked at again one hour after the first time
RUNS = 2
# A run that takes longer has lost its way: in the slowest case twelve pages fail by timeout, one after the other.
RUN_SECONDS = 1800
KILLED = -9


def examine(faults: Sequence[Fault], pace: Pace, log: Path | None) -> Examination:
    """Serve the faults, run diembao twice in a temporary home, and judge."""
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder, serve(faults, now - BETWEEN, log=log) as press:
        home = Path(folder)
        write_configuration(home / "config", press, pace)
        write_names(home / "names.json", faults)
        codes = tuple(run(press, home, stage, now - BETWEEN * (RUNS - stage)) for stage in range(1, RUNS + 1))
        everyone = (CONTROL, *faults)
        found = gathered(home / "diembao.db", {fault.name: wanted(press, fault, now) for fault in everyone})
        control, *rows = judged(everyone, found)
        return Examination(tuple(rows), control, offences_of(press.log, everyone, pace.delay_seconds), codes)


def run(press: Press, home: Path, stage: int, moment: datetime) -> int:
    """One cycle as if it were that moment; its exit code, -9 where it did not come to an end."""
    press.turn(stage, moment)
    words = [sys.executable, "-m", "hostile.cycle", str(home), moment.isoformat(), str(home / "names.json")]
    try:
        done = subprocess.run(words, cwd=ROOT, env={**os.environ, "PYTHONWARNINGS": "ignore"}, check=False,
                              stdout=subprocess.DEVNULL, timeout=RUN_SECONDS)  # fmt: skip
    except subprocess.TimeoutExpired:
        return KILLED
    return done.returncode


def wanted(press: Press, fault: Fault, now: datetime) -> Wanted:
    """What should be found of an outlet."""
    titles = frozenset(story.title for story in press.site(fault).stories)
    return Wanted(titles, now if fault.dated else None)
