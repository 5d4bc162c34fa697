"""Which pages a crawl asks again or looks at again, and who wants to be left alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crawlers.rhythm import LADDER, after_failure
from pipeline.jobs.collecting.plan import Wish
from records import Lead, Visit
from storage.store import CaptureWrite, item_id
from tests.ledger import DAY, HOUR, NOW, feed_of, page_of
from tests.pipeline.plan.planned import (
    CRITICISM,
    DUE,
    MAIN,
    MINUTE,
    SOURCES,
    chosen,
    fail,
    first_due,
    planned,
    write_outlet,
)
from times import day_start, local_day


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
