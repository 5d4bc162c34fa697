"""Captures, read into the database: what becomes an item, and what of it when it is gone or moved."""

from datetime import datetime

import pytest

from tests.paper import FEED, HOUR, LISTING, NEWS, NOW, SITE, SITEMAP, feed, listing, news, page, page_body, urlset

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
