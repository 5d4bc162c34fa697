"""When a job of the schedule is due, in Hà Nội time, by APScheduler's triggers; no clock is asked here."""

from __future__ import annotations

from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from config.schedule import Job
from times import HANOI

SET_BACK = timedelta(days=1)  # a clock set back by more than this had been wrong: what ran "later" counts no more


def trigger_of(job: Job) -> CronTrigger:
    """When a job is due, in Hà Nội time."""
    if job.every_minutes:
        minutes, hours = job.every_minutes % 60, job.every_minutes // 60
        return CronTrigger(
            minute=f"*/{minutes}" if minutes else "0", hour=f"*/{hours}" if hours else "*", timezone=HANOI
        )
    hour, minute = job.at.split(":")
    day = {"day": job.on} if job.on.isdecimal() else {"day_of_week": job.on} if job.on else {}
    return CronTrigger(hour=hour, minute=minute, timezone=HANOI, **day)


def following(job: Job, now: datetime, last: datetime | None) -> datetime:
    """When a job is due after a moment, and after what it last ran for unless that lies far ahead of the clock."""
    later = now if last is None or last - now > SET_BACK else max(now, last)
    found: datetime = trigger_of(job).get_next_fire_time(None, later + timedelta(seconds=1))
    return found


def last_due(job: Job, since: datetime, now: datetime) -> datetime:
    """The last moment at which a job was due, of those from one on; the others are made up for with it."""
    trigger, due = trigger_of(job), since
    step = timedelta(minutes=job.every_minutes) if job.every_minutes else timedelta(days=1)
    skip = (now - since) - 40 * step  # a month of days: no need to go through years of them
    if skip > timedelta(0):
        due = trigger.get_next_fire_time(None, since + skip) or since
    while (coming := trigger.get_next_fire_time(due, due)) is not None and coming <= now:
        due = coming
    return due
