"""Few try to sign in at a time; more are refused, so that pages go on being served."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from web.refusals import Refused

AGAIN = 5  # seconds after which a browser may try again


@contextmanager
def turn(turns: BoundedSemaphore) -> Iterator[None]:
    """One of the turns; Refused(503) where none is free."""
    if not turns.acquire(blocking=False):
        raise Refused(503, "web.sign-in.busy", headers={"Retry-After": str(AGAIN)})
    try:
        yield
    finally:
        turns.release()
