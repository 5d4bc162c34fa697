"""Single looks at social pages, each with one thing that goes wrong: its word, and nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.social_home import SocialHome
from tests.social_server import Server, listening, owners
from tests.social_world import BEGIN, PAGES, HandClock, link, shown

pytestmark = pytest.mark.network


@pytest.fixture
def world() -> Iterator[tuple[Server, HandClock]]:
    clock = HandClock(BEGIN + timedelta(days=2))
    with listening(clock) as server:
        server.owners = owners()
        yield server, clock


@pytest.fixture
def office(tmp_path: Path, world: tuple[Server, HandClock]) -> Iterator[SocialHome]:
    home = SocialHome(tmp_path / "home", *world)
    yield home
    home.store.db.close()


def test_every_page_is_read_once_with_its_posts_and_totals(office: SocialHome) -> None:
    report = office.crawl()
    office.read()
    assert report.failures == []
    expected = {link(page, one) for page in PAGES for one in shown(page, office.clock.moment)}
    items = office.rows("SELECT url, outlet, channel, title FROM items")
    assert {url for url, *_ in items} == expected
    assert {channel for *_, channel, _ in items} == {"social"}
    assert {outlet for _, outlet, *_ in items} == {
        "bao-thu", "fb-hai", "fb-ba", "yt-hai", "yt-ba", "zalo-hai", "zalo-ba",
    }  # fmt: skip
    assert {page.platform for page in PAGES} == {row[0] for row in office.rows("SELECT DISTINCT platform FROM totals")}
