"""Collecting from a page: who is at it just now, what officers started, and beginning it."""

from __future__ import annotations

from typing import Any

from config.schedule import load_schedule
from config.wording import sentence
from pipeline.jobs.home import Home
from processes import is_at_work
from records import Trouble
from storage.schedule import runs_of
from times import iso, shown_moment
from web.caller import Caller
from web.subprocesses.background_jobs import RUNNING, Errand, errands, output, progress, start

PART = "/nguon/viec-nen"
COLLECTING = ("run", "retry")  # errands that hold the home
COMMANDS = ("run", "crawl", "process")  # and commands of the schedule that do
_TONES = {"ok": "good", RUNNING: "info", "failures": "warn"}


def who_collects(home: Home, started: list[Errand], *, surely: bool) -> str:
    """Who is at work on the home, in a sentence; "" for nobody.

    ``surely`` asks for the home's lock too, where neither an officer nor the schedule is known to be at work: for a
    moment it is taken then, so that is not asked for every look at a page.
    """
    for one in started:
        if one.is_running and one.kind in COLLECTING:
            return sentence("web.collect.by-officer", by=one.by, moment=shown_moment(one.at))
    if since := _of_schedule(home):
        return sentence("web.collect.by-schedule", moment=shown_moment(since))
    return sentence("web.collect.by-command") if surely and home.is_busy() else ""


def _of_schedule(home: Home) -> str:
    """Since when a job of the schedule collects; "" where none does. A run that was killed has no process any more."""
    begun = [run for run in runs_of(home.path) if run.ended_at is None and run.pid]
    own = home.path / "config"
    jobs = load_schedule(own if own.is_dir() else None).jobs if begun else ()
    collecting = {job.name for job in jobs if any(step[0] in COMMANDS for step in job.steps)}
    for run in begun:
        if run.job in collecting and run.pid and is_at_work(run.pid, home.path.resolve()):
            return iso(run.started_at)
    return ""


def jobs_told(me: Caller, *, surely: bool = False) -> dict[str, Any]:
    """What a page says of jobs beside it: those that officers started, how far they are, and who collects."""
    names = me.outlet_names
    started = errands(me.home.path)
    known = [
        {"errand": one, "said": output(me.home.path, one), "tone": _TONES.get(one.outcome, "bad"),
         "progress": progress(me.home.path, one),
         "about": ", ".join(names.get(word, word) for word in one.about.split())} for one in started
    ]  # fmt: skip
    return {"jobs": known, "running": any(one.is_running for one in started), "part": PART,
            "who": who_collects(me.home, started, surely=surely), "has_contact": has_contact(me)}  # fmt: skip


def has_contact(me: Caller) -> bool:
    """Do newspapers learn who asks them?"""
    return bool(me.configuration.settings.contact)


def collect(me: Caller) -> Errand:
    """Begin a whole cycle; Trouble("web.collect.at-work") says who is at one already."""
    if who := who_collects(me.home, errands(me.home.path), surely=True):
        raise Trouble("web.collect.at-work", who=who)
    return start(me.home.path, "run", about="", by=me.by, clock=me.site.clock)
