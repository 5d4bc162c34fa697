"""Forms whose session had ended when they were sent: kept until somebody signs in again in the same browser."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from web.forms.submission import Submission

COOKIE = "giu"
GOOD_FOR = timedelta(minutes=30)
MOST = 64  # forms at a time, of 100,000 characters each at most; who comes later pushes the oldest out


@dataclass(slots=True)
class PendingForms:
    """What is kept lies in this process only, under a name that only the browser knows which sent it."""

    _kept: OrderedDict[str, tuple[datetime, str, Submission]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def put(self, path: str, typed: Submission, *, now: datetime) -> str:
        """Keep what was typed on the page ``path``; its name."""
        name = secrets.token_urlsafe(24)
        with self._lock:
            self._kept[name] = (now, path, typed)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return name

    def take(self, name: str, path: str, *, now: datetime) -> Submission | None:
        """What was typed on this page, once; None for another page, an unknown name, or what is too old."""
        with self._lock:
            at, kept_path, typed = self._kept.get(name, (now, "", None))
            if typed is None or kept_path != path:
                return None
            del self._kept[name]
        return typed if now - at <= GOOD_FOR else None
