"""What a crawl leaves behind: a WARC record and a journal line for every response, a line for every failure."""

from __future__ import annotations

import base64
import hashlib
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from crawlers.archive import ArchiveWriter, Stored
from crawlers.journal import Journal, without_record
from crawlers.threads import written_address
from crawlers.warc import PIECE_TYPE, REDACTED, Capture
from records import Fetch, Seen, Trouble, Visit
from urls import canonical_url

ARCHIVE = "archive"
JOURNAL = "journal"
SOURCES = ("feed", "sitemap", "listing")  # kinds of visits that name articles
AHEAD = 64  # responses that may wait to be written
NO_FAILURE = ("ok", "not-modified", "redirect")


@dataclass(frozen=True, slots=True)
class Answered:
    """A response as it came over the wire."""

    url: str  # the address that answered
    status: str  # "200 OK"
    headers: tuple[tuple[str, str], ...]
    body: bytes


def outcome_of(status: int) -> str:
    """The word for an HTTP status: "ok", "not-modified", "redirect" or "http-404"."""
    if status == 200:
        return "ok"
    if status == 304:
        return "not-modified"
    return "redirect" if 300 <= status < 400 else f"http-{status}"


def payload_digest(body: bytes) -> str:
    """The WARC-Payload-Digest of a body, in the form that warcio writes."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


class Recorder:
    """Writes archive and journal of one home; the archive first, for a line vouches for its record.

    In a thread of its own, one after the other: packing a page takes as long as asking for it. What could not be
    written is raised at the next call, or at the end.
    """

    def __init__(self, home: Path) -> None:
        self._archive = ArchiveWriter(home / ARCHIVE)
        self._journal = Journal(home / JOURNAL)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recorder")
        self._waiting: deque[Future[None]] = deque()
        self.count: dict[str, int] = {}
        self.keys: list[str] = []  # every response dealt with, also those that the archive had already
        self.added = 0
        self.failed_sources: dict[str, Fetch] = {}

    def __enter__(self) -> Recorder:
        self._archive.__enter__()
        self._journal.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        try:
            self.finish()
        finally:
            self._thread.shutdown()
            self._archive.__exit__(*exc)
            self._journal.__exit__(*exc)

    def finish(self) -> None:
        """Wait until all is written. Trouble("archive.cannot-write") names the first address that could not be."""
        while self._waiting:
            self._waiting.popleft().result()

    def response(self, fetch: Fetch, answered: Answered, seen: Seen | None = None) -> None:
        """Archive a response of the network; what was ``seen`` before and still stands becomes a revisit record.

        ValueError for readers' comments: as they come they are never kept (:meth:`redacted`).
        """
        if fetch.kind == "comments":
            raise ValueError("comments are archived redacted")
        self._later(fetch.url, self._response, fetch, answered, seen)

    def redacted(self, fetch: Fetch, article: str, content: bytes) -> None:
        """Archive a redacted record in the place of an answer of readers' comments to an article."""
        self._later(fetch.url, self._redacted, fetch, article, content)

    def piece(self, fetch: Fetch, content: bytes) -> None:
        """Archive what a file or an interface told of a piece (``crawlers/pieces.py``)."""
        self._later(fetch.url, self._resource, fetch, PIECE_TYPE, content)

    def enclosed(self, fetch: Fetch, media_type: str, content: bytes) -> None:
        """Archive a file that comes with a piece."""
        self._later(fetch.url, self._resource, fetch, media_type, content)

    def copy(self, fetch: Fetch, path: Path, capture: Capture) -> None:
        """Take over a record of a replayed archive."""
        self._later(fetch.url, self._copy, fetch, path, capture)

    def failure(self, fetch: Fetch) -> None:
        self._later(fetch.url, self._note, without_record(fetch))

    def already(self, key: str) -> None:
        """A record of a replayed archive that this home has: counted, not written again."""
        self.keys.append(key)

    def _later(self, url: str, write: Callable[..., None], *what: object) -> None:
        while self._waiting and (self._waiting[0].done() or len(self._waiting) >= AHEAD):
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(_told, url, write, *what))

    def _response(self, fetch: Fetch, answered: Answered, seen: Seen | None) -> None:
        digest = payload_digest(answered.body)
        if seen and _still_stands(fetch, answered, digest, seen):
            stored = self._archive.write_revisit(answered.url, fetch.at, answered.status, answered.headers, seen)
            self._note(_at(replace(fetch, same_as=seen.record, digest=seen.digest), stored))
            return
        stored = self._archive.write_response(
            answered.url, fetch.at, answered.status, answered.headers, answered.body
        )  # fmt: skip
        self._note(_at(replace(fetch, digest=digest), stored))

    def _redacted(self, fetch: Fetch, article: str, content: bytes) -> None:
        self._note(_at(fetch, self._archive.write_resource(article, fetch.at, REDACTED, content)))

    def _resource(self, fetch: Fetch, media_type: str, content: bytes) -> None:
        self._note(_at(fetch, self._archive.write_resource(fetch.url, fetch.at, media_type, content)))

    def _copy(self, fetch: Fetch, path: Path, capture: Capture) -> None:
        stored = self._archive.copy(path, capture)
        self._note(_at(replace(fetch, digest=fetch.digest or capture.digest, same_as=capture.same_as), stored))

    def _note(self, fetch: Fetch) -> None:
        self._journal.append(fetch)
        if fetch.kind in SOURCES and fetch.outcome not in NO_FAILURE:
            self.failed_sources[fetch.url] = fetch  # the last of several tries
        elif fetch.kind in SOURCES:
            self.failed_sources.pop(fetch.url, None)
        if fetch.warc is not None:
            self.added += 1
            self.keys.append(fetch.key)
        self.count[fetch.outcome] = self.count.get(fetch.outcome, 0) + 1


def _told(url: str, write: Callable[..., None], *what: object) -> None:
    """Write, and say in words what could not be written."""
    try:
        write(*what)
    except OSError as error:
        raise Trouble("archive.cannot-write", url=url, detail=str(error)) from error


def _still_stands(fetch: Fetch, answered: Answered, digest: str, seen: Seen) -> bool:
    """Is it the same body under the same address? Of an article that has moved the new address must be kept."""
    is_same = fetch.outcome == "not-modified" or (fetch.outcome == "ok" and digest == seen.digest)
    return is_same and canonical_url(answered.url) == canonical_url(seen.url)


def _at(fetch: Fetch, stored: Stored) -> Fetch:
    return replace(fetch, key=stored.record, warc=stored.warc, offset=stored.offset)


def fetch_of(visit: Visit, at: datetime, outcome: str, *, status: int | None = None, detail: str = "") -> Fetch:
    """The ledger line of a visit before it has a key."""
    url = canonical_url(visit.url) if visit.kind == "page" else visit.url
    url = written_address(url) if visit.kind == "comments" else url
    return Fetch(
        key="", outlet=visit.outlet, url=url, kind=visit.kind, at=at, outcome=outcome, status=status,
        named_by=visit.named_by, replayed=visit.at is not None, detail=detail,
    )  # fmt: skip
