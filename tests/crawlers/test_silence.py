"""Which silences alarm, since when, and which never do."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.rhythm import learn
from crawlers.silence import alarms

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
MONDAY = datetime(2026, 7, 5, 17, tzinfo=UTC)  # 6 July, 00:00 in Hà Nội
NOW = MONDAY + 4 * WEEK  # a Monday again
WATCHED = [(MONDAY, NOW + 4 * WEEK)]


def items(until, *, a_day=12, weekdays=range(7)):
    """So many items between 8 and 20 o'clock in Hà Nội, from Monday on."""
    step = 12 * HOUR / a_day
    days = [MONDAY + day * DAY for day in range(70) if day % 7 in weekdays]
    found = [day + 8 * HOUR + number * step for day in days for number in range(a_day)]
    return [moment for moment in found if moment < until]


def hourly(since, until, listed=30):
    return [(since + hour * HOUR, listed) for hour in range(int((until - since) / HOUR) + 1)]


def raised(published, visits, now, *, newest=None, rhythm=None, watched=WATCHED):
    return alarms(
        rhythm or learn(items(NOW), watched=[(MONDAY, NOW)], until=NOW),
        newest=newest or max(published, default=None),
        visits=visits, moments=published, watched=[(a, min(b, now)) for a, b in watched], now=now,
    )  # fmt: skip


def kinds(found):
    return [alarm.kind for alarm in found]


def test_a_source_as_always_raises_nothing():
    now = NOW + 3 * DAY
    assert raised(items(now), hourly(NOW, now), now) == ()


@pytest.mark.parametrize(
    ("hours", "alarming"),
    [
        pytest.param(8, [], id="the-night"),
        pytest.param(12, [], id="a-late-morning"),
        pytest.param(22, ["nothing-new"], id="the-evening"),
        pytest.param(24, ["nothing-new"], id="a-day"),
        pytest.param(72, ["nothing-new"], id="three-days"),
    ],
)
def test_a_feed_that_lists_the_same_for_ever_is_raised(hours, alarming):
    now = NOW + timedelta(hours=hours)
    found = raised(items(NOW), hourly(NOW, now), now)
    assert kinds(found) == alarming
    if found:
        assert (found[0].since, found[0].seen) == (max(items(NOW)), 0)
        assert found[0].expected > 5
        assert found[0].chance < 0.01


def test_a_busy_source_is_raised_within_hours_and_at_night_only_later():
    busy = learn(items(NOW, a_day=240), watched=[(MONDAY, NOW)], until=NOW)
    for since, hours in ((NOW + 9 * HOUR, 3), (NOW + 20 * HOUR, 13)):
        before = items(since, a_day=240)
        early, late = since + timedelta(hours=hours - 1), since + timedelta(hours=hours)
        assert raised(before, hourly(since, early), early, rhythm=busy) == ()
        assert kinds(raised(before, hourly(since, late), late, rhythm=busy)) == ["nothing-new"]


def test_a_weekend_is_no_silence_for_who_rests_on_weekends():
    office = learn(items(NOW, weekdays=range(5)), watched=[(MONDAY, NOW)], until=NOW)
    friday, monday = NOW + 4 * DAY + 20 * HOUR, NOW + 7 * DAY
    published = items(friday, weekdays=range(5))
    assert raised(published, hourly(friday, monday), monday, rhythm=office) == ()
    tuesday = monday + DAY
    assert kinds(raised(published, hourly(friday, tuesday), tuesday, rhythm=office)) == ["nothing-new"]


def test_a_weekly_is_not_raised_after_a_day_or_a_week_but_in_the_end():
    weekly = [NOW - (24 - 7 * week) * DAY for week in range(4)]
    rhythm = learn(weekly, watched=[(MONDAY, NOW)], until=NOW)
    for days, alarming in ((1, []), (7, []), (10, []), (90, ["nothing-new"])):
        now = weekly[-1] + days * DAY
        assert kinds(raised(weekly, [(now, 10)], now, rhythm=rhythm, watched=[])) == alarming


def test_of_the_time_after_the_last_listing_nothing_is_claimed():
    """The crawler was switched off for two days: nobody asked, so nobody is silent."""
    assert raised(items(NOW), hourly(NOW - DAY, NOW), NOW + 2 * DAY, watched=[(MONDAY, NOW)]) == ()


@pytest.mark.parametrize(("hours", "alarming"), [(3, []), (21, ["not-answering"]), (24, ["not-answering"])])
def test_visits_in_vain_are_raised(hours, alarming):
    now = NOW + timedelta(hours=hours)
    visits = [*hourly(NOW - DAY, NOW), *hourly(NOW + HOUR, now, listed=0)]
    found = raised(items(NOW), visits, now, watched=[(MONDAY, NOW)])
    assert kinds(found) == alarming
    assert [alarm.since for alarm in found] == [NOW + HOUR] * len(alarming)


def test_a_weekly_whose_host_fails_is_raised_after_a_day_all_the_same():
    weekly = learn([NOW - 3 * DAY], watched=[(MONDAY, NOW)], until=NOW)
    now = NOW + DAY
    assert kinds(raised([NOW - 3 * DAY], hourly(NOW, now, listed=0), now, rhythm=weekly, watched=[])) == [
        "not-answering"
    ]


def test_two_visits_in_vain_are_a_hiccup_however_long_ago():
    visits = [(NOW, 30), (NOW + HOUR, 0), (NOW + 2 * DAY, 0)]
    assert raised(items(NOW), visits, NOW + 2 * DAY, watched=[(MONDAY, NOW)]) == ()


def test_a_source_that_never_answered_is_raised():
    nothing = learn([], watched=[], until=NOW)
    now = NOW + DAY
    assert kinds(raised([], hourly(NOW, now, listed=0), now, rhythm=nothing, watched=[])) == ["not-answering"]


def test_a_source_of_which_nothing_counts_is_silent_from_its_first_listing_on():
    """All its items are dated in the future, so none has a moment."""
    nothing = learn([], watched=[], until=NOW)
    now = NOW + 14 * DAY
    (alarm,) = raised([], hourly(NOW, now), now, rhythm=nothing, watched=[])
    assert (alarm.kind, alarm.since) == ("nothing-new", NOW)
    assert raised([], hourly(NOW, NOW + DAY), NOW + DAY, rhythm=nothing, watched=[]) == ()


@pytest.mark.parametrize(("left", "alarming"), [(12, []), (8, []), (7, []), (4, ["shrinking"]), (2, ["shrinking"])])
def test_far_fewer_items_than_normal_are_raised(left, alarming):
    """So many of twelve items are left."""
    now = NOW + WEEK
    published = items(NOW) + [moment for moment in items(now, a_day=left) if moment >= NOW]
    found = raised(published, hourly(NOW, now), now)
    assert kinds(found) == alarming
    if found:
        assert found[0].seen < found[0].expected / 2
        assert found[0].chance < 0.001


def test_a_silence_that_is_over_does_not_echo_as_shrinking():
    since, until = NOW + DAY, NOW + 4 * DAY
    now = NOW + 5 * DAY
    published = [moment for moment in items(now) if not since <= moment < until]
    assert raised(published, hourly(NOW, now), now) == ()


def test_what_was_not_watched_is_not_missed():
    now = NOW + WEEK
    published = [moment for moment in items(now) if moment < NOW or (moment - MONDAY) % DAY < 14 * HOUR]
    watched = [(MONDAY + day * DAY, MONDAY + day * DAY + 14 * HOUR) for day in range(35)]
    assert raised(published, hourly(NOW, now), now, watched=watched) == ()


@given(
    st.lists(st.floats(0, 2000), max_size=40), st.lists(st.tuples(st.floats(0, 2000), st.integers(0, 50)), max_size=40)
)
def test_whatever_happened_each_alarm_is_credible(hours, visits):
    published = sorted(MONDAY + hour * HOUR for hour in hours)
    visited = sorted((MONDAY + hour * HOUR, listed) for hour, listed in visits)
    found = raised(published, visited, MONDAY + 2000 * HOUR)
    assert len(set(kinds(found))) == len(found) <= 2
    for alarm in found:
        assert 0 <= alarm.chance <= 1
        assert alarm.since <= MONDAY + 2000 * HOUR
