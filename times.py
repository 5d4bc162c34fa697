"""Moments and days: aware UTC inside, Hà Nội days for officers, and the habits in which newspapers write them."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from records import DateHabit

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")  # the officers' day; +07:00 without summer time since 1975
UTC = timezone.utc

AHEAD = timedelta(hours=24)  # a scheduled piece may be dated some hours ahead; further is a mistake
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)  # before it no outlet of ours was on the web
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_RFC822 = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(?P<day>\d{1,2})[\s-]+(?P<month>[a-z]{3})[a-z]*[\s-]+(?P<year>\d{4}|\d{2}),?\s+"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<zone>\S.*)?",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})[T\s]+(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2}))?(?:[.,]\d+)?\s*(?P<zone>\S.*)?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"(?P<first>\d{1,2})/(?P<second_>\d{1,2})/(?P<year>\d{4})[\s,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2}))?\s*(?P<half>[AP]M)?\s*(?P<zone>\S.*)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s*(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?", re.IGNORECASE)
_HANOI_OFFSET = timezone(timedelta(hours=7))
_NAMED_ZONES = {"gmt": 0, "utc": 0, "ut": 0, "z": 0, "ict": 7}


def is_believed(published: datetime | None, seen_at: datetime) -> bool:
    """Can an article that was seen at a moment have been published at another?"""
    return published is None or published <= seen_at + AHEAD


def parse_moment(written: str, habit: DateHabit = "rfc822") -> datetime | None:
    """The moment in UTC; None where the string is none (its raw form is kept beside it).

    A string without a zone is Hà Nội time: so Tuổi Trẻ and Báo Chính phủ write (habit "us-hanoi",
    month first; without that habit the day comes first). Two-digit years are of this century.
    """
    written = " ".join(written.split())  # also U+202F, which Tuổi Trẻ sets before AM and PM
    try:
        if found := _RFC822.fullmatch(written):
            return _moment(found, int(found["day"]), _MONTHS[found["month"].lower()])
        if found := _ISO.fullmatch(written):
            return _moment(found, int(found["day"]), int(found["month"]))
        if found := _NUMBERS.fullmatch(written):
            first, second = int(found["first"]), int(found["second_"])
            day, month = (second, first) if habit == "us-hanoi" else (first, second)
            return _moment(found, day, month)
    except (ValueError, KeyError, OverflowError):
        return None
    return None


def _moment(found: re.Match[str], day: int, month: int) -> datetime:
    parts = found.groupdict()
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    hour = _hour_of_day(int(parts["hour"]), parts.get("half"))
    moment = datetime(
        year, month, day, hour, int(parts["minute"]), int(parts["second"] or 0), tzinfo=_zone(parts["zone"])
    )
    if not EARLIEST <= local_day(moment) <= LATEST:  # an empty date of a machine: year 1, year 9999
        raise ValueError(f"year {moment.year}")
    return moment.astimezone(UTC)


def _hour_of_day(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"hour {hour} {half}")
    return hour % 12 + (12 if half.upper() == "PM" else 0)


def _zone(written: str | None) -> timezone:
    if not written:
        return _HANOI_OFFSET
    if (named := _NAMED_ZONES.get(written.lower())) is not None:
        return timezone(timedelta(hours=named))
    found = _OFFSET.fullmatch(written)
    if not found:
        raise ValueError(f"unknown zone {written!r}")
    hours, minutes = int(found["hours"]), int(found["minutes"] or 0)
    if hours > 14 or minutes > 59:  # the farthest zone in use is +14:00
        raise ValueError(f"unknown zone {written!r}")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if found["sign"] == "-" else offset)


def local_day(moment: datetime) -> date:
    """The officers' day of an aware moment (18:30 UTC on 4 March is 5 March in Hà Nội)."""
    return moment.astimezone(HANOI).date()


def day_start(day: date) -> datetime:
    """The first moment of an officers' day, in UTC."""
    return datetime.combine(day, time(), HANOI).astimezone(UTC)


def iso(moment: datetime) -> str:
    """The one way in which a moment is written into files and rows: UTC, whole seconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def from_iso(written: str) -> datetime:
    """The moment that :func:`iso` wrote; ValueError for anything without a zone."""
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError(f"no zone in {written!r}")
    return moment.astimezone(UTC)


def shown_moment(written: str) -> str:
    """A moment as officers read it, in Hà Nội time: 20/07/2026 06:05."""
    return from_iso(written).astimezone(HANOI).strftime("%d/%m/%Y %H:%M")
