"""The calendar of duties for people: what is due, by when, who must do it, and which paragraph says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from config.duties import Duties, Occurrence, Reminder, next_of, occurrences, reminders
from config.load import sentence
from pipeline.jobs.home import Home
from pipeline.jobs.ledger.counting import countable_day
from records import Trouble

YEAR = timedelta(days=366)
LONGEST = timedelta(days=3660)  # of a period that is asked for: ten years


def duties_view(home: Home, since: str, until: str, *, today: date) -> list[dict[str, Any]]:
    """The next day of each duty; with ``since`` or ``until`` every day of that period (a year where one is missing)."""
    plans = home.configuration().duties.values()
    if not since and not until:
        return upcoming(plans, today)
    first = countable_day(since) if since else today
    return between(plans, first, countable_day(until) if until else first + YEAR, today=today)


def upcoming(plans: Iterable[Duties], today: date) -> list[dict[str, Any]]:
    """Each duty once, with the next day on which it is due; what events call for stands at the end."""
    known = [(plan, duty) for plan in plans for duty in plan.duties]
    dated = [found for plan, duty in known if (found := next_of(plan, duty, today))]
    rows = [row_of(one, today) for one in sorted(dated, key=lambda one: (one.on, one.plan.code, one.duty.code))]
    for plan, duty in known:
        if duty.every == "event":
            rows.append({**row_of(Occurrence(plan, duty, today), today), "due_on": None, "days_left": None})
    return rows


def between(plans: Iterable[Duties], since: date, until: date, *, today: date) -> list[dict[str, Any]]:
    """Every day of a period on which something is due. Trouble("duties.bad-period") for none or too long a one."""
    if not timedelta(0) <= until - since <= LONGEST:
        raise Trouble("duties.bad-period", since=since, until=until)
    return [row_of(one, today) for one in occurrences(plans, since, until)]


def reminder_lines(plans: Iterable[Duties], province: str, *, after: date, until: date) -> list[str]:
    """What a digest says of the duties of a province: each reminder once, in the digest that follows its day."""
    mine = [plan for plan in plans if plan.province == province]
    return [reminder_line(one, until) for one in reminders(mine, after, until)]


def reminder_line(reminder: Reminder, today: date) -> str:
    one = reminder.occurrence
    left = (one.on - today).days
    facts = {
        "duty": one.duty.name, "due": due_words(one), "by": one.duty.who, "to": one.duty.to,
        "source": one.duty.source, "plan": plan_words(one),
    }  # fmt: skip
    return sentence("duties.reminder", days=left, **facts) if left > 0 else sentence("duties.today", **facts)


def row_of(one: Occurrence, today: date) -> dict[str, Any]:
    """A due day for programs and tables; ``due`` has it in words."""
    return {
        "due_on": one.on.isoformat(), "days_left": (one.on - today).days, "due": due_words(one),
        "duty": one.duty.name, "code": one.duty.code, "duty_by": one.duty.who, "duty_to": one.duty.to,
        "duty_plan": plan_words(one), "plan": one.plan.code, "province": one.plan.province,
        "expired": one.is_expired, "dated": one.is_dated, "duty_source": one.duty.source,
        "reminders": [(one.on - timedelta(days=days)).isoformat() for days in one.duty.reminders],
        "note": one.duty.note or one.plan.note,
    }  # fmt: skip


def due_words(one: Occurrence) -> str:
    """The limit as the plan sets it: "trước 25/11/2026", "chậm nhất 10/12/2026", or that it gives no day."""
    every = one.duty.every
    if every in ("day", "event"):
        return sentence("duties.daily" if every == "day" else "duties.event")
    if not one.is_dated:
        facts = {"year": one.on.year, "month": f"{one.on:%m/%Y}", "day": f"{one.on:%d/%m/%Y}"}
        return sentence(f"duties.undated-{every}", **facts)
    return sentence(f"duties.{one.duty.limit}", day=f"{one.on:%d/%m/%Y}")


def plan_words(one: Occurrence) -> str:
    if one.is_expired and one.plan.until:
        return sentence("duties.expired", plan=one.plan.short, until=f"{one.plan.until:%d/%m/%Y}")
    return one.plan.short
