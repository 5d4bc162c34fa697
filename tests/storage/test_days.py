"""Outlet-days against a count by minutes, and the rules of the due period."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records import Fetch, Proof
from storage.days import make_outlet_days
from storage.store import CaptureWrite, Store
from tests.databases import new_database
from times import day_start, iso, local_day

MIDNIGHT = datetime(2026, 7, 19, 17, tzinfo=UTC)  # 20 July begins in Hà Nội
FAR = MIDNIGHT + timedelta(days=40)


def minute(number):
    return MIDNIGHT + timedelta(minutes=number)


def hours(number):
    return minute(60 * number)


def fetch(outlet, at, *, kind="feed", outcome="ok", replayed=False, key=""):
    return Fetch(
        key or f"{outlet} {kind} {outcome} {at} {replayed}", outlet, f"https://{outlet}.vn/rss", kind, at, outcome,
        replayed=replayed,
    )  # fmt: skip


def outlet_days(visits, proofs=(), *, now=FAR, ends=None):
    """Outlet and day to covered seconds and state; proofs are (outlet, since, until)."""
    db = new_database()
    with Store(db) as store:
        store.take_fetches(visits, {})
        for number, (outlet, since, until) in enumerate(proofs):
            named = fetch(outlet, until, kind="page", key=str(number))  # a page opens no period
            store.take_fetches([named], {})
            proof = Proof(outlet, f"https://{outlet}.vn/rss", since, until, named.key)
            store.save([CaptureWrite(named, 0, proof=proof)])
        make_outlet_days(db, now=iso(now), ends=ends or {})
        rows = db.query("SELECT * FROM outlet_days")
        return {(row["outlet"], row["day"]): (row["covered_seconds"], row["state"]) for row in rows}


def state_of_the_day(*proofs):
    return outlet_days([fetch("a", hours(1))], [("a", *proof) for proof in proofs], now=hours(2))["a", "2026-07-20"]


@pytest.mark.parametrize(
    ("proofs", "seconds", "state"),
    [
        pytest.param([], 0, "failed", id="none"),
        pytest.param([(hours(0), hours(24))], 86400, "collected", id="exactly-a-day"),
        pytest.param([(hours(-5), hours(30))], 86400, "collected", id="more-than-a-day"),
        pytest.param([(hours(0), hours(24) - timedelta(seconds=1))], 86399, "partial", id="a-second-short"),
        pytest.param([(hours(0), hours(12)), (hours(12), hours(24))], 86400, "collected", id="touching"),
        pytest.param([(hours(0), hours(13)), (hours(11), hours(24))], 86400, "collected", id="overlapping"),
        pytest.param([(hours(0), hours(24)), (hours(3), hours(4))], 86400, "collected", id="inside"),
        pytest.param([(hours(3), hours(9)), (hours(4), hours(5)), (hours(6), hours(7))], 21600, "partial", id="two"),
        pytest.param([(hours(1), hours(2)), (hours(1), hours(2))], 3600, "partial", id="the-same-twice"),
        pytest.param([(hours(1), hours(2)), (hours(5), hours(6))], 7200, "partial", id="apart"),
        pytest.param([(hours(3), hours(3))], 0, "failed", id="of-no-length"),
        pytest.param([(hours(-9), hours(0))], 0, "failed", id="ends-at-midnight"),
        pytest.param([(hours(24), hours(30))], 0, "failed", id="begins-at-next-midnight"),
        pytest.param([(hours(-1), hours(1))], 3600, "partial", id="across-midnight"),
    ],
)  # fmt: skip
def test_how_much_of_a_day_is_proven(proofs, seconds, state):
    assert state_of_the_day(*proofs) == (seconds, state)


def test_a_proof_counts_for_its_outlet_only():
    days = outlet_days([fetch("a", hours(1)), fetch("b", hours(1))], [("a", hours(0), hours(24))], now=hours(2))
    assert days == {("a", "2026-07-20"): (86400, "collected"), ("b", "2026-07-20"): (0, "failed")}


@pytest.mark.parametrize(
    ("visits", "now", "expected"),
    [
        pytest.param([], hours(50), [], id="no-visit"),
        pytest.param([fetch("a", hours(1))], hours(50), ["20", "21", "22"], id="live-ends-now"),
        pytest.param([fetch("a", hours(1), outcome="timeout")], hours(1), ["20"], id="a-failed-visit-is-a-visit"),
        pytest.param([fetch("a", hours(1), replayed=True)], hours(50), ["20"], id="replay-ends-at-its-last-visit"),
        pytest.param(
            [fetch("a", hours(1), replayed=True), fetch("a", hours(30), replayed=True)], hours(90), ["20", "21"],
            id="replay-of-two-days",
        ),
        pytest.param(
            [fetch("a", hours(1), replayed=True), fetch("a", hours(30))], hours(60), ["20", "21", "22"],
            id="live-after-replay",
        ),
        pytest.param([fetch("a", hours(60))], hours(1), ["22"], id="clock-set-back"),
        pytest.param([fetch("a", hours(-1)), fetch("a", hours(0))], hours(0), ["19", "20"], id="midnight-in-hanoi"),
        pytest.param([fetch("a", hours(1), outcome="not-in-archive")], hours(50), [], id="not-in-archive"),
        pytest.param([fetch("a", hours(1), kind="page")], hours(50), [], id="a-page-opens-no-period"),
        pytest.param([fetch("a", hours(1), kind="robots")], hours(50), [], id="robots-open-no-period"),
        pytest.param([fetch("a", hours(1), kind="page"), fetch("a", hours(30))], hours(31), ["21"], id="page-first"),
    ],
)  # fmt: skip
def test_which_days_are_due(visits, now, expected):
    assert sorted(day[-2:] for _, day in outlet_days(visits, now=now)) == expected


def test_every_outlet_that_was_ever_visited_is_due_on_every_day():
    visits = [fetch("a", hours(1)), fetch("b", hours(30)), fetch("c", hours(2), outcome="not-in-archive")]
    days = outlet_days(visits, now=hours(31))
    assert sorted(days) == [("a", "2026-07-20"), ("a", "2026-07-21"), ("b", "2026-07-20"), ("b", "2026-07-21")]


OUTLETS = st.sampled_from("abc")
PROOFS = st.lists(st.tuples(OUTLETS, st.integers(-500, 4800), st.integers(0, 2500)), max_size=12)
VISITS = st.lists(
    st.tuples(
        OUTLETS, st.integers(-500, 4800), st.booleans(), st.sampled_from(["feed", "feed", "page"]),
        st.sampled_from(["ok", "http-500", "not-in-archive"]),
    ),
    max_size=5, unique_by=lambda visit: visit[:2],
)  # fmt: skip


def counted_by_minutes(visits, proofs, now):
    feeds = [visit for visit in visits if visit.kind == "feed" and visit.outcome != "not-in-archive"]
    if not feeds:
        return {}
    last = max(visit.at for visit in feeds)
    if not all(visit.replayed for visit in feeds):
        last = max(last, now)
    days, day = [], local_day(min(visit.at for visit in feeds))
    while day <= local_day(last):
        days.append(day)
        day += timedelta(days=1)
    expected = {}
    for outlet in {visit.outlet for visit in feeds}:
        proven = {m for name, since, length in proofs if name == outlet for m in range(since, since + length)}
        for day in days:
            begin = int((day_start(day) - MIDNIGHT).total_seconds() // 60)
            covered = 60 * len(proven.intersection(range(begin, begin + 1440)))
            state = "collected" if covered == 86400 else "partial" if covered else "failed"
            expected[outlet, day.isoformat()] = (covered, state)
    return expected


@settings(deadline=None)
@given(VISITS, PROOFS, st.integers(-500, 6000))
def test_outlet_days_are_what_a_count_by_minutes_says(visits, proofs, now):
    fetches = [
        fetch(outlet, minute(at), kind=kind, outcome=outcome, replayed=replayed)
        for outlet, at, replayed, kind, outcome in visits
    ]
    spans = [(outlet, minute(since), minute(since + length)) for outlet, since, length in proofs]
    assert outlet_days(fetches, spans, now=minute(now)) == counted_by_minutes(fetches, proofs, minute(now))


def test_an_outlet_that_ended_is_due_until_its_end_and_one_no_longer_followed_until_its_last_visit():
    visits = [fetch("ended", hours(1)), fetch("left", hours(30)), fetch("left", hours(1)), fetch("stays", hours(1))]
    ends = {"ended": "2026-07-21", "left": ""}
    due = outlet_days(visits, now=hours(24 * 5), ends=ends)
    last = {slug: max(day for outlet, day in due if outlet == slug) for slug in ("ended", "left", "stays")}
    assert last == {"ended": "2026-07-21", "left": "2026-07-21", "stays": "2026-07-25"}
