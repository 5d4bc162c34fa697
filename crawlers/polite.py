"""Carries out what ``crawlers/patience.py`` decides: pauses, second tries, hosts that are left alone."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, datetime
from time import monotonic

from scrapy import signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached

from crawlers.patience import BUSY, WORTH_ASKING_AGAIN, Patience, retry_after

CONDITIONS = ("If-None-Match", "If-Modified-Since")
TRANSPORT = (
    DownloadTimeoutError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    CannotResolveHostError,
    ResponseDataLossError,
)


class NotAsked(IgnoreRequest):
    """A request that this crawl does not make; its text is the outcome word."""


def patience_of(crawler: Crawler) -> Patience:
    patience = crawler.settings["DIEMBAO_PATIENCE"]
    assert isinstance(patience, Patience)
    return patience


def host_key(request: Request) -> str:
    """The host as Scrapy's downloader keys its slots."""
    return urlparse_cached(request).hostname or ""


class PoliteHandler(HTTP11DownloadHandler):
    """Scrapy's handler, behind a line for each host and a last look at whether it may be asked, and when.

    Scrapy's own settings do not keep it: without DOWNLOAD_DELAY it takes several of a host from its queue before
    the first counts as under way, and that delay counts from the queue, behind which a request may be held up.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._patience = patience_of(crawler)
        at_once = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._lines: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(at_once))

    async def download_request(self, request: Request) -> Response:
        host = host_key(request)
        async with self._lines[host]:
            return await self._in_turn(request, host)

    async def _in_turn(self, request: Request, host: str) -> Response:
        if not self._patience.refusal(host, monotonic()):
            await asyncio.sleep(self._patience.wait(host, monotonic()))
        if refusal := self._patience.refusal(host, monotonic()):
            raise NotAsked(refusal)
        try:
            return await super().download_request(request)
        except TRANSPORT:
            self._patience.failed(host)
            raise
        finally:
            self._patience.ended(host, monotonic())


class PoliteMiddleware:
    """Learns of a host's mood, and asks again where that is worth it."""

    def __init__(self, crawler: Crawler) -> None:
        self._patience = patience_of(crawler)
        crawler.signals.connect(self._downloaded, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PoliteMiddleware:
        return cls(crawler)

    def _downloaded(self, response: Response, request: Request, **_rest: object) -> None:
        """Scrapy tells it before the host's next request leaves."""
        written, date = ((response.headers.get(name) or b"").decode("latin-1") for name in ("Retry-After", "Date"))
        wanted = retry_after(written, date, datetime.now(UTC))
        self._patience.answered(host_key(request), response.status, wanted, monotonic())

    def process_request(self, request: Request) -> None:
        """A redirect to another host waits in that host's line, and does not ask with the first one's ETag."""
        request.meta["download_slot"] = host_key(request)
        if request.meta.get("redirect_urls"):
            for condition in CONDITIONS:
                request.headers.pop(condition, None)

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        if response.status in BUSY or response.status in WORTH_ASKING_AGAIN:
            return await self._again(request) or response
        return response

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        return await self._again(request) if isinstance(exception, TRANSPORT) else None

    async def _again(self, request: Request) -> Request | None:
        tries = request.meta.get("tries", 1)
        if urlparse_cached(request).path == "/robots.txt":  # asked once: whoever waits for it waits with it
            return None
        wait = self._patience.again_in(host_key(request), tries, monotonic())
        if wait is None:
            return None
        await asyncio.sleep(wait)
        return request.replace(meta={**request.meta, "tries": tries + 1}, priority=request.priority - 1)
