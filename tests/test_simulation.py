"""Sixteen days of six outlets on the simulated clock keep the bars of the issue; the press is what it says."""

from collections import Counter

import pytest

from bench.simulation.__main__ import daily, main, planned, scores
from bench.simulation.crawl import simulate
from bench.simulation.press import DAY, HOUR, moment, newspapers
from bench.simulation.score import percentile, row, score, together

DAYS, OUTLETS = 16, 6


@pytest.fixture(scope="module")
def sources():
    return simulate(newspapers(OUTLETS, days=DAYS, seed=3), planned, days=DAYS)


@pytest.fixture(scope="module")
def ours(sources):
    return [score(source, days=DAYS) for source in sources]


def test_items_are_searchable_within_fifteen_minutes(ours):
    assert percentile(together(ours).waits, 0.95) <= 15


def test_no_feed_is_asked_more_than_150_times_a_day(ours):
    assert together(ours).most_visits <= 150


def test_each_page_is_fetched_once_and_read_again_only_where_a_province_is_concerned(sources):
    for source in sources:
        assert set(source.pages.values()) == {1}
        climbing = Counter(number for _, number, _, _ in source.looks)
        assert all(source.paper.items[number].provincial for number in climbing)
        assert set(climbing.values()) == {1}


def test_nearly_all_hours_in_which_the_feed_answered_are_proven(ours):
    assert together(ours).proven >= 0.99


def test_long_outages_are_raised_and_hardly_anything_else(ours):
    summary = row(together(ours), outlets=OUTLETS, days=DAYS)
    assert summary["outages_24h"]
    assert summary["raised_24h"] == summary["outages_24h"]
    assert float(str(summary["false_alarms_per_month"])) <= 1


def test_two_requests_to_a_host_are_never_near(sources):
    for source in sources:
        assert all(later - earlier >= 600 for earlier, later in zip(source.visits, source.visits[1:], strict=False))


def test_one_visit_a_day_proves_less_and_loses_items(ours):
    once = together(scores(daily, outlets=OUTLETS, days=DAYS, seed=3, watchful=False))
    assert once.most_visits <= 2
    assert once.proven < 0.9
    assert once.lost > 10 * together(ours).lost


def test_a_seed_is_a_press():
    assert newspapers(3, days=9, seed=5) == newspapers(3, days=9, seed=5) != newspapers(3, days=9, seed=6)


def test_feeds_list_what_their_outages_let_them():
    seen = set()
    for paper in newspapers(12, days=30, seed=1):
        for outage in paper.outages:
            seen.add(outage.kind)
            during = paper.entries(outage.until - 1)
            before = paper.entries(outage.since - 0.001)
            assert during == {"dead": None, "empty": [], "frozen": before}[outage.kind]
            assert len(paper.entries(outage.until) or ()) == paper.window
    assert seen == {"dead", "empty", "frozen"}


def test_the_least_outlet_publishes_ten_a_day_and_the_most_four_hundred():
    papers = newspapers(20, days=30, seed=2)
    a_day = [sum(item.written >= 0 for item in paper.items) / 30 for paper in papers]
    assert a_day[0] == pytest.approx(10, rel=0.2)
    assert a_day[-1] == pytest.approx(400, rel=0.2)
    assert all(item.listed >= item.written for paper in papers for item in paper.items)


def test_six_in_the_morning_is_six_in_ha_noi():
    rhythm = None
    assert daily(rhythm, moment(0), None, 0) == moment(6 * HOUR)
    assert daily(rhythm, moment(6 * HOUR), None, 3) == moment(DAY + 6 * HOUR)


@pytest.mark.parametrize("form", ["table", "json"])
def test_the_command_prints_its_outlets(form, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["simulation", "--days", "6", "--outlets", "2", "--format", form])
    assert main() == 0
    printed = capsys.readouterr().out
    assert "bao-01" in printed
    assert "all, daily at six" in printed
