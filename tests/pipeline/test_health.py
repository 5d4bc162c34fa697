"""How sources and outlets are: each state, the proven share, and what officers are told."""

from datetime import timedelta

import pytest

from config.wording import shipped_sentences
from crawlers.silence import Alarm
from pipeline.jobs.home import Home
from pipeline.jobs.watching.advice import _OF_WORD, LASTING, MILD, advice_for
from pipeline.jobs.watching.health import as_row, health_of, proven_share, state_of
from pipeline.jobs.watching.health_words import findings, program_row, summary, table_rows
from records import Trouble
from storage.asked import Standing
from storage.health import CaptureFault, Watch
from tests.ledger import DAY, HOUR, NOW, LedgerHome, feed_of, page_of

WEEK_AGO = NOW - 7 * DAY


def standing(outcome="ok", *, failures=0, since=None, ok=NOW - HOUR, at=NOW - HOUR, not_before=None):
    return Standing("https://a/rss", "feed", "a", None, ok, ok, at, outcome, failures, since, not_before)


def fault(reason, last=NOW):
    return CaptureFault("a", "https://a/rss", reason, 1, last, "")


ALARM = Alarm("nothing-new", NOW - DAY, 0.0001, 12.3, 0)
HUNG = {"failures": 6, "since": NOW - 2 * DAY}


@pytest.mark.parametrize(
    ("stands", "alarms", "faults", "state"),
    [
        (None, (), (), "never-visited"),
        (standing(), (), (), "ok"),
        (standing("not-modified"), (), (), "ok"),
        (standing("timeout", failures=1, since=NOW), (), (), "retrying"),
        (standing("timeout", failures=2, since=NOW), (), (), "retrying"),
        (standing("timeout", failures=3, since=NOW), (), (), "failing"),
        (standing("timeout", failures=1, since=NOW, ok=None), (), (), "failing"),
        (standing("http-403", failures=1, since=NOW), (), (), "failing"),
        (standing("robots", failures=1, since=NOW), (), (), "failing"),
        (standing("http-500", **HUNG), (), (), "quarantined"),
        (standing("http-500", **HUNG), (ALARM,), (), "quarantined"),
        (standing("http-500", failures=5, since=NOW - HOUR), (), (), "failing"),
        (standing(), (ALARM,), (), "silent"),
        (standing(at=NOW - 25 * HOUR, ok=NOW - 25 * HOUR), (), (), "ok"),
        (standing(at=NOW - 27 * HOUR, ok=NOW - 27 * HOUR), (), (), "overdue"),
        # Every run puts it off: nothing fails, and nothing comes.
        (standing("postponed", at=NOW, ok=NOW - 27 * HOUR), (), (), "overdue"),
        (standing("over-budget", at=NOW, ok=None), (), (), "never-visited"),
        (standing(ok=NOW - 3 * DAY, at=NOW - 3 * DAY, not_before=NOW + HOUR), (), (), "waiting"),
        (standing("http-503", failures=1, since=NOW, not_before=NOW + HOUR), (), (), "waiting"),
        (standing(), (), (fault("not-a-feed"),), "faulty"),
        (standing(), (), (fault("not-a-feed", NOW - 2 * HOUR),), "ok"),  # the answer since then was a feed
        (standing(), (), (fault("flawed-feed"), fault("lying-304")), "ok"),
        (standing(), (), (fault("future-dates"),), "faulty"),
    ],
)
def test_the_worst_is_said_of_a_source(stands, alarms, faults, state):
    assert state_of(stands, alarms, faults, NOW) == state


@pytest.mark.parametrize(
    ("proofs", "watch", "share"),
    [
        ([], None, None),
        ([], (NOW, NOW), None),  # the first visit: no time has been watched yet
        ([(WEEK_AGO, NOW)], (WEEK_AGO, NOW), 1),
        ([(NOW - 30 * DAY, NOW)], (NOW - 30 * DAY, NOW), 1),
        ([(WEEK_AGO, NOW)], (NOW - DAY, NOW), 1),  # proofs reach back beyond the first visit
        ([], (NOW - DAY, NOW), 0),
        ([(NOW - 6 * HOUR, NOW), (NOW - 9 * HOUR, NOW - 3 * HOUR)], (NOW - 18 * HOUR, NOW), 0.5),
        # What came after the last visit is proven by the next one, while that may still come.
        ([(WEEK_AGO, NOW - 20 * HOUR)], (WEEK_AGO, NOW - 20 * HOUR), 1),
        ([(WEEK_AGO, NOW - 84 * HOUR)], (WEEK_AGO, NOW - 84 * HOUR), 0.5),
    ],
)
def test_the_proven_share_of_seven_days(proofs, watch, share):
    proven = proven_share(proofs, watch and Watch(*watch), NOW)
    assert (proven.share if proven else None) == (pytest.approx(share) if share is not None else None)
    if proven:
        missing = sum((until - since for since, until in proven.gaps), timedelta())
        assert proven.covered + missing == proven.until - proven.since


def test_a_short_watch_wants_no_look_at_its_share():
    assert not proven_share([], Watch(NOW - 23 * HOUR, NOW), NOW).needs_look
    assert proven_share([], Watch(NOW - 24 * HOUR, NOW), NOW).needs_look
    assert not proven_share([(WEEK_AGO, NOW - HOUR)], Watch(WEEK_AGO, NOW), NOW).needs_look  # 99.4 %
    assert proven_share([(WEEK_AGO, NOW - 2 * HOUR)], Watch(WEEK_AGO, NOW), NOW).needs_look  # 98.8 %


# --- from a database --------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path):
    made = LedgerHome(tmp_path / "home")
    yield made
    made.store.db.close()


def one(home, slug="a", now=NOW):
    found, _ = health_of(Home(home.path), [slug], now=now)
    return found[0]


def told(home, slug="a", now=NOW):
    return [(finding.text, finding.advice) for finding in findings(one(home, slug, now))]


def test_a_healthy_outlet_has_nothing_to_tell(home):
    home.outlets("a")
    home.steady("a", since=WEEK_AGO, until=NOW)
    found = one(home)
    assert found.sources[0].state == "ok"
    assert found.proven.share == 1
    assert not found.needs_look
    assert told(home) == []
    assert [key for key, _ in summary([found], NOW, now=NOW)] == ["health.all-well"]


def test_outlets_are_the_followed_ones_or_the_named_ones(home):
    home.outlets("b", "a")
    (home.path / "config" / "settings.toml").write_text('follow = ["b"]\n', encoding="utf-8")
    found, _ = health_of(Home(home.path), [], now=NOW)
    assert [outlet.slug for outlet in found] == ["b"]
    assert one(home, "a").slug == "a"
    with pytest.raises(Trouble, match="unknown-outlet"):
        health_of(Home(home.path), ["khong-co"], now=NOW)


def test_an_outlet_without_a_source_and_one_never_visited_are_told(home):
    home.outlets("a", feeds=False)
    home.outlets("b")
    assert one(home).needs_look
    assert told(home)[0][0].startswith("Chưa có nguồn tin nào")
    assert "outlets probe" in told(home)[0][1]
    assert one(home, "b").sources[0].state == "never-visited"
    assert told(home, "b")[0][0] == "Chưa lấy được lần nào."
    assert next(iter(table_rows(one(home))))["verdict"] == "CHƯA CÓ NGUỒN"


def test_a_dead_source_is_told_with_its_error_and_what_to_do(home):
    home.outlets("a")
    home.steady("a", since=WEEK_AGO, until=NOW - DAY)
    for hours in (4, 3, 2):
        home.fetch("a", NOW - hours * HOUR, "http-403")
    found = one(home)
    source = found.sources[0]
    assert (source.state, source.standing.failures, source.error.outcome) == ("failing", 3, "http-403")
    assert source.standing.ok_at == NOW - DAY
    text, advice = told(home)[0]
    assert "máy chủ báo lỗi 403" in text
    assert "20/07/2026 10:00" in text  # Hà Nội
    assert "xin phép" in advice


def test_what_was_put_off_keeps_the_last_true_error(home):
    home.outlets("a")
    for hours in (5, 4, 3):
        home.fetch("a", NOW - hours * HOUR, "timeout")
    home.fetch("a", NOW - HOUR, "postponed")
    assert one(home).sources[0].state == "failing"


def test_a_quarantined_source_says_since_when(home):
    home.outlets("a")
    home.visit("a", NOW - 3 * DAY)
    for hours in (48, 40, 30, 20, 10):
        home.fetch("a", NOW - hours * HOUR, "no-such-host")
    text, advice = told(home)[0]
    assert one(home).sources[0].state == "quarantined"
    assert "không tìm thấy máy chủ" in text
    assert "18/07/2026 12:00" in text
    assert "outlets probe" in advice


def test_an_unanswering_host_that_may_come_back_is_tried_again_by_hand(home):
    home.outlets("a")
    for hours in (48, 40, 30, 20, 10):
        home.fetch("a", NOW - hours * HOUR, "timeout")
    assert "crawl --quarantined" in told(home)[0][1]


def test_a_feed_that_is_alive_with_nothing_new_is_an_alarm(home):
    home.outlets("a")
    home.steady("a", since=NOW - 21 * DAY, until=NOW - 2 * DAY)
    for hours in range(47, 0, -1):
        home.visit("a", NOW - hours * HOUR)
    found = one(home)
    assert [alarm.kind for alarm in found.sources[0].alarms] == ["nothing-new"]
    assert found.sources[0].state == "silent"
    assert any(text.startswith("Vẫn trả lời nhưng từ 18/07/2026") for text, _ in told(home))


def test_faults_of_the_week_are_counted_by_reason(home):
    home.outlets("a")
    for hours in (100, 50, 1):
        home.visit("a", NOW - hours * HOUR, leads=[(page_of("a", hours), None)], faults=["future-dates"])
    home.visit("a", NOW - 8 * DAY, faults=["no-dates"])
    found = one(home)
    assert [(one.reason, one.captures) for one in found.sources[0].faults] == [("future-dates", 3)]
    assert found.sources[0].state == "faulty"
    assert any("3 lần" in text for text, _ in told(home))


@pytest.mark.parametrize(("odd", "good", "drifts"), [(2, 0, False), (3, 0, True), (3, 3, True), (3, 4, False)])
def test_a_layout_drifts_when_half_of_a_days_pages_have_no_text(home, odd, good, drifts):
    home.outlets("a")
    home.visit("a", NOW - HOUR)
    for number in range(odd):
        way = {"faults": ["layout-drift"]} if number % 2 else {"drop": "no-text"}
        home.page("a", number, NOW - HOUR, **way)
    for number in range(good):
        home.page("a", odd + number, NOW - HOUR)
    assert one(home).is_drifting is drifts
    assert one(home).needs_look is drifts


@pytest.mark.parametrize(("failed", "good", "loses"), [(2, 0, False), (3, 0, True), (3, 3, True), (3, 4, False)])
def test_pages_that_cannot_be_had_are_told_though_the_feed_is_well(home, failed, good, loses):
    home.outlets("a")
    home.visit("a", NOW - HOUR)
    for number in range(failed):
        home.page("a", number, NOW - HOUR, outcome="challenge")
    for number in range(good):
        home.page("a", failed + number, NOW - HOUR)
    home.page("a", 99, NOW - 2 * DAY)
    home.page("a", 99, NOW, outcome="http-404")  # read once, and removed since
    assert one(home).sources[0].state == "ok"
    assert (one(home).loses_pages, one(home).needs_look) == (loses, loses)
    assert told(home)[0][0].startswith(f"Trong 24 giờ qua {failed} trên {failed + good} trang bài không tải được")
    assert as_row(one(home))["page_failures"][0]["reason"] == "challenge"


def test_a_fault_of_ours_on_a_page_wants_a_look_for_a_day(home):
    home.outlets("a")
    home.visit("a", NOW - HOUR)
    home.page("a", 1, NOW - 2 * HOUR, item=False, faults=["cannot-read"])
    assert one(home).needs_look
    assert "doctor" in told(home)[0][1]
    assert not one(home, now=NOW + 23 * HOUR).urgent
    assert one(home, now=NOW + 23 * HOUR).faults


def test_a_gap_is_told_with_the_day_to_collect_from(home):
    home.outlets("a")
    home.steady("a", since=WEEK_AGO, until=NOW - 3 * DAY)
    home.steady("a", since=NOW - 2 * DAY, until=NOW)
    text, advice = told(home)[0]
    assert text.startswith("Mới chứng minh đã thu đủ 86,3 % của 7 ngày qua")  # 145 of 168 hours
    assert "crawl a --since 2026-07-17" in advice


def test_replays_alone_are_judged_at_their_end(home):
    home.outlets("a")
    home.visit("a", NOW - DAY, replayed=True, proves=HOUR)
    home.visit("a", NOW, replayed=True, proves=DAY)
    found, at = health_of(Home(home.path), ["a"], now=NOW + 300 * DAY)
    assert at == NOW
    assert found[0].sources[0].state == "ok"
    assert next(key for key, _ in summary(found, at, now=NOW + DAY)) == "health.as-of"


def test_programs_read_the_same_names_whatever_happened(home):
    home.outlets("a", "b")
    home.outlets("c", feeds=False)
    home.steady("a", since=NOW - 2 * DAY, until=NOW)
    home.fetch("a", NOW, "timeout")
    rows = [as_row(one(home, slug)) for slug in ("a", "b", "c")]
    assert len({tuple(row) for row in rows}) == 1
    assert len({tuple(source) for row in rows for source in row["sources"]}) == 1
    assert program_row(one(home))["findings"][0]["source"] == feed_of("a")


# --- the words --------------------------------------------------------------------------------


def test_every_reason_has_a_sentence_that_says_what_to_do():
    reasons = {key.removeprefix("reason.") for key in shipped_sentences() if key.startswith("reason.")}
    for reason in (*reasons, *_OF_WORD, "http-403", "http-418", "http-599"):
        assert advice_for(reason) in shipped_sentences(), reason
    assert advice_for("http-502") == advice_for("timeout") == "advice.wait"


def test_what_lasts_is_no_hiccup_and_what_is_mild_no_alarm():
    assert {"http-403", "robots", "challenge", "http-404", "bad-certificate"} <= LASTING
    assert not LASTING & {"timeout", "no-such-host", "http-500", "http-503", "robots-unavailable"}
    assert not MILD & {"not-a-feed", "future-dates", "one-time", "no-dates", "repeated-titles"}
