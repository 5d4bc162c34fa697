"""The moments that newspapers write, each in its own habit."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from times import parse_moment

HANOI = timezone(timedelta(hours=7))
NARROW = "\u202f"


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def us(moment, space=" "):
    half = "AM" if moment.hour < 12 else "PM"
    return f"{moment.month}/{moment.day}/{moment.year} {moment.hour % 12 or 12}:{moment:%M:%S}{space}{half}"


# As the outlets of outlet_facts.md write; all in Hà Nội time but the last.
HABITS = {
    "rfc822": format_datetime,
    "colon": lambda moment: format_datetime(moment).replace("+0700", "+07:00"),
    "short": lambda moment: format_datetime(moment).replace("+0700", "+07"),
    "two-digit-year": lambda moment: format_datetime(moment).replace(f" {moment.year} ", f" {moment:%y} "),
    "us-narrow-space": lambda moment: us(moment, NARROW),
    "us": us,
    "gmt": lambda moment: format_datetime(moment.astimezone(UTC), usegmt=True),
}


@pytest.mark.parametrize(
    ("written", "habit", "expected"),
    [
        pytest.param("Mon, 20 Jul 2026 06:05:00 +0700", "rfc822", utc(2026, 7, 19, 23, 5), id="vnexpress"),
        pytest.param("Mon, 20 Jul 2026 06:05:00 +07:00", "rfc822", utc(2026, 7, 19, 23, 5), id="nhandan"),
        pytest.param("Mon, 20 Jul 2026 06:05:00 +07", "rfc822", utc(2026, 7, 19, 23, 5), id="vtv"),
        pytest.param("Mon, 20 Jul 26 06:25:00 +0700", "rfc822", utc(2026, 7, 19, 23, 25), id="thanhnien"),
        pytest.param(f"7/20/2026 5:25:00{NARROW}AM", "us-hanoi", utc(2026, 7, 19, 22, 25), id="tuoitre"),
        pytest.param("7/19/2026 11:43:00 PM", "us-hanoi", utc(2026, 7, 19, 16, 43), id="baochinhphu"),
        pytest.param("Sun, 19 Jul 2026 23:05:00 GMT", "rfc822", utc(2026, 7, 19, 23, 5), id="vneconomy"),
        pytest.param("Mon, 20 Jul 2026 06:05:00 +0700", "us-hanoi", utc(2026, 7, 19, 23, 5), id="tuoitre-varies"),
        pytest.param("20 Jul 2026 06:05 +0700", "rfc822", utc(2026, 7, 19, 23, 5), id="no-weekday-no-seconds"),
        pytest.param("Mon, 20 Jul 2026 06:05:00 GMT+7", "rfc822", utc(2026, 7, 19, 23, 5), id="gmt-plus-7"),
        pytest.param("Mon, 20 Jul 2026 06:05:00", "rfc822", utc(2026, 7, 19, 23, 5), id="no-zone-is-hanoi"),
        pytest.param("2026-03-07T08:52:11.000 +07:00", "iso", utc(2026, 3, 7, 1, 52, 11), id="vietnamnet-page"),
        pytest.param("2026-03-07T00:01:00", "iso", utc(2026, 3, 6, 17, 1), id="cafef-page"),
        pytest.param("2026-03-07 08:07", "iso", utc(2026, 3, 7, 1, 7), id="dantri-page"),
        pytest.param("2026-03-07T08:07:00+07:00", "iso", utc(2026, 3, 7, 1, 7), id="iso"),
        pytest.param("2026-03-07T01:07:00Z", "iso", utc(2026, 3, 7, 1, 7), id="zulu"),
        pytest.param("2026-03-07T01:07:00.123456789Z", "iso", utc(2026, 3, 7, 1, 7), id="nanoseconds"),
        pytest.param("2026-03-06T20:07:00-05:00", "iso", utc(2026, 3, 7, 1, 7), id="west"),
        pytest.param("07/03/2026 08:47", "rfc822", utc(2026, 3, 7, 1, 47), id="day-first"),
        pytest.param("7/3/2026 12:00:00 AM", "us-hanoi", utc(2026, 7, 2, 17), id="midnight"),
        pytest.param("7/3/2026 12:00:00 PM", "us-hanoi", utc(2026, 7, 3, 5), id="noon"),
        pytest.param("7/3/2026 12:59:59 pm", "us-hanoi", utc(2026, 7, 3, 5, 59, 59), id="small-pm"),
        pytest.param("  Mon,  20 Jul\n2026 06:05:00   +0700 ", "rfc822", utc(2026, 7, 19, 23, 5), id="blanks"),
        pytest.param("Thu, 29 Feb 2024 06:05:00 +0700", "rfc822", utc(2024, 2, 28, 23, 5), id="leap-day"),
    ],
)
def test_parse_moment(written, habit, expected):
    assert parse_moment(written, habit) == expected


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "hôm nay", "3 giờ trước", "Mon, 31 Feb 2026 06:05:00 +0700", "Sun, 29 Feb 2026 06:05:00 +0700",
        "Mon, 20 Jul 2026 25:05:00 +0700", "Mon, 20 Jul 2026 06:60:00 +0700", "Mon, 20 Xyz 2026 06:05:00 +0700",
        "Mon, 20 Jul 2026 06:05:00 XYZ", "Mon, 20 Jul 2026 06:05:00 +99:00", "2026-02-31T08:00:00",
        "2026-13-01T08:00:00",
        "Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "1/1/0001 12:00:00 AM",
        "7/19/2026 13:43:00 PM", "7/19/2026 0:43:00 AM", "13/13/2026 08:00", "0000-01-01T00:00:00",
        "0001-01-01T00:00:00",
        "2026-03-07", "1767225600", "Mon, 20 Jul 2026 06:05:00 +0700 trailing",
    ],
)  # fmt: skip
def test_what_is_no_moment_gives_none(written):
    assert parse_moment(written, "rfc822") is None


def test_an_offset_has_sixty_minutes_at_most():
    assert parse_moment("Mon, 20 Jul 2026 06:05:00 +0799") is None


MOMENTS = st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30), timezones=st.just(HANOI))  # noqa: DTZ001


@given(MOMENTS, st.sampled_from(sorted(HABITS)))
def test_what_a_habit_writes_reads_back(moment, habit):
    moment = moment.replace(microsecond=0)
    written = HABITS[habit](moment)
    assert parse_moment(written, "us-hanoi" if habit.startswith("us") else "rfc822") == moment


@given(
    MOMENTS, st.sampled_from(["{:%Y-%m-%dT%H:%M:%S}.000 +07:00", "{:%Y-%m-%dT%H:%M:%S}", "{:%Y-%m-%d %H:%M:%S}+07:00"])
)
def test_what_a_page_writes_reads_back(moment, form):
    moment = moment.replace(microsecond=0)
    assert parse_moment(form.format(moment), "iso") == moment


@given(
    st.one_of(st.text(), st.from_regex(r"\A\d{1,4}[/-]\d\d?[/-]\d{1,4}[T ]\d\d?:\d\d(:\d\d)? ?([AP]M)? ?([+-]\d+)?\Z")),
    st.sampled_from(["rfc822", "us-hanoi", "iso"]),
)  # fmt: skip
def test_no_text_raises(written, habit):
    moment = parse_moment(written, habit)
    assert moment is None or moment.utcoffset() == timedelta(0)
