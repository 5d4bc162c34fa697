"""How often a program may ask: so many calls in any minute, in this process."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

from web.refusals import Refused

WINDOW = timedelta(minutes=1)


class Rate:
    """The calls of each token in the last minute."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._calls: dict[int, deque[datetime]] = {}
        self._lock = Lock()

    def spend(self, token: int, now: datetime) -> None:
        """Count one call; Refused(429) with the seconds until the next is served."""
        with self._lock:
            calls = self._calls.setdefault(token, deque())
            while calls and now - calls[0] >= WINDOW:
                calls.popleft()
            if len(calls) >= self.most:
                wait = int((calls[0] + WINDOW - now).total_seconds()) + 1
                raise Refused(429, "web.api.too-often", headers={"Retry-After": str(wait)}, seconds=wait)
            calls.append(now)
