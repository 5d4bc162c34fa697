"""A ``diembao …`` command run beside the pages for somebody who waits for it: what crawls, reads pages or needs the
models is never loaded by the pages themselves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore

from pipeline.jobs.home import Home
from records import Trouble

AT_A_TIME = 2  # processes of a server; each takes a core
WAITED = 60  # seconds for the others
REFUSED = 2  # the exit code with which a command says in a sentence why not
_turns = BoundedSemaphore(AT_A_TIME)


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended: its exit code (-1: it took too long), its result and its notes."""

    code: int
    result: bytes
    notes: str

    @property
    def why_not(self) -> str:
        """The sentence with which the command refused; "" where it failed in another way."""
        return self.notes if self.code == REFUSED else ""


@contextmanager
def turn() -> Iterator[None]:
    """One of the few places; Trouble("beside.busy") where none came free in time."""
    if not _turns.acquire(timeout=WAITED):
        raise Trouble("beside.busy")
    try:
        yield
    finally:
        _turns.release()


def run(home: Home, words: Sequence[str], *, longest: float) -> Done:
    """Run a command on a home for ``longest`` seconds at most; no shell, and nothing to read on its input."""
    call = [sys.executable, "-m", "cli", "--home", str(home.path), "--for-page", *words]
    try:
        done = subprocess.run(call, stdin=subprocess.DEVNULL, capture_output=True, timeout=longest, check=False)
    except subprocess.TimeoutExpired:
        return Done(-1, b"", "")
    return Done(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())
