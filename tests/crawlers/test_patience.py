"""How one crawl treats each host: pauses, second tries, hosts that are left alone."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.patience import FAILING, LONGEST_WAIT, PATIENCE, TRIES, Patience, retry_after

NOW = datetime(2026, 7, 20, 5, tzinfo=UTC)
HOST, OTHER = "bao.vn", "khac.vn"
DAY = 86400.0


def patience(*, delay=5.0, backoff=30.0, host_seconds=3600.0):
    made = Patience(delay=delay, backoff=backoff, host_seconds=host_seconds)
    made.refusal(HOST, 0.0)  # as the handler does before a host's first request
    return made


# --- pauses -----------------------------------------------------------------------------------


def test_the_first_request_of_a_host_does_not_wait():
    assert patience().wait(HOST, 0.0) == 0.0


def test_the_pause_counts_from_the_end_of_a_request_and_for_its_host_alone():
    made = patience()
    made.ended(HOST, 100.0)
    assert [made.wait(HOST, now) for now in (100.0, 103.0, 105.0, 200.0)] == [5.0, 2.0, 0.0, 0.0]
    assert made.wait(OTHER, 100.0) == 0.0


@pytest.mark.parametrize(
    ("asked_for", "kept"),
    [(None, 5.0), (0.0, 5.0), (2.0, 5.0), (12.0, 12.0), (-3.0, 5.0), (1e9, LONGEST_WAIT), (float("inf"), LONGEST_WAIT)],
)
def test_a_crawl_delay_is_kept_where_it_is_longer_than_our_own_pause(asked_for, kept):
    made = patience()
    made.heed(HOST, asked_for)
    made.ended(HOST, 0.0)
    assert made.wait(HOST, 0.0) == kept


def test_a_crawl_delay_that_is_no_number_leaves_our_own_pause():
    made = patience()
    made.heed(HOST, float("nan"))
    made.ended(HOST, 0.0)
    assert made.wait(HOST, 0.0) == 5.0


# --- a host that wants to be left alone -------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
def test_refusals_without_a_word_of_when_double_the_pause_until_the_host_is_left_alone(status):
    made, pauses, refusals = patience(), [], []
    for _ in range(4):
        made.answered(HOST, status, None, 0.0)
        pauses.append(made.wait(HOST, 0.0))
        refusals.append(made.refusal(HOST, 0.0))
    assert pauses == [30.0, 60.0, 120.0, 240.0]
    assert refusals == ["", "", "", "postponed"]
    assert made.refusal(OTHER, 0.0) == ""


@pytest.mark.parametrize(
    ("wanted", "pause", "refusal"),
    [
        pytest.param(3.0, 30.0, "", id="never-less-than-our-own"),
        pytest.param(45.0, 45.0, "", id="kept"),
        pytest.param(PATIENCE, PATIENCE, "", id="as-long-as-a-crawl-waits"),
        pytest.param(PATIENCE + 1, PATIENCE + 1, "postponed", id="longer-than-a-crawl-waits"),
    ],
)
def test_retry_after_is_kept(wanted, pause, refusal):
    made = patience()
    made.answered(HOST, 429, wanted, 0.0)
    assert (made.wait(HOST, 0.0), made.refusal(HOST, 0.0)) == (pause, refusal)
    if not refusal:
        assert made.wait(HOST, pause) == 0.0


def test_a_good_answer_begins_the_count_of_refusals_anew():
    made = patience()
    for _ in range(20):
        made.answered(HOST, 503, None, 0.0)
        made.answered(HOST, 200, None, 0.0)
    assert made.refusal(HOST, 0.0) == ""
    made.answered(HOST, 503, None, 1000.0)
    assert made.wait(HOST, 1000.0) == 30.0


def test_many_refusals_end_it_even_where_nobody_is_to_be_spared():
    made = patience(backoff=0.0)
    for _ in range(FAILING):
        made.answered(HOST, 503, None, 0.0)
    assert made.refusal(HOST, 0.0) == "postponed"


# --- a host that fails ------------------------------------------------------------------------


def test_five_failures_in_a_row_end_it_for_the_host_alone():
    made = patience()
    for _ in range(FAILING - 1):
        made.failed(HOST)
    assert made.refusal(HOST, 0.0) == ""
    made.answered(HOST, 502, None, 0.0)
    assert (made.refusal(HOST, 0.0), made.refusal(OTHER, 0.0)) == ("host-failing", "")


@pytest.mark.parametrize("status", [200, 301, 304, 403, 404, 410, 501])
def test_what_is_an_answer_is_no_failure_of_the_host(status):
    made = patience()
    for _ in range(3 * FAILING):
        made.failed(HOST)
        made.answered(HOST, status, None, 0.0)
    assert made.refusal(HOST, 0.0) == ""


def test_a_host_that_was_given_up_stays_so_in_this_crawl():
    made = patience()
    for _ in range(FAILING):
        made.failed(HOST)
    made.answered(HOST, 200, None, 0.0)  # of a request that was under way
    assert made.refusal(HOST, DAY) == "host-failing"


# --- asking again -----------------------------------------------------------------------------


def test_an_address_is_asked_three_times_with_growing_waits():
    assert [patience().again_in(HOST, tries, 0.0) for tries in (1, 2, 3)] == [30.0, 60.0, None]
    assert TRIES == 3


def test_an_address_is_not_asked_again_before_its_host_wants_it():
    made = patience()
    made.answered(HOST, 429, 90.0, 0.0)
    assert made.again_in(HOST, 1, 10.0) == 80.0


def test_nothing_of_a_closed_host_is_asked_again():
    made = patience()
    made.answered(HOST, 503, DAY, 0.0)
    assert made.again_in(HOST, 1, 0.0) is None


# --- a host's time ----------------------------------------------------------------------------


def test_a_host_has_its_time_from_its_first_request_on():
    made = patience(host_seconds=300.0)
    assert [made.refusal(HOST, now) for now in (299.0, 300.0, 301.0, 302.0)] == ["", "", "postponed", "postponed"]
    assert made.refusal(OTHER, 1000.0) == ""


def test_nobody_waits_for_a_moment_behind_the_hosts_time():
    """A robots.txt that asks for a pause of a day must not hold up the crawl for a day."""
    made = patience(host_seconds=300.0)
    made.heed(HOST, DAY)
    made.ended(HOST, 1.0)
    assert made.refusal(HOST, 1.0) == "postponed"


def test_a_pause_that_ends_within_the_hosts_time_is_waited_for():
    made = patience(host_seconds=300.0)
    made.heed(HOST, 200.0)
    made.ended(HOST, 1.0)
    assert made.refusal(HOST, 1.0) == ""
    made.ended(HOST, 202.0)
    assert made.refusal(HOST, 202.0) == "postponed"


@given(st.lists(st.tuples(st.sampled_from([200, 404, 429, 500, 503, 0]), st.integers(0, 200)), max_size=40))
def test_no_wait_is_negative_and_what_is_closed_never_opens(steps):
    made, now, closed = patience(), 0.0, ""
    for status, passed in steps:
        now += passed
        if status:
            made.answered(HOST, status, None, now)
        else:
            made.failed(HOST)
        made.ended(HOST, now)
        assert made.wait(HOST, now) >= 5.0
        refusal = made.refusal(HOST, now)
        assert refusal or not closed
        closed = refusal
        again = made.again_in(HOST, 1, now)
        assert (again is None) == bool(closed)
        assert again is None or again >= 30.0


# --- Retry-After ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120.0),
        (" 120 ", 120.0),
        ("0", 0.0),
        ("99999999999999999999", LONGEST_WAIT),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 91.0),  # a date leaves parts of a second out
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0.0),
        (format_datetime(NOW + timedelta(days=400), usegmt=True), LONGEST_WAIT),
        ("Mon, 20 Jul 2026 05:01:00", 61.0),
        ("Mon, 20 Jul 2026 12:01:00 +0700", 61.0),
    ],
)
def test_retry_after_is_a_number_or_a_date(written, seconds):
    assert retry_after(written, "", NOW) == seconds


@pytest.mark.parametrize("written", ["", " ", "soon", "-5", "1.5", "²", "٣", "Mon, 20 Jul 99999 05:01:00 GMT", "\x00"])
def test_a_retry_after_that_cannot_be_read_is_none(written):
    assert retry_after(written, "", NOW) is None


@given(st.one_of(st.text(max_size=40), st.from_regex(r"\w{3}, \d{1,3} [A-Z][a-z]{2} \d{1,5} [\d:]{1,8} [+-]?\w{1,5}")))
def test_no_retry_after_breaks_the_crawl(written):
    seconds = retry_after(written, "", NOW)
    assert seconds is None or 0.0 <= seconds <= LONGEST_WAIT


def test_a_date_counts_from_the_servers_own_clock():
    two_hours_slow = NOW - timedelta(hours=2)
    date, until = (
        format_datetime(one, usegmt=True) for one in (two_hours_slow, two_hours_slow + timedelta(seconds=40))
    )
    assert retry_after(until, date, NOW) == 41
