"""The pages to measure on: the real ones where ../shared is present, else the fictional press's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.lineage import owner_of
from crawlers.recorder import Answered, Recorder, fetch_of
from crawlers.warc import body_of, read_record, scan
from pipeline.jobs.collecting.replays import is_article
from pipeline.jobs.home import Home
from records import Outlet, Visit
from times import local_day
from urls import host_of

REAL = Path(__file__).parents[2] / "shared" / "press" / "press-2026.warc.gz"
LIMIT = 10_000_000
CAPTURED = datetime(2026, 8, 1, tzinfo=UTC)
_NUMBER = re.compile(r"\d+(?=\.(?:html?|chn)$)|\d+(?=/?$)")


@dataclass(frozen=True, slots=True)
class Sample:
    """One page to be multiplied."""

    outlet: str
    url: str
    body: bytes


def real_samples(home: Home) -> list[Sample]:
    """The article pages of the real archive."""
    outlets = home.configuration().outlets
    return [
        Sample(outlet.slug, capture.url, body_of(read_record(REAL, capture.offset), LIMIT))
        for capture in scan(REAL)
        if (outlet := _owner(outlets, capture.url, capture.at)) and is_article(outlet, capture.url)
        if "html" in capture.content_type
    ]


def _owner(outlets: Mapping[str, Outlet], url: str, at: datetime) -> Outlet | None:
    return owner_of(outlets, host_of(url), local_day(at))


def multiplied(samples: list[Sample], count: int) -> Iterator[Sample]:
    """``count`` pages, each with an address of its own and a changed sentence in every paragraph."""
    for number in range(count):
        sample = samples[number % len(samples)]
        end = f" Lần {number} ghi nhận {number * 7 % 1000} trường hợp.</p>".encode()
        url = _NUMBER.sub(lambda found, n=number: str(int(found[0]) + n), sample.url)  # type: ignore[misc]
        yield Sample(sample.outlet, url, sample.body.replace(b"</p>", end))


def archive_pages(home: Home, pages: Iterator[Sample]) -> None:
    """Put pages into a home's archive and journal, as a crawl leaves them."""
    with Recorder(home.path) as recorder:
        for page in pages:
            fetch = fetch_of(Visit(page.outlet, page.url, "page"), CAPTURED, "ok", status=200)
            headers = (("Content-Type", "text/html; charset=utf-8"),)
            recorder.response(fetch, Answered(page.url, "200 OK", headers, page.body))
