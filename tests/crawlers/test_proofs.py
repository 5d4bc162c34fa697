"""What a visit proves: never more than what it lists bears out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.proofs import STRAGGLER_GAP, proof_of, proof_of_listing, proof_of_sitemap
from crawlers.sitemaps import read_sitemap
from records import Lead
from times import HANOI, iso

VISIT = datetime(2026, 11, 20, 5, tzinfo=UTC)  # noon in Hà Nội
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = "https://bao.vn/rss"


def lead(moment, raw="2026-11-20T05:00:00Z"):
    return Lead("bao", "https://bao.vn/a.htm", "https://bao.vn/a.htm", "Tít", "", raw, moment, VISIT, FEED, 0)


def hours_before(*hours):
    return [lead(None if one is None else VISIT - one * HOUR) for one in hours]


def span(proof):
    """Hours before the visit from which and to which it proves."""
    return None if proof is None else ((VISIT - proof.since) / HOUR, (VISIT - proof.until) / HOUR)


def of_feed(*hours):
    return span(proof_of(hours_before(*hours), outlet="bao", source=FEED, visited=VISIT, record="r"))


def of_listing(*hours, first=True):
    return span(
        proof_of_listing(
            hours_before(*hours), outlet="bao", source=FEED, visited=VISIT, record="r", is_first_page=first
        )
    )


# --- a feed -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "proven"),
    [
        pytest.param((), None, id="nothing-listed"),
        pytest.param((None, None), None, id="no-dates"),
        pytest.param((1, 2, 5), (5, 0), id="from-its-oldest-entry-to-the-visit"),
        pytest.param((-1, 1, 2), (2, 0), id="an-entry-dated-after-the-visit-is-left-out"),
        pytest.param((-1, -2), None, id="only-entries-of-the-future"),
        pytest.param((30, 1, 2, 5), (5, 0), id="pinned-on-top"),
        pytest.param((1, 2, 30, 5, 6), (6, 0), id="pinned-in-between"),
        pytest.param((1, None, 2), (2, 0), id="an-entry-without-a-date"),
        pytest.param((3, 3, 3), (3, 0), id="one-time-for-all"),
        pytest.param((1, 2, 3, 240), (3, 0), id="a-straggler-at-the-end"),
        pytest.param((1, 49), (49, 0), id="two-days-apart-is-no-straggler"),
        pytest.param((1, 50), (1, 0), id="more-than-two-days-apart-is"),
        pytest.param((24, 48, 72, 168), (168, 0), id="a-slow-feed-has-gaps-of-its-own"),
    ],
)
def test_a_feed_proves_the_time_from_its_oldest_entry_in_order(hours, proven):
    assert of_feed(*hours) == proven


@given(st.lists(st.one_of(st.none(), st.integers(-3000, 60_000)), max_size=40))
def test_a_feed_proves_nothing_before_its_oldest_entry_and_nothing_after_the_visit(minutes):
    leads = [lead(None if one is None else VISIT - timedelta(minutes=one)) for one in minutes]
    proof = proof_of(leads, outlet="bao", source=FEED, visited=VISIT, record="r")
    past = [one for one in minutes if one is not None and one >= 0]
    assert (proof is None) == (not past)
    if proof:
        assert VISIT - timedelta(minutes=max(past)) <= proof.since <= proof.until == VISIT
        assert proof.since in [one.published_at for one in leads]


# --- a listing --------------------------------------------------------------------------------


def test_the_first_page_of_a_listing_proves_up_to_the_visit_a_further_one_up_to_its_newest_entry():
    assert of_listing(1, 2, 5) == (5, 0)
    assert of_listing(6, 7, 9, first=False) == (9, 6)


def test_a_listing_in_whatever_order_proves_the_same():
    assert of_listing(5, 1, 2) == of_listing(1, 2, 5)


@pytest.mark.parametrize("hours", [(), (None,), (-5,), (3,), (3, 3)])
def test_a_further_page_with_one_moment_or_none_proves_nothing(hours):
    assert of_listing(*hours, first=False) is None


# --- a sitemap --------------------------------------------------------------------------------


def of_sitemap(*entries, source="https://bao.vn/sitemap.xml", news=False, visited=VISIT):
    """Entries: what stands in lastmod, or in a news sitemap's publication_date."""
    written = "".join(
        f"<url><loc>https://bao.vn/tin-{n}.htm</loc>"
        + (
            f"<news:news><news:title>Tít {n}</news:title><news:publication_date>{one}</news:publication_date>"
            "</news:news>"
            if news
            else f"<lastmod>{one}</lastmod>"
        )
        + "</url>"
        for n, one in enumerate(entries)
    )
    body = f'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{written}</urlset>'.encode()
    reading = read_sitemap(body, outlet="bao", source=source, seen_at=visited)
    proof = proof_of_sitemap(reading, outlet="bao", source=source, visited=visited, record="r")
    return proof and (hanoi(proof.since), hanoi(proof.until))


def hanoi(moment):
    return f"{moment.astimezone(HANOI):%Y-%m-%d %H:%M}"


def moments(*hours):
    return [iso(VISIT - one * HOUR) for one in hours]


def test_a_news_sitemap_proves_up_to_the_visit_as_a_feed_does():
    assert of_sitemap(*moments(1, 2, 30), news=True) == ("2026-11-19 06:00", "2026-11-20 12:00")


def test_any_other_sitemap_proves_up_to_its_newest_change_only():
    assert of_sitemap(*moments(2, 1, 30)) == ("2026-11-19 06:00", "2026-11-20 11:00")


def test_a_time_without_an_hour_proves_whole_days_only():
    assert of_sitemap("2026-11-18", "2026-11-19", "2026-11-20") == ("2026-11-19 00:00", "2026-11-20 00:00")
    assert of_sitemap("2026-11-19", "2026-11-19") is None


def test_a_news_sitemap_with_bare_days_proves_nothing():
    assert of_sitemap("2026-11-19", "2026-11-20", news=True) is None


@pytest.mark.parametrize("entries", [(), ("",), ("hôm qua",), moments(-30), moments(3)])
def test_a_sitemap_without_two_moments_proves_nothing(entries):
    assert of_sitemap(*entries) is None


JULY = ("2026-07-31T20:00:00+07:00", "2026-07-30T20:00:00+07:00", "2026-07-29T21:00:00+07:00")
EDITED = moments(1, 5, 9)


@pytest.mark.parametrize(
    "source",
    ["https://bao.vn/sitemaps/news-2026-7.xml", "https://bao.vn/sitemap.xml?ym=202607", "https://bao.vn/2026/07.xml"],
)
def test_what_was_edited_in_november_does_not_make_julys_sitemap_prove_november(source):
    assert of_sitemap(*EDITED, *JULY, source=source) == ("2026-07-29 21:00", "2026-07-31 20:00")
    assert of_sitemap(*EDITED, source=source) is None


def test_an_old_sitemap_with_news_in_it_proves_nothing_of_the_time_since():
    """An archive by the month, or by numbers, may bear Google's news part on every page."""
    by_month = of_sitemap(*JULY, source="https://bao.vn/sitemaps/news-2026-7.xml", news=True)
    assert by_month == ("2026-07-29 21:00", "2026-07-31 23:59")
    by_number = of_sitemap(*JULY, source="https://bao.vn/sitemaps/bai-12.xml", news=True)
    assert by_number == ("2026-07-29 21:00", "2026-07-31 20:00")


def test_a_news_sitemap_may_rest_for_two_days():
    newest = STRAGGLER_GAP / HOUR
    assert of_sitemap(*moments(newest, newest + 1), news=True) == ("2026-11-18 11:00", "2026-11-20 12:00")
