"""A crawl of a local server, politeness off: ours with archive and ledger, and a bare Scrapy that stores nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Request, Response

from bench.local_server import HOST, PAGES
from crawlers.engine import Manners, run_spider, settings_for
from crawlers.recorder import Recorder
from pipeline.jobs.collecting.crawl import mend
from pipeline.jobs.collecting.memory import Memory
from pipeline.jobs.home import Home
from pipeline.jobs.reading.process import take_journal
from records import Visit
from storage.store import Store

EARLY = 500  # pages after which memory is measured for the first time
AT_ONCE = 16  # requests to the one server, for both


def resident_mb() -> float:
    """Resident memory of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1_048_576


MANNERS = Manners(delay_seconds=0, at_once=AT_ONCE, requests_a_day=10 * PAGES, loopback=frozenset({HOST}))


def present() -> datetime:
    return datetime.now(UTC)


def crawl_ours(folder: Path, base: str) -> dict[str, float]:
    """All pages through our crawler, into archive, journal and ledger."""
    used: dict[str, float] = {}
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done in (EARLY, PAGES):
            used["early_mb" if done == EARLY else "late_mb"] = resident_mb()

    home = Home(folder)
    with home.for_writing(), Store.open(home.path) as store:
        mend(home, store, now=datetime.now(UTC))
        visits = (Visit("bench", f"{base}/bai-{number}.html", "page") for number in range(PAGES))
        with Recorder(home.path) as recorder:
            memory = Memory(store, present, home.archive, MANNERS.max_body_bytes)
            run_spider(
                visits, manners=MANNERS, recorder=recorder, follow=lambda visit, body, at: (), clock=present,
                memory=memory, progress=tick,
            )  # fmt: skip
            recorder.finish()
            stored = recorder.added
        take_journal(home, store)
    if stored < PAGES:  # fast, because it did not do the work
        raise SystemExit(f"bench: {stored} of {PAGES} pages stored")
    return used


class BareSpider(scrapy.Spider):
    """Asks for the same pages and forgets them."""

    name = "bare"
    base = ""
    answers = 0

    async def start(self) -> AsyncIterator[Request]:
        for number in range(PAGES):
            yield Request(f"{self.base}/bai-{number}.html", callback=self.forget, dont_filter=True)

    def forget(self, _response: Response) -> None:
        BareSpider.answers += 1


def crawl_bare(_folder: Path, base: str) -> dict[str, float]:
    """Scrapy as it comes, as many requests at once as ours makes."""
    ours = settings_for(MANNERS, None)
    same = ("ROBOTSTXT_OBEY", "CONCURRENT_REQUESTS_PER_DOMAIN", "DOWNLOAD_DELAY", "TELNETCONSOLE_ENABLED",
            "LOG_ENABLED", "LOG_INSTALL_ROOT_HANDLER", "LOGSTATS_INTERVAL")  # fmt: skip
    settings: dict[str, Any] = {name: ours[name] for name in same}
    process = CrawlerProcess({**settings, "CONCURRENT_REQUESTS": AT_ONCE})
    process.crawl(BareSpider, base=base)
    process.start()
    if BareSpider.answers < PAGES:
        raise SystemExit(f"bench: {BareSpider.answers} of {PAGES} answers")
    return {}
