"""What an answer leads to: pages once each, the way back, and what closes the gap of a feed that rolled over."""

from dataclasses import replace
from email.utils import format_datetime

import pytest

from crawlers.replay import Replay
from crawlers.warc import Capture
from pipeline.jobs.collecting.follow import CHILDREN, LISTING_PAGES, TRANSIENT, Follow, Wants
from pipeline.jobs.home import Home
from pipeline.jobs.watching.sources import FRESH
from records import Fetch, Lead, Visit
from storage.asked import NOT_ASKED
from storage.store import CaptureWrite, Store
from tests.conftest import ROOT, rss
from tests.paper import DAY, FEED, HOUR, NOW, SITE, feed, listing, news, page, urlset

SITEMAP, ARCHIVE = f"{SITE}/news.xml", f"{SITE}/sitemap.xml"
NEWEST, SECTION = f"{SITE}/tin-moi", f"{SITE}/xa-hoi"
OUTLET = f"""
slug = "thu"
name = "Báo Thử"
article_path = '-\\d+\\.html$'
domains = [{{ name = "thu.example.vn" }}]
feeds = [{{ url = "{FEED}", trust = "verified" }},
         {{ url = "{SITE}/mot.rss", trust = "verified", first_visit = "{SITE}/" }},
         {{ url = "{SITE}/hai.rss", trust = "verified", first_visit = "{SITE}/" }}]
sitemaps = [{{ url = "{SITEMAP}", trust = "verified", polled = true }}, {{ url = "{ARCHIVE}", trust = "verified" }}]
listings = [{{ url = "{NEWEST}", trust = "verified", whole = true, pages = "{NEWEST}/trang-{{n}}" }},
            {{ url = "{SECTION}", trust = "verified", pages = "{SECTION}/trang-{{n}}", polled = true }}]
"""


@pytest.fixture(scope="module")
def configuration(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    (folder / "config" / "outlets").mkdir(parents=True)
    (folder / "config" / "outlets" / "thu.toml").write_text(OUTLET, encoding="utf-8")
    return Home(folder).configuration()


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path) as made:
        yield made


@pytest.fixture
def following(configuration, store):
    """Makes what a crawl follows with: ``proven`` hours before NOW, ``since`` so many days before."""

    def make(*, proven=None, since=None, replay=None):
        until = {} if proven is None else {"thu": NOW - proven * HOUR}
        return Follow(configuration, Wants(store, replay), until, since and NOW - since * DAY)

    return make


def numbered(first, count, *, hours=1.0, apart=1.0):
    return [(first + n, hours + n * apart) for n in range(count)]


def led(follow, url, body, kind="feed", **about):
    return list(follow(Visit("thu", url, kind, **about), body, NOW))


def names(made):
    """The pages among what was led to, by name, and the other addresses."""
    pages = [visit.url.removeprefix(f"{SITE}/tin-").removesuffix(".html") for visit in made if visit.kind == "page"]
    return pages, [visit.url for visit in made if visit.kind != "page"]


def asked(store, name, outcome="ok", *, key=None):
    store.take_fetches([Fetch(key or f"p{name}{outcome}", "thu", page(name), "page", NOW - DAY, outcome)], {})


def listed(store, *leads):
    """What a source named at an earlier visit."""
    fetch = Fetch("earlier", "thu", FEED, "feed", NOW - DAY, "ok", warc="a.warc.gz", offset=0)
    store.take_fetches([fetch], {})
    store.save([CaptureWrite(fetch, len(leads), leads=leads)])


def lead(name, **about):
    at = NOW - HOUR
    made = Lead(
        "thu", page(name), page(name), f"Tít của {name}", "Tóm tắt", format_datetime(at), at, NOW - DAY, FEED, 0
    )
    return replace(made, **about)


# --- from a feed to its pages -----------------------------------------------------------------


def test_a_feed_leads_to_its_pages_as_it_wrote_them(following):
    body = rss("<item><title>Tin</title><link>http://thu.example.vn/tin-1.html?utm_source=rss</link></item>")
    (made,) = led(following(), FEED, body)
    assert made == Visit("thu", "http://thu.example.vn/tin-1.html?utm_source=rss", "page", named_by=FEED)


@pytest.mark.parametrize("body", [b"", b"<html>", rss(), b"\x00\xff" * 50])
def test_what_is_no_feed_leads_nowhere(following, body):
    for kind, url in (("feed", FEED), ("sitemap", SITEMAP), ("listing", SECTION)):
        assert led(following(proven=1), url, body, kind) == []


@pytest.mark.parametrize("kind", ["page", "robots"])
def test_a_page_leads_nowhere(following, kind):
    assert led(following(), page(1), listing((2, 1)), kind) == []


def test_a_page_is_asked_for_once_in_a_crawl_however_many_name_it(following):
    follow = following()
    assert names(led(follow, FEED, feed((1, 1), (2, 2)))) == (["1", "2"], [])
    assert names(led(follow, f"{SITE}/mot.rss", feed((1, 1), (3, 3)))) == (["3"], [])
    assert names(led(follow, SITEMAP, news((2, 2), (4, 3)), "sitemap")) == (["4"], [])


@pytest.mark.parametrize("outcome", ["ok", "not-modified", "http-404", "timeout", "postponed", "not-in-archive"])
def test_a_page_that_was_asked_for_before_is_the_plans_to_ask_again(following, store, outcome):
    asked(store, 1, outcome)
    assert led(following(), FEED, feed((1, 1), (2, 2)))[0].url == page(2)


def test_a_page_of_which_only_a_redirect_is_known_is_still_wanted(following, store):
    """Killed before the redirect's target answered."""
    asked(store, 1, "redirect")
    assert names(led(following(), FEED, feed((1, 1)))) == (["1"], [])


@pytest.mark.parametrize("about", [{"title": "Tít cũ"}, {"summary": "tóm tắt cũ"}, {"published_raw": "hôm qua"}])
def test_a_page_of_which_its_feed_says_something_new_is_asked_again(following, store, about):
    asked(store, 1)
    listed(store, lead(1, **about))
    assert names(led(following(), FEED, feed((1, 1)))) == (["1"], [])


def test_a_page_of_which_its_feed_says_what_it_said_is_not(following, store):
    asked(store, 1)
    listed(store, lead(1))
    assert led(following(), FEED, feed((1, 1))) == []


def test_an_edit_that_the_feed_tells_is_seen_though_a_sitemap_named_the_page_before_it(following, store):
    """A sitemap without headlines cannot tell an edit, and must not keep the feed from telling it."""
    asked(store, 1)
    listed(store, lead(1, title="Tít cũ"))
    follow = following()
    assert led(follow, ARCHIVE, urlset((1, 1)), "sitemap") == []
    assert names(led(follow, FEED, feed((1, 1)))) == (["1"], [])


# --- sitemaps ---------------------------------------------------------------------------------


@pytest.mark.parametrize("made", [news, urlset])
def test_a_sitemap_leads_to_what_is_fresh(following, made):
    old = FRESH / HOUR + 1
    assert names(led(following(), SITEMAP, made((1, 1), (2, 47), (3, old)), "sitemap")) == (["1", "2"], [])


def test_an_entry_of_a_sitemap_without_a_time_is_fresh(following):
    body = f"<urlset><url><loc>{page(1)}</loc></url></urlset>".encode()
    assert names(led(following(), SITEMAP, body, "sitemap")) == (["1"], [])


def test_on_the_way_back_a_sitemap_leads_to_what_was_published_since(following):
    body = urlset((1, 1), (2, 9 * 24), (3, 11 * 24))
    assert names(led(following(since=10), SITEMAP, body, "sitemap")) == (["1", "2"], [])


def index(*months, days=None):
    children = (
        f"<sitemap><loc>{SITE}/sitemap-{one}.xml</loc>"
        + (f"<lastmod>{(NOW - days * DAY).date()}</lastmod>" if days is not None else "")
        + "</sitemap>"
        for one in months
    )
    return f"<sitemapindex>{''.join(children)}</sitemapindex>".encode()


def test_an_index_leads_to_the_sitemaps_that_may_be_fresh(following):
    made = led(following(), ARCHIVE, index("2026-5", "2026-6", "2026-7"), "sitemap")
    assert made == [Visit("thu", f"{SITE}/sitemap-2026-7.xml", "sitemap", named_by=ARCHIVE, step=2)]


def test_on_the_way_back_an_index_leads_further_newest_first(following):
    made = led(following(since=40), ARCHIVE, index("2026-5", "2026-6", "2026-7"), "sitemap")
    assert [visit.url[-10:] for visit in made] == ["2026-7.xml", "2026-6.xml"]


def test_an_index_of_ten_thousand_sitemaps_is_opened_at_its_newest(following):
    made = led(following(), ARCHIVE, index(*range(10_000), days=0), "sitemap")
    assert len(made) == CHILDREN


def test_an_index_that_names_itself_leads_nowhere_from_there(following):
    body = index("2026-7")
    follow = following()
    (child,) = led(follow, ARCHIVE, body, "sitemap")
    assert list(follow(child, body, NOW)) == []


# --- listings ---------------------------------------------------------------------------------


def test_a_listing_leads_to_what_is_fresh_and_not_to_its_further_pages(following):
    made = led(following(), SECTION, listing((1, 1), (2, None), (3, 100)), "listing")
    assert names(made) == (["1", "2"], [])


def test_on_the_way_back_a_listing_is_turned_until_most_of_a_page_is_older(following):
    follow, step, url, seen = following(since=3), 1, SECTION, []
    while url:
        body = listing((f"0{step}", 500), *numbered(step * 100, 20, hours=(step - 1) * 20))  # one pinned on each page
        made = led(follow, url, body, "listing", step=step, named_by=SECTION)
        pages, further = names(made)
        seen += pages
        url, step = (further[0], step + 1) if further else ("", step)
    assert step == 5  # 20 hours a page: the fifth reaches from 80 to 99 hours back
    assert seen == [str(100 * one + n) for one in (1, 2, 3, 4) for n in range(20) if (one - 1) * 20 + n <= 72]


def test_further_pages_are_told_as_pages_of_their_listing(following):
    (_, further) = led(following(since=3), SECTION, listing((1, 1)), "listing")
    assert further == Visit("thu", f"{SECTION}/trang-2", "listing", named_by=SECTION, step=2)


@pytest.mark.parametrize("body", [listing(), listing((1, 500), (2, 600))])
def test_a_page_without_articles_or_with_old_ones_is_the_last(following, body):
    assert names(led(following(since=3), SECTION, body, "listing"))[1] == []


def test_a_listing_without_an_end_has_one(following):
    follow = following(since=3000)
    made = led(follow, SECTION, listing((1, None)), "listing", step=LISTING_PAGES, named_by=SECTION)
    assert names(made)[1] == []


def test_some_page_of_a_replayed_archive_is_no_listing(following):
    assert led(following(), f"{SITE}/goc-anh", listing((1, 1)), "listing") == []


# --- closing a gap ----------------------------------------------------------------------------

OTHERS = [SITEMAP, ARCHIVE, NEWEST]  # the section does not list all that the paper publishes


def test_a_feed_that_rolled_over_since_the_last_proof_sends_to_sitemaps_and_whole_listings(following):
    pages, others = names(led(following(proven=8), FEED, feed(*numbered(1, 5))))
    assert (pages, others) == (["1", "2", "3", "4", "5"], OTHERS)


@pytest.mark.parametrize(
    ("proven", "body"),
    [
        pytest.param(None, feed(*numbered(1, 5)), id="the-first-visit-of-all"),
        pytest.param(4, feed(*numbered(1, 5)), id="it-reaches-back"),
        pytest.param(5, feed(*numbered(1, 5)), id="it-just-reaches-back"),
        pytest.param(8, feed((1, -30)), id="it-proves-nothing"),
    ],
)
def test_where_there_is_no_gap_nothing_else_is_asked(following, proven, body):
    assert names(led(following(proven=proven), FEED, body))[1] == []


def test_an_old_piece_at_a_feeds_end_hides_no_gap(following):
    assert names(led(following(proven=8), FEED, feed(*numbered(1, 5), (9, 60))))[1] == OTHERS


def test_a_gap_is_closed_once_however_many_feeds_rolled_over(following):
    follow = following(proven=8)
    assert names(led(follow, FEED, feed(*numbered(1, 5))))[1] == OTHERS
    assert names(led(follow, f"{SITE}/mot.rss", feed(*numbered(11, 5))))[1] == []


def test_while_it_closes_a_sitemap_leads_to_what_lies_in_the_gap(following):
    follow = following(proven=100)
    led(follow, FEED, feed(*numbered(1, 5)))
    made = led(follow, ARCHIVE, urlset((1, 1), (11, 60), (12, 99), (13, 101)), "sitemap", named_by=FEED)
    assert names(made) == (["11", "12"], [])


def turned(follow, pages):
    """The steps of the whole listing that a crawl asks for; ``pages`` are its bodies."""
    made = led(follow, NEWEST, pages[0], "listing", named_by=FEED)
    steps, found = [1], names(made)[0]
    while further := [visit for visit in made if visit.kind == "listing"]:
        steps.append(further[0].step)
        made = list(follow(further[0], pages[further[0].step - 1], NOW))
        found += names(made)[0]
    return steps, found


def test_a_listing_is_turned_through_the_gap_though_the_feed_has_named_its_first_pages(following):
    """The feed's window is often longer than one page of the listing; the gap begins behind both."""
    follow = following(proven=50)
    led(follow, FEED, feed(*numbered(1, 30)))
    whole = [listing(*numbered(first, 20, hours=first)) for first in (1, 21, 41, 61)]
    steps, found = turned(follow, whole)
    assert steps == [1, 2, 3, 4][: len(steps)]
    assert found == [str(n) for n in range(31, 51)]
    assert len(steps) <= 4


def test_a_listing_without_times_is_turned_until_all_is_known(following, store):
    for n in range(36, 200):
        asked(store, n)
    follow = following(proven=50)
    led(follow, FEED, feed(*numbered(1, 30)))
    whole = [listing(*((n, None) for n in range(first, first + 20))) for first in range(1, 160, 20)]
    assert turned(follow, whole) == ([1, 2, 3], [str(n) for n in range(31, 36)])


def test_a_replay_closes_no_gap(following):
    made = led(following(proven=8), FEED, feed(*numbered(1, 5)), at=NOW)
    assert names(made) == (["1", "2", "3", "4", "5"], [])
    assert {visit.at for visit in made} == {NOW}


# --- the first visit, and a replay ------------------------------------------------------------


@pytest.mark.parametrize("body", [b"", b"<html>Trang nh\xe1\xba\xa5t</html>"])
def test_a_first_visit_leads_to_the_feeds_that_wanted_it_whatever_came_of_it(following, body):
    made = led(following(), f"{SITE}/", body, "probe")
    assert made == [Visit("thu", f"{SITE}/{name}.rss", "feed") for name in ("mot", "hai")]


def test_a_replay_asks_for_no_page_that_it_visits_at_its_own_date(following, tmp_path):
    captures = {page(1): [Capture("r1", page(1), NOW, 0, 1, 200, "text/html")]}
    follow = following(replay=Replay(tmp_path / "x.warc.gz", captures))
    assert names(led(follow, FEED, feed((1, 1), (2, 2)), at=NOW)) == (["2"], [])


def test_a_replay_asks_for_nothing_again_whatever_the_feed_says(following, store, tmp_path):
    asked(store, 1, "not-in-archive")
    listed(store, lead(1, title="Tít cũ"))
    follow = following(replay=Replay(tmp_path / "x.warc.gz"))
    assert led(follow, FEED, feed((1, 1)), at=NOW) == []


# --- words ------------------------------------------------------------------------------------


def test_every_word_of_what_is_asked_again_is_documented_and_not_asked_is_among_them():
    documented = (ROOT / "docs" / "reasons.md").read_text("utf-8")
    assert all(f"`{word}`" in documented for word in TRANSIENT if not word.startswith("http-"))
    assert set(NOT_ASKED) <= TRANSIENT
