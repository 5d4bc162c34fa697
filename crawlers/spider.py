"""The one spider: visits feeds, asks for the pages that they name, hands every outcome to the recorder."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import datetime
from typing import Protocol

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    UnsupportedURLSchemeError,
)
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.recorder import Recorder, fetch_of, outcome_of
from crawlers.robots import RobotsUnavailable
from crawlers.safety import REFUSED
from records import Lead, Trouble, Visit
from urls import host_of

log = logging.getLogger(__name__)

ReadFeed = Callable[[bytes, Visit, datetime], Iterable[Lead]]
SYNTHETIC = "diembao-synthetic"  # flag of an answer that no server gave


class NotInArchive(IgnoreRequest):
    """The replayed archive has no record of this address."""


class Answer(Protocol):
    """How a response reaches the archive: written anew, or copied from the archive that is replayed."""

    def __call__(self, visit: Visit, at: datetime, request: Request, response: Response) -> None: ...


class PressSpider(scrapy.Spider):
    """Runs a list of visits; its parts are handed in, so that a replay and a test run the same code."""

    name = "press"
    handle_httpstatus_list = list(range(400, 600))  # noqa: RUF012 - Scrapy reads it on the instance

    def __init__(
        self,
        *,
        visits: Iterable[Visit],
        read_feed: ReadFeed,
        wants: Callable[[Lead], bool],
        recorder: Recorder,
        answer: Answer,
        clock: Callable[[], datetime],
        page_budget: int,
        progress: Callable[[], None],
        stop: Callable[[], None],
    ) -> None:
        super().__init__()
        self._visits = visits
        self._read_feed = read_feed
        self._wants = wants
        self.recorder = recorder
        self.answer = answer
        self._clock = clock
        self._budget = page_budget
        self._spent: dict[str, int] = {}
        self._progress = progress
        self._stop = stop
        self.fault: Exception | None = None

    async def start(self) -> AsyncIterator[Request]:
        for visit in self._visits:
            yield self._request(visit)

    def now(self, visit: Visit) -> datetime:
        return visit.at or self._clock()

    def _request(self, visit: Visit, named_by: str | None = None) -> Request:
        return Request(
            visit.url,
            callback=self.feed if visit.kind == "feed" else self.page,
            errback=self.failed,
            dont_filter=True,
            # A replay goes through time: what was captured earlier is visited earlier.
            priority=-int(visit.at.timestamp()) if visit.at else (1 if visit.kind == "feed" else 0),
            meta={"visit": visit, "named_by": named_by},
        )

    def feed(self, response: Response) -> Iterator[Request]:
        """Ask for the pages that a feed names and that are wanted."""
        self._progress()
        if response.status != 200:
            return
        visit: Visit = response.meta["visit"]
        for lead in self._read_feed(response.body, visit, self.now(visit)):
            if self._wants(lead):
                page = Visit(visit.outlet, lead.link, "page", visit.at)
                if self._within_budget(page, visit.url):
                    yield self._request(page, named_by=visit.url)

    def _within_budget(self, page: Visit, named_by: str) -> bool:
        spent = self._spent[page.outlet] = self._spent.get(page.outlet, 0) + 1
        if spent > self._budget and page.at is None:
            self.recorder.failure(fetch_of(page, self.now(page), "over-budget", named_by=named_by))
            return False
        return True

    def give_up(self, error: Exception) -> None:
        """End the crawl: what cannot be archived must not go on as if it were. The caller raises ``fault``."""
        self.fault = self.fault or error
        self._stop()

    def page(self, response: Response) -> None:
        """A page is archived by the time it comes here; reading it is not the crawler's work."""
        self._progress()

    def failed(self, failure: Failure) -> None:
        """Put a name on every request that got no answer."""
        self._progress()
        if self.fault or isinstance(failure.value, HttpError):  # an odd status has its line by now
            return
        request: Request = failure.request  # type: ignore[attr-defined]
        visit: Visit = request.meta["visit"]
        outcome, detail = name_failure(failure.value or RuntimeError("no reason given"), request.url)
        fetch = fetch_of(visit, self.now(visit), outcome, named_by=request.meta.get("named_by"), detail=detail)
        self.recorder.failure(fetch)
        if outcome != "not-in-archive":
            log.info("failed outlet=%s outcome=%s url=%s detail=%s", visit.outlet, outcome, visit.url, detail)


# Scrapy ignores requests for several reasons, which only the words of its exception tell apart.
_IGNORED = {"robots.txt": "robots", "DOWNLOAD_MAXSIZE": "too-large", "max redirections": "redirect-loop"}


def name_failure(error: BaseException, url: str) -> tuple[str, str]:
    """The outcome word of docs/reasons.md for what went wrong, and the error's own words."""
    detail = f"{type(error).__name__}: {error}"[:300]
    if isinstance(error, NotInArchive):
        return "not-in-archive", ""
    if isinstance(error, RobotsUnavailable):
        cause = error.__cause__  # a host that cannot be reached has a name of its own
        if cause is None or isinstance(cause, IgnoreRequest):
            return "robots-unavailable", detail
        return name_failure(cause, url)
    if isinstance(error, IgnoreRequest):
        words = str(error)
        return next((word for sign, word in _IGNORED.items() if sign in words), "broken-answer"), detail
    if isinstance(error, CannotResolveHostError):
        host = host_of(url).rpartition(":")[0] or host_of(url)
        return ("refused-address" if REFUSED & {host, f"www.{host}"} else "no-such-host"), detail
    kinds: tuple[tuple[type[BaseException], str], ...] = (
        (DownloadTimeoutError, "timeout"),
        (DownloadConnectionRefusedError, "connection-refused"),
        (DownloadCancelledError, "too-large"),
        (UnsupportedURLSchemeError, "bad-link"),
        (NotSupported, "bad-link"),
    )
    return next((word for kind, word in kinds if isinstance(error, kind)), "broken-answer"), detail


class ArchiveMiddleware:
    """Archives each response as it came over the wire, before anything undoes its coding."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ArchiveMiddleware:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        if SYNTHETIC not in response.flags:
            spider = self._crawler.spider
            assert isinstance(spider, PressSpider)
            visit = request.meta.get("visit") or Visit("", request.url, "robots")
            try:
                spider.answer(visit, spider.now(visit), request, response)
            except OSError as error:
                spider.give_up(Trouble("archive.cannot-write", url=request.url, detail=str(error)))
                raise IgnoreRequest("given up") from error
        return response


def archive_response(recorder: Recorder) -> Answer:
    """The answer of the network: a new WARC record."""

    def answer(visit: Visit, at: datetime, request: Request, response: Response) -> None:
        fetch = fetch_of(
            visit, at, outcome_of(response.status), status=response.status, named_by=request.meta.get("named_by")
        )
        headers = (
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, values in response.headers.items()
            for value in values
        )
        status = f"{response.status} {_REASONS.get(response.status, '')}".strip()
        recorder.response(fetch, response.url, status, headers, response.body)

    return answer


_REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 404: "Not Found"}
