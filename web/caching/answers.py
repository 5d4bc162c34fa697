"""Answers that were worked out already: given again for as long as the database and the configuration stay as they are.

A count over a million items takes most of a second, and ten officers ask for the same one. What is kept is an answer
with the state of the database that it was made from. While a crawl writes, that state changes every second. Where a
page says for which moment its figures stand, an answer is given again for a while then, twenty times as long as it
took to make, and for as much as a minute more while a new one is made beside, one at a time; where a page says no such
moment (``longest=0``), it is made anew. Who writes here sees it at once, everywhere.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar, cast

from storage.changes import Changes

KEPT = 256  # answers; most are some kilobytes, the largest, a table of outlets and clauses, some 100 kB
PATIENCE = 20  # times what an answer took to make: so long it is given again though the database has changed
LONGEST = 60.0  # seconds, whatever it took; and then, while a new one is made beside

Answer = TypeVar("Answer")
Beside = Callable[[Callable[[], None]], object]  # runs something beside
log = logging.getLogger(__name__)


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
    good_until: float  # by the clock of these answers; 0: only while nothing changes
    longest: float


class Answers:
    """The answers of one running installation."""

    def __init__(
        self, changes: Changes, clock: Callable[[], float] = monotonic, beside: Beside | None = None
    ) -> None:  # fmt: skip
        self._changes, self._clock = changes, clock
        self._beside: Beside = beside or ThreadPoolExecutor(1, "answers").submit
        self._renewing: set[Hashable] = set()
        self._written = 0  # how often somebody wrote here
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = Lock()
        self._working: dict[Hashable, tuple[Lock, int]] = {}  # who asks now: one works, so many wait

    def of(
        self, question: Hashable, work: Callable[[], Answer], *, now: datetime, also: object = None,
        longest: float = LONGEST,
    ) -> Known[Answer]:  # fmt: skip
        """The kept answer to a question, or what ``work`` finds; ``also`` is what else it depends on, beside the
        database: the day, the configuration. It is given again for at most ``longest`` seconds after a change, and as
        many more while a new one is made. Who asks the same at the same time waits for the one who works."""
        try:
            with self._lock_of(question):
                # Read before the work: what is committed meanwhile makes this answer an old one, never a wrong new one.
                mark = self._changes.mark()
                if kept := self._fresh(question, mark, also):
                    if kept.mark != mark and self._clock() >= kept.good_until:
                        self._renew(question, lambda: self._made(question, work, now, mark, also, longest))
                    return cast("Known[Answer]", kept.known)
                return self._made(question, work, now, mark, also, longest)
        finally:
            self._forget_lock(question)

    def hurry(self) -> None:
        """Somebody here has just written: no answer from before is given any more."""
        with self._lock:
            self._written += 1
            for kept in self._kept.values():
                kept.good_until = 0.0

    def _made(
        self, question: Hashable, work: Callable[[], Answer], now: datetime, mark: Hashable, also: object,
        longest: float,
    ) -> Known[Answer]:  # fmt: skip
        began, written = self._clock(), self._written
        known = Known(work(), now)
        ended = self._clock()
        stands = longest and written == self._written
        good_until = ended + min(longest, PATIENCE * (ended - began)) if stands else 0.0
        self._keep(question, _Kept(mark, also, known, good_until, longest))
        return known

    def _fresh(self, question: Hashable, mark: Hashable, also: object) -> _Kept | None:
        with self._lock:
            kept = self._kept.get(question)
            if kept is None or kept.also != also:
                return None
            if kept.mark != mark and (not kept.good_until or self._clock() >= kept.good_until + kept.longest):
                return None
            self._kept.move_to_end(question)
            return kept

    def _renew(self, question: Hashable, work: Callable[[], object]) -> None:
        """Work beside, once for a question; what fails there is told to the next who asks, for the old is gone then."""

        def done() -> None:
            try:
                work()
            except Exception:
                log.exception("an answer could not be renewed: %s", question)
                with self._lock:
                    self._kept.pop(question, None)
            finally:
                with self._lock:
                    self._renewing.discard(question)

        with self._lock:
            if question in self._renewing:
                return
            self._renewing.add(question)
        self._beside(done)

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
