"""The door for what does not come by a crawl: each piece becomes a record of the archive and a journal line.

Whoever reads a file or asks an interface makes :class:`pieces.Piece` of what is told and hands it in here; ``process``
makes items of it, now and whenever everything is read anew. Killed at any moment, the next call goes on: a record
counts from its journal line on, and what was taken in before is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from crawlers.archive import sha256_of
from crawlers.pieces import piece_digest, piece_record
from crawlers.recorder import Recorder
from pieces import ENCLOSED, PIECE, Enclosed, Piece, enclosed_address
from pipeline.jobs.collecting.crawl import mend
from pipeline.jobs.home import Home
from pipeline.jobs.reading.process import take_journal
from pipeline.jobs.report import Failure
from records import Fetch, Trouble
from storage.pieces import digests_at, is_enclosed
from storage.store import Store

LARGEST_ENCLOSED = 64_000_000  # bytes; a record is held in memory three times, and a page of a paper has some 5 MB
Taken = Literal["taken", "known"]


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that is to be archived with a piece: its bytes, or where it lies, to be read when it is its turn."""

    name: str
    media_type: str
    content: bytes | Path

    @property
    def told(self) -> Enclosed:
        content = self.content
        if isinstance(content, Path):
            return Enclosed(self.name, self.media_type, sha256_of(content), content.stat().st_size)
        return Enclosed(self.name, self.media_type, hashlib.sha256(content).hexdigest(), len(content))

    def read(self) -> bytes:
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content


@dataclass(slots=True)
class Door:
    """An open door of one home; get it from :func:`open_door`. Counts what was taken in and what was known."""

    store: Store
    recorder: Recorder
    clock: Callable[[], datetime]
    failures: list[Failure] = field(default_factory=list)  # what was put in order before: broken journal lines
    keys: list[str] = field(default_factory=list)  # addresses that were taken in or known, in order
    taken: int = 0
    known: int = 0
    _digests: dict[str, list[str]] = field(default_factory=dict)  # of this session, after those of the database
    _files: set[str] = field(default_factory=set)

    def take(self, piece: Piece, brought: Sequence[Brought] = ()) -> Taken:
        """Archive a piece with its files, or find that it is known: "known" writes nothing.

        Of a file every row that was ever told is known; of an interface only what it told last, for a post may be
        changed back. ``brought`` is added to ``piece.enclosed``.
        """
        piece = replace(piece, enclosed=(*piece.enclosed, *(one.told for one in brought)))
        digest = piece_digest(piece)
        told = self._told(piece.address)
        self.keys.append(piece.address)
        if digest in (told if piece.origin == "file" else told[-1:]):
            self.known += 1
            return "known"
        for one in brought:
            self._enclose(piece, one)
        fetch = self._fetch(piece, PIECE, piece.address, "removed" if piece.removed else "ok")
        self.recorder.piece(replace(fetch, digest=digest), piece_record(piece))
        told.append(digest)
        self.taken += 1
        return "taken"

    def _told(self, address: str) -> list[str]:
        if address not in self._digests:
            self._digests[address] = digests_at(self.store.db, address)
        return self._digests[address]

    def _enclose(self, piece: Piece, one: Brought) -> None:
        """Archive a file, once however often it comes."""
        url = enclosed_address(one.told.sha256)
        if url not in self._files and not is_enclosed(self.store.db, url):
            content = one.read()
            if url != enclosed_address(hashlib.sha256(content).hexdigest()):
                raise Trouble("import.file-changed", file=one.name)
            fetch = replace(self._fetch(piece, ENCLOSED, url, "ok"), named_by=piece.address)
            self.recorder.enclosed(fetch, one.media_type, content)
        self._files.add(url)

    def _fetch(self, piece: Piece, kind: str, url: str, outcome: str) -> Fetch:
        named_by = piece.found_at or piece.source
        return Fetch("", piece.outlet, url, kind, self.clock(), outcome, named_by=named_by)


@contextmanager
def open_door(home: Home, store: Store, *, clock: Callable[[], datetime]) -> Iterator[Door]:
    """The door of a home that is held for writing; what a killed run left behind is put in order first.

    When it closes, all is on the disk and the fetch ledger knows it; ``process`` reads it from there.
    """
    failures = mend(home, store, now=clock())
    with Recorder(home.path) as recorder:
        yield Door(store, recorder, clock, failures)
    take_journal(home, store)
