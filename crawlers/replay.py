"""Answers the spider's requests from a WARC file instead of the network, with WARC-Date as the clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes

from crawlers.coding import TooLarge, UnknownCoding
from crawlers.outcomes import NotInArchive, name_answer
from crawlers.recorder import Recorder, fetch_of
from crawlers.spider import SYNTHETIC, Answer
from crawlers.warc import REDACTED, Capture, body_of, read_record, scan
from records import Outlet, Trouble, Visit, VisitKind
from urls import BadAddress, canonical_url, path_of

Owner = Callable[[str, datetime], Outlet | None]
IsArticle = Callable[[Outlet, str], bool]

# What the stored headers say of the transfer is no longer true of the undone body.
_FEED_TYPE = re.compile(r"\s*application/(rss|atom)\+xml", re.IGNORECASE)
_TRANSFER = {"content-encoding", "transfer-encoding", "content-length"}


@dataclass(slots=True)
class Replay:
    """The captures of one WARC file by address and date; ``broken`` tells where the file breaks off."""

    path: Path
    captures: dict[str, list[Capture]] = field(default_factory=dict)
    by_record: dict[str, Capture] = field(default_factory=dict)
    odd: list[int] = field(default_factory=list)  # offsets of records that make no sense
    unknown: list[str] = field(default_factory=list)  # addresses of outlets that are not configured
    broken: Trouble | None = None

    @classmethod
    def open(cls, path: Path) -> Replay:
        """Index a file; one that breaks off keeps its whole records. Trouble if it has none at all."""
        replay = cls(path)
        try:
            for capture in scan(path, odd=replay.odd):
                replay.captures.setdefault(key_of(capture.url), []).append(capture)
                replay.by_record[capture.record] = capture
        except Trouble as trouble:
            replay.broken = trouble
        if not replay.captures:
            raise replay.broken or Trouble("archive.no-responses", file=str(path))
        for captures in replay.captures.values():
            captures.sort(key=lambda capture: capture.at)
        return replay

    def of(self, visit: Visit | None) -> Capture | None:
        """The capture that a visit is about; None where the archive lacks it."""
        if visit is None or not visit.record:
            return None
        return next((one for one in self.captures.get(key_of(visit.url), ()) if one.record == visit.record), None)

    def body_of(self, capture: Capture, limit: int) -> bytes:
        """The decoded body of a capture; of a revisit that of its earlier record, b"" if this file lacks it."""
        if not capture.same_as:
            return body_of(read_record(self.path, capture.offset), limit)
        earlier = self.by_record.get(capture.same_as)
        return body_of(read_record(self.path, earlier.offset), limit) if earlier and not earlier.same_as else b""

    def brought(self) -> list[Capture]:
        """The pieces and their files, in date order: they are taken over as they are, nothing is asked."""
        found = (capture for capture in self.by_record.values() if capture.is_brought)
        return sorted(found, key=lambda capture: (capture.at, capture.offset))

    def visits(self, owner: Owner, is_article: IsArticle) -> Iterator[Visit]:
        """Every capture of a known outlet as a visit at its date, in date order."""
        everything = sorted(self.by_record.values(), key=lambda capture: capture.at)
        for capture in everything:
            if capture.is_brought:
                continue
            outlet = owner(capture.url, capture.at)
            if outlet is None:
                self.unknown.append(capture.url)
                continue
            yield Visit(outlet.slug, capture.url, _kind(capture, outlet, is_article), capture.at, capture.record)


def key_of(url: str) -> str:
    try:
        return canonical_url(url)
    except BadAddress:
        return url


def _kind(capture: Capture, outlet: Outlet, is_article: IsArticle) -> VisitKind:
    if capture.content_type == REDACTED:
        return "comments"
    if any(key_of(feed.url) == key_of(capture.url) for feed in outlet.feeds) or _FEED_TYPE.match(capture.content_type):
        return "feed"
    if path_of(capture.url) == "/robots.txt":
        return "robots"
    if any(key_of(sitemap.url) == key_of(capture.url) for sitemap in outlet.sitemaps):
        return "sitemap"
    return "page" if is_article(outlet, capture.url) else "listing"


class ReplayHandler:
    """A download handler that reads from the archive; settings carry the index and the size limit."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        self._replay: Replay = crawler.settings["DIEMBAO_REPLAY"]
        self._limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ReplayHandler:
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        visit: Visit | None = request.meta.get("visit")
        capture = self._replay.of(visit)
        if capture is None and path_of(request.url) == "/robots.txt":
            return Response(request.url, status=404, flags=[SYNTHETIC])  # absent: permission
        if capture is None:
            raise NotInArchive(request.url)
        return self._answer(request, capture)

    def _answer(self, request: Request, capture: Capture) -> Response:
        record = read_record(self._replay.path, capture.offset)
        headers = Headers()
        for name, value in record.http_headers.headers:
            if name.lower() not in _TRANSFER:
                headers.appendlist(name, value)
        try:
            body = self._replay.body_of(capture, self._limit)
        except TooLarge as error:
            raise DownloadCancelledError(f"more than {error} bytes") from error
        except UnknownCoding as error:
            raise DownloadFailedError(f"unknown coding {error}") from error
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(request.url, status=capture.status, headers=headers, body=body)

    async def close(self) -> None:
        """Nothing stays open between requests."""


def copy_response(recorder: Recorder, replay: Replay, has: Container[str]) -> Answer:
    """The answer of a replay: the archive's own record, copied once by its id."""

    def answer(visit: Visit, at: datetime, request: Request, response: Response) -> str:
        capture = replay.of(visit)
        if capture is None:
            return "not-in-archive"
        outcome = name_answer(visit, response, asked_if_changed=bool(capture.same_as))
        if capture.record in has:
            recorder.already(capture.record)
        else:
            recorder.copy(fetch_of(visit, capture.at, outcome, status=response.status), replay.path, capture)
        return outcome

    return answer
