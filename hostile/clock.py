"""Clocks for the schedule that jump to what is due next: days go by as fast as their jobs are done."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

from times import from_iso, iso

MOST_SECONDS = 600.0  # that a job at work is waited for between two looks


class Over(Exception):
    """The simulated time is over."""


class JumpingClock:
    """Waits in no time; while a job is at work it stands still. ``jumps`` are told moments that follow others."""

    def __init__(self, start: datetime, end: datetime, jumps: dict[datetime, datetime] | None = None) -> None:
        self.moment, self.end, self.jumps = start, end, dict(jumps or {})

    def now(self) -> datetime:
        return self.moment

    def wait(self, woken: threading.Event, seconds: float, *, busy: bool) -> None:
        """Go to the end of these seconds; ``Over`` beyond the clock's end."""
        if busy:
            woken.wait(MOST_SECONDS)
            return
        coming = self.moment + timedelta(seconds=max(seconds, 0.001))
        for before, after in sorted(self.jumps.items()):
            if self.moment < before <= coming:
                del self.jumps[before]
                self.moment = after
                return
        if coming > self.end:
            raise Over
        self.moment = coming


class ToldClock(JumpingClock):
    """A clock that writes its moment into a file, so that a press in another process goes by it."""

    def __init__(self, start: datetime, end: datetime, file: Path) -> None:
        super().__init__(start, end)
        self.file = file
        self.tell()

    def wait(self, woken: threading.Event, seconds: float, *, busy: bool) -> None:
        super().wait(woken, seconds, busy=busy)
        self.tell()

    def tell(self) -> None:
        draft = self.file.with_name(f"{self.file.name}.part")
        draft.write_text(iso(self.moment), encoding="ascii")
        draft.replace(self.file)


def told_moment(file: Path) -> datetime:
    """The moment that a :class:`ToldClock` wrote last."""
    return from_iso(file.read_text(encoding="ascii"))
