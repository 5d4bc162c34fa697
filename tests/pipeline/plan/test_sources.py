"""Which sources a crawl is to visit, and when: nothing too early, nothing forgotten, who fails in quarantine."""

import pytest

from crawlers.rhythm import FAILURE_MOST, MIN_PAUSE, after_failure
from pipeline.jobs.collecting.plan import Wish, due_at
from pipeline.jobs.watching.sources import Source, sources_of
from records import Trouble, Visit
from storage.asked import NOT_ASKED, standing
from tests.ledger import DAY, HOUR, NOW, feed_of
from tests.pipeline.plan.planned import (
    MINUTE,
    SOURCES,
    chosen,
    configuration_of,
    fail,
    first_due,
    is_due,
    planned,
    write_outlet,
)

# --- which sources ----------------------------------------------------------------------------


def test_feeds_come_first_and_what_is_not_polled_only_on_the_way_back(home):
    write_outlet(home, "a", SOURCES)
    outlet = configuration_of(home).outlets["a"]
    assert [source.url.rpartition("/")[2] for source in sources_of(outlet)] == ["rss", "news.xml", "xa-hoi"]
    kinds = [source.kind for source in sources_of(outlet, everything=True)]
    assert kinds == ["feed", "sitemap", "sitemap", "listing", "listing"]
    assert len(chosen(home, Wish(since=NOW - 9 * DAY))) == 5
    assert len(chosen(home, Wish())) == 3


def test_a_named_outlet_is_visited_even_if_nobody_follows_it(home):
    home.outlets("b", follow=False)
    assert chosen(home, Wish()) == [feed_of("a")]
    assert chosen(home, Wish(outlets=("b",))) == [feed_of("b")]


def test_a_named_outlet_without_sources_is_told(home):
    home.outlets("b", feeds=False)
    with pytest.raises(Trouble, match=r"crawl\.no-feed"):
        planned(home, Wish(outlets=("b",)))
    assert chosen(home, Wish()) == []


def test_a_first_visit_stands_for_its_feeds_and_is_made_once(home):
    first = 'first_visit = "https://a.example.vn/"'
    write_outlet(
        home,
        "a",
        f"""feeds = [{{ url = "{feed_of("a")}", trust = "verified", {first} }},
                                         {{ url = "{feed_of("a")}2", trust = "verified", {first} }}]""",
    )
    assert planned(home)[0] == [Visit("a", "https://a.example.vn/", "probe")]


# --- when a source is due ---------------------------------------------------------------------


def test_a_source_that_nobody_asked_is_due(home):
    assert planned(home) == ([Visit("a", feed_of("a"), "feed")], [])


def test_without_the_wish_for_what_is_due_every_source_is_visited(home):
    home.visit("a", NOW)
    assert (chosen(home, Wish()), chosen(home)) == ([feed_of("a")], [])


def test_a_source_is_visited_by_its_rhythm(home):
    home.outlets("a", "b")
    home.steady("a", since=NOW - 5 * DAY, until=NOW, every=20 * MINUTE)
    home.steady("b", since=NOW - 5 * DAY, until=NOW, every=6 * HOUR)
    busy, slow = first_due(home, NOW), first_due(home, NOW, feed_of("b"))
    assert MIN_PAUSE // MINUTE <= busy < slow <= DAY // MINUTE


def test_a_small_window_is_visited_before_it_can_roll_over(home):
    home.outlets("a", "b")
    for slug, listed in (("a", 2), ("b", 100)):
        home.steady(slug, since=NOW - 5 * DAY, until=NOW - 2 * HOUR, every=2 * HOUR)
        home.visit(slug, NOW, listed=listed)
    assert first_due(home, NOW) <= first_due(home, NOW, feed_of("b"))


def test_the_tries_of_one_visit_are_one_failure(home):
    for n in reversed(range(3)):
        home.fetch("a", NOW - n * MINUTE, "http-500")
    assert first_due(home, NOW) * MINUTE == after_failure(1, last=NOW) - NOW


@pytest.mark.parametrize("failures", [1, 2, 3, 5, 12])
def test_a_source_that_fails_is_tried_again_with_growing_waits(home, failures):
    for n in reversed(range(failures)):
        home.fetch("a", NOW - n * MIN_PAUSE, "http-500")
    assert first_due(home, NOW) * MINUTE == after_failure(failures, last=NOW) - NOW
    assert MIN_PAUSE <= first_due(home, NOW) * MINUTE <= FAILURE_MOST


def test_a_source_that_is_well_again_goes_by_its_rhythm(home):
    for n in range(9):
        home.fetch("a", NOW - (9 - n) * HOUR, "timeout")
    home.visit("a", NOW)
    assert first_due(home, NOW) <= DAY // MINUTE
    assert standing(home.store.db, feed_of("a"), "feed").failures == 0


@pytest.mark.parametrize("outcome", NOT_ASKED)
@pytest.mark.parametrize("before", [(), ("ok",), ("timeout",) * 9])
def test_a_source_that_its_crawl_did_not_come_to_is_due_at_the_next(home, outcome, before):
    """A slow paper whose turn it was must not wait another day because its host had no time left."""
    for n, one in enumerate(before):
        home.fetch("a", NOW - (20 - n) * HOUR, one)
    home.fetch("a", NOW, outcome)
    assert first_due(home, NOW) * MINUTE == MIN_PAUSE


# --- quarantine -------------------------------------------------------------------------------


def test_what_is_in_quarantine_is_tried_again_at_once_when_wished_for(home):
    fail(home, 3)
    home.fetch("a", NOW, "http-500")
    assert (is_due(home, NOW + MINUTE), is_due(home, NOW + MINUTE, Wish(due=True, quarantined=True))) == (False, True)


def test_what_has_failed_for_less_than_a_day_is_in_no_quarantine(home):
    fail(home, 0.9, every=HOUR)
    home.fetch("a", NOW, "http-500")
    assert not is_due(home, NOW + MINUTE, Wish(due=True, quarantined=True))


def test_a_source_is_due_no_later_than_a_day_after_its_last_answer(home):
    home.visit("a", NOW)
    source, stands = Source("a", feed_of("a"), "feed"), standing(home.store.db, feed_of("a"), "feed")
    for days in (0, 1, 40):
        assert NOW + MIN_PAUSE <= due_at(source, stands, home.store, NOW + days * DAY) <= NOW + DAY
