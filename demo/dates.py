"""The date strings that each outlet and family is known to write."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

from demo.press import Outlet

NARROW_SPACE = "\u202f"


def rfc822(moment: datetime) -> str:
    """Mon, 20 Jul 2026 06:05:00 +0700."""
    return format_datetime(moment)


def two_digit_year(moment: datetime) -> str:
    """Mon, 20 Jul 26 06:25:00 +0700."""
    day, rest = rfc822(moment).split(f" {moment.year} ")
    return f"{day} {moment:%y} {rest}"


def us(moment: datetime, space: str = " ") -> str:
    """7/19/2026 11:43:00 PM, no zone."""
    day = f"{moment.month}/{moment.day}/{moment.year}"
    half = "AM" if moment.hour < 12 else "PM"
    return f"{day} {moment.hour % 12 or 12}:{moment:%M:%S}{space}{half}"


HABITS: dict[str, Callable[[datetime], str]] = {
    "rfc822": rfc822,
    "colon": lambda moment: rfc822(moment).replace("+0700", "+07:00"),
    "short": lambda moment: rfc822(moment).replace("+0700", "+07"),
    "two-digit-year": two_digit_year,
    "us": us,
    "us-nnbsp": lambda moment: us(moment, NARROW_SPACE),
    "gmt": lambda moment: format_datetime(moment.astimezone(UTC), usegmt=True),
}


def feed_date(moment: datetime, outlet: Outlet) -> str:
    """The date as the outlet's feed writes it."""
    return HABITS[outlet.date_habit](moment)


def page_date(moment: datetime, outlet: Outlet) -> str:
    """The date as the JSON-LD and meta tags of the outlet's pages write it."""
    if outlet.family == "vietnamnet":
        return f"{moment:%Y-%m-%dT%H:%M:%S}.000 +07:00"
    if outlet.family == "vccorp" and outlet.date_habit == "us":
        return f"{moment:%Y-%m-%dT%H:%M:%S}"
    return moment.isoformat()
