"""A clock that is handed to the schedule: it jumps to what is due next, and ends the schedule at its end."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta


class Over(Exception):
    """The simulated time is over."""


class JumpingClock:
    """Waits in no time; while a job is at work it stands still. ``jumps`` are told moments that follow others."""

    def __init__(self, start: datetime, end: datetime, jumps: dict[datetime, datetime] | None = None) -> None:
        self.moment, self.end, self.jumps = start, end, dict(jumps or {})

    def now(self) -> datetime:
        return self.moment

    def wait(self, woken: threading.Event, seconds: float, *, busy: bool) -> None:
        if busy:
            woken.wait(120)
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
