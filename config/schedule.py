"""The jobs of the schedule and where their files are delivered to: ``schedule.toml`` and ``delivery.toml``."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import ClassVar, Literal

from config.checks import check_range, check_unique
from config.files import Filed, lone_file, read_record
from config.wording import sentence
from records import STRICT, Trouble
from times import local_day

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLACES = (
    "today", "yesterday", "week", "week_first", "week_last", "month", "month_first", "month_last", "plan", "reports",
)  # fmt: skip
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Job:
    """What is done, when, and for how long at most. Times are those of Hà Nội."""

    __pydantic_config__: ClassVar = STRICT
    name: str
    title: str
    steps: tuple[tuple[str, ...], ...]  # commands, each a fresh process; {today} and the like are filled in
    limit_minutes: int
    every_minutes: int = 0  # a divisor of an hour, or hours that divide a day, from midnight; 0: at a time
    at: str = ""  # "06:30"
    on: str = ""  # "mon" to "sun", or a day of the month "1" to "28"; "": every day
    lane: Literal["write", "read"] = "read"  # jobs of one lane wait for each other
    tries: int = 3  # of a run that fails, ten minutes apart; a job that comes soon again needs one


@dataclass(frozen=True, slots=True)
class Schedule:
    """All jobs."""

    __pydantic_config__: ClassVar = STRICT
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where finished files go, beside the home's own reports; empty is nowhere."""

    __pydantic_config__: ClassVar = STRICT
    folder: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password_file: str = ""  # readable only by its owner; the variable DIEMBAO_SMTP_PASSWORD goes before it
    sender: str = ""
    to: tuple[str, ...] = ()


def load_schedule(home_config: Path | None = None) -> Schedule:
    """The jobs; the first fault raises Trouble with its place."""
    filed = read_record(lone_file("schedule.toml", home_config), Schedule)
    check_unique(filed.file, "jobs", "name", (job.name for job in filed.record.jobs))
    for number, job in enumerate(filed.record.jobs, 1):
        _check_job(filed, f"jobs[{number}]", job)
    return filed.record


def load_delivery(home_config: Path | None = None) -> Delivery:
    """Where to deliver; Trouble where an address or a sender is missing."""
    filed = read_record(lone_file("delivery.toml", home_config), Delivery)
    delivery = filed.record
    check_range(filed.file, "smtp_port", delivery.smtp_port, 1, 65535)
    for field, value in (("sender", delivery.sender), ("to", " ".join(delivery.to))):
        addresses = value.split()
        if (delivery.smtp_host and not addresses) or any("@" not in one for one in addresses):
            _refuse(filed.file, "", field, value, "addresses")
    return delivery


def _check_job(filed: Filed[Schedule], entry: str, job: Job) -> None:
    if bool(job.every_minutes) == bool(job.at):
        _refuse(filed.file, entry, "at", job.at, "one-time")
    if job.at and not _CLOCK.fullmatch(job.at):
        _refuse(filed.file, entry, "at", job.at, "clock")
    if job.every_minutes and (not _is_even(job.every_minutes) or job.on):
        _refuse(filed.file, entry, "every_minutes", str(job.every_minutes), "divisor")
    if job.on and job.on not in DAYS and not (job.on.isdecimal() and 1 <= int(job.on) <= 28):
        _refuse(filed.file, entry, "on", job.on, "job-day")
    if not (job.steps and all(job.steps)):
        _refuse(filed.file, entry, "steps", str(list(job.steps)), "steps")
    for field, value, high in (("limit_minutes", job.limit_minutes, _DAY_MINUTES), ("tries", job.tries, 10)):
        check_range(filed.file, field, value, 1, high)
    for word in (word for step in job.steps for word in step):
        if unknown := [name for name in _names_in(word) if name not in PLACES]:
            _refuse(filed.file, entry, "steps", unknown[0], "places")


def _is_even(minutes: int) -> bool:
    """Do hours, or days, begin anew with it? 90 or 72 minutes run at other times than they say."""
    hours, rest = divmod(minutes, 60)
    if minutes < 60:
        return minutes > 0 and 60 % minutes == 0
    return rest == 0 and hours < 24 and 24 % hours == 0


def _names_in(word: str) -> list[str]:
    try:
        return [name for _, name, _, _ in string.Formatter().parse(word) if name is not None]
    except ValueError:
        return [word]


def _refuse(file: str, entry: str, field: str, value: str, allowed: str) -> None:
    where = {"file": file, "entry": entry or sentence("config.whole-file"), "field": field}
    told = sentence(f"config.allowed.{allowed}", places=", ".join(PLACES))
    raise Trouble("config.bad-job", **where, value=value, allowed=told)


def words_for(due: datetime, *, plan: str, reports: Path) -> Mapping[str, str]:
    """What stands for the names in a job's steps, for the moment at which it was due, not at which it runs."""
    today = local_day(due)
    yesterday = today - timedelta(days=1)
    monday = today - timedelta(days=7 + today.weekday())
    year, week, _ = monday.isocalendar()
    last = date(today.year, today.month, 1) - timedelta(days=1)
    return {
        "today": today.isoformat(), "yesterday": yesterday.isoformat(), "week": f"{year}-W{week:02}",
        "week_first": monday.isoformat(), "week_last": (monday + timedelta(days=6)).isoformat(),
        "month": f"{last:%Y-%m}", "month_first": f"{last:%Y-%m}-01", "month_last": last.isoformat(), "plan": plan,
        "reports": str(reports),
    }  # fmt: skip
