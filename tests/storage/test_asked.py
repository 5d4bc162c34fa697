"""How each address stands: kept up by a trigger on every line of the ledger, in whatever order they come."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from records import Annotation, Article, Fetch, Lead, Settled, Trouble
from storage.asked import (
    NOT_ASKED,
    has_lied,
    pages_of_provinces,
    pages_that_failed,
    requests_since,
    seen,
    sources_asked,
    standing,
    standings,
    told_to_wait,
    visits_to,
)
from storage.opening import open_database
from storage.schema.migrations import migrations
from storage.store import CaptureWrite, Store, item_id
from tests.databases import new_database

AT = datetime(2026, 7, 20, 3, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED, PAGE = "https://bao.vn/rss", "https://bao.vn/tin-1.htm"
BASE = Fetch("k0", "bao", FEED, "feed", AT, "ok", 200, "a.warc.gz", 0, digest="sha1:A")


@pytest.fixture
def store():
    with Store(new_database()) as made:
        yield made


def told(store, *outcomes, url=FEED, kind="feed", start=0, **about):
    """Lines of the ledger, an hour apart."""
    made = [
        replace(BASE, key=f"{url}|{n}|{outcome}", url=url, kind=kind, at=AT + n * HOUR, outcome=outcome, **about)
        for n, outcome in enumerate(outcomes, start)
    ]
    store.take_fetches(made, {})
    return made


def stands(store, url=FEED, kind="feed"):
    found = standing(store.db, url, kind)
    return found.outcome, found.failures, found.failing_since and (found.failing_since - AT) / HOUR


# --- failures in a row ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (["ok"], ("ok", 0, None)),
        (["timeout"], ("timeout", 1, 0)),
        (["ok", "timeout", "http-500", "block-page"], ("block-page", 3, 1)),
        (["timeout", "ok"], ("ok", 0, None)),
        (["timeout", "not-modified"], ("not-modified", 0, None)),
        (["timeout", "ok", "timeout"], ("timeout", 1, 2)),
        (["http-404", "lying-304", "http-204"], ("http-204", 3, 0)),
        (["timeout", "redirect"], ("timeout", 1, 0)),
        (["ok", "redirect"], ("ok", 0, None)),
    ],
)
def test_failures_are_counted_from_the_first_in_a_row(store, outcomes, expected):
    told(store, *outcomes)
    assert stands(store) == expected


@pytest.mark.parametrize("outcome", NOT_ASKED)
def test_what_was_not_asked_says_nothing_of_the_server(store, outcome):
    told(store, "timeout", outcome, outcome)
    assert stands(store) == (outcome, 1, 0)
    told(store, "ok", outcome, url=PAGE, kind="page")
    assert stands(store, PAGE, "page") == (outcome, 0, None)


def test_what_was_never_asked_has_not_failed_and_was_never_well(store):
    told(store, "postponed", not_before=None)
    found = standing(store.db, FEED, "feed")
    assert (found.failures, found.failing_since, found.first_ok_at, found.ok_at) == (0, None, None, None)
    assert found.at == AT


def test_a_redirect_alone_is_no_standing(store):
    told(store, "redirect")
    assert standing(store.db, FEED, "feed") is None


def test_an_address_stands_apart_in_each_of_its_roles(store):
    told(store, "ok")
    told(store, "timeout", kind="listing", start=1)
    assert (stands(store), stands(store, kind="listing")) == (("ok", 0, None), ("timeout", 1, 1))


# --- when it was well, and when it wants to be asked ------------------------------------------


def test_first_and_last_time_that_it_was_well(store):
    told(store, "timeout", "ok", "not-modified", "ok", "not-modified", "http-500")
    found = standing(store.db, FEED, "feed")
    assert [(one - AT) / HOUR for one in (found.first_ok_at, found.ok_at, found.at)] == [1, 4, 5]


def test_a_304_before_any_body_is_well_but_holds_nothing(store):
    told(store, "not-modified")
    found = standing(store.db, FEED, "feed")
    assert (found.first_ok_at, found.ok_at, seen(store.db, FEED, "feed")) == (None, AT, None)


def test_retry_after_holds_until_the_next_answer(store):
    told(store, "http-429", not_before=AT + DAY)
    told(store, "postponed", start=1)
    assert standing(store.db, FEED, "feed").not_before == AT + DAY
    assert told_to_wait(store.db, AT + 2 * HOUR) == [FEED]
    assert told_to_wait(store.db, AT + DAY) == []
    told(store, "ok", start=2)
    assert (standing(store.db, FEED, "feed").not_before, told_to_wait(store.db, AT)) == (None, [])


# --- lines out of order -----------------------------------------------------------------------

LINES = ("ok", "timeout", "http-500", "postponed")


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_newest_line_tells_how_it_stands_whatever_comes_first(order):
    with Store(new_database()) as made:
        lines = told(made, *LINES)
        made.db.execute("DELETE FROM fetches")
        made.db.execute("DELETE FROM asked")
        for n in order:
            made.take_fetches([lines[n]], {})
        found = standing(made.db, FEED, "feed")
    assert (found.outcome, found.at, found.first_ok_at, found.ok_at) == ("postponed", AT + 3 * HOUR, AT, AT)


def test_an_old_failure_that_is_read_late_is_none_of_today(store):
    told(store, "ok", start=5)
    told(store, "timeout")
    assert stands(store) == ("ok", 0, None)


def test_an_old_success_that_is_read_late_ends_no_row_of_failures(store):
    told(store, "timeout", "timeout", start=5)
    told(store, "ok")
    assert stands(store) == ("timeout", 2, 5)
    assert standing(store.db, FEED, "feed").first_ok_at == AT


def test_the_body_that_stands_is_the_newest_whatever_is_read_first(store):
    told(store, "ok", start=5, digest="sha1:NEW")
    told(store, "ok", digest="sha1:OLD")
    assert seen(store.db, FEED, "feed")[0].digest == "sha1:NEW"


def test_taking_a_line_again_counts_it_once(store):
    lines = told(store, "timeout", "http-500")
    store.take_fetches(lines, {})
    assert stands(store) == ("http-500", 2, 0)


@given(st.lists(st.sampled_from(["ok", "not-modified", "timeout", "http-404", "redirect", *NOT_ASKED]), max_size=12))
def test_the_trigger_counts_as_one_would_by_hand(outcomes):
    failures, since, last = 0, None, None
    for hour, outcome in enumerate(outcomes):
        if outcome == "redirect":
            continue
        last = outcome
        if outcome in ("ok", "not-modified"):
            failures, since = 0, None
        elif outcome not in NOT_ASKED:
            failures, since = failures + 1, hour if since is None else since
    with Store(new_database()) as made:
        told(made, *outcomes)
        assert (standing(made.db, FEED, "feed") is None) == (last is None)
        assert last is None or stands(made) == (last, failures, since)


# --- a database of the first version ----------------------------------------------------------


def first_version(path, *rows):
    """A database that only the first migration made, with these lines in its ledger."""
    db = Database(path)
    db.enable_wal()
    migrations.apply(db, stop_before="m002_sources")
    assert "asked" not in db.table_names()
    columns = "key, outlet, url, kind, at, outcome, warc, replayed, detail"
    with db.atomic():
        for row in rows:
            db.execute(f"INSERT INTO fetches ({columns}) VALUES (?, 'bao', ?, ?, ?, ?, ?, 0, '')", row)
    db.close()


def test_a_database_of_the_first_version_learns_how_its_addresses_stand(tmp_path):
    first_version(
        tmp_path / "diembao.db",
        ("k4", FEED, "feed", "2026-07-20T04:00:00Z", "http-500", None),
        ("k3", FEED, "feed", "2026-07-20T03:00:00Z", "timeout", None),
        ("k1", FEED, "feed", "2026-07-20T01:00:00Z", "ok", "a.warc.gz"),
        ("k5", FEED, "feed", "2026-07-20T05:00:00Z", "redirect", "a.warc.gz"),
        ("k6", PAGE, "page", "2026-07-20T05:00:00Z", "ok", "a.warc.gz"),
        ("k7", PAGE, "page", "2026-07-20T06:00:00Z", "not-in-archive", None),
    )
    with Store.open(tmp_path) as made:
        assert stands(made) == ("http-500", 2, 0)
        found = standing(made.db, PAGE, "page")
        assert (found.outcome, found.failures, found.first_ok_at) == ("not-in-archive", 0, AT + 2 * HOUR)
        assert made.db.execute("SELECT count(*) FROM asked").fetchone()[0] == 2
        told(made, "http-500", start=9)  # and from here on the trigger keeps it
        assert stands(made) == ("http-500", 3, 0)
        applied = [migration.name for migration in migrations.applied(made.db)]
        assert applied[:2] == ["m001_first_tables", "m002_sources"]


def test_bodies_of_the_first_version_are_asked_for_whole(tmp_path):
    """Their digests are not known, so nothing could be said to be as it was."""
    first_version(tmp_path / "diembao.db", ("k1", FEED, "feed", "2026-07-20T01:00:00Z", "ok", "a.warc.gz"))
    with Store.open(tmp_path) as made:
        assert seen(made.db, FEED, "feed") is None


def test_an_empty_database_of_the_first_version_migrates(tmp_path):
    first_version(tmp_path / "diembao.db")
    with Store.open(tmp_path) as made:
        assert sources_asked(made.db) == {}


def test_the_whole_ledger_read_anew_gives_the_same_standings(tmp_path):
    """What the migration makes of old lines is what the trigger would have made of them one by one."""
    outcomes = ["ok", "timeout", "postponed", "http-500", "redirect", "not-modified", "timeout"]
    rows = [(f"k{n}", FEED, "feed", f"2026-07-20T0{n}:00:00Z", one, None) for n, one in enumerate(outcomes)]
    first_version(tmp_path / "diembao.db", *reversed(rows))
    with Store.open(tmp_path) as migrated, Store(new_database()) as kept:
        told(kept, *outcomes, start=-3)
        assert standing(migrated.db, FEED, "feed") == standing(kept.db, FEED, "feed")


def test_a_reader_of_the_first_version_is_told_to_write_first(tmp_path):
    first_version(tmp_path / "diembao.db")
    with pytest.raises(Trouble, match=r"storage\.older"):
        open_database(tmp_path, write=False)


# --- what is asked of it ----------------------------------------------------------------------


def test_pages_that_failed_come_with_the_link_as_it_was_written(store):
    told(store, "ok")
    link = "http://bao.vn/tin-1.htm?utm_source=rss"
    lead = Lead("bao", PAGE, link, "Tít", "", "", None, AT, FEED, 0)
    store.save([CaptureWrite(replace(BASE, key=f"{FEED}|0|ok"), 1, leads=[lead])])
    told(store, "timeout", url=PAGE, kind="page")
    told(store, "ok", url=PAGE + "2", kind="page")
    told(store, "timeout", url=PAGE + "3", kind="page", start=-1000)
    told(store, "http-404", url=PAGE + "4", kind="page")
    (failed,) = pages_that_failed(store.db, {"timeout", "http-500"}, since=AT - DAY)
    assert (failed.url, failed.link, failed.failures) == (PAGE, link, 1)
    assert [one.link for one in standings(store.db, "page", [PAGE, PAGE + "2", "none"])] == [link, PAGE + "2"]


def test_pages_of_a_province_come_with_the_link_as_it_was_written(store):
    """A site without TLS would answer no look at the canonical address."""
    told(store, "ok")
    (page,) = told(store, "ok", url=PAGE, kind="page")
    lead = Lead("bao", PAGE, "http://bao.vn/tin-1.htm", "Tít", "", "", None, AT, FEED, 0)
    about = Article("bao", PAGE, "Tít", "", "chữ", AT, "page", AT, "page", page.key)
    store.save([
        CaptureWrite(replace(BASE, key=f"{FEED}|0|ok"), 1, leads=[lead]),
        CaptureWrite(page, 1, [Settled("new", about, item_id(PAGE), 1)]),
    ])  # fmt: skip
    assert pages_of_provinces(store.db, since=AT - DAY) == []
    main = Annotation("relevance", "tuyen-quang", "2", 1.0, "r@1")
    flag = Annotation("flag", "", "criticism", 1.0, "f@1")
    incident = Annotation("tone", "tuyen-quang", "neg", 1.0, "t@1", "incident")
    for annotations, expected in (([main], False), ([main, flag], True), ([main, incident], False)):
        store.save_annotations("a@1", [(item_id(PAGE), annotations)])
        ((found, flagged),) = pages_of_provinces(store.db, since=AT - DAY)
        assert (found.link, found.first_ok_at, flagged) == ("http://bao.vn/tin-1.htm", AT, expected)
    store.save_annotations("a@1", [(item_id(PAGE), [replace(main, label="1")])])
    assert pages_of_provinces(store.db, since=AT - DAY) == []


def test_a_page_that_two_provinces_share_is_looked_at_once(store):
    (page,) = told(store, "ok", url=PAGE, kind="page")
    about = Article("bao", PAGE, "Tít", "", "chữ", AT, "page", AT, "page", page.key)
    store.save([CaptureWrite(page, 1, [Settled("new", about, item_id(PAGE), 1)])])
    both = [Annotation("relevance", scope, "2", 1.0, "r@1") for scope in ("tuyen-quang", "dong-thap")]
    store.save_annotations("a@1", [(item_id(PAGE), both)])
    assert len(pages_of_provinces(store.db, since=AT - DAY)) == 1


def test_only_requests_that_were_answered_from_the_network_count_for_the_budget(store):
    told(store, "ok", "redirect", "http-500")
    told(store, "timeout", "over-budget", url=PAGE, kind="page", status=None)
    told(store, "ok", url=PAGE + "2", kind="page", replayed=True)
    told(store, "ok", url=PAGE + "3", kind="page", start=-5)
    assert requests_since(store.db, AT) == {"bao": 3}


def test_a_server_has_lied_by_a_304_that_nobody_asked_for_or_by_what_it_hid(store):
    told(store, "ok")
    assert not has_lied(store.db, FEED, since=AT)
    told(store, "lying-304", start=1)
    assert has_lied(store.db, FEED, since=AT)
    assert not has_lied(store.db, FEED, since=AT + 2 * HOUR)
    (whole,) = told(store, "ok", url=PAGE, kind="sitemap")
    store.save([CaptureWrite(whole, 0, faults=[("lying-304", "x")])])
    assert has_lied(store.db, PAGE, since=AT)


def test_visits_in_vain_list_nothing_and_what_was_not_asked_is_no_visit(store):
    lines = told(store, "ok", "not-modified", "timeout", "postponed", "redirect", "ok", "lying-304")
    for line in lines:
        if line.outcome == "ok":
            store.save([CaptureWrite(line, 7)])
    assert [listed for _, listed in visits_to(store.db, FEED, since=AT)] == [7, 7, 0, 7, 0]


def test_a_page_behind_a_redirect_whose_target_never_answered_was_not_asked(store):
    """Killed in between: the page is still wanted."""
    told(store, "redirect", url=PAGE, kind="page")
    assert store.page_outcome(PAGE) is None
    told(store, "http-404", url=PAGE, kind="page", start=1)
    assert store.page_outcome(PAGE) == "http-404"
