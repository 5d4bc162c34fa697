"""One cycle of diembao with the clock set back: ``python -m demo.cycle HOME MOMENT``."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from pipeline.jobs.collecting.run import cycle_json, run_cycle
from pipeline.jobs.home import Home
from screen import Screen
from times import UTC


def main(home: str, written: str) -> int:
    """Run the cycle as if it were that moment, and print its ledger."""
    moment = datetime.fromisoformat(written).astimezone(UTC)
    crawled, processed = run_cycle(Home(Path(home)), replay=None, clock=lambda: moment)
    Screen("table").ledger(cycle_json(crawled, processed))
    return 1 if crawled.failures or processed.failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
