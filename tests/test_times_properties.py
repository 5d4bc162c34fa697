"""The moments of feeds for every date that can be written: read back exactly, or none, and never an exception."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

from hypothesis import example, given
from hypothesis import strategies as st

from times import EARLIEST, LATEST, local_day, parse_moment

HANOI = timezone(timedelta(hours=7))
HABITS = st.sampled_from(["rfc822", "us-hanoi", "iso"])
SPACES = st.sampled_from([" ", "  ", "\u00a0", "\u202f", "\t", "\n"])
FIRST, LAST = datetime(1990, 1, 2), datetime(2100, 12, 30)  # noqa: DTZ001 - a day within in every zone
WHOLE = st.datetimes(FIRST, LAST).map(lambda moment: moment.replace(microsecond=0))
OFFSETS = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


def offset_of(moment, colon=""):
    minutes = int(moment.utcoffset().total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{colon}{abs(minutes) % 60:02d}"


def within(moment):
    return moment is None or (moment.utcoffset() == timedelta(0) and EARLIEST <= local_day(moment) <= LATEST)


@given(WHOLE, OFFSETS, HABITS, st.booleans(), st.booleans(), st.sampled_from(["", ":"]), SPACES)
def test_rfc822_reads_back_in_every_zone_and_under_every_habit(moment, zone, habit, weekday, seconds, colon, space):
    moment = moment.replace(tzinfo=zone, second=moment.second if seconds else 0)
    clock = f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}"
    day = format_datetime(moment)[5:16]
    written = f"{format_datetime(moment)[:5] if weekday else ''}{day} {clock} {offset_of(moment, colon)}"
    assert parse_moment(written.replace(" ", space), habit) == moment


@given(WHOLE.filter(lambda moment: moment.year >= 2000 and moment.year < 2100), OFFSETS, HABITS)
def test_two_digit_years_are_of_this_century(moment, zone, habit):
    moment = moment.replace(tzinfo=zone)
    written = f"{format_datetime(moment)[:12]}{moment:%y %H:%M:%S} {offset_of(moment)}"
    assert parse_moment(written, habit) == moment


@given(
    WHOLE,
    OFFSETS,
    HABITS,
    st.sampled_from(["T", " "]),
    st.sampled_from(["", ".1", ".000", ",123456789"]),
    st.booleans(),
)
def test_iso_reads_back_whole_seconds_with_and_without_a_zone(moment, zone, habit, between, fraction, zoned):
    moment = moment.replace(tzinfo=zone if zoned else HANOI)
    written = f"{moment:%Y-%m-%d}{between}{moment:%H:%M:%S}{fraction}{offset_of(moment, ':') if zoned else ''}"
    assert parse_moment(written, habit) == moment


@given(WHOLE, SPACES, st.sampled_from(["AM/PM", "am/pm", "24"]))
def test_the_two_orders_of_day_and_month_are_told_apart_by_the_habit_alone(moment, space, half):
    moment = moment.replace(tzinfo=HANOI)
    hour = f"{moment.hour}" if half == "24" else f"{moment.hour % 12 or 12}"
    sign = "" if half == "24" else space + half.split("/")[moment.hour >= 12]
    clock = f"{hour}:{moment:%M:%S}{sign}"
    assert parse_moment(f"{moment.month}/{moment.day}/{moment.year} {clock}", "us-hanoi") == moment
    assert parse_moment(f"{moment.day}/{moment.month}/{moment.year} {clock}", "rfc822") == moment
    swapped = parse_moment(f"{moment.month}/{moment.day}/{moment.year} {clock}", "rfc822")
    assert swapped is None if moment.day > 12 else within(swapped)


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["Mon", "Thứ Hai", "Jul", "Tháng 7", "20", "2026", "26", "0000", "9999", "31", "13", "24", "60", "-1", ":",
             "/", "-", ",", " ", "\u202f", "T", "Z", "AM", "PM", "GMT", "GMT+7", "+0700", "+07:00", "-99:99", "+1e9",
             "٢٠٢٦", "２０", "\0"]
        ),
        st.text(max_size=3), st.integers(-(10**30), 10**30).map(str),
    ),
    max_size=14,
).map("".join)  # fmt: skip
SHAPED = st.from_regex(
    r"\A([A-Z][a-z]{2}, )?\d{1,2}[ -][A-Z][a-z]{2}[ -]\d{1,5},? \d{1,2}:\d\d(:\d\d)? ?([+-]\d{1,5}|[A-Z]{1,5})?\Z"
    r"|\A\d{1,5}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d\d(:\d\d)?([.,]\d+)? ?([+-]\d\d:?\d\d|Z)?\Z"
    r"|\A\d{1,2}/\d{1,2}/\d{1,5},? \d{1,2}:\d\d(:\d\d)? ?([AP]M)? ?([+-]\d{1,4})?\Z"
)


@given(st.one_of(PIECES, SHAPED, st.text(max_size=80)), HABITS)
@example("1990-01-01T00:00:00+14:00", "iso")
@example("2100-12-31T23:59:59-12:00", "iso")
@example("Mon, 01 Jan 1990 00:00:00 +0700", "rfc822")
@example("31 Dec 2100 23:59 +0700", "rfc822")
@example("12/31/9999 11:59:59 PM", "us-hanoi")
@example("0001-01-01T00:00:00+14:00", "iso")
@example("9" * 5000, "iso")
def test_whatever_is_written_is_a_moment_of_our_times_or_none(written, habit):
    assert within(parse_moment(written, habit))


@given(WHOLE, OFFSETS, HABITS, st.integers(0, 40), st.text(min_size=1, max_size=2))
def test_a_date_with_something_put_into_it_never_raises(moment, zone, habit, at, put):
    written = format_datetime(moment.replace(tzinfo=zone))
    assert within(parse_moment(written[:at] + put + written[at:], habit))


def test_the_ends_of_the_time_that_is_believed_are_days_in_hanoi():
    assert parse_moment("1990-01-01T00:00:00", "iso") == datetime(1989, 12, 31, 17, tzinfo=UTC)
    assert parse_moment("1989-12-31T23:59:59", "iso") is None
    assert parse_moment("2100-12-31T23:59:59", "iso") == datetime(2100, 12, 31, 16, 59, 59, tzinfo=UTC)
    assert parse_moment("2101-01-01T00:00:00", "iso") is None
