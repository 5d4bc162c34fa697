"""Fresh processes with a time limit, ended with all that they started; on Windows by ``taskkill``."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO

GRACE = 20.0  # seconds between asking a process to end and ending it: a crawl closes its archive file in less
TOLD = 600  # characters of a failed process's last words
OUTCOMES = {0: "ok", 1: "failures", 2: "refused"}
_ORDER = ("ok", "failures", "refused", "missing-command", "crashed", "killed", "stopped")
_IS_POSIX = os.name == "posix"
_OWN_GROUP = 0x200  # CREATE_NEW_PROCESS_GROUP of Windows


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a process: a word of docs/reasons.md, and its last words where it failed."""

    outcome: str
    detail: str

    def or_worse(self, other: Ended) -> Ended:
        return max(self, other, key=lambda one: _ORDER.index(one.outcome))


class Processes:
    """Runs commands; what they say goes to ``logs/NAME.log`` of the home, the last run of each."""

    def __init__(self, home: Path, *, grace: float) -> None:
        self.home, self.grace = home, grace
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._stopping = threading.Event()
        self._lock = threading.Lock()

    def deadline(self, seconds: float) -> float:
        return monotonic() + seconds

    def run(self, call: Sequence[str], *, name: str, until: float, begun: Callable[[int], None]) -> Ended:
        """Run a command to its end, or to its time limit, or until :meth:`stop`."""
        log = self.home / "logs" / f"{name}.log"
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("wb") as stream:
                process = self._start(call, stream)
        except OSError as error:
            return Ended("crashed", error.strerror or str(error))
        if process is None:
            return Ended("stopped", "")
        begun(process.pid)
        try:
            late = self._waited(process, until)
        finally:
            self._end_group(process)
            with self._lock:
                self._running.pop(process.pid, None)
        if self._stopping.is_set():
            return Ended("stopped", "")
        outcome = "killed" if late else OUTCOMES.get(process.returncode, "crashed")
        return Ended(outcome, "" if outcome == "ok" else _last_words(log))

    def _start(self, call: Sequence[str], stream: IO[bytes]) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopping.is_set():
                return None
            process = subprocess.Popen(
                call, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT, start_new_session=_IS_POSIX,
                creationflags=0 if _IS_POSIX else _OWN_GROUP,
            )  # fmt: skip
            self._running[process.pid] = process
            return process

    def _waited(self, process: subprocess.Popen[bytes], until: float) -> bool:
        """Wait for an end; True where the limit had to make one."""
        try:
            process.wait(max(0.0, until - monotonic()))
        except subprocess.TimeoutExpired:
            self._ask_to_end(process)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(self.grace)
            return True
        return False

    def _ask_to_end(self, process: subprocess.Popen[bytes]) -> None:
        if _IS_POSIX:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGTERM)

    def _end_group(self, process: subprocess.Popen[bytes]) -> None:
        """End what is left of a process and of all that it started."""
        end_group(process.pid)
        process.wait()

    def stop(self) -> None:
        """Ask every running process to end, and end it after the grace."""
        with self._lock:
            self._stopping.set()
            running = list(self._running.values())
        for process in running:
            self._ask_to_end(process)
        until = monotonic() + self.grace
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - monotonic()))
            end_group(process.pid)

    def end_orphan(self, pid: int) -> None:
        """End a process that a killed schedule left, if it is still one of this home's."""
        if is_at_work(pid, self.home):
            end_group(pid)


def end_group(pid: int) -> None:
    """Kill a process and its group; what is gone already is no error."""
    if _IS_POSIX:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    elif sys.platform == "win32":  # pragma: no cover
        subprocess.run(["taskkill", "/PID", str(pid), "/T", "/F"], capture_output=True, check=False)


def is_at_work(pid: int, home: Path) -> bool:
    """Does this process work for the home? A number is used again, so its words are read."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"--home" in words and os.fsencode(home) in words


def _last_words(log: Path) -> str:
    """The end of what a process said."""
    try:
        return log.read_bytes()[-4 * TOLD :].decode("utf-8", "replace").strip()[-TOLD:]
    except OSError as error:
        return str(error)
