"""The period that a page counts: this month, this quarter, this year, the whole plan, or two days of one's own.

A period is two days in the page's address (``tu``, ``den``), so an address that is sent to a colleague next month
still shows the same days.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.jobs.ledger.counting import countable_day
from records import Plan, Trouble
from web.addresses import with_query
from web.caller import Caller
from web.queries.days import iso_day

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Choice:
    """One quick choice: its word ("month", "quarter", "year", "plan"), its days, the address of the page with them."""

    word: str
    since: date
    until: date
    address: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are counted, both inclusive, and the choices beside them."""

    since: date
    until: date
    choices: tuple[Choice, ...]

    @property
    def asked(self) -> dict[str, str]:
        """The query of any page that shows the same days."""
        return {"tu": self.since.isoformat(), "den": self.until.isoformat()}

    @property
    def filters(self) -> Mapping[str, str]:
        """The days as filters of a count take them, ISO 8601."""
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}

    @property
    def is_own(self) -> bool:
        """Are these other days than those of every quick choice?"""
        return not any(choice.chosen for choice in self.choices)


def period_of(me: Caller, plan: Plan, tu: str, den: str, *, usual: str) -> Period:
    """The days that the query asks for; without any the choice ``usual``.

    Where one end is missing the plan's stands there. Trouble("coverage.bad-day"), ("coverage.far-day") or
    ("coverage.days-reversed").
    """
    known, tu, den = choices(me.today, plan), iso_day(tu), iso_day(den)
    first = next(choice for choice in known if choice.word == usual)
    if tu or den:
        since, until = countable_day(tu) if tu else plan.since, countable_day(den) if den else max(plan.until, me.today)
    else:
        since, until = first.since, first.until
    if since > until:
        raise Trouble("coverage.days-reversed", since=since, until=until)
    return Period(since, until, tuple(_linked(me, choice, since, until) for choice in known))


def _linked(me: Caller, choice: Choice, since: date, until: date) -> Choice:
    address = with_query(me.here, tu=choice.since.isoformat(), den=choice.until.isoformat(), sau="")
    return Choice(choice.word, choice.since, choice.until, address, (choice.since, choice.until) == (since, until))


def choices(today: date, plan: Plan) -> Sequence[Choice]:
    """This month, quarter and year, whole, and the plan's own period; whole months are counted faster, too."""
    found = [Choice(word, *_around(today, months)) for word, months in MONTHS.items()]
    return [*found, Choice("plan", plan.since, plan.until)]


def _around(today: date, months: int) -> tuple[date, date]:
    """The first and the last day of the month, quarter or year in which a day lies."""
    first = today.month - (today.month - 1) % months
    last = first + months - 1
    return date(today.year, first, 1), date(today.year, last, monthrange(today.year, last)[1])
