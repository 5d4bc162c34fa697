"""Missed coverage: every given address has one result, and the results add up."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.wording import shipped_sentences
from pipeline.jobs.home import Home
from pipeline.jobs.watching.addresses import AddressList, Given
from pipeline.jobs.watching.missed import Missed, missed, pages_to_collect, table_rows
from tests.ledger import DAY, HOUR, NOW, LedgerHome, feed_of, page_of


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = LedgerHome(tmp_path_factory.mktemp("missed") / "home")
    made.outlets("a", "b")
    made.steady("a", since=NOW - 2 * DAY, until=NOW)
    made.page("a", 1, NOW - DAY, aliases=(page_of("a", "moi"),))
    made.page("a", 2, NOW - DAY, drop="no-text")
    made.page("a", 3, NOW - DAY, outcome="http-403")
    made.page("a", 4, NOW - DAY, read=False)
    yield made
    made.store.db.close()


ADDRESSES = [
    page_of("a", 1), page_of("a", 1) + "?utm_source=x", page_of("a", "moi"), page_of("a", 2), page_of("a", 3),
    page_of("a", 4), page_of("a", 9), page_of("b", 1), "https://ngoai.example.com/x.html", feed_of("a"),
    "https://a.example.vn:x/",
]  # fmt: skip


def of(home, *addresses):
    given_ = tuple(Given(f"dòng {number}", address) for number, address in enumerate(addresses, 1))
    return missed(Home(home.path), AddressList(given_), now=NOW)


def test_each_address_has_its_result_and_step(home):
    lines = of(home, *ADDRESSES).lines
    assert [(line.result, line.trace.where) for line in lines] == [
        ("found", "stored"), ("duplicate", "stored"), ("duplicate", "stored"), ("lost", "dropped"),
        ("lost", "blocked"), ("lost", "unread"), ("lost", "not-linked"), ("lost", "never-visited"),
        ("not-ours", "not-ours"), ("no-article", "source"), ("no-article", "no-address"),
    ]  # fmt: skip
    assert [line.same_as for line in lines[:3]] == ["", "dòng 1", "dòng 1"]  # an alias is the same article
    assert lines[1].why == "Trùng với dòng 1."


def test_the_summary_adds_up(home):
    found = of(home, *ADDRESSES)
    counts = found.counts
    assert counts == {"given": 11, "found": 1, "lost": 5, "not_ours": 1, "no_article": 2, "duplicate": 2}
    assert sum(count for _, count in found.steps) == 5
    assert [key for key, _ in found.summary()] == ["missed.summary"] + ["missed.step"] * 5


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(st.sampled_from(ADDRESSES) | st.text(max_size=30), max_size=30))
def test_any_list_adds_up_and_duplicates_count_once(home, chosen):
    found = of(home, *chosen)
    counts = found.counts
    assert counts.pop("given") == len(chosen) == sum(counts.values())
    articles = [line.trace.item for line in found.lines if line.result == "found"]
    assert len(articles) == len(set(articles))
    assert dict(found.steps) == {
        where: sum(line.result == "lost" and line.trace.where == where for line in found.lines)
        for where in {line.trace.where for line in found.lines if line.result == "lost"}
    }


def test_what_is_collected_is_ours_lost_and_worth_asking_for(home):
    visits = pages_to_collect(of(home, *ADDRESSES))
    assert [(visit.outlet, visit.url, visit.kind) for visit in visits] == [
        ("a", page_of("a", 3), "page"), ("a", page_of("a", 9), "page"), ("b", page_of("b", 1), "page"),
    ]  # fmt: skip


def test_titles_and_dates_stay_as_given_and_a_date_tells_the_time(home):
    listed = AddressList((Given("x", page_of("a", 9), "=Tít", "19/07/2026", (NOW - DAY, NOW - DAY + HOUR)),), 2)
    found = missed(Home(home.path), listed, now=NOW)
    assert found.lines[0].trace.key == "trace.not-linked-covered"
    row = table_rows(found)[0]
    assert (row["given_title"], row["given_date"]) == ("=Tít", "19/07/2026")
    assert found.as_json()["without_address"] == 2
    assert found.as_json()["rows"][0]["title"] == "=Tít"


def test_nothing_given_is_nothing():
    assert Missed(()).counts["given"] == 0


def test_every_step_and_result_has_its_words(home):
    found = of(home, *ADDRESSES)
    for line in found.lines:
        assert f"missed.{line.result}" in shipped_sentences()
        if line.result == "lost":
            assert f"step.{line.trace.where}" in shipped_sentences()
    sentences = shipped_sentences()
    for row in table_rows(found):
        assert sentences["config.no-sentence"].split("{")[0] not in row["why"] + row["advice"]
