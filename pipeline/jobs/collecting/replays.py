"""A replayed WARC file as visits of a crawl, and what of it could not be used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from config.lineage import owner_of
from config.load import Configuration
from crawlers.replay import Replay
from pipeline.jobs.report import Failure
from records import Outlet, Visit
from times import local_day
from urls import host_of, path_of


def replayed_visits(source: Replay, configuration: Configuration) -> Iterator[Visit]:
    """Every capture of a configured outlet, in order of time."""

    def owner(url: str, at: datetime) -> Outlet | None:
        return owner_of(configuration.outlets, host_of(url), local_day(at))

    return source.visits(owner, is_article)


def is_article(outlet: Outlet, url: str) -> bool:
    """Does this address have the shape of the outlet's articles?"""
    return bool(outlet.article_path) and re.search(outlet.article_path, path_of(url)) is not None


def replay_failures(source: Replay) -> Iterator[Failure]:
    """What of a replayed file could not be used."""
    if source.unknown:
        hosts = sorted({host_of(url) for url in source.unknown})
        yield Failure("", str(source.path), "unknown-outlet", f"{len(source.unknown)}: {', '.join(hosts[:20])}")
    if source.odd:
        yield Failure("", str(source.path), "odd-records", ", ".join(map(str, source.odd[:20])))
    if source.broken:
        yield Failure("", str(source.path), "truncated-archive", f"byte {source.broken.facts['offset']}")
