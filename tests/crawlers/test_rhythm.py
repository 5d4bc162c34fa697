"""What a source normally publishes, when it is visited again, when its pages are read again."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.rhythm import (
    FLAGGED_LADDER,
    LADDER,
    MAX_PAUSE,
    MIN_PAUSE,
    Rhythm,
    after_failure,
    chance_of_at_most,
    counted_at,
    is_quarantined,
    learn,
    next_look,
    next_visit,
)
from crawlers.stretches import clipped, joined, length, without

MONDAY = datetime(2026, 7, 5, 17, tzinfo=UTC)  # 6 July, 00:00 in Hà Nội
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
NOW = MONDAY + 4 * WEEK

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
spans = st.timedeltas(timedelta(0), timedelta(days=60))
rates = st.lists(st.floats(0, 50), min_size=168, max_size=168)


def rhythm_of(rates, *, spread=0.1, doubt=0.01):
    sums = [0.0]
    for rate in rates:
        sums.append(sums[-1] + rate)
    return Rhythm(tuple(sums), spread, doubt)


def steady(a_day, **doubts):
    return rhythm_of([a_day / 24] * 168, **doubts)


def published(days, *, hours=range(8, 20), since=MONDAY, weekdays=range(7)):
    """An item at half past each of these hours in Hà Nội, on these weekdays."""
    return [since + day * DAY + hour * HOUR + HOUR / 2 for day in range(days) if day % 7 in weekdays for hour in hours]


# --- the model --------------------------------------------------------------------------------


@given(rates.map(rhythm_of), moments, spans, spans)
def test_what_is_expected_adds_up_and_is_never_negative(rhythm, since, first, second):
    middle, until = since + first, since + first + second
    whole = rhythm.expected(since, until)
    assert whole >= 0
    assert whole == pytest.approx(rhythm.expected(since, middle) + rhythm.expected(middle, until), abs=1e-5)


@given(rates.map(rhythm_of), moments, st.integers(0, 300), spans, spans)
def test_a_chance_is_one_and_falls_with_the_length_of_silence(rhythm, since, count, first, second):
    shorter = rhythm.chance_of_at_most(0, since, since + first)
    assert 0 <= rhythm.chance_of_at_most(0, since, since + first + second) <= shorter + 1e-9 <= 1 + 1e-9
    assert shorter - 1e-9 <= rhythm.chance_of_at_most(count, since, since + first) <= 1


@given(st.integers(0, 400), st.floats(0.01, 3000), st.floats(0.003, 3))
def test_the_chance_is_the_sum_of_the_negative_binomial(count, mean, variance):
    size = 1 / variance
    logs = (
        math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1)
        + size * math.log(size / (size + mean)) + k * math.log(mean / (mean + size))
        for k in range(count + 1)
    )  # fmt: skip
    assert chance_of_at_most(count, mean, variance) == pytest.approx(math.fsum(map(math.exp, logs)), rel=1e-6, abs=1e-9)


def test_fewer_than_none_is_impossible_and_none_of_nothing_is_certain():
    assert (chance_of_at_most(-1, 5.0, 0.1), chance_of_at_most(0, 0.0, 0.1)) == (0, 1)


def test_days_that_differ_make_a_silence_less_incredible_than_a_poisson_count_would():
    assert chance_of_at_most(0, 10, 0.3) > 10 * math.exp(-10)


# --- learning ---------------------------------------------------------------------------------


def test_two_days_of_history_already_say_how_much_and_when():
    two_days = learn(published(2), watched=[(MONDAY, MONDAY + 2 * DAY)], until=MONDAY + 2 * DAY)
    wednesday = MONDAY + 2 * DAY
    assert two_days.expected(wednesday, wednesday + DAY) == pytest.approx(12, rel=0.25)
    assert two_days.expected(wednesday, wednesday + 5 * HOUR) < 1
    assert two_days.expected(wednesday + 8 * HOUR, wednesday + 20 * HOUR) > 8


def test_weekdays_are_told_apart():
    rhythm = learn(published(28, weekdays=range(5)), watched=[(MONDAY, NOW)], until=NOW)
    assert rhythm.expected(NOW, NOW + DAY) == pytest.approx(12, rel=0.15)
    assert rhythm.expected(NOW + 5 * DAY, NOW + 7 * DAY) < 4


def test_only_watched_time_counts():
    """Two hours of each day were watched, twice over; what was published outside of them is not even looked at."""
    watched = [(MONDAY + day * DAY + 9 * HOUR, MONDAY + day * DAY + 11 * HOUR) for day in range(28)]
    rhythm = learn(published(28), watched=[*watched, *watched], until=NOW)
    assert rhythm.expected(NOW + 9 * HOUR, NOW + 11 * HOUR) == pytest.approx(2, rel=0.1)


def test_what_is_older_than_28_days_is_forgotten():
    watched = [(MONDAY - 28 * DAY, NOW)]
    assert learn(published(56, since=MONDAY - 28 * DAY), watched=watched, until=NOW) == learn(
        published(28), watched=watched, until=NOW
    )


def test_a_source_without_history_has_the_default_and_great_doubt():
    default = learn([], watched=[], until=NOW)
    assert default.expected(NOW, NOW + WEEK) == pytest.approx(120, rel=0.01)
    assert default.chance_of_at_most(0, NOW, NOW + DAY) > 0.01


def test_a_weekly_paper_is_no_daily_one():
    fridays = [MONDAY + (4 + 7 * week) * DAY + 10 * HOUR for week in range(4)]
    rhythm = learn(fridays, watched=[(MONDAY, NOW)], until=NOW)
    assert rhythm.expected(NOW, NOW + WEEK) == pytest.approx(1.5, abs=0.5)
    assert rhythm.chance_of_at_most(0, NOW, NOW + 3 * DAY) > 0.3


@pytest.mark.parametrize("days", [1, 3, 7])
def test_a_frozen_feed_does_not_become_normal_at_once(days):
    """A frozen feed answers, so its time counts as watched though nothing came."""
    alive = learn(published(28), watched=[(MONDAY, NOW)], until=NOW)
    frozen = learn(published(28 - days), watched=[(MONDAY, NOW)], until=NOW)
    assert frozen.expected(NOW, NOW + WEEK) == pytest.approx(alive.expected(NOW, NOW + WEEK), rel=0.1)
    assert frozen.chance_of_at_most(0, NOW, NOW + DAY) < 0.001


def test_a_source_that_is_silent_by_habit_is_learned_as_it_is():
    """Thirty items on one day in six, and never on the same weekday."""
    bursts = [MONDAY + day * DAY + minute * timedelta(minutes=30) for day in range(0, 28, 5) for minute in range(30)]
    rhythm = learn(bursts, watched=[(MONDAY, NOW)], until=NOW)
    assert rhythm.expected(NOW, NOW + WEEK) == pytest.approx(len(bursts) / 4, rel=0.2)
    assert rhythm.chance_of_at_most(0, NOW, NOW + 2 * DAY) > 0.001


@given(st.lists(moments, max_size=60), st.lists(st.tuples(moments, moments), max_size=8), moments)
def test_whatever_was_watched_a_rhythm_comes_out(published, watched, until):
    rhythm = learn(published, watched=watched, until=until)
    assert len(rhythm.sums) == 169
    assert all(0 < after - before < math.inf for before, after in zip(rhythm.sums, rhythm.sums[1:], strict=False))
    assert rhythm.spread > 0
    assert 0 < rhythm.doubt <= 1


@pytest.mark.parametrize(
    ("published", "counts"),
    [
        pytest.param(NOW - HOUR, NOW - HOUR, id="dated"),
        pytest.param(None, NOW, id="undated-counts-when-seen"),
        pytest.param(NOW + HOUR, None, id="future-counts-never"),
        pytest.param(NOW - 3650 * DAY, NOW - 3650 * DAY, id="years-back-counts-years-back"),
    ],
)
def test_when_an_item_counts_as_published(published, counts):
    assert counted_at(published, NOW) == counts


# --- stretches --------------------------------------------------------------------------------

stretches = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8).map(
    lambda pairs: [(NOW + a * HOUR, NOW + b * HOUR) for a, b in pairs]
)


def hours_in(stretches):
    return {
        hour for hour in range(60) if any(a <= NOW + hour * HOUR and NOW + (hour + 1) * HOUR <= b for a, b in stretches)
    }


@given(stretches, stretches, st.integers(0, 60), st.integers(0, 60))
def test_stretches_are_sets_of_hours(ones, others, since, until):
    union = joined(ones)
    assert hours_in(union) == hours_in(ones)
    assert length(union) == len(hours_in(ones)) * HOUR
    frame = (NOW + since * HOUR, NOW + until * HOUR)
    assert hours_in(clipped(union, *frame)) == hours_in(union) & hours_in([frame])
    assert hours_in(without(union, joined(others))) == hours_in(union) - hours_in(joined(others))


# --- when to look again -----------------------------------------------------------------------


@given(rates, moments, st.none() | st.integers(0, 200), st.floats(1, 20))
def test_the_next_visit_keeps_its_bounds_and_comes_sooner_where_more_is_published(rates, last, window, more):
    due = next_visit(rhythm_of(rates), last=last, window=window)
    assert MIN_PAUSE <= due - last <= MAX_PAUSE
    assert next_visit(rhythm_of([rate * more for rate in rates]), last=last, window=window) <= due


@pytest.mark.parametrize(
    ("a_day", "window", "least", "most"),
    [
        pytest.param(400, 30, 10, 10, id="busy"),
        pytest.param(5, 30, 14, 16, id="a-local-paper"),
        pytest.param(1 / 7, 30, 480, 540, id="a-weekly"),
        pytest.param(0, 30, 1440, 1440, id="asleep"),
        pytest.param(2, 1, 10, 20, id="a-feed-of-one-entry"),
    ],
)
def test_how_long_a_source_is_left_alone(a_day, window, least, most):
    pause = next_visit(steady(a_day), last=NOW, window=window) - NOW
    assert timedelta(minutes=least) <= pause <= timedelta(minutes=most)


def test_a_source_is_visited_before_its_window_rolls_over():
    """Asked with a rule that only looks at the window: a rhythm that wakes after hours of sleep."""
    waking = rhythm_of(([0.001] * 6 + [60.0] * 18) * 7)
    due = next_visit(waking, last=NOW, window=20)
    assert due - NOW <= 6 * HOUR + timedelta(minutes=1)
    assert waking.chance_of_at_most(19, NOW, due) > 0.999


@pytest.mark.parametrize(("failures", "minutes"), [(1, 10), (2, 20), (3, 40), (5, 160), (6, 180), (1000, 180)])
def test_failures_make_the_pause_grow(failures, minutes):
    assert after_failure(failures, last=NOW) == NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("failures", "age", "quarantined"),
    [(5, DAY, True), (4, 9 * DAY, False), (50, 23 * HOUR, False), (6, 2 * DAY, True), (0, 2 * DAY, False)],
)
def test_five_failures_over_a_day_are_quarantine(failures, age, quarantined):
    assert is_quarantined(failures, since=NOW - age, now=NOW) is quarantined


@pytest.mark.parametrize(("flagged", "ladder"), [(False, LADDER), (True, FLAGGED_LADDER)])
def test_a_page_climbs_its_ladder(flagged, ladder):
    looks, last = [], NOW
    while (due := next_look(NOW, last, flagged=flagged)) is not None:
        looks.append(due - NOW)
        last = due
    assert looks == list(ladder)


@given(moments, st.timedeltas(timedelta(0), timedelta(days=120)), st.booleans())
def test_a_look_is_never_due_before_the_last(first, age, flagged):
    due = next_look(first, first + age, flagged=flagged)
    assert due is None or due > first + age


def test_missed_rungs_are_not_made_up_for():
    assert next_look(NOW, NOW + 2 * DAY, flagged=False) == NOW + 3 * DAY
