"""Runs the spider once in this process (Twisted's reactor cannot start twice) with polite settings."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from crawlers.outcomes import Readers, archive_response
from crawlers.patience import Patience
from crawlers.polite import PoliteHandler, PoliteMiddleware
from crawlers.recorder import Recorder
from crawlers.replay import Replay, ReplayHandler, copy_response
from crawlers.robots import CarefulRobots
from crawlers.safety import GuardedResolver, Names
from crawlers.spider import ArchiveMiddleware, Follow, Memory, NoMemory, PressSpider
from records import Visit

VERSION = "0.1"
REDIRECTS = 5
ACCEPTED_CODINGS = "gzip, deflate, br"  # what crawlers/coding.py can undo years later
RAW_SIDE = 950  # closer to the downloader than every Scrapy middleware that changes a body
RETRY_SIDE = 550  # where Scrapy's own retry middleware stands
AT_A_TIME = 256  # requests in line or waiting for their second try; each host is asked one at a time


_MIDDLEWARES = {ArchiveMiddleware: RAW_SIDE, RobotsTxtMiddleware: None, CarefulRobots: 100}


@dataclass(frozen=True, slots=True)
class Manners:
    """How the crawler behaves toward other people's servers."""

    contact: str = ""
    delay_seconds: float = 5.0
    at_once: int = 1  # requests to one host; more only where nobody is to be spared
    backoff_seconds: float = 30.0  # the least wait behind a 429, a 503 or a failure; it doubles
    host_seconds: float = 3600.0  # that one crawl spends on a host
    timeout_seconds: float = 30.0
    max_body_bytes: int = 10_000_000
    requests_a_day: int = 2000  # of an outlet
    loopback: frozenset[str] = frozenset()  # loopback addresses that are open, for tests and the demo

    @property
    def user_agent(self) -> str:
        return f"diembao/{VERSION} ({self.contact or 'press review of a provincial government'})"


def run_spider(
    visits: Iterable[Visit],
    *,
    manners: Manners,
    recorder: Recorder,
    follow: Follow,
    clock: Callable[[], datetime],
    memory: Memory | None = None,
    spent: Mapping[str, int] = MappingProxyType({}),
    progress: Callable[[], None] = lambda: None,
    replay: Replay | None = None,
    has_record: Container[str] = (),
    names: Names | None = None,
    readers: Readers | None = None,
) -> bool:
    """Crawl until every visit and all that it leads to has an outcome in the recorder.

    ``spent`` are the requests that outlets have had today, ``names`` sets a resolver before the system's;
    without ``readers`` nothing of readers' comments is kept.
    Returns whether a signal (Ctrl-C, SIGTERM) ended it before.
    """
    process = CrawlerProcess(settings_for(manners, replay, names))
    for noisy in ("scrapy", "twisted", "asyncio", "protego"):  # Scrapy has just set them to tell everything
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    answer = copy_response(recorder, replay, has_record) if replay else archive_response(recorder, readers)
    faults: list[Failure] = []
    crawler = process.create_crawler(PressSpider)
    # What goes wrong in our own callbacks Scrapy would only log, and the crawl would seem to have worked.
    crawler.signals.connect(_collector(faults), signal=signals.spider_error, weak=False)
    crawl = process.crawl(
        crawler, visits=visits, follow=follow, memory=memory or NoMemory(), recorder=recorder, answer=answer,
        clock=clock, budget=manners.requests_a_day, spent=spent, progress=progress, stop=lambda: _stop(crawler),
    )  # fmt: skip
    crawl.addErrback(faults.append)
    endings: list[str] = []
    crawler.signals.connect(_collector_of_reasons(endings), signal=signals.spider_closed, weak=False)
    process.start()
    _close_loop()
    spider = crawler.spider
    if isinstance(spider, PressSpider) and spider.fault:
        raise spider.fault
    if faults:
        faults[0].raiseException()
    return "shutdown" in endings


def _close_loop() -> None:
    """The reactor cannot start again, so its event loop with its two sockets serves nobody any more."""
    asyncio.get_event_loop().close()
    asyncio.set_event_loop(None)


def _collector(faults: list[Failure]) -> Callable[..., None]:
    def collect(failure: Failure, **_rest: object) -> None:
        faults.append(failure)

    return collect


def _collector_of_reasons(endings: list[str]) -> Callable[..., None]:
    def collect(reason: str, **_rest: object) -> None:
        endings.append(reason)

    return collect


def _stop(crawler: Crawler) -> None:
    if crawler.engine is not None:
        deferred_from_coro(crawler.engine.close_spider_async(reason="given up"))


def settings_for(manners: Manners, replay: Replay | None, names: Names | None = None) -> dict[str, Any]:
    """Scrapy's settings: its defaults leave robots.txt, TLS and sizes open, ours do not."""
    settings: dict[str, Any] = {
        "USER_AGENT": manners.user_agent,
        "ROBOTSTXT_OBEY": True,
        "DEFAULT_REQUEST_HEADERS": {"Accept-Encoding": ACCEPTED_CODINGS, "Accept-Language": "vi,en;q=0.5"},
        "CONCURRENT_REQUESTS": AT_A_TIME,
        "CONCURRENT_ITEMS": 1,  # Scrapy starts as many tasks for every answer; our callbacks yield no items
        "CONCURRENT_REQUESTS_PER_DOMAIN": manners.at_once,
        "DOWNLOAD_DELAY": 0,  # crawlers/polite.py spaces the requests
        "DOWNLOAD_TIMEOUT": manners.timeout_seconds,
        "DOWNLOAD_MAXSIZE": manners.max_body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "REDIRECT_MAX_TIMES": REDIRECTS,
        "RETRY_ENABLED": False,  # crawlers/polite.py asks again, with growing waits
        "HTTPPROXY_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "REFERER_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "LOGSTATS_INTERVAL": 0,
        "TWISTED_DNS_RESOLVER": GuardedResolver,
        "DIEMBAO_LOOPBACK": manners.loopback,
        "DIEMBAO_NAMES": names,
        "DOWNLOADER_MIDDLEWARES": _MIDDLEWARES,
    }
    return {**settings, **(_replayed(replay) if replay else _asked(manners))}


def _asked(manners: Manners) -> dict[str, Any]:
    """What only a crawl of the network needs."""
    return {
        "DIEMBAO_PATIENCE": Patience(
            delay=manners.delay_seconds, backoff=manners.backoff_seconds, host_seconds=manners.host_seconds
        ),
        "DOWNLOAD_HANDLERS": {"http": PoliteHandler, "https": PoliteHandler, "file": None, "ftp": None, "s3": None},
        "DOWNLOADER_MIDDLEWARES": {**_MIDDLEWARES, PoliteMiddleware: RETRY_SIDE},
    }


def _replayed(replay: Replay) -> dict[str, Any]:
    """What only a replay needs: it asks nobody, so it needs no manners."""
    return {
        "DIEMBAO_REPLAY": replay,
        "DOWNLOAD_HANDLERS": {"http": ReplayHandler, "https": ReplayHandler},
        "REDIRECT_ENABLED": False,
        "COOKIES_ENABLED": False,
    }
