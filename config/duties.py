"""The calendar of duties: what the provinces' plans oblige somebody to do, when, and when to be reminded.

A duty whose day the plan does not give is due at the end of its year or month, and says so; the office writes
the real day into its own copy of the file.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Literal

from records import STRICT

MOST_DAYS = 366  # before a duty: a reminder earlier than a year ahead speaks of the duty of another year


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation of a plan."""

    __pydantic_config__: ClassVar = STRICT
    code: str
    name: str
    who: str  # who must do it, as the plan names them
    to: str  # to whom
    source: str  # part and paragraph of the plan, with its words for the time
    every: Literal["year", "month", "week", "day", "event"]
    day: str = ""  # "MM-DD" of a year, "DD" of a month, "1" (Monday) to "7" of a week; "": the plan gives none
    limit: Literal["by", "before"] = "by"  # is the day itself still in time?
    reminders: tuple[int, ...] = ()  # days before
    note: str = ""


@dataclass(frozen=True, slots=True)
class Duties:
    """The duties of one plan and the period for which it holds (``until`` None: it names no end)."""

    __pydantic_config__: ClassVar = STRICT
    code: str
    name: str
    short: str  # for tables
    province: str
    since: date
    duties: tuple[Duty, ...]
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One day on which a duty is due."""

    plan: Duties
    duty: Duty
    on: date

    @property
    def is_expired(self) -> bool:
        """Is the plan past its period? Then the day is one to compare with the plan that followed."""
        return self.plan.until is not None and self.on > self.plan.until

    @property
    def is_dated(self) -> bool:
        """Does the plan (or the office) give the day?"""
        return bool(self.duty.day) or self.duty.every == "day"


@dataclass(frozen=True, slots=True)
class Reminder:
    """That a duty is due in so many days."""

    occurrence: Occurrence
    days: int
    on: date


def occurrences(plans: Iterable[Duties], since: date, until: date) -> list[Occurrence]:
    """Every day from ``since`` to ``until`` (both inclusive) on which something is due, in order of time."""
    found = [
        Occurrence(plan, duty, day)
        for plan in plans
        for duty in plan.duties
        for day in days_of(duty, max(since, plan.since), until)
    ]
    return sorted(found, key=lambda one: (one.on, one.plan.code, one.duty.code))


def reminders(plans: Iterable[Duties], after: date, until: date) -> list[Reminder]:
    """The reminders that fall after one day and not after another: consecutive stretches tell each exactly once."""
    first = after + timedelta(days=1)
    found = [
        Reminder(one, days, one.on - timedelta(days=days))
        for one in occurrences(plans, first, until + timedelta(days=MOST_DAYS))
        for days in one.duty.reminders
    ]
    return [one for one in found if first <= one.on <= until]


def days_of(duty: Duty, since: date, until: date) -> Iterator[date]:
    """The days on which a duty is due, in order; none for what an event calls for."""
    if duty.every == "day":
        yield from (since + timedelta(days=number) for number in range((until - since).days + 1))
    elif duty.every == "week":
        first = since + timedelta(days=(int(duty.day or 7) - since.isoweekday()) % 7)
        yield from (first + timedelta(weeks=number) for number in range((until - first).days // 7 + 1))
    elif duty.every in ("month", "year"):
        yield from (day for day in _days_of_months(duty, since, until) if since <= day <= until)


def _days_of_months(duty: Duty, since: date, until: date) -> Iterator[date]:
    """The due day of each month, or of the one month of each year, from that of ``since`` to that of ``until``."""
    month, _, day = ("", "", duty.day) if duty.every == "month" else (duty.day or "12-31").partition("-")
    for number in range(since.year * 12 + since.month - 1, until.year * 12 + until.month):
        year, place = divmod(number, 12)
        last = calendar.monthrange(year, place + 1)[1]
        if duty.every == "month" or place + 1 == int(month):
            yield date(year, place + 1, min(int(day or last), last))


def next_of(plan: Duties, duty: Duty, day: date) -> Occurrence | None:
    """When a duty is due next, from a day on; None for what an event calls for."""
    start = max(day, plan.since)
    found = next(days_of(duty, start, start + timedelta(days=MOST_DAYS)), None)
    return Occurrence(plan, duty, found) if found else None
