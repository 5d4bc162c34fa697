"""What a crawl is to visit, from a written ledger: nothing too early, nothing forgotten, nobody who wants to rest."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from crawlers.rhythm import FAILURE_MOST, LADDER, MIN_PAUSE, after_failure
from pipeline.jobs.collecting.plan import Wish, due_at, visits
from pipeline.jobs.home import Home
from pipeline.jobs.watching.sources import Source, sources_of
from records import Annotation, Lead, Trouble, Visit
from storage.asked import NOT_ASKED, standing
from storage.store import CaptureWrite, item_id
from tests.ledger import DAY, HOUR, NOW, LedgerHome, feed_of, page_of
from times import day_start, local_day

MINUTE = timedelta(minutes=1)
FEED = feed_of("a")
DUE = Wish(due=True)
MAIN = Annotation("relevance", "tuyen-quang", "2", 1.0, "r@1")
CRITICISM = Annotation("flag", "", "criticism", 1.0, "f@1")


@pytest.fixture
def home(tmp_path):
    made = LedgerHome(tmp_path / "home")
    made.outlets("a")
    yield made
    made.store.db.close()


@cache
def configured(path, *_written):
    return Home(path).configuration()


def configuration_of(home):
    """Read once for what is written there, since that takes a tenth of a second."""
    return configured(home.path, *(file.read_text("utf-8") for file in sorted(home.path.rglob("*.toml"))))


def planned(home, wish=DUE, now=NOW):
    return visits(configuration_of(home), home.store, wish, now)


def chosen(home, wish=DUE, now=NOW):
    return [visit.url for visit in planned(home, wish, now)[0]]


def is_due(home, now=NOW, wish=DUE, url=FEED):
    return url in chosen(home, wish, now)


def first_due(home, since, url=FEED, *, until=40 * DAY, wish=DUE):
    """Minutes after a moment at which an address falls due."""
    low, high = 0, until // MINUTE
    assert is_due(home, since + high * MINUTE, wish, url)
    while low < high:
        middle = (low + high) // 2
        if is_due(home, since + middle * MINUTE, wish, url):
            high = middle
        else:
            low = middle + 1
    return low


def write_outlet(home, slug, more):
    (home.path / "config" / "outlets" / f"{slug}.toml").write_text(
        f'slug = "{slug}"\nname = "Báo {slug}"\narticle_path = \'\\.html?$\'\n'
        f'domains = [{{ name = "{slug}.example.vn" }}]\n{more}',
        encoding="utf-8",
    )


SOURCES = """
feeds = [{ url = "https://a.example.vn/rss", trust = "verified" },
         { url = "https://a.example.vn/cu.rss", trust = "verified", polled = false }]
sitemaps = [{ url = "https://a.example.vn/sitemap.xml", trust = "verified" },
            { url = "https://a.example.vn/news.xml", trust = "verified", polled = true }]
listings = [{ url = "https://a.example.vn/tin-moi", trust = "verified" },
            { url = "https://a.example.vn/xa-hoi", trust = "verified", polled = true }]
"""


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


def fail(home, days, *, url="", kind="feed", outcome="http-500", every=6 * HOUR):
    at = NOW - days * DAY
    while at < NOW:
        home.fetch("a", at, outcome, url=url, kind=kind)
        at += every
    return url


def test_what_is_in_quarantine_is_tried_again_at_once_when_wished_for(home):
    fail(home, 3)
    home.fetch("a", NOW, "http-500")
    assert (is_due(home, NOW + MINUTE), is_due(home, NOW + MINUTE, Wish(due=True, quarantined=True))) == (False, True)


def test_what_has_failed_for_less_than_a_day_is_in_no_quarantine(home):
    fail(home, 0.9, every=HOUR)
    home.fetch("a", NOW, "http-500")
    assert not is_due(home, NOW + MINUTE, Wish(due=True, quarantined=True))


def test_a_page_in_quarantine_is_left_alone_until_it_is_wished_for(home):
    url = fail(home, 3, url=page_of("a", 1), kind="page")
    assert url not in chosen(home, DUE, NOW + 2 * DAY)
    assert url not in chosen(home, Wish(), NOW + 2 * DAY)
    assert url in chosen(home, Wish(quarantined=True), NOW + 2 * DAY)
    assert url not in chosen(home, Wish(quarantined=True), NOW + 40 * DAY)


# --- pages that failed ------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["timeout", "http-500", "http-403", "http-429", "challenge", "robots", "lying-304"])
def test_a_page_that_failed_is_asked_again_with_growing_waits(home, outcome):
    url = page_of("a", 1)
    for failures in (1, 2, 3):
        home.fetch("a", NOW + failures * HOUR, outcome, url=url, kind="page")
        last = NOW + failures * HOUR
        assert first_due(home, last, url, until=DAY) * MINUTE == after_failure(failures, last=last) - last


@pytest.mark.parametrize("outcome", ["http-404", "http-410", "too-large", "bad-link", "redirect-loop", "http-451"])
def test_an_answer_is_an_answer(home, outcome):
    home.fetch("a", NOW - DAY, outcome, url=page_of("a", 1), kind="page")
    assert page_of("a", 1) not in chosen(home)


def test_a_page_that_was_put_off_is_asked_at_the_next_crawl(home):
    for n, outcome in enumerate(("postponed", "host-failing", "not-in-archive")):
        home.fetch("a", NOW, outcome, url=page_of("a", n), kind="page")
    assert chosen(home)[1:] == [page_of("a", n) for n in range(3)]


def test_a_page_over_the_budget_waits_for_the_next_day(home):
    """Or each crawl of the day would write a line for each of them."""
    home.fetch("a", NOW, "over-budget", url=page_of("a", 1), kind="page")
    tomorrow = day_start(local_day(NOW) + timedelta(days=1))
    assert page_of("a", 1) not in chosen(home, DUE, tomorrow - MINUTE)
    assert page_of("a", 1) in chosen(home, DUE, tomorrow)


def test_a_page_is_asked_for_as_its_source_wrote_it_and_named_by_it(home):
    link = "http://a.example.vn/tin-1.html?utm_source=rss"
    fetch = home.fetch("a", NOW - DAY)
    lead = Lead("a", page_of("a", 1), link, "Tít", "", "", None, NOW - DAY, feed_of("a"), 0)
    home.store.save([CaptureWrite(fetch, 1, leads=[lead])])
    home.fetch("a", NOW - DAY, "timeout", url=page_of("a", 1), kind="page")
    assert planned(home)[0][-1] == Visit("a", link, "page", named_by=feed_of("a"))


def test_pages_of_outlets_that_are_not_visited_are_left_alone(home):
    home.outlets("b", follow=False)
    home.fetch("b", NOW - DAY, "timeout", url=page_of("b", 1), kind="page")
    assert page_of("b", 1) not in chosen(home)
    assert page_of("b", 1) in chosen(home, Wish(outlets=("b",)))


# --- looking again ----------------------------------------------------------------------------


def of_province(home, *annotations, at=NOW, name=1):
    url = home.page("a", name, at)
    home.store.save_annotations("a@1", [(item_id(url), list(annotations))])
    return url


def looks(home, url, until):
    """Hours after its first reading at which a page is asked again, each look being answered at once."""
    made, hour = [], 0
    while hour <= until:
        now = NOW + hour * HOUR
        if url in chosen(home, DUE, now):
            made.append(hour)
            home.fetch("a", now, "not-modified", url=url, kind="page")
        hour += 1 if hour < 24 else 24
    return made


def test_a_page_about_a_province_is_looked_at_again_on_every_rung(home):
    url = of_province(home, MAIN)
    assert looks(home, url, 31 * 24) == [1, 6, 24, 72, 168, 720]


@pytest.mark.parametrize(("annotations", "again"), [((MAIN,), False), ((MAIN, CRITICISM), True)])
def test_under_a_flag_it_is_looked_at_for_longer(home, annotations, again):
    url = of_province(home, *annotations)
    home.fetch("a", NOW + LADDER[-1], "ok", url=url, kind="page")
    for days in (60, 90):
        assert (url in chosen(home, DUE, NOW + days * DAY)) == again
        assert url not in chosen(home, DUE, NOW + days * DAY - HOUR)
        home.fetch("a", NOW + days * DAY, "ok", url=url, kind="page")
    assert url not in chosen(home, DUE, NOW + 91 * DAY)


@pytest.mark.parametrize("annotations", [(), (replace(MAIN, label="1"),), (replace(MAIN, label="0"), CRITICISM)])
def test_a_page_that_concerns_no_province_is_read_once(home, annotations):
    url = of_province(home, *annotations)
    assert not any(url in chosen(home, DUE, NOW + rung) for rung in LADDER)


def test_rungs_that_nobody_came_to_are_made_up_for_by_one_look(home):
    url = of_province(home, MAIN)
    assert url in chosen(home, DUE, NOW + 2 * DAY)
    home.fetch("a", NOW + 2 * DAY, "ok", url=url, kind="page")
    assert url not in chosen(home, DUE, NOW + 2 * DAY + HOUR)
    assert url in chosen(home, DUE, NOW + 3 * DAY)


def test_a_page_that_is_gone_is_looked_at_on_the_later_rungs_too(home):
    """It may come back; and only the ladder ends it."""
    url = of_province(home, MAIN)
    home.fetch("a", NOW + HOUR, "http-404", url=url, kind="page")
    assert [url in chosen(home, DUE, NOW + n * HOUR) for n in (2, 6)] == [False, True]


def test_a_look_that_was_put_off_is_not_lost(home):
    url = of_province(home, MAIN)
    home.fetch("a", NOW + LADDER[-1], "postponed", url=url, kind="page")
    assert chosen(home, DUE, NOW + LADDER[-1] + HOUR).count(url) == 1


# --- who wants to be left alone ---------------------------------------------------------------


def test_a_source_waits_for_the_moment_that_its_server_named(home):
    home.fetch("a", NOW - HOUR, "http-429", not_before=NOW + HOUR)
    for wish in (DUE, Wish(), Wish(quarantined=True), Wish(outlets=("a",))):
        assert planned(home, wish) == ([], [Visit("a", feed_of("a"), "feed")])
    assert planned(home, DUE, NOW + HOUR) == ([Visit("a", feed_of("a"), "feed")], [])


def test_all_of_a_host_waits_whatever_the_server_said_it_of(home):
    home.outlets("a", "b")
    write_outlet(home, "a", SOURCES)
    home.fetch("a", NOW - HOUR, "http-503", url=page_of("a", 1), kind="page", not_before=NOW + HOUR)
    home.fetch("a", NOW - HOUR, "postponed", url=page_of("a", 2), kind="page")
    looked_at = of_province(home, MAIN, at=NOW - 2 * HOUR, name=3)
    now_chosen, waiting = planned(home)
    assert [visit.outlet for visit in now_chosen] == ["b"]
    assert [visit.kind for visit in waiting] == ["feed", "sitemap", "listing"]
    later = chosen(home, DUE, NOW + HOUR)
    assert {page_of("a", 1), page_of("a", 2), looked_at, feed_of("a")} <= set(later)


def test_robots_txt_that_asks_for_patience_speaks_for_its_host(home):
    home.fetch("", NOW, "http-429", url="https://a.example.vn/robots.txt", kind="robots", not_before=NOW + HOUR)
    assert chosen(home) == []


def test_a_feed_with_a_first_visit_waits_under_its_own_name(home):
    write_outlet(
        home,
        "a",
        f"""feeds = [{{ url = "{feed_of("a")}", trust = "verified",
                                           first_visit = "https://a.example.vn/" }}]""".replace("\n", " "),
    )
    home.fetch("a", NOW, "http-429", not_before=NOW + HOUR)
    assert planned(home) == ([], [Visit("a", feed_of("a"), "feed")])


# --- addresses that somebody gave -------------------------------------------------------------


def test_the_pages_that_are_wished_for_and_nothing_else(home):
    pages = (Visit("a", page_of("a", 1), "page"), Visit("a", page_of("a", 2), "page"))
    home.fetch("a", NOW, "timeout", url=page_of("a", 3), kind="page")
    assert planned(home, Wish(pages=pages)) == (list(pages), [])


def test_nothing_is_visited_twice_in_one_crawl(home):
    url = of_province(home, MAIN, at=NOW - 2 * HOUR)
    home.fetch("a", NOW - 1.5 * HOUR, "timeout", url=url, kind="page")
    assert chosen(home).count(url) == 1


def test_a_source_is_due_no_later_than_a_day_after_its_last_answer(home):
    home.visit("a", NOW)
    source, stands = Source("a", feed_of("a"), "feed"), standing(home.store.db, feed_of("a"), "feed")
    for days in (0, 1, 40):
        assert NOW + MIN_PAUSE <= due_at(source, stands, home.store, NOW + days * DAY) <= NOW + DAY
