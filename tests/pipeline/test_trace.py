"""Where an address is: one case for each answer, from a written ledger."""

from datetime import datetime

import pytest

from config.wording import shipped_sentences
from pipeline.jobs.home import Home
from pipeline.jobs.watching.trace import trace
from records import Dropped
from tests.ledger import DAY, HOUR, NOW, LedgerHome, feed_of, page_of


@pytest.fixture
def home(tmp_path):
    made = LedgerHome(tmp_path / "home")
    made.outlets("a")
    yield made
    made.store.db.close()


def at(home, address, now=NOW):
    found = trace(Home(home.path), address, now=now)
    for text in (found.text, found.advice_text):  # every sentence is there, with all its facts
        assert "{" not in text
        assert "config.no-sentence" not in text
        assert not text.startswith(shipped_sentences()["config.no-sentence"][:12])
    assert found.as_row()["where"] == found.where
    return found


def told_at(moment: datetime) -> str:
    """The digits that an address of VCCorp's systems bears: when the article was begun, in Hà Nội."""
    return f"-100{(moment + 7 * HOUR):%y%m%d%H%M%S}123"


# --- stored -----------------------------------------------------------------------------------


def test_a_stored_item_is_found_with_its_id(home):
    url = home.page("a", 1, NOW - DAY)
    found = at(home, url)
    assert (found.where, found.outlet, found.facts["title"]) == ("stored", "a", "Tít 1")
    assert found.item in found.text
    assert found.facts["published_at"] == NOW - DAY - HOUR


@pytest.mark.parametrize(
    "typed",
    [
        "HTTP://A.example.vn:80/tin-1.html",
        "https://a.example.vn/tin-1.html?utm_source=zalo&fbclid=x#binh-luan",
        "https://www.a.example.vn/tin-1.html",
        "https://m.a.example.vn/tin-1.html",
        "https://a.example.vn/tin-1.html/",
        "a.example.vn/tin-1.html",
        "  https://a.example.vn/tin-1.html\n",
    ],
)
def test_an_address_is_known_in_every_form_that_people_copy(home, typed):
    url = home.page("a", 1, NOW - DAY)
    found = at(home, typed)
    assert (found.where, found.url) == ("stored", url)


def test_an_alias_leads_to_the_item(home):
    home.page("a", 1, NOW - DAY, aliases=(page_of("a", "moi"),))
    assert at(home, page_of("a", "moi")).item == at(home, page_of("a", 1)).item


def test_a_removed_page_says_since_when(home):
    url = home.page("a", 1, NOW - DAY)
    home.store.db.execute("UPDATE items SET removed_at = '2026-07-20T01:00:00Z'")
    found = at(home, url)
    assert found.where == "removed"
    assert "20/07/2026 08:00" in found.text


def test_an_item_of_the_feeds_words_says_why_its_page_is_missing(home):
    url = home.page("a", 1, NOW - DAY, origin="feed")
    home.page("a", 1, NOW - HOUR, outcome="http-403")
    found = at(home, url)
    assert (found.where, found.facts["reason"]) == ("stored", "http-403")
    assert "lỗi 403" in found.text
    assert "xin phép" in found.advice_text


def test_an_item_of_the_feeds_words_says_that_its_page_held_nothing(home):
    home.page("a", 1, NOW - DAY, origin="feed")
    url = home.page("a", 1, NOW - HOUR, drop="no-text")
    assert (at(home, url).key, at(home, url).facts["reason"]) == ("trace.stored-feed", "no-text")


# --- on the way -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "where"),
    [
        ("robots", "robots"), ("robots-unavailable", "robots"), ("challenge", "blocked"), ("login-wall", "blocked"),
        ("block-page", "blocked"), ("http-403", "blocked"), ("http-404", "failed"), ("http-500", "failed"),
        ("timeout", "failed"), ("too-large", "failed"), ("refused-address", "failed"), ("postponed", "postponed"),
        ("host-failing", "postponed"), ("over-budget", "over-budget"), ("not-in-archive", "failed"),
    ],
)  # fmt: skip
def test_the_newest_outcome_of_the_page_tells(home, outcome, where):
    home.page("a", 1, NOW - 2 * HOUR, outcome="timeout")
    url = home.page("a", 1, NOW - HOUR, outcome=outcome)
    found = at(home, url)
    assert (found.where, found.facts["reason"], found.outlet) == (where, outcome, "a")
    assert found.advice


def test_a_page_that_failed_for_days_is_quarantined(home):
    for hours in (50, 40, 30, 20, 10):
        url = home.page("a", 1, NOW - hours * HOUR, outcome="http-500")
    found = at(home, url)
    assert (found.where, found.facts["failures"]) == ("quarantined", 5)
    assert "lỗi 500" in found.text


def test_an_archived_page_that_nobody_has_read_waits_for_process(home):
    url = home.page("a", 1, NOW - HOUR, read=False)
    assert at(home, url).where == "unread"
    assert "diembao process" in at(home, url).advice_text


def test_a_page_that_was_read_and_dropped_says_at_which_stage(home):
    url = home.page("a", 1, NOW - HOUR, drop="no-text")
    found = at(home, url)
    assert (found.where, found.facts["stage"], found.facts["reason"]) == ("dropped", "extract", "no-text")
    assert "đọc trang bài" in found.text
    assert "trang không có nội dung bài" in found.text


def test_a_fault_of_a_page_without_an_item_is_a_reason_too(home):
    url = home.page("a", 1, NOW - HOUR, item=False, faults=["cannot-read"])
    assert (at(home, url).where, at(home, url).facts["reason"]) == ("dropped", "cannot-read")


def test_a_page_that_brought_nothing_at_all_is_our_fault(home):
    url = home.page("a", 1, NOW - HOUR, item=False)
    found = at(home, url)
    assert found.where == "not-read"
    assert "doctor" in found.advice_text


def test_a_lead_that_was_dropped_is_known_by_its_address(home):
    url = page_of("a", 1)
    drop = Dropped("sitemap", f"{feed_of('a')}#2001", "too-many-entries", url)
    home.visit("a", NOW - HOUR, dropped=[drop])
    found = at(home, url)
    assert (found.where, found.facts["stage"], found.outlet) == ("dropped", "sitemap", "a")


def test_a_named_page_waits_for_its_turn(home):
    home.visit("a", NOW - HOUR, leads=[(page_of("a", 1), NOW - 2 * HOUR)])
    found = at(home, page_of("a", 1))
    assert (found.where, found.facts["source"]) == ("not-asked", feed_of("a"))
    assert found.key == "trace.not-asked"


def test_an_old_page_of_a_sitemap_is_not_asked_by_itself(home):
    home.visit("a", NOW - HOUR, leads=[(page_of("a", 1), NOW - 5 * DAY)])
    found = at(home, page_of("a", 1))
    assert (found.where, found.key) == ("not-asked", "trace.not-asked-old")
    assert "--since 2026-07-15" in found.advice_text


# --- not known --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "", "không phải địa chỉ", "ftp://a.example.vn/x", "javascript:alert(1)", "http://", "=1+1",
        "https://a.example.vn:port/x", "https://" + "x" * 3000 + ".vn/",
    ],
)  # fmt: skip
def test_what_is_no_address_says_so(home, typed):
    assert at(home, typed).where == "no-address"


def test_the_address_of_a_source_is_no_article(home):
    assert at(home, feed_of("a")).where == "source"


def test_a_host_that_no_outlet_owns_is_not_ours(home):
    found = at(home, "https://blog.example.com/bai.html")
    assert (found.where, found.facts["host"]) == ("not-ours", "blog.example.com")
    assert at(home, "https://a.example.vn.evil.com/tin-1.html").where == "not-ours"


def test_an_outlet_that_is_not_followed_without_source_or_unvisited(home):
    (home.path / "config" / "settings.toml").write_text('follow = ["a", "b", "c"]\n', encoding="utf-8")
    home.outlets("b", feeds=False, follow=False)
    home.outlets("c", "d", follow=False)
    words = {slug: at(home, page_of(slug, 1)).where for slug in ("b", "c", "d")}
    assert words == {"b": "no-source", "c": "never-visited", "d": "not-followed"}


def cause(home, name, now=NOW):
    found = at(home, page_of("a", name), now)
    assert found.where == "not-linked"
    return found.key.removeprefix("trace.not-linked-"), found


def test_nobody_named_it_though_that_time_was_collected(home):
    home.steady("a", since=NOW - 2 * DAY, until=NOW)
    why, found = cause(home, f"x{told_at(NOW - DAY)}")
    assert why == "covered"
    assert feed_of("a") in found.text


def test_it_is_older_than_the_collection(home):
    home.steady("a", since=NOW - 2 * DAY, until=NOW)
    why, found = cause(home, f"x{told_at(NOW - 9 * DAY)}")
    assert why == "before"
    assert "--since 2026-07-11" in found.advice_text


def test_it_lies_in_a_gap_in_which_nobody_asked(home):
    home.steady("a", since=NOW - 4 * DAY, until=NOW - 2 * DAY)
    home.steady("a", since=NOW - DAY, until=NOW)
    why, found = cause(home, f"x{told_at(NOW - 30 * HOUR)}")
    assert why == "gap"
    assert (found.facts["gap_since"], found.facts["gap_until"]) == (NOW - 2 * DAY, NOW - DAY - HOUR)


def test_it_lies_in_a_gap_in_which_the_source_was_down(home):
    home.steady("a", since=NOW - 4 * DAY, until=NOW - 2 * DAY)
    home.fetch("a", NOW - 31 * HOUR, "http-500")
    home.steady("a", since=NOW - DAY, until=NOW)
    why, found = cause(home, f"x{told_at(NOW - 30 * HOUR)}")
    assert (why, found.facts["reason"]) == ("down", "http-500")
    assert "lỗi 500" in found.text


def test_it_is_newer_than_the_last_visit(home):
    home.steady("a", since=NOW - 2 * DAY, until=NOW - 3 * HOUR)
    assert cause(home, f"x{told_at(NOW - HOUR)}")[0] == "new"


def test_a_source_that_has_been_down_since_is_named_not_the_time(home):
    home.steady("a", since=NOW - 2 * DAY, until=NOW - 5 * HOUR)
    home.fetch("a", NOW - 4 * HOUR, "http-403")
    assert cause(home, f"x{told_at(NOW - HOUR)}")[0] == "down"


def test_without_a_time_the_sources_are_named(home):
    home.steady("a", since=NOW - DAY, until=NOW)
    assert cause(home, "khong-ngay")[0] == "undated"


def test_an_address_that_has_no_articles_form_says_so(home):
    home.steady("a", since=NOW - DAY, until=NOW)
    found = at(home, "https://a.example.vn/thoi-su")
    assert (found.where, found.key) == ("not-linked", "trace.not-linked-form")
