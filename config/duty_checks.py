"""What types cannot say of a plan's duties: days that exist, reminders in order."""

from __future__ import annotations

import re

from config.checks import check_name, check_period, check_unique, is_in_every_year
from config.duties import MOST_DAYS, Duties, Duty
from config.files import Filed, named
from config.wording import sentence
from records import Trouble

ALLOWED = {"year": "duty-year", "month": "duty-month", "week": "duty-week", "day": "duty-none", "event": "duty-none"}
_OF_MONTH, _OF_WEEK = re.compile(r"0[1-9]|[12]\d|3[01]"), re.compile(r"[1-7]")


def check_duties(filed: Filed[Duties]) -> None:
    """The first fault of a file of duties raises Trouble."""
    plan = filed.record
    check_name(filed, "code", plan.code)
    check_period(filed.file, named(()), plan.since, plan.until)
    check_unique(filed.file, "duties", "code", (duty.code for duty in plan.duties))
    for number, duty in enumerate(plan.duties, 1):
        entry = f"duties[{number}]"
        if duty.day and not _is_day(duty):
            _refuse(filed, entry, "config.duty-day", ("day", duty.day, ALLOWED[duty.every]))
        descending = sorted(set(duty.reminders), reverse=True)
        if list(duty.reminders) != descending or any(not 0 <= days <= MOST_DAYS for days in duty.reminders):
            _refuse(filed, entry, "config.duty-reminder", ("reminders", str(list(duty.reminders)), "duty-reminders"))


def _is_day(duty: Duty) -> bool:
    if duty.every == "year":
        return is_in_every_year(duty.day)
    pattern = {"month": _OF_MONTH, "week": _OF_WEEK}.get(duty.every)
    return bool(pattern and pattern.fullmatch(duty.day))


def _refuse(filed: Filed[Duties], entry: str, key: str, what: tuple[str, str, str]) -> None:
    field, value, allowed = what
    told = sentence(f"config.allowed.{allowed}")
    raise Trouble(key, file=filed.file, entry=entry, field=field, value=value, allowed=told)
