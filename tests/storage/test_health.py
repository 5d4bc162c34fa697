"""What the ledger says of health, over all outlets."""

from datetime import timedelta

import pytest

from storage.health import (
    PageOutcome,
    PagesRead,
    Watch,
    capture_faults,
    last_errors,
    outcomes_between,
    page_outcomes,
    pages_read,
    proofs_by_outlet,
    proofs_of,
    replayed_until,
    watches,
)
from tests.ledger import DAY, HOUR, NOW, LedgerHome, feed_of, page_of


@pytest.fixture
def home(tmp_path):
    made = LedgerHome(tmp_path / "home")
    yield made
    made.store.db.close()


def test_the_newest_error_of_each_source(home):
    for hours, outcome in ((5, "timeout"), (4, "http-500"), (3, "ok"), (2, "not-modified"), (1, "redirect")):
        home.fetch("a", NOW - hours * HOUR, outcome)
    home.fetch("a", NOW, "timeout", url=page_of("a", 1), kind="page")  # no source
    home.fetch("b", NOW - 9 * DAY, "timeout")
    errors = last_errors(home.store.db, since=NOW - 7 * DAY)
    assert {url: (error.at, error.outcome) for url, error in errors.items()} == {
        feed_of("a"): (NOW - 4 * HOUR, "http-500")
    }


def test_faults_are_grouped_by_address_and_pages_together(home):
    home.visit("a", NOW - 2 * HOUR, faults=["one-time", "no-dates"])
    home.visit("a", NOW - HOUR, faults=["one-time"])
    home.page("a", 1, NOW - HOUR, faults=["layout-drift"])
    home.page("a", 2, NOW, faults=["layout-drift"])
    home.visit("b", NOW - 8 * DAY, faults=["one-time"])
    told = [
        (one.outlet, one.source, one.reason, one.captures, one.last_at)
        for one in capture_faults(home.store.db, since=NOW - 7 * DAY)
    ]
    assert told == [
        ("a", "", "layout-drift", 2, NOW),
        ("a", feed_of("a"), "one-time", 2, NOW - HOUR),
        ("a", feed_of("a"), "no-dates", 1, NOW - 2 * HOUR),
    ]


def test_pages_without_text_are_counted_once_each(home):
    home.page("a", 1, NOW, faults=["layout-drift"])
    home.page("a", 2, NOW, drop="no-text")
    home.page("a", 3, NOW)
    home.page("a", 4, NOW, drop="not-html")
    home.page("a", 5, NOW, read=False)
    home.page("a", 6, NOW, outcome="http-500")
    home.page("a", 7, NOW - 2 * DAY, drop="no-text")
    assert pages_read(home.store.db, since=NOW - DAY) == {"a": PagesRead(4, 3)}


def test_pages_stand_at_their_newest_outcome(home):
    home.page("a", 1, NOW - HOUR, outcome="timeout")
    home.page("a", 1, NOW)
    home.page("a", 2, NOW - HOUR, outcome="http-403")
    home.page("a", 3, NOW, outcome="http-403")
    home.page("a", 4, NOW, outcome="http-404")
    home.page("a", 1, NOW, outcome="http-410")  # was read before: removed, not failed
    home.page("b", 1, NOW - 2 * DAY, outcome="timeout")
    found = page_outcomes(home.store.db, since=NOW - DAY)
    assert found == {"a": [PageOutcome("http-403", 2, NOW), PageOutcome("http-404", 1, NOW)]}


def test_proofs_and_watches(home):
    home.visit("a", NOW - 9 * DAY, proves=HOUR)
    home.visit("a", NOW - DAY, proves=2 * HOUR)
    home.fetch("a", NOW, "timeout")
    home.fetch("b", NOW, "not-in-archive", replayed=True)
    home.page("c", 1, NOW)
    assert proofs_by_outlet(home.store.db, since=NOW - 7 * DAY) == {"a": [(NOW - DAY - 2 * HOUR, NOW - DAY)]}
    assert len(proofs_of(home.store.db, "a")) == 2
    assert watches(home.store.db) == {"a": Watch(NOW - 9 * DAY, NOW)}


def test_a_ledger_of_replays_alone_has_an_end(home):
    assert replayed_until(home.store.db) is None
    home.fetch("a", NOW, replayed=True)
    assert replayed_until(home.store.db) == NOW
    home.fetch("a", NOW + timedelta(seconds=1), "timeout")
    assert replayed_until(home.store.db) is None


def test_outcomes_between_two_moments_leave_both_out(home):
    for hours, outcome in ((3, "ok"), (2, "timeout"), (1, "redirect"), (0, "ok")):
        home.fetch("a", NOW - hours * HOUR, outcome)
    found = outcomes_between(home.store.db, [feed_of("a"), feed_of("b")], NOW - 3 * HOUR, NOW)
    assert found == {feed_of("a"): [(NOW - 2 * HOUR, "timeout")], feed_of("b"): []}
