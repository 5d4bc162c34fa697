"""robots.txt, read with care: a server that cannot answer for it is not asked for anything."""

from __future__ import annotations

from typing import Any

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from crawlers.polite import host_key, patience_of


class RobotsUnavailable(IgnoreRequest):
    """robots.txt answered 5xx or not at all: for now nothing of this host may be asked (RFC 9309, 2.3.1.4)."""


class CarefulRobots(RobotsTxtMiddleware):
    """Scrapy's middleware, which would take a broken robots.txt as permission and an error page as rules."""

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            raise RobotsUnavailable(f"robots.txt unavailable: {response.status}")
        if response.status >= 400:  # no robots.txt: all is allowed, whatever the error page says
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)
        self._heed_crawl_delay(self._parsers[netloc], request)

    def _heed_crawl_delay(self, parser: Any, request: Request) -> None:
        """Wait between two requests as long as the rules ask for; a replay waits for nobody."""
        if "DIEMBAO_PATIENCE" in self.crawler.settings:
            patience_of(self.crawler).heed(host_key(request), parser.rp.crawl_delay(self._default_useragent))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        waiting: Any = self._parsers[netloc]
        refusal: Any = _Unavailable(exc)
        self._parsers[netloc] = refusal
        waiting.callback(refusal)


class _Unavailable:
    """In the place of a robots.txt parser: refuses with the reason."""

    def __init__(self, why: Exception) -> None:
        self._why = why

    def allowed(self, _url: Any, _agent: Any) -> bool:
        raise RobotsUnavailable(f"robots.txt unavailable: {self._why}") from self._why
