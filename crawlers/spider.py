"""The one spider: makes visits, hands every outcome to the recorder, asks what each answer leads to."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import scrapy
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.outcomes import name_failure
from crawlers.recorder import Recorder, fetch_of
from records import Seen, Trouble, Visit

log = logging.getLogger(__name__)

Follow = Callable[[Visit, bytes, datetime], Iterable[Visit]]  # what an answer leads to: an empty body if it failed
SYNTHETIC = "diembao-synthetic"  # flag of an answer that no server gave
_PRIORITY = {"probe": 2, "feed": 1, "sitemap": 1, "listing": 1, "comments": -1}


class Memory(Protocol):
    """What the home knows of an address: the newest answer, and its body."""

    def __call__(self, visit: Visit) -> Seen | None: ...

    def recall(self, seen: Seen) -> bytes: ...


class NoMemory:
    """The memory of a home that has seen nothing."""

    def __call__(self, visit: Visit) -> Seen | None:
        return None

    def recall(self, seen: Seen) -> bytes:
        return b""


class Answer(Protocol):
    """How a response reaches the archive: written anew, or copied from the archive that is replayed.

    Returns the outcome word.
    """

    def __call__(self, visit: Visit, at: datetime, request: Request, response: Response) -> str: ...


class PressSpider(scrapy.Spider):
    """Runs a list of visits; its parts are handed in, so that a replay and a test run the same code."""

    name = "press"
    handle_httpstatus_list = [304, *range(400, 600)]  # noqa: RUF012 - Scrapy reads it on the instance

    def __init__(
        self,
        *,
        visits: Iterable[Visit],
        follow: Follow,
        memory: Memory,
        recorder: Recorder,
        answer: Answer,
        clock: Callable[[], datetime],
        budget: int,
        spent: Mapping[str, int],
        progress: Callable[[], None],
        stop: Callable[[], None],
    ) -> None:
        super().__init__()
        self._visits = visits
        self._follow = follow
        self._memory = memory
        self.recorder = recorder
        self.answer = answer
        self._clock = clock
        self._budget = budget
        self._spent = dict(spent)
        self._progress = progress
        self._stop = stop
        self.fault: Exception | None = None

    async def start(self) -> AsyncIterator[Request]:
        for visit in self._visits:
            if self._within_budget(visit):
                yield self._request(visit)

    def now(self, visit: Visit) -> datetime:
        return visit.at or self._clock()

    def _request(self, visit: Visit, *, whole: bool = False) -> Request:
        seen = None if visit.at else self._memory(visit)
        if seen and whole:
            seen = replace(seen, ask_if_changed=False)
        return Request(
            visit.url,
            callback=self.answered,
            errback=self.failed,
            dont_filter=True,
            headers=_conditions(seen),
            # A replay goes through time: what was captured earlier is visited earlier.
            priority=-int(visit.at.timestamp()) if visit.at else _PRIORITY.get(visit.kind, 0),
            # A first visit may redirect to itself for ever: its cookie is all that is wanted.
            meta={"visit": visit, "seen": seen, "dont_redirect": visit.kind == "probe"},
        )

    def _within_budget(self, visit: Visit) -> bool:
        """Count a request of an outlet's day; beyond the budget only what names articles is asked for."""
        if visit.at is not None:
            return True
        spent = self._spent[visit.outlet] = self._spent.get(visit.outlet, 0) + 1
        if spent > self._budget and visit.kind in ("page", "comments"):
            self.recorder.failure(fetch_of(visit, self.now(visit), "over-budget"))
            return False
        return True

    def answered(self, response: Response) -> Iterable[Request]:
        """By now the answer is archived; reading a page is not the crawler's work, going on from a source is.

        No generator, for Scrapy reads the source of every callback that is one, at each answer.
        """
        self._progress()
        return self._further(response)

    def _further(self, response: Response) -> Iterator[Request]:
        visit: Visit = response.meta["visit"]
        outcome, seen = response.meta.get("outcome"), response.meta["seen"]
        is_replayed = visit.at is not None  # then the body of a revisit has been put where it was left out
        if visit.kind == "probe" or outcome == "ok" or (outcome == "not-modified" and is_replayed):
            yield from self._led_to(visit, response.body)
        elif outcome == "not-modified" and seen.check:
            yield self._request(visit, whole=True)
        elif outcome == "not-modified":  # what a killed crawl did not come to is still named there
            yield from self._led_to(visit, self._memory.recall(seen))

    def _led_to(self, visit: Visit, body: bytes) -> Iterator[Request]:
        for further in self._follow(visit, body, self.now(visit)):
            if self._within_budget(further):
                yield self._request(further)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Put a name on every request that got no answer."""
        self._progress()
        if self.fault:
            return
        request: Request = failure.request  # type: ignore[attr-defined]
        visit: Visit = request.meta["visit"]
        if not isinstance(failure.value, HttpError):
            outcome, detail = name_failure(failure.value or RuntimeError("no reason given"), request.url)
            self._note(visit, outcome, detail)
        elif failure.value.response.status // 100 == 3 and visit.kind != "probe" and visit.at is None:
            target = failure.value.response.headers.get("Location") or b""
            self._note(visit, "bad-link", target.decode("latin-1")[:300])  # a redirect that nobody can follow
        if visit.kind == "probe":
            yield from self._led_to(visit, b"")

    def _note(self, visit: Visit, outcome: str, detail: str) -> None:
        fetch = fetch_of(visit, self.now(visit), outcome, detail="" if visit.kind == "comments" else detail)
        self.recorder.failure(fetch)
        if outcome != "not-in-archive":
            log.info("failed outlet=%s outcome=%s url=%s detail=%s", fetch.outlet, outcome, fetch.url, fetch.detail)

    def give_up(self, error: Exception) -> None:
        """End the crawl: what cannot be archived must not go on as if it were. The caller raises ``fault``."""
        self.fault = self.fault or error
        self._stop()


def _conditions(seen: Seen | None) -> dict[str, str]:
    """The headers that ask only for what has changed (RFC 9110, 13.1)."""
    if seen is None or not seen.ask_if_changed:
        return {}
    conditions = {"If-None-Match": seen.etag, "If-Modified-Since": seen.modified}
    return {name: value for name, value in conditions.items() if value}


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
                request.meta["outcome"] = spider.answer(visit, spider.now(visit), request, response)
            except Trouble as trouble:
                spider.give_up(trouble)
                raise IgnoreRequest("given up") from trouble
        return response
