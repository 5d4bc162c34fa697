"""One cycle of diembao at a moment of its own, with the names of the hostile press: ``HOME MOMENT NAMES.json``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from hostile.names import PressNames
from pipeline.jobs.collecting.run import cycle_json, run_cycle
from pipeline.jobs.home import Home
from screen import Screen
from times import UTC

# The examination stands before what it examines: the crawl takes a function that sets a resolver before its own.
CYCLE: Callable[..., Any] = run_cycle


def main(home: str, written: str, names: str) -> int:
    """Run the cycle as if it were that moment, and print its ledger as JSON.

    0 for every cycle that comes to its end: failures are what is examined, and a crash must not look like one.
    """
    moment = datetime.fromisoformat(written).astimezone(UTC)
    answers = json.loads(Path(names).read_text(encoding="utf-8"))
    resolver = partial(PressNames, answers=answers)
    crawled, processed = CYCLE(
        Home(Path(home)),
        replay=None,
        clock=lambda: moment,
        resolver=resolver,
    )
    Screen("json").ledger(cycle_json(crawled, processed))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
