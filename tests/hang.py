"""A guard against hanging, by processor time: a busy machine fails nothing, what never ends is broken off."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

HANG = 10.0  # seconds of processor time; what is tested takes a tenth of it or less


@contextmanager
def broken_off(after: float = HANG) -> Iterator[None]:
    """A hang fails the test instead of standing still."""

    def give_up(_signal: int, _frame: object) -> None:
        raise AssertionError(f"still working after {after} s of processor time")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, after)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
