"""Captures of sources and pages, read into the database: what becomes an item, what is lost, moved, gone or a lie."""

from datetime import datetime

import pytest

from storage.store import Store
from tests.paper import (
    DAY,
    FEED,
    HOUR,
    LISTING,
    NEWS,
    NOW,
    OUTLET,
    SITE,
    SITEMAP,
    Paper,
    feed,
    listing,
    news,
    page,
    page_body,
    urlset,
)
from times import iso


@pytest.fixture
def paper(tmp_path):
    made = Paper(tmp_path)
    yield made
    made.store.db.close()


# --- what a source's lead becomes -------------------------------------------------------------


def test_leads_of_feeds_and_news_sitemaps_become_items_once(paper):
    paper.answers(FEED, feed((1, 2), (2, 3))).answers(NEWS, news((2, 3), (3, 4)), kind="sitemap")
    report = paper.read()
    assert paper.items() == [(page(n), f"Tít của {n}") for n in (1, 2, 3)]
    assert (report.ledger.new, report.ledger.known, report.ledger.dropped) == (3, 1, {})


@pytest.mark.parametrize(("url", "kind", "body"), [(SITEMAP, "sitemap", urlset), (LISTING, "listing", listing)])
def test_what_has_no_headline_of_its_own_becomes_an_item_when_its_page_is_read(paper, url, kind, body):
    paper.answers(url, body((1, 2), (2, 3)), kind=kind)
    assert (paper.read().ledger.entered, paper.items()) == (0, [])
    assert len(paper.rows("SELECT 1 FROM leads")) == 2
    paper.page(1, named_by=url)
    report = paper.read()
    assert (report.ledger.entered, report.ledger.new, paper.items()) == (1, 1, [(page(1), "Tít của 1")])


@pytest.mark.parametrize("body", [b"", b"<html><body>Kh\xc3\xb4ng</body></html>"])
def test_a_page_without_an_article_is_a_drop_where_only_a_listing_named_it(paper, body):
    paper.answers(LISTING, listing((1, 2)), kind="listing").page(1, named_by=LISTING, body=body)
    report = paper.read()
    assert report.ledger.entered == 1 == sum(report.ledger.dropped.values())
    assert paper.rows("SELECT reason FROM drops") == [(next(iter(report.ledger.dropped)),)]


def test_it_is_a_fault_where_a_feed_told_of_it(paper):
    paper.answers(FEED, feed((1, 2))).page(1, body=b"<html><body></body></html>")
    report = paper.read()
    assert (report.ledger.entered, report.ledger.new, report.ledger.dropped) == (1, 1, {})
    assert paper.items() == [(page(1), "Tít của 1")]
    assert [failure.reason for failure in report.failures] == ["no-text"]


def test_it_is_a_fault_where_an_earlier_page_told_of_it(paper):
    paper.page(1, named_by=LISTING).page(1, named_by=LISTING, hours=5, body=b"<html><body></body></html>")
    report = paper.read()
    assert (report.ledger.entered, report.ledger.dropped, paper.faults()) == (1, {}, [("no-text",)])


def test_a_page_that_leads_to_the_home_page_is_no_article(paper):
    paper.answers(FEED, feed((1, 2)))
    paper.answers(page(1), page_body("Trang chủ"), hours=1, kind="page", final=f"{SITE}/", named_by=FEED)
    paper.read()
    assert (paper.items(), paper.faults()) == ([(page(1), "Tít của 1")], [("not-an-article",)])


def test_reading_everything_again_changes_nothing(paper):
    paper.answers(FEED, feed((1, 2), (2, 3))).answers(NEWS, news((2, 3), (3, 4)), kind="sitemap")
    paper.answers(LISTING, listing((4, 5)), kind="listing")
    for name in (1, 2, 4):
        paper.page(name)
    paper.page(1, "Tít đã sửa", hours=3).page(2, hours=4, status=404).page(3, hours=4, body=b"")
    paper.read()
    before = paper.everything()
    report = paper.read_again()
    assert paper.everything() == before
    assert (report.ledger.new, report.ledger.updated) == (0, 0)


# --- gone, and back ---------------------------------------------------------------------------


def removed(paper, name=1):
    ((at,),) = paper.rows("SELECT removed_at FROM items WHERE url = ?", page(name))
    return at and (datetime.fromisoformat(at) - NOW) / HOUR


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_later_is_removed_from_the_first_time_on_that_it_was_seen(paper, status):
    paper.page(1, hours=1).page(1, hours=6, status=status).page(1, hours=24, status=status)
    paper.read()
    assert removed(paper) == 6


@pytest.mark.parametrize("status", [403, 500, 503, 204])
def test_a_page_that_fails_is_never_removed(paper, status):
    paper.page(1, hours=1).page(1, hours=6, status=status)
    paper.read()
    assert removed(paper) is None


@pytest.mark.parametrize("outcome", ["block-page", "challenge", "login-wall", "maintenance"])
def test_a_wall_in_front_of_a_page_removes_nothing(paper, outcome):
    paper.page(1, hours=1)
    paper.answers(page(1), b"x", hours=6, kind="page", status=403, outcome=outcome)
    paper.read()
    assert removed(paper) is None


def test_a_page_that_never_was_there_was_not_removed(paper):
    paper.answers(FEED, feed((1, 2))).page(1, hours=1, status=404)
    paper.read()
    assert (removed(paper), len(paper.items())) == (None, 1)


@pytest.mark.parametrize("body", [None, page_body("Tít đã sửa")])
def test_a_page_that_comes_back_is_not_removed_any_more(paper, body):
    paper.page(1, hours=1).page(1, hours=6, status=404).page(1, hours=24, body=body)
    paper.read()
    assert removed(paper) is None


def test_a_failure_does_not_bring_a_removed_page_back(paper):
    paper.page(1, hours=1).page(1, hours=6, status=404).page(1, hours=24, status=500)
    paper.read()
    assert removed(paper) == 6


def test_it_is_removed_since_it_was_last_there(paper):
    paper.page(1, hours=1).page(1, hours=6, status=404).page(1, hours=24).page(1, hours=72, status=410)
    paper.read()
    assert removed(paper) == 72


def test_whatever_is_read_first_it_is_removed_at_the_same_moment(paper):
    paper.page(1, hours=1).page(1, hours=6, status=404).page(1, hours=24).page(1, hours=72, status=404)
    for key in reversed(paper.store.unprocessed()):
        paper.read([key])
    paper.read_again()
    assert removed(paper) == 72


# --- moved ------------------------------------------------------------------------------------


def addresses(paper):
    return sorted(url for (url,) in paper.rows("SELECT url FROM addresses"))


def test_an_article_at_a_new_address_keeps_its_id(paper):
    paper.page(1, hours=1)
    paper.read()
    before = paper.rows("SELECT id FROM items")
    paper.page(1, "Tít của 1", hours=6, final=2)
    report = paper.read()
    assert (paper.rows("SELECT id FROM items"), addresses(paper)) == (before, [page(1), page(2)])
    assert (report.ledger.updated, len(paper.rows("SELECT 1 FROM versions"))) == (0, 1)
    paper.page(2, "Tít của 1 đã sửa", hours=9)
    paper.read()
    assert paper.rows("SELECT id FROM items") == before


@pytest.mark.parametrize("named_first", [True, False])
def test_an_article_that_its_feed_names_at_its_new_address_too_is_one_item(paper, named_first):
    paper.answers(FEED, feed((1, 2))).page(1, hours=1)
    paper.read()
    before = paper.rows("SELECT id FROM items")
    paper.answers(FEED, feed((2, 2, "Tít của 1")), hours=5 if named_first else 7)
    paper.page(1, "Tít của 1", hours=6, final=2).page(2, "Tít của 1", hours=8)
    report = paper.read()
    assert (paper.rows("SELECT id FROM items"), addresses(paper)) == (before, [page(1), page(2)])
    assert report.ledger.balances
    everything = paper.everything()
    paper.read_again()
    assert paper.everything() == everything


def test_a_page_that_leads_to_another_article_is_a_fault_and_no_version(paper):
    """Taken down, and sent to something that is worth reading: both stay what they were."""
    paper.answers(FEED, feed((1, 2, "Lũ lụt ở Hàm Yên"), (2, 1, "Khai mạc hội chợ")))
    paper.page(1, "Lũ lụt ở Hàm Yên", hours=1).page(2, "Khai mạc hội chợ", hours=1)
    paper.read()
    before = paper.items()
    paper.page(1, "Khai mạc hội chợ", hours=6, final=2)
    report = paper.read()
    assert paper.items() == before == [(page(1), "Lũ lụt ở Hàm Yên"), (page(2), "Khai mạc hội chợ")]
    assert (report.ledger.merged, paper.faults()) == (0, [("not-an-article",)])
    assert len(paper.rows("SELECT 1 FROM versions")) == 2


def test_an_item_of_a_feed_whose_page_leads_to_another_article_stays(paper):
    paper.answers(FEED, feed((1, 2, "Lũ lụt ở Hàm Yên"), (2, 1, "Khai mạc hội chợ")))
    paper.page(1, "Khai mạc hội chợ", hours=6, final=2)
    paper.read()
    assert [title for _, title in paper.items()] == ["Lũ lụt ở Hàm Yên", "Khai mạc hội chợ"]


def test_an_address_that_always_led_to_a_known_article_is_an_address_of_it(paper):
    """A listing links to the short form: no second item, and the officers find it under both."""
    paper.page(2, hours=1, named_by=LISTING).page(1, "Tít của 2", hours=2, final=2, named_by=LISTING)
    report = paper.read()
    assert (len(paper.items()), addresses(paper), report.ledger.new) == (1, [page(1), page(2)], 1)
    paper.answers(FEED, feed((1, 2, "Tít của 2")), hours=3)
    paper.read()
    assert len(paper.items()) == 1


# --- who hides ---------------------------------------------------------------------------------


def hiding(paper, *entries, hours=8.0):
    """A feed that says "not modified" twice and is then found to have more."""
    first = feed((1, 2), (2, 3))
    paper.answers(FEED, first)
    for hour in (4, hours):
        paper.answers(FEED, hours=hour, status=304)
    return paper.answers(FEED, feed(*entries, (1, 2), (2, 3)), hours=hours + 0.01)


def test_what_was_proven_by_a_lie_is_proven_no_more(paper):
    report = hiding(paper, (3, -1), (4, -3)).read()
    assert [failure.reason for failure in report.failures] == ["lying-304"]
    assert paper.rows("SELECT detail FROM faults") == [(f"{page(3)}, {page(4)}",)]
    assert [since for since, _ in paper.proofs()] == [-3, -3]
    assert [until for _, until in paper.proofs()] == [0, pytest.approx(8.01, abs=0.01)]


def test_a_lie_is_still_one_when_the_archive_is_read_again(paper):
    hiding(paper, (3, -1)).read()
    before = paper.everything()
    paper.read_again()
    assert paper.everything() == before
    assert ("lying-304",) in paper.faults()


def test_a_lie_is_found_in_whatever_parts_the_archive_is_read(paper):
    hiding(paper, (3, -1))
    for key in paper.store.unprocessed():
        paper.read([key])
    assert (len(paper.proofs()), paper.faults()) == (2, [("lying-304",)])


def test_what_was_published_between_the_two_answers_was_not_hidden(paper):
    report = hiding(paper, (3, -8.005)).read()
    assert (report.failures, paper.faults(), len(paper.proofs())) == ([], [], 4)


def test_a_not_modified_that_was_true_proves_up_to_its_moment(paper):
    paper.answers(FEED, feed((1, 2), (2, 3))).answers(FEED, hours=4, status=304)
    paper.answers(FEED, feed((1, 2), (2, 3)), hours=4.01)
    paper.read()
    assert [until for _, until in paper.proofs()] == [0, 4, pytest.approx(4.01, abs=0.01)]
    assert paper.faults() == []


def test_a_304_that_nobody_asked_for_proves_nothing(paper):
    paper.answers(FEED, feed((1, 2))).answers(FEED, hours=4, status=304, outcome="lying-304")
    paper.read()
    assert paper.proofs() == [(-2, 0)]


# --- a feed that is frozen --------------------------------------------------------------------


def frozen(paper, days):
    """A paper of an article an hour for ten days, then the same feed for so many days."""
    for hour in range(0, 240, 8):
        paper.answers(FEED, feed(*((f"{hour - n}", n - hour) for n in range(1, 13))), hours=hour)
    for hour in range(240, 240 + 24 * days, 8):
        paper.answers(FEED, feed(*((f"{232 - n}", n - 232) for n in range(1, 13))), hours=hour)
    return paper.read()


def test_a_feed_that_never_has_anything_new_proves_nothing_beyond_its_newest_entry(paper):
    frozen(paper, 4)
    assert max(until for _, until in paper.proofs()) == 231
    assert ("nothing-new",) in paper.faults()


def test_a_feed_that_lives_again_proves_again(paper):
    frozen(paper, 4)
    paper.answers(FEED, feed(*((f"{340 - n}", n - 340) for n in range(1, 13))), hours=340)
    paper.read()
    assert paper.proofs()[-1] == (328, 340)


def test_a_feed_that_publishes_keeps_its_proofs(paper):
    frozen(paper, 0)
    assert paper.faults() == []
    assert max(until for _, until in paper.proofs()) == 232


# --- dates that cannot be ---------------------------------------------------------------------


@pytest.mark.parametrize(("url", "kind", "body"), [(FEED, "feed", feed), (NEWS, "sitemap", news)])
def test_a_date_in_the_future_is_told_and_not_believed(paper, url, kind, body):
    paper.answers(url, body((1, 2), (2, -48)), kind=kind)
    paper.read()
    assert paper.faults() == [("future-dates",)]
    assert paper.rows("SELECT url, published_at IS NULL, day IS NULL FROM items ORDER BY url") == [
        (page(1), 0, 0), (page(2), 1, 1),
    ]  # fmt: skip
    assert paper.proofs() == [(-2, 0)]


def test_a_listing_does_not_date_an_article_in_the_future_either(paper):
    undated = page_body("Tít").replace(b"article:published_time", b"x")
    paper.answers(LISTING, listing((1, -48)), kind="listing").page(1, named_by=LISTING, body=undated)
    paper.read()
    assert paper.rows("SELECT published_at, published_from FROM items") == [(None, "missing")]


def test_a_pages_own_date_in_the_future_is_not_believed(paper):
    paper.answers(FEED, feed((1, 2))).page(1, body=page_body("Tít của 1", published=NOW + 40 * DAY))
    paper.read()
    assert paper.rows("SELECT published_at, published_from FROM items") == [(iso(NOW - 2 * HOUR), "feed")]


def test_a_page_without_a_date_takes_that_of_the_listing_that_named_it(paper):
    undated = page_body("Tít").replace(b"article:published_time", b"x")
    paper.answers(LISTING, listing((1, 2)), kind="listing").page(1, named_by=LISTING, body=undated)
    paper.read()
    assert paper.rows("SELECT published_at, published_from FROM items") == [(iso(NOW - 2 * HOUR), "feed")]


# --- proofs of the other sources --------------------------------------------------------------


def test_only_a_listing_of_everything_proves(paper):
    paper.answers(LISTING, listing((1, 2), (2, 5)), kind="listing")
    paper.answers(f"{LISTING}/2", listing((3, 6), (4, 9)), kind="listing", named_by=LISTING, hours=0.1)
    paper.answers(f"{SITE}/xa-hoi", listing((1, 2), (2, 30)), kind="listing", hours=0.2)
    paper.read()
    assert paper.proofs() == [(-9, -6), (-5, 0)]


def test_an_unchanged_page_is_not_read_again(paper):
    paper.page(1, hours=1).page(1, hours=6).page(1, hours=24, status=304)
    report = paper.read()
    assert (report.ledger.entered, report.ledger.new, report.captures) == (1, 1, 3)
    assert len(paper.rows("SELECT 1 FROM versions")) == 1


# --- an archive of our own, replayed ----------------------------------------------------------


def test_a_replay_of_an_own_archive_takes_its_revisit_records_for_what_they_say(paper, tmp_path, diembao):
    """A restore: the answers "not modified" prove again, and lead to the pages that they stood for."""
    paper.answers(FEED, feed((1, 2), (2, 3))).page(1, hours=0.5)
    paper.answers(FEED, hours=4, status=304).answers(FEED, feed((1, 2), (2, 3)), hours=8)
    paper.page(1, hours=9).page(1, hours=24, status=304)
    paper.read()
    whole, other = tmp_path / "whole.warc.gz", tmp_path / "other"
    whole.write_bytes(b"".join(file.read_bytes() for file in sorted((tmp_path / "archive").glob("*.warc.gz"))))
    (other / "config" / "outlets").mkdir(parents=True)
    (other / "config" / "outlets" / "thu.toml").write_text(OUTLET, encoding="utf-8")
    done = diembao("--home", other, "run", "--replay", whole, "--format", "json")
    assert done.returncode == 0, done.stderr
    ledger = (
        "SELECT key, url, kind, at, outcome, status, digest, same_as FROM fetches WHERE warc IS NOT NULL ORDER BY 1"
    )
    with Store.open(other) as store:
        assert [tuple(row) for row in store.db.execute(ledger).fetchall()] == paper.rows(ledger)
        for sql in ("SELECT id, title FROM items", "SELECT source, since, until, record FROM proofs ORDER BY until"):
            assert [tuple(row) for row in store.db.execute(sql).fetchall()] == paper.rows(sql)
