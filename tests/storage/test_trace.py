"""What is known of addresses, many at once."""

import pytest

from records import Dropped
from storage.asked import standings
from storage.trace import known_addresses
from tests.ledger import DAY, HOUR, NOW, LedgerHome, feed_of, page_of


@pytest.fixture
def home(tmp_path):
    made = LedgerHome(tmp_path / "home")
    yield made
    made.store.db.close()


def test_all_that_is_known_of_an_address(home):
    url = page_of("a", 1)
    home.visit("a", NOW - 3 * HOUR, leads=[(url, None)])
    home.visit("a", NOW - 2 * HOUR, leads=[(url, NOW - DAY)], url="https://a.example.vn/rss2")
    home.page("a", 1, NOW - 2 * HOUR, drop="no-text")
    home.page("a", 1, NOW - HOUR, faults=["layout-drift"])
    home.page("a", 1, NOW, read=False)
    known = known_addresses(home.store.db, [url])[url]
    assert known.item.title == "Tít 1"
    assert (known.standing.at, known.standing.outcome) == (NOW, "ok")
    assert [(naming.source, naming.published_at) for naming in known.namings] == [
        (feed_of("a"), None), ("https://a.example.vn/rss2", NOW - DAY),
    ]  # fmt: skip
    assert [(refusal.reason, refusal.at) for refusal in known.refusals] == [
        ("no-text", NOW - 2 * HOUR), ("layout-drift", NOW - HOUR),
    ]  # fmt: skip
    assert known.unread_at == NOW


def test_unknown_addresses_are_left_out_and_others_stay_apart(home):
    one, two = home.page("a", 1, NOW), home.page("a", 2, NOW, outcome="timeout")
    known = known_addresses(home.store.db, [one, two, page_of("a", 3), one])
    assert set(known) == {one, two}
    assert known[one].item
    assert not known[two].item
    assert known[two].is_anything


def test_a_dropped_lead_is_found_by_the_address_in_its_detail(home):
    url = page_of("a", 1)
    home.visit("a", NOW, dropped=[Dropped("listing", f"{feed_of('a')}#2000", "too-many-entries", url)])
    refusal = known_addresses(home.store.db, [url])[url].refusals[0]
    assert (refusal.stage, refusal.reason, refusal.outlet) == ("listing", "too-many-entries", "a")


def test_more_addresses_than_a_statement_has_parameters(home):
    urls = [page_of("a", number) for number in range(40_000)]
    home.page("a", 39_999, NOW)
    assert list(known_addresses(home.store.db, urls)) == [urls[-1]]
    assert [one.url for one in standings(home.store.db, "page", urls)] == [urls[-1]]
