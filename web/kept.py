"""What pages ask again and again, kept for a moment: made anew when the database was written to.

Keeping changes no answer: what was found stands for the state of the file in which it was found. Where a reader may
see what is a few seconds old, ``for_seconds`` says so.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from storage.opening import file_state

Found = TypeVar("Found")
MOST = 512  # answers; the largest is some kilobytes


class Kept:
    """Answers by what was asked."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._making: dict[Hashable, Lock] = {}
        self._found: OrderedDict[Hashable, tuple[object, datetime, Any]] = OrderedDict()

    def get(
        self, home: Path, asked: Hashable, make: Callable[[], Found], *, now: datetime, for_seconds: float = 0
    ) -> Found:  # fmt: skip
        """The answer to ``asked``: the one that was kept, or what ``make`` finds now, once for all who wait for it."""
        with self._lock:
            making = self._making.setdefault(asked, Lock())
            while len(self._making) > 4 * MOST:
                self._making.pop(next(iter(self._making)))
        with making:
            return self._get(home, asked, make, now=now, for_seconds=for_seconds)

    def _get(
        self, home: Path, asked: Hashable, make: Callable[[], Found], *, now: datetime, for_seconds: float
    ) -> Found:  # fmt: skip
        state = file_state(home)  # before it is read: what is written meanwhile makes the answer old, not wrong
        with self._lock:
            known = self._found.get(asked)
        if known and (known[0] == state or timedelta(0) <= now - known[1] < timedelta(seconds=for_seconds)):
            answer: Found = known[2]
            return answer
        answer = make()
        with self._lock:
            self._found[asked] = (state, now, answer)
            self._found.move_to_end(asked)
            while len(self._found) > MOST:
                self._found.popitem(last=False)
        return answer
