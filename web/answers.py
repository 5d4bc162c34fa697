"""Answers that were worked out already: given again for as long as the database and the configuration stay as they are.

A count over a million items takes most of a second, and ten officers ask for the same one. What is kept is an answer
with the state of the database that it was made from. While a crawl writes, that state changes every second: then an
answer is given again for a while, twenty times as long as it took to make, so that making answers anew takes at most
a twentieth of one processor; each tells its moment and pages show it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar, cast

from storage.changes import Changes

KEPT = 96  # answers; the largest, a list of fifty items or a table of outlets and clauses, is some 100 kB
PATIENCE = 20  # times what an answer took to make: so long it is given again though the database has changed
LONGEST = 60.0  # seconds, whatever it took

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Known(Generic[Answer]):
    """An answer and the moment for which it holds."""

    answer: Answer
    at: datetime


@dataclass(slots=True)
class _Kept:
    mark: Hashable
    also: object
    known: Known[Any]
    good_until: float  # by the clock of these answers


class Answers:
    """The answers of one running installation."""

    def __init__(self, changes: Changes, clock: Callable[[], float] = monotonic) -> None:
        self._changes, self._clock = changes, clock
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = Lock()
        self._working: dict[Hashable, tuple[Lock, int]] = {}  # who asks now: one works, so many wait

    def of(
        self, question: Hashable, work: Callable[[], Answer], *, now: datetime, also: object = None
    ) -> Known[Answer]:
        """The kept answer to a question, or what ``work`` finds; ``also`` is what else it depends on, beside the
        database: the day, the configuration. Who asks the same at the same time waits for the one who works."""
        try:
            with self._lock_of(question):
                # Read before the work: what is committed meanwhile makes this answer an old one, never a wrong new one.
                mark = self._changes.mark()
                return cast(
                    "Known[Answer]", self._fresh(question, mark, also) or self._made(question, work, now, mark, also)
                )
        finally:
            self._forget_lock(question)

    def hurry(self) -> None:
        """Somebody here has just written: no answer from before is given any more."""
        with self._lock:
            for kept in self._kept.values():
                kept.good_until = 0.0

    def _made(
        self, question: Hashable, work: Callable[[], Answer], now: datetime, mark: Hashable, also: object
    ) -> Known[Answer]:  # fmt: skip
        began = self._clock()
        known = Known(work(), now)
        ended = self._clock()
        self._keep(question, _Kept(mark, also, known, ended + min(LONGEST, PATIENCE * (ended - began))))
        return known

    def _fresh(self, question: Hashable, mark: Hashable, also: object) -> Known[Any] | None:
        with self._lock:
            kept = self._kept.get(question)
            if kept is None or kept.also != also or not (kept.mark == mark or self._clock() < kept.good_until):
                return None
            self._kept.move_to_end(question)
            return kept.known

    def _keep(self, question: Hashable, kept: _Kept) -> None:
        with self._lock:
            self._kept[question] = kept
            self._kept.move_to_end(question)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def _lock_of(self, question: Hashable) -> Lock:
        with self._lock:
            lock, waiting = self._working.get(question, (Lock(), 0))
            self._working[question] = lock, waiting + 1
            return lock

    def _forget_lock(self, question: Hashable) -> None:
        with self._lock:
            lock, waiting = self._working.pop(question)
            if waiting > 1:
                self._working[question] = lock, waiting - 1
