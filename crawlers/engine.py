"""Runs the spider once in this process (Twisted's reactor cannot start twice) with polite settings."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler, CrawlerProcess
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.utils.defer import deferred_from_coro
from twisted.python.failure import Failure

from crawlers.recorder import Recorder
from crawlers.replay import Replay, ReplayHandler, copy_response
from crawlers.robots import CarefulRobots
from crawlers.safety import GuardedResolver
from crawlers.spider import ArchiveMiddleware, PressSpider, ReadFeed, archive_response
from records import Lead, Visit

VERSION = "0.1"
REDIRECTS = 5
ACCEPTED_CODINGS = "gzip, deflate, br"  # what crawlers/coding.py can undo years later
RAW_SIDE = 950  # closer to the downloader than every Scrapy middleware that changes a body


@dataclass(frozen=True, slots=True)
class Manners:
    """How the crawler behaves toward other people's servers."""

    contact: str = ""
    delay_seconds: float = 5.0
    timeout_seconds: float = 30.0
    max_body_bytes: int = 10_000_000
    pages_per_outlet: int = 500
    loopback: bool = False

    @property
    def user_agent(self) -> str:
        return f"diembao/{VERSION} ({self.contact or 'press review of a provincial government'})"


def run_spider(
    visits: Iterable[Visit],
    *,
    manners: Manners,
    recorder: Recorder,
    read_feed: ReadFeed,
    wants: Callable[[Lead], bool],
    clock: Callable[[], datetime],
    progress: Callable[[], None] = lambda: None,
    replay: Replay | None = None,
    has_record: Container[str] = (),
) -> bool:
    """Crawl until every visit and every wanted page has an outcome in the recorder.

    Returns whether a signal (Ctrl-C, SIGTERM) ended it before.
    """
    process = CrawlerProcess(settings_for(manners, replay))
    for noisy in ("scrapy", "twisted", "asyncio", "protego"):  # Scrapy has just set them to tell everything
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    answer = copy_response(recorder, replay, has_record) if replay else archive_response(recorder)
    faults: list[Failure] = []
    crawler = process.create_crawler(PressSpider)
    # What goes wrong in our own callbacks Scrapy would only log, and the crawl would seem to have worked.
    crawler.signals.connect(_collector(faults), signal=signals.spider_error, weak=False)
    crawl = process.crawl(
        crawler, visits=visits, read_feed=read_feed, wants=wants, recorder=recorder, answer=answer,
        clock=clock, page_budget=manners.pages_per_outlet, progress=progress, stop=lambda: _stop(crawler),
    )  # fmt: skip
    crawl.addErrback(faults.append)
    endings: list[str] = []
    crawler.signals.connect(_collector_of_reasons(endings), signal=signals.spider_closed, weak=False)
    process.start()
    spider = crawler.spider
    if isinstance(spider, PressSpider) and spider.fault:
        raise spider.fault
    if faults:
        faults[0].raiseException()
    return "shutdown" in endings


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


def settings_for(manners: Manners, replay: Replay | None) -> dict[str, Any]:
    """Scrapy's settings: its defaults leave robots.txt, TLS and sizes open, ours do not."""
    settings: dict[str, Any] = {
        "USER_AGENT": manners.user_agent,
        "ROBOTSTXT_OBEY": True,
        "DEFAULT_REQUEST_HEADERS": {"Accept-Encoding": ACCEPTED_CODINGS, "Accept-Language": "vi,en;q=0.5"},
        "CONCURRENT_REQUESTS": 32,
        "CONCURRENT_ITEMS": 1,  # Scrapy starts as many tasks for every answer; our callbacks yield no items
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0 if replay else manners.delay_seconds,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_TIMEOUT": manners.timeout_seconds,
        "DOWNLOAD_MAXSIZE": manners.max_body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "REDIRECT_MAX_TIMES": REDIRECTS,
        "HTTPPROXY_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "REFERER_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "LOGSTATS_INTERVAL": 0,
        "TWISTED_DNS_RESOLVER": GuardedResolver,
        "DIEMBAO_LOOPBACK": manners.loopback,
        "DOWNLOADER_MIDDLEWARES": {ArchiveMiddleware: RAW_SIDE, RobotsTxtMiddleware: None, CarefulRobots: 100},
    }
    if replay:
        settings["DOWNLOAD_HANDLERS"] = {"http": ReplayHandler, "https": ReplayHandler}
        settings["DIEMBAO_REPLAY"] = replay
        settings["RETRY_ENABLED"] = False
        settings["REDIRECT_ENABLED"] = False
        settings["COOKIES_ENABLED"] = False
    return settings
