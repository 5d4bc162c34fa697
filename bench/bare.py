"""The rival of the replay: Scrapy asking for the same addresses, reading and storing nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from crawlers.engine import Manners, settings_for
from crawlers.journal import read_journal
from crawlers.replay import Replay
from records import Visit


class BareSpider(scrapy.Spider):
    """Asks and forgets."""

    name = "bare"

    async def start(self) -> AsyncIterator[Request]:
        for visit in self.visits:
            meta = {"visit": visit}
            yield Request(visit.url, self.forget, errback=self.forget_failure, dont_filter=True, meta=meta)

    def __init__(self, visits: list[Visit], **named: Any) -> None:
        super().__init__(**named)
        self.visits = visits

    def forget(self, response: Response) -> None:
        """Nothing is read."""

    def forget_failure(self, failure: Failure) -> None:
        """Nothing is told."""


def ask_all(archive: Path, journal: Path) -> None:
    """Every request of a replay's journal, once more."""
    visits = [Visit(fetch.outlet, fetch.url, "page", fetch.at) for fetch in read_journal(journal, read_already={})]
    settings = settings_for(Manners(), Replay.open(archive))
    settings["DOWNLOADER_MIDDLEWARES"] = {}
    process = CrawlerProcess(settings)
    process.crawl(BareSpider, visits=visits)
    process.start()
