"""The evidence of an item as a file to download: ``diembao evidence`` in a process of its own, for it reads the archive
with what crawls, which the pages never load, and may take seconds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore

from pipeline.jobs.home import Home
from records import Trouble

LONGEST = 180  # seconds; a day's archive file of 1 GB is hashed in under ten, a time-stamp server is given thirty
AT_A_TIME = 2  # processes of a server; each takes a core
WAITED = 60  # seconds for the others
REFUSED = 2  # the exit code with which the command says in a sentence why not
_turns = BoundedSemaphore(AT_A_TIME)


def evidence_file(home: Home, item: str) -> bytes:
    """The .zip of an item's evidence.

    Trouble("evidence.busy") where too many are being made, ("evidence.not-written") with what the command said.
    """
    if not _turns.acquire(timeout=WAITED):
        raise Trouble("evidence.busy")
    try:
        with TemporaryDirectory(prefix="diembao-") as folder:
            path = Path(folder) / "evidence.zip"
            _run([sys.executable, "-m", "cli", "--home", str(home.path), "evidence", f"--output={path}", "--", item])
            return path.read_bytes()
    finally:
        _turns.release()


def _run(call: list[str]) -> None:
    try:
        done = subprocess.run(call, stdin=subprocess.DEVNULL, capture_output=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired as error:
        raise Trouble("evidence.not-written", detail="") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip() if done.returncode == REFUSED else ""
        raise Trouble("evidence.not-written", detail=said)
