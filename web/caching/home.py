"""A home for one long process: its configuration is read again only when one of its files was changed.

A file that was changed into one that cannot be read takes nothing down: the last configuration that was sound holds
until the file is mended, and what is wrong is told for as long (see web/configuration_notices.py), never passed over.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from time import monotonic

from config.files import shipped
from config.load import Configuration, load
from config.others import check_others
from pipeline.jobs.home import Home
from records import Trouble
from times import UTC

LOOKED_AT = 2.0  # seconds between two looks at the files; reading them takes 60 ms, and every view asks for it
Files = tuple[tuple[str, int], ...]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the configuration, in which file (as the office calls it), and since when that is known.

    ``holds_back``: the pages go by the configuration from before; otherwise only others read that file.
    """

    trouble: Trouble
    file: str
    since: datetime
    holds_back: bool


class LastRead:
    """The configuration as it was last read, what its files were then, and what is wrong with them now."""

    def __init__(
        self, clock: Callable[[], float] = monotonic, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:  # fmt: skip
        self._clock, self._now = clock, now
        self._lock = Lock()
        self._files: Files = ()
        self._looked_at = 0.0
        self._configuration: Configuration | None = None
        self._fault: Fault | None = None

    def current(self, folder: Path) -> Configuration:
        """The newest that is sound; Trouble where there was none yet."""
        with self._lock:
            if self._configuration is None or self._clock() - self._looked_at > LOOKED_AT:
                files = _files(folder)
                if self._configuration is None or files != self._files:
                    self._configuration = self._read(folder, self._configuration)
                self._files, self._looked_at = files, self._clock()
            return self._configuration

    def fault(self, folder: Path) -> Fault | None:
        """What is wrong now; None also before anything was read, when every page tells it itself."""
        with suppress(Trouble):
            self.current(folder)
        return self._fault

    def _read(self, folder: Path, before: Configuration | None) -> Configuration:
        own = folder if folder.is_dir() else None
        try:
            found = load(own)
        except Trouble as trouble:
            if before is None:
                raise
            self._tell(folder, trouble, holds_back=True)
            return before
        try:
            check_others(own)
        except Trouble as trouble:
            self._tell(folder, trouble, holds_back=False)
        else:
            self._fault = None
        return found

    def _tell(self, folder: Path, trouble: Trouble, *, holds_back: bool) -> None:
        short = Trouble(trouble.key, **{name: _within(folder, value) for name, value in trouble.facts.items()})
        since = self._fault.since if self._fault else self._now()
        self._fault = Fault(short, str(short.facts.get("file", folder.name)), since, holds_back)
        log.warning("broken configuration held_back=%s fault=%s", holds_back, trouble)


def _within(folder: Path, value: object) -> object:
    """A fact of a fault; the path of a file as the office calls it: ``config/plans/x.toml``, wherever that lies."""
    shown = str(value)
    for place in (str(folder), str(shipped())):
        shown = shown.replace(place, folder.name)
    return shown if shown != str(value) else value


def _files(folder: Path) -> Files:
    """All files, those too that have no business there: such a one is a fault."""
    paths = sorted(folder.rglob("*")) if folder.is_dir() else []
    return tuple((str(path), changed) for path in paths if (changed := _changed_at(path)))


def _changed_at(path: Path) -> int:
    """When a file was changed; 0 for one that went away meanwhile."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@dataclass(frozen=True)
class CachedHome(Home):
    """A home that remembers its configuration."""

    last: LastRead = field(default_factory=LastRead, compare=False)

    def configuration(self) -> Configuration:
        return self.last.current(self.path / "config")

    def fault(self) -> Fault | None:
        return self.last.fault(self.path / "config")
