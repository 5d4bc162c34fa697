"""The evidence of an item as a file to download: ``diembao evidence`` reads the archive, which may take seconds."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.jobs.home import Home
from records import Trouble
from web.subprocesses.command import run, turn

LONGEST = 180  # seconds; a day's archive file of 1 GB is hashed in under ten, a time-stamp server is given thirty


def evidence_file(home: Home, item: str) -> bytes:
    """The .zip of an item's evidence.

    Trouble("beside.busy") where too many are being made, ("evidence.not-written") with what the command said.
    """
    with turn(), TemporaryDirectory(prefix="diembao-") as folder:
        path = Path(folder) / "evidence.zip"
        done = run(home, ["evidence", f"--output={path}", "--", item], longest=LONGEST)
        if done.code:
            raise Trouble("evidence.not-written", detail=done.why_not)
        return path.read_bytes()
