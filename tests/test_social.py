"""Social pages by the real commands, and what single looks do that no fortnight shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.jobs.collecting.by_address import add_by_address
from pipeline.jobs.collecting.social import Outside
from pipeline.jobs.ledger.contracts import contracts_view
from pipeline.jobs.ledger.counting import Filters, books_of
from pipeline.jobs.upkeep.backups import backup
from pipeline.jobs.upkeep.restore import Way, bring_back
from pipeline.jobs.watching.pages import page_lines, page_rows
from records import Annotation, Trouble
from tests.conftest import ROOT
from tests.social_home import SocialHome
from tests.social_server import Server, graph_error, listening, owners
from tests.social_world import BEGIN, PAGES, TOKENS, HandClock, link, shown
from times import iso

pytestmark = pytest.mark.network
VIDEO = "https://www.tiktok.com/@baothu/video/7312345678901234567"
GONE = "https://www.tiktok.com/@baothu/video/40412345"


@pytest.fixture
def server() -> Iterator[Server]:
    with listening(HandClock(BEGIN + timedelta(days=2))) as listens:
        listens.owners = owners()
        yield listens


@pytest.fixture
def office(tmp_path: Path, server: Server) -> Iterator[SocialHome]:
    home = SocialHome(tmp_path / "home", server, server.clock)
    yield home
    home.store.db.close()


def test_the_real_command_crawls_reads_and_tells_of_the_pages(tmp_path: Path, server: Server) -> None:
    """``crawl``, in a process of its own: the pages are a part of it, and what is not due is not asked for."""
    home = SocialHome(tmp_path / "home", server, server.clock, comments=False, delay=0)
    home.store.db.close()
    environment, at = {**os.environ, **home.environment}, server.clock.moment

    def diembao(*words: str) -> dict[str, object]:
        done = subprocess.run(
            [sys.executable, "-m", "cli", "--home", str(home.path), "--now", iso(at), *words, "--format", "json"],
            cwd=ROOT,
            capture_output=True, text=True, check=False, env=environment, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert not any(token in done.stdout + done.stderr for token in TOKENS.values())
        told: dict[str, object] = json.loads(done.stdout)
        return told

    expected = {link(page, one) for page in PAGES for one in shown(page, at)}
    first, again = diembao("crawl"), diembao("crawl", "--due")
    assert first["failures"] == []
    assert first["records_added"] == len(expected) > 0
    assert (again["requests"], again["records_added"]) == ({}, 0)
    rows = page_rows(home.home, now=at)
    assert {row["page"] for row in rows if row["last_success"]} == {page.slug for page in PAGES}


def test_a_crawl_of_named_pages_asks_for_these_alone(office: SocialHome) -> None:
    office.crawl("bao-thu", due=False)
    assert {one.slug for one in PAGES if office.looks(one.slug)} == {"fb-mot", "yt-mot", "zalo-mot"}
    office.crawl("fb-ba", due=False)
    assert office.outcomes("fb-ba") == ["ok"]
    assert office.outcomes("fb-hai") == []


def test_a_killed_crawl_goes_on_and_no_post_is_there_twice(office: SocialHome) -> None:
    """Broken off in the middle of a list: what was read is there, the next crawl brings the rest."""
    waits = iter(range(40))

    def killed(seconds: float) -> None:
        if next(waits, None) is None:
            raise KeyboardInterrupt
        office.clock.sleep(seconds)

    office.clock.go_to(BEGIN + timedelta(days=9))
    with pytest.raises(KeyboardInterrupt):
        office.crawl(sleep=killed)
    assert 0 < len(office.server.log) < 60
    office.later(hours=6)
    office.crawl()
    office.read()
    expected = {link(page, one) for page in PAGES for one in shown(page, office.clock.moment)}
    assert {url for (url,) in office.rows("SELECT url FROM items")} == expected


def test_a_post_that_comes_back_is_no_longer_removed(office: SocialHome) -> None:
    office.crawl()
    office.read()
    page = PAGES[1]
    gone = shown(page, office.clock.moment)[0]
    hidden = graph_error(100, 33)
    office.server.faults["fb-hai"] = lambda path, _query: hidden if gone.key in path else None
    office.server.hidden.add(gone.key)
    office.later(days=1)
    office.crawl()
    office.read()
    removed = "SELECT url FROM items WHERE removed_at IS NOT NULL"
    assert office.rows(removed) == [(link(page, gone),)]
    office.server.hidden.clear()
    office.server.faults.clear()
    office.later(days=1)
    office.crawl()
    office.read()
    assert office.rows(removed) == []


def test_a_post_of_the_future_is_kept_without_its_time_and_told(office: SocialHome) -> None:
    ahead = (office.clock.moment + timedelta(days=3)).isoformat()
    link_ = "https://www.facebook.com/100000000000003/posts/9"
    post = {"id": "1_9", "message": "Tin của ngày kia", "created_time": ahead, "permalink_url": link_}
    office.server.faults["fb-ba"] = lambda _path, _query: (200, {"data": [post]}, {})
    office.crawl("fb-ba", due=False)
    office.read()
    assert office.rows("SELECT url, published_at FROM items") == [(link_, None)]
    assert office.rows("SELECT detail FROM fetches WHERE kind = 'social'") == [("future-dates 1",)]


def test_a_budget_that_is_spent_ends_the_asking_until_the_next_day(office: SocialHome) -> None:
    rules = office.path / "config" / "platforms.toml"
    rules.write_text(rules.read_text("utf-8").replace("requests_a_day = 400", "requests_a_day = 7"), encoding="utf-8")
    office.configuration = office.home.configuration()
    for _ in range(3):
        office.crawl(due=False)
        office.later(hours=1)
    asked = [one for one in office.server.log if one.platform == "facebook"]
    assert len(asked) == 7
    office.later(days=1)
    office.crawl(due=False)
    assert len([one for one in office.server.log if one.platform == "facebook"]) > 7


def test_health_has_a_sentence_and_what_to_do_for_each_trouble(office: SocialHome) -> None:
    office.give_token("fb-hai", TOKENS["facebook"])
    office.give_token("zalo-ba", mode=0o644)
    del office.environment["DIEMBAO_TOKEN_YOUTUBE"]
    office.server.faults["fb-ba"] = lambda _path, _query: graph_error(10)
    office.server.skew = timedelta(hours=-2)
    office.crawl()
    rows = {row["page"]: row for row in page_rows(office.home, now=office.clock.now())}
    assert {slug: rows[slug]["outcome"] for slug in ("fb-hai", "zalo-ba", "yt-ba", "fb-ba")} == {
        "fb-hai": "token-of-another-page", "zalo-ba": "token-open", "yt-ba": "robots", "fb-ba": "missing-permission",
    }  # fmt: skip
    assert "Mã đang dùng là của trang khác" in rows["fb-hai"]["advice"]
    assert "chmod 600" in rows["zalo-ba"]["advice"]
    assert "YouTube Data API v3" in rows["yt-ba"]["advice"]
    assert "đi sau máy này 120 phút" in rows["fb-ba"]["page_state"]
    assert "đồng bộ giờ" in rows["fb-ba"]["advice"]
    assert {row["page"] for row in rows.values() if row["needs_look"]} >= {"fb-hai", "zalo-ba", "yt-ba", "fb-ba"}
    assert rows["tt-mot"]["needs_look"] is False
    told = [key for key, _ in page_lines(list(rows.values()))]
    assert told.count("social.line") >= 4


def test_posts_of_a_partners_page_count_for_its_contract_line_as_social(office: SocialHome) -> None:
    """Thanh Niên is the partner of line 5 of the plan; an authority's page counts for no line."""
    registry = office.path / "config" / "social" / "trang.toml"
    written = registry.read_text("utf-8").replace('outlet = "bao-thu"', 'outlet = "thanh-nien"')
    registry.write_text(written, encoding="utf-8")
    office.configuration = office.home.configuration()
    office.crawl()
    about = Annotation("relevance", "tuyen-quang", "2", 1.0, "about@1")
    genre = Annotation("genre", "", "tin", 1.0, "about@1")
    annotator = SimpleNamespace(annotate_all=lambda articles: ([about, genre] for _ in articles))
    office.read(SimpleNamespace(signature="about@1", annotator=annotator, plans={}))
    posts = sum(len(shown(page, office.clock.moment)) for page in PAGES if page.slug.endswith("mot"))
    scope = Filters(plan="tuyen-quang-2024-2026", since="2026-07-01", until="2026-07-31")
    with books_of(office.home, now=iso(office.clock.moment), configuration=office.configuration) as books:
        counted = {
            channel: {row["contract"]: row["pieces"] for row in contracts_view(books, by=(), filters=one).rows}
            for channel in ("social", "online")
            for one in [replace(scope, channel=channel)]
        }
    assert {line: pieces for line, pieces in counted["social"].items() if pieces} == {"5": posts}
    assert not any(counted["online"].values())


def add(office: SocialHome, address: str) -> object:
    outside = Outside(environment={}, seconds=office.clock.seconds, sleep=office.clock.sleep)
    return add_by_address(office.home, address, day=date(2026, 7, 7), clock=office.clock.now, outside=outside)


def test_a_video_of_tiktok_is_added_by_its_address_once(office: SocialHome) -> None:
    office.store.db.close()
    added = [add(office, f"{VIDEO}?is_from_webapp=1"), add(office, VIDEO)]
    assert [(one.url, one.is_new) for one in added] == [(VIDEO, True), (VIDEO, False)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("address", "key"),
    [("https://www.tiktok.com/@nguoi.la/video/7312345678901234567", "social.unregistered"),
     ("https://vm.tiktok.com/ZMabc/", "social.not-tiktok"), (GONE, "social.not-added")],
)  # fmt: skip
def test_a_video_of_somebody_else_or_none_is_not_added(office: SocialHome, address: str, key: str) -> None:
    office.store.db.close()
    with pytest.raises(Trouble) as caught:
        add(office, address)
    assert caught.value.key == key


def test_tokens_are_in_no_backup_and_stay_where_they_are_when_one_is_restored(office: SocialHome) -> None:
    office.crawl("fb-ba", due=False)
    office.read()
    office.store.db.close()
    folder = office.path / "sao-luu"
    backup(office.home, folder, clock=office.clock.now)
    before = {path.name: path.read_text("utf-8") for path in office.home.tokens.iterdir()}
    assert not any("tokens/" in path.read_text("utf-8", "replace") for path in folder.rglob("*") if path.is_file())
    bring_back(office.home, folder, Way(clock=office.clock.now, replace_data=True))
    assert {path.name: path.read_text("utf-8") for path in office.home.tokens.iterdir()} == before
