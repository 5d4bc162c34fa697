"""A file is written whole or not at all: beside its place first, then moved there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from records import Trouble


def save_whole(file: Path, content: bytes, *, sync: Callable[[int], None] = os.fsync) -> None:
    """Write a file; Trouble("output.cannot-write") where the disk is full or another program holds it, then nothing
    of it is left and a file that was there stays as it was."""
    fresh = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            sync(stream.fileno())
        Path(fresh).chmod(0o644)
        Path(fresh).replace(file)
    except OSError as error:
        if fresh:
            with suppress(OSError):
                Path(fresh).unlink()
        raise Trouble("output.cannot-write", file=str(file), detail=error.strerror or str(error)) from error
