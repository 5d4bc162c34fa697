"""``run``: one cycle of crawl, process and count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from crawlers.safety import Names
from pipeline.jobs.collecting.crawl import EVERYTHING, crawl, mend
from pipeline.jobs.collecting.plan import Wish
from pipeline.jobs.collecting.social import collect_social, joined
from pipeline.jobs.home import Home
from pipeline.jobs.reading.models import in_service, judge_for
from pipeline.jobs.reading.process import add_known, process
from pipeline.jobs.report import CrawlReport, ProcessReport, Progress, silent
from storage.store import Store
from times import iso


def run_crawl(
    home: Home,
    *,
    wish: Wish = EVERYTHING,
    replay: Path | None,
    clock: Callable[[], datetime],
    progress: Progress = silent,
) -> CrawlReport:
    configuration = home.configuration()
    started = clock()
    with home.for_writing(), Store.open(home.path) as store:
        report = crawl(home, configuration, store, wish=wish, replay=replay, clock=clock, progress=progress)
        if replay is None:
            social = collect_social(home, configuration, store, wish=wish, clock=clock, progress=progress)
            report = joined(report, social)
        store.add_run("crawl", iso(started), iso(clock()), report.as_json())
    return report


def run_process(
    home: Home, *, since: datetime | None, clock: Callable[[], datetime], progress: Progress = silent
) -> ProcessReport:
    """Process what nobody has read yet, or read everything captured since a moment again."""
    configuration = home.configuration()
    started = clock()
    with home.for_writing(), Store.open(home.path) as store:
        broken = mend(home, store, now=clock())
        keys = store.captured_since(iso(since)) if since else store.unprocessed()
        report = process(
            home, configuration, store, judge_for(configuration, in_service(home)), keys, progress=progress
        )
        report.failures += broken
        store.add_run("process", iso(started), iso(clock()), report.as_json())
    return report


def run_cycle(
    home: Home,
    *,
    wish: Wish = EVERYTHING,
    replay: Path | None,
    clock: Callable[[], datetime],
    progress: Progress = silent,
    resolver: Names | None = None,
) -> tuple[CrawlReport, ProcessReport]:
    """Crawl, then process what the crawl brought and what an earlier run left unread."""
    configuration = home.configuration()
    started = clock()
    with home.for_writing(), Store.open(home.path) as store:
        crawled = crawl(
            home, configuration, store, wish=wish, replay=replay, clock=clock, progress=progress, resolver=resolver
        )
        if replay is None:
            social = collect_social(home, configuration, store, wish=wish, clock=clock, progress=progress)
            crawled = joined(crawled, social)
        unread = store.unprocessed()
        again = sorted(set(crawled.keys) - set(unread))
        processed = process(
            home, configuration, store, judge_for(configuration, in_service(home)), unread, progress=progress
        )
        add_known(processed, store, again)
        store.add_run("run", iso(started), iso(clock()), cycle_json(crawled, processed))
    return crawled, processed


def cycle_json(crawled: CrawlReport, processed: ProcessReport) -> dict[str, Any]:
    """The ledger of a cycle as one object."""
    both = {**crawled.as_json(), **processed.as_json()}
    both["failures"] = crawled.as_json()["failures"] + processed.as_json()["failures"]
    return both
