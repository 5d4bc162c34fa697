"""A home for one long process: its configuration is read again only when one of its files was changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from time import monotonic

from config.load import Configuration, load
from pipeline.jobs.home import Home

LOOKED_AT = 2.0  # seconds between two looks at the files; reading them takes 60 ms, and every view asks for it
Files = tuple[tuple[str, int], ...]


class LastRead:
    """The configuration as it was last read, and what its files were then."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._files: Files = ()
        self._looked_at = 0.0
        self._configuration: Configuration | None = None

    def current(self, folder: Path) -> Configuration:
        with self._lock:
            if self._configuration is None or self._clock() - self._looked_at > LOOKED_AT:
                files = _files(folder)
                if self._configuration is None or files != self._files:
                    self._configuration = load(folder if folder.is_dir() else None)
                self._files, self._looked_at = files, self._clock()
            return self._configuration


def _files(folder: Path) -> Files:
    paths = sorted(folder.rglob("*.toml")) if folder.is_dir() else []
    return tuple((str(path), path.stat().st_mtime_ns) for path in paths)


@dataclass(frozen=True)
class SteadyHome(Home):
    """A home that remembers its configuration."""

    last: LastRead = field(default_factory=LastRead, compare=False)

    def configuration(self) -> Configuration:
        return self.last.current(self.path / "config")
