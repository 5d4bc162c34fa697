"""The readers of feeds, sitemaps and pages over mutated captures: none breaks, none hangs, whatever comes.

The captures are those of the real archive where it lies beside the project, and in any case the project's own.
Everything is drawn from seeds: a failure names what makes its bytes again, ``mutated(sample, mutation, seed)``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest

from crawlers.discovery import Found, article_path_of, candidates, family_of, outlet_toml, sitemaps_of_robots
from crawlers.feeds import read_feed
from crawlers.listings import read_listing
from crawlers.oddities import oddities
from crawlers.sitemaps import read_sitemap, wanted_children
from crawlers.walls import wall_of
from pipeline.extract import article_of_page
from pipeline.parsers import LAYOUTS
from records import Article, Dated, DateHabit, Outlet, Page
from tests.hang import broken_off
from tests.mutations import MUTATIONS, SITE, Sample, mutated, own_samples, real_samples

SEEN = datetime(2026, 11, 21, 3, tzinfo=UTC)
LONGEST_RUN = 4.5  # seconds for one reader over one set of samples: twelve of these stay below a minute
TRIES, FEWEST = 250, 25  # of one reader over one set of samples; on a slow machine at least so many
PARSERS = ("generic", *sorted(LAYOUTS))


def outlet(parser: str = "generic", path: str = "") -> Outlet:
    return Outlet(slug="bao", name="Báo Thử", domains=(Dated("bao.vn"),), article_path=path, parser=parser)


def reads_feed(body: bytes) -> None:
    dates: tuple[DateHabit, ...] = ("rfc822", "us-hanoi")
    reading = read_feed(body, outlet="bao", source=f"{SITE}/rss", seen_at=SEEN, dates=dates[len(body) % 2])
    assert reading.entered == len(reading.leads) + len(reading.dropped)
    oddities(reading.leads, SEEN)


def reads_sitemap(body: bytes) -> None:
    reading = read_sitemap(body, outlet="bao", source=f"{SITE}/sitemap.xml", seen_at=SEEN)
    assert len(wanted_children(reading.children, since=SEEN, limit=12).urls) <= 12
    article_path_of([lead.url for lead in reading.leads[:200]])


def reads_listing(body: bytes) -> None:
    path = (r"", r"-\d+\.htm$")[len(body) % 2]
    reading = read_listing(body, outlet=outlet(path=path), source=f"{SITE}/thoi-su", seen_at=SEEN)
    assert len({lead.url for lead in reading.leads}) == len(reading.leads)


def reads_page(body: bytes) -> None:
    url, parser = f"{SITE}/xa-hoi/mua-lon-o-ham-yen-100200.htm", PARSERS[len(body) % len(PARSERS)]
    kind = ("text/html; charset=utf-8", "text/html; charset=windows-1258", "")[len(body) % 3]
    made = article_of_page(Page("bao", url, url, SEEN, body, kind, "urn:x"), outlet(parser))
    if isinstance(made, Article):
        assert "\0" not in made.title + made.lede + made.body
        (made.title + made.lede + made.body).encode()


def reads_wall(body: bytes) -> None:
    asked = f"{SITE}/xa-hoi/mua-lon-o-ham-yen-100200.htm"
    for kind, status in (("page", 200), ("feed", 200), ("page", 403)):
        wall_of(status=status, headers={"Content-Type": "text/html"}, body=body, asked=asked, answered=asked, kind=kind)


def reads_home(body: bytes) -> None:
    """What a probe of a new outlet makes of its answers."""
    found = candidates(body, base=f"{SITE}/")
    outlet_toml(Found("bao", body[:50].decode("latin-1"), "bao.vn", sitemaps=tuple(one.url for one in found)))
    sitemaps_of_robots(body)
    family_of(body)


READERS: dict[str, tuple[Callable[[bytes], None], str]] = {
    "feed": (reads_feed, "feed"), "sitemap": (reads_sitemap, "sitemap"), "listing": (reads_listing, "page"),
    "page": (reads_page, "page"), "wall": (reads_wall, "page"), "home": (reads_home, "page"),
}  # fmt: skip


def drawn(samples: Sequence[Sample], kind: str, tries: int, start: int = 0) -> Iterator[tuple[Sample, str, int]]:
    """Samples, mostly of the kind that the reader expects, each with one of the mutations in turn."""
    own_kind = [sample for sample in samples if sample.kind == kind] or samples
    for seed in range(start, start + tries):
        dice = random.Random(seed)
        yield dice.choice(own_kind if dice.random() < 0.8 else samples), sorted(MUTATIONS)[seed % len(MUTATIONS)], seed


def survives(reader: str, samples: Sequence[Sample], tries: int = TRIES, seconds: float = LONGEST_RUN) -> int:
    """How many mutated captures the reader has read, none hanging."""
    read, kind = READERS[reader]
    count, end = 0, monotonic() + seconds
    for sample, mutation, seed in drawn(samples, kind, tries):
        if count >= FEWEST and monotonic() > end:
            break
        body = mutated(sample, mutation, seed)
        try:
            with broken_off():
                read(body)
        except Exception as error:
            raise AssertionError(f"{reader} breaks on {mutation} of {sample.name}, seed {seed}: {error!r}") from error
        count += 1
    return count


@pytest.mark.parametrize("reader", READERS)
def test_no_mutation_of_our_own_samples_breaks_a_reader(reader: str) -> None:
    assert survives(reader, list(own_samples())) >= FEWEST


@pytest.mark.parametrize("reader", READERS)
def test_no_mutation_of_a_real_capture_breaks_a_reader(reader: str, real_archive: Path) -> None:
    assert survives(reader, list(real_samples(real_archive))) >= FEWEST
