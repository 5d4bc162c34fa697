"""Asks for the pages of a list that were lost, reads what came, and looks at the list once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pipeline.jobs.collecting.plan import Wish
from pipeline.jobs.collecting.run import run_cycle
from pipeline.jobs.home import Home
from pipeline.jobs.report import Progress, silent
from pipeline.jobs.watching.addresses import AddressList
from pipeline.jobs.watching.missed import Missed, missed, pages_to_collect


def collect(home: Home, found: Missed, *, clock: Callable[[], datetime], progress: Progress = silent) -> Missed:
    """The list as it stands afterwards; where no page is worth asking for, as it stood before."""
    pages = pages_to_collect(found)
    if not pages:  # a wish without pages is one for everything
        return found
    run_cycle(home, wish=Wish(pages=pages), replay=None, clock=clock, progress=progress)
    return missed(home, AddressList(tuple(line.given for line in found.lines), found.without), now=clock())
