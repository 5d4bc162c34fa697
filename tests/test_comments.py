"""Readers' comments from a real server on the loopback: what is asked, what is kept, and nothing private."""

from __future__ import annotations

import json

import pytest

from crawlers.warc import REDACTED, scan
from pipeline.jobs.home import Home
from pipeline.jobs.items.views import item_view
from pipeline.jobs.items.voices import voice_lines
from pipeline.jobs.reading.process import process, take_journal
from storage.store import Store
from tests.commented import FAMILIES, PRIVATE, assert_nothing_private, home_of, look_again, press, read_articles
from tests.conftest import Diembao
from tests.replayed import Nobody


@pytest.fixture(scope="module")
def looked(tmp_path_factory) -> tuple[Home, str, list[str], str]:
    """A home whose articles were looked at again: with the server's address, the paths asked for, and what was said."""
    with press() as (base, asked):
        home = home_of(tmp_path_factory.mktemp("comments") / "home", base)
        read_articles(home, base)
        said = look_again(home)
    with Store.open(home.path) as store:
        process_nothing_but_captures(home, store)
    return home, base, asked, said


@pytest.mark.network
def test_nothing_private_is_written_or_said(looked):
    home, _, asked, said = looked
    assert [path for path in asked if "ListComment" in path]
    assert_nothing_private(home.path)
    for private in PRIVATE:
        assert private.casefold() not in said.casefold()


@pytest.mark.network
@pytest.mark.parametrize(
    ("family", "said", "total", "readers"), [("vnexpress", 5, 4, 3), ("vccorp", 5, None, 2), ("vietnamnet", 5, 5, 2)]
)
def test_an_item_shows_how_much_praise_and_blame_it_got(looked, family, said, total, readers):
    home, base, _, _ = looked
    view = item_view(home, f"{base}/{family}/tin-1.html")["comments"]
    assert (view["read"], view["total"], view["readers"]) == (said, total, readers)
    assert view["tones"]["pos"]["comments"] >= 1
    assert view["tones"]["neg"] == {"comments": 1, "likes": 40}
    assert view["at"] == "2026-07-20T07:00:00Z"
    assert set(view) == {"total", "readers", "at", "read", "by", "tones"}  # no list of readers
    lines = list(voice_lines(view))
    assert "5 ý kiến" in lines[0]
    assert "1 chê, bức xúc (40 lượt thích)" in lines[1]


@pytest.mark.network
def test_only_articles_of_a_province_are_asked_for_comments(looked):
    home, base, asked, _ = looked
    paths = [path for path in asked if "ListComment" in path or "/get" in path.lower()]
    assert len(paths) == 2 + 1 + 1 + 2  # pages of three, a reply each of the two that give none along
    assert "/robots.txt" in asked
    for family in FAMILIES:
        assert item_view(home, f"{base}/{family}/tin-2.html")["comments"] is None


@pytest.mark.network
def test_what_is_archived_is_ours_and_its_texts_are_whole_but_for_what_is_private(looked):
    home, base, _, _ = looked
    records = [one for path in home.archive.glob("*.gz") for one in scan(path) if one.content_type == REDACTED]
    assert len(records) == 6
    assert {one.url for one in records} == {f"{base}/{family}/tin-1.html" for family in FAMILIES}
    with Store.open(home.path) as store:
        texts = {row["text"] for row in store.db.query("SELECT text FROM comments")}
        outcomes = {row["outcome"] for row in store.db.query("SELECT outcome FROM fetches WHERE kind = 'comments'")}
    assert outcomes == {"ok"}
    assert "Tuyệt vời quá, ai cần xe ôm gọi [số] hoặc [thư điện tử]" in texts
    assert "Cho hỏi đi đò giá bao nhiêu? [liên kết]" in texts


@pytest.mark.network
def test_a_home_is_made_anew_and_a_replay_brings_the_comments_along(looked, tmp_path, diembao: Diembao):
    home, base, _, _ = looked
    before = comments_in(home)
    whole = tmp_path / "all.warc.gz"
    whole.write_bytes(b"".join(path.read_bytes() for path in sorted(home.archive.glob("*.gz"))))
    other = home_of(tmp_path / "other", base)
    for outlet in (other.path / "config" / "outlets").glob("*.toml"):  # a replay tells outlets by their domains
        host = base.removeprefix("http://")
        outlet.write_text(outlet.read_text("utf-8").replace("vccorp.thu.example.vn", host), encoding="utf-8")
    done = diembao("--home", other.path, "crawl", "--replay", whole, "--format", "json")
    assert json.loads(done.stdout)["failures"] == [], done.stderr
    for one in (home, other):
        for path in one.path.glob("diembao.db*"):
            path.unlink()
        with Store.open(one.path) as store:
            take_journal(one, store)
            process_nothing_but_captures(one, store)
    assert comments_in(home) == before
    assert comments_in(other) == before
    assert_nothing_private(other.path)


def comments_in(home: Home) -> list[tuple[object, ...]]:
    with Store.open(home.path) as store:
        return store.db.execute("SELECT * FROM comments ORDER BY url, id").fetchall()


def process_nothing_but_captures(home: Home, store: Store) -> None:
    process(home, home.configuration(), store, Nobody(), store.unprocessed())
