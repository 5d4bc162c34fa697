"""What a crawl leaves behind: a WARC record and a journal line for every response, a line for every failure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from crawlers.archive import ArchiveWriter, Capture
from crawlers.journal import Journal, without_record
from records import Fetch, Visit
from urls import canonical_url

ARCHIVE = "archive"
JOURNAL = "journal"


def outcome_of(status: int) -> str:
    """The word for an HTTP status: "ok", "not-modified", "redirect" or "http-404"."""
    if status == 200:
        return "ok"
    if status == 304:
        return "not-modified"
    return "redirect" if 300 <= status < 400 else f"http-{status}"


class Recorder:
    """Writes archive and journal of one home; the archive first, for a line vouches for its record."""

    def __init__(self, home: Path) -> None:
        self._archive = ArchiveWriter(home / ARCHIVE)
        self._journal = Journal(home / JOURNAL)
        self.count: dict[str, int] = {}
        self.keys: list[str] = []  # every response dealt with, also those that the archive had already
        self.added = 0
        self.failed_feeds: dict[str, Fetch] = {}

    def __enter__(self) -> Recorder:
        self._archive.__enter__()
        self._journal.__enter__()
        return self

    def __exit__(self, *exc: object) -> None:
        self._archive.__exit__(*exc)
        self._journal.__exit__(*exc)

    def response(self, fetch: Fetch, url: str, status: str, headers: Iterable[tuple[str, str]], body: bytes) -> None:
        """Archive a response of the network; ``url`` is the address that answered."""
        stored = self._archive.write_response(url, fetch.at, status, headers, body)
        self._note(_at(fetch, stored.record, stored.warc, stored.offset))

    def copy(self, fetch: Fetch, path: Path, capture: Capture) -> None:
        """Take over a record of a replayed archive."""
        stored = self._archive.copy(path, capture)
        self._note(_at(fetch, stored.record, stored.warc, stored.offset))

    def failure(self, fetch: Fetch) -> None:
        self._note(without_record(fetch))

    def already(self, key: str) -> None:
        """A record of a replayed archive that this home has: counted, not written again."""
        self.keys.append(key)

    def _note(self, fetch: Fetch) -> None:
        self._journal.append(fetch)
        if fetch.kind == "feed" and fetch.outcome not in ("ok", "not-modified", "redirect"):
            self.failed_feeds[fetch.url] = fetch  # the last of several tries
        elif fetch.kind == "feed":
            self.failed_feeds.pop(fetch.url, None)
        if fetch.warc is None:
            return self._counted(fetch)
        self.added += 1
        self.keys.append(fetch.key)
        return self._counted(fetch)

    def _counted(self, fetch: Fetch) -> None:
        self.count[fetch.outcome] = self.count.get(fetch.outcome, 0) + 1


def _at(fetch: Fetch, record: str, warc: str, offset: int) -> Fetch:
    return replace(fetch, key=record, warc=warc, offset=offset)


def fetch_of(
    visit: Visit,
    at: datetime,
    outcome: str,
    *,
    status: int | None = None,
    named_by: str | None = None,
    detail: str = "",
) -> Fetch:
    """The ledger line of a visit before it has a key."""
    url = canonical_url(visit.url) if visit.kind == "page" else visit.url
    return Fetch(
        key="", outlet=visit.outlet, url=url, kind=visit.kind, at=at, outcome=outcome, status=status,
        named_by=named_by, replayed=visit.at is not None, detail=detail,
    )  # fmt: skip
