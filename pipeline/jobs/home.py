"""A home: the folder with database, archive, journal, exports and the officers' own configuration."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from config.load import Configuration, load
from records import Trouble
from storage.decision_journal import FOLDER as DECISIONS

LOCK = "diembao.lock"
SCHEDULE_LOCK, SCHEDULE_DATABASE = "schedule.lock", "schedule.db"
HOME_ID = "home.id"  # a file with the random name by which a folder of backups knows its home
BACKUPS, REPORTS = "backups", "reports"
RESTORING = "restoring.json"  # stands while a restore has not yet brought everything
MOVED_ASIDE = "before-restore-"  # begins the name of a folder that holds what a restore put aside
TOKENS = "tokens"  # folder of the tokens of social platforms: in no backup, put aside by no restore
KEY = "names.key"
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Home:
    """One installation's folder."""

    path: Path

    @property
    def archive(self) -> Path:
        return self.path / "archive"

    @property
    def journal(self) -> Path:
        return self.path / "journal"

    @property
    def decisions(self) -> Path:
        return self.path / DECISIONS

    @property
    def reports(self) -> Path:
        return self.path / REPORTS

    @property
    def models(self) -> Path:
        """The folder of models that were trained here; absent where those of the package are in service."""
        return self.path / "models"

    @property
    def tokens(self) -> Path:
        return self.path / TOKENS

    def configuration(self) -> Configuration:
        own = self.path / "config"
        return load(own if own.is_dir() else None)

    def key_of_names(self) -> bytes:
        """The key by which readers' names are hashed: made once, kept here, readable by this office's user alone.

        Whoever loses it loses only that a name hashed before and after can be told to be the same.
        """
        path = self.path / KEY
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _key_in(path)
        key = secrets.token_bytes(KEY_BYTES)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(key.hex())
        return key

    def is_busy(self) -> bool:
        """Does another process work on this home?"""
        if not (self.path / LOCK).exists():
            return False
        try:
            with FileLock(self.path / LOCK, timeout=0):
                return False
        except (Timeout, OSError):
            return True

    def be_ready(self, *, restoring: bool = False) -> None:
        """Make the folder and see that it can be written to; Trouble as of :meth:`for_writing`."""
        if not restoring and (self.path / RESTORING).exists():
            raise Trouble("home.restoring", home=str(self.path))
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Trouble("home.cannot-write", home=str(self.path), detail=error.strerror) from error
        if not os.access(self.path, os.W_OK):
            raise Trouble("home.cannot-write", home=str(self.path), detail="")

    @contextmanager
    def for_writing(self, *, restoring: bool = False) -> Iterator[None]:
        """Hold the home for one process; Trouble("home.locked"), ("home.cannot-write") or ("home.restoring") says
        why not: what a broken-off restore left is only for ``restoring``.
        """
        self.be_ready(restoring=restoring)
        try:
            with FileLock(self.path / LOCK, timeout=0):
                yield
        except Timeout as error:
            raise Trouble("home.locked", home=str(self.path)) from error
        except PermissionError as error:
            raise Trouble("home.cannot-write", home=str(self.path), detail=error.strerror) from error


def _key_in(path: Path) -> bytes:
    """The key in a file; Trouble("home.bad-key") where there is none."""
    try:
        key = bytes.fromhex(path.read_text("ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise Trouble("home.bad-key", file=str(path))
    return key
