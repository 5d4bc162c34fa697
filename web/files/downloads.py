"""Results that were made for one user and wait to be looked at and downloaded: in memory, few, for an hour."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from records import Trouble

KEPT = 12  # results; the workbook of a list of 20,000 rows has 3 MB
FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A result, whose it is, and when it was made."""

    user: str
    at: datetime
    result: Any


class Downloads:
    """The results of one running installation, under names that nobody can guess."""

    def __init__(
        self, name: Callable[[], str] = lambda: secrets.token_urlsafe(12), *, lost: str = "download.unknown"
    ) -> None:
        """``lost`` is the key of what is said where a result is not there."""
        self._name, self._lost = name, lost
        self._waiting: OrderedDict[str, Waiting] = OrderedDict()
        self._lock = Lock()

    def put(self, user: str, result: Any, *, now: datetime) -> str:
        """Keep a result; the name under which its user finds it again."""
        name = self._name()
        with self._lock:
            self._waiting[name] = Waiting(user, now, result)
            for old in [one for one, waiting in self._waiting.items() if now - waiting.at > FOR]:
                del self._waiting[old]
            while len(self._waiting) > KEPT:
                self._waiting.popitem(last=False)
        return name

    def get(self, user: str, name: str, *, now: datetime) -> Any:
        """The result; Trouble for another user's, an old or a lost one."""
        with self._lock:
            waiting = self._waiting.get(name)
        if waiting is None or waiting.user != user or now - waiting.at > FOR:
            raise Trouble(self._lost)
        return waiting.result
