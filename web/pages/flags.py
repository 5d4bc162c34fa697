"""Cảnh báo: the queue of what needs an answer, and deciding on several matters at once."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Form
from starlette.responses import Response

from casework import SEVERITIES
from config.wording import sentence
from pipeline.cases import ASSIGNED, OUTCOMES, STATES, Wish
from pipeline.jobs.queue.cases import queue_page, take_step, undo_steps
from pipeline.jobs.queue.lists import tally
from records import Trouble
from web.caching.counts import remembered
from web.caller import Called, Caller
from web.forms.fields import Field
from web.presenters.matters import departments_of, in_queue, named_person, people_of
from web.queries.days import Day
from web.queries.plans import plans_of
from web.queries.queue_query import EVERYTHING, Queried, QueueQuery, place_of
from web.registry import Entry, Routes
from web.roles import Role

routes = Routes(Entry("web.flags.title", "/canh-bao", Role.VIEWER, 30))
SHOWN = 50  # rows of a page
OF_MANY = {"assign": (*ASSIGNED, "due", "note"), "close": ("outcome", "note"), "confirm": (), "note": ("note",)}


@routes.page("/canh-bao", role=Role.VIEWER)
def queue(me: Called, asked: Queried) -> Response:
    """What needs an answer, newest first, and since when."""
    rows, after = _rows(me, asked)
    counts = _counts(me, asked.asked.plan)
    return me.page(
        "flags.html", rows=rows, after=after, counts=counts, asked=asked, week=f"{me.today:%G-W%V}",
        ds=me.request.url.query, **_choices(me),
    )  # fmt: skip


def _counts(me: Caller, plan: str) -> dict[str, Any]:
    """How many matters wait, by their states."""
    own, login = me.user.department if me.user else "", me.account
    return remembered(
        me, ("tally", plan, own, login), lambda home, _: tally(home, plan, own, login, now=me.now), longest=0
    ).answer  # fmt: skip


def _rows(me: Caller, asked: QueueQuery) -> tuple[list[dict[str, Any]], str]:
    """A page of rows as they are shown, and where the next page begins."""
    found = queue_page(
        me.home, asked.asked, now=me.now, after=asked.after, limit=SHOWN + 1, oldest=asked.oldest
    )  # fmt: skip
    rows = [{**row, **in_queue(me, row)} for row in found[:SHOWN]]
    return rows, place_of(found[SHOWN - 1]) if len(found) > SHOWN else ""


def _choices(me: Caller) -> dict[str, Any]:
    """What can be chosen in the filters and in the forms."""
    configuration = me.configuration
    states = [(one, sentence(f"case.{one}")) for one in STATES]
    groups = [("under-way", sentence("web.flags.under-way")), (EVERYTHING, sentence("web.flags.everything"))]
    return {
        "plans": plans_of(me),
        "kinds": [(kind, rule.name) for kind, rule in configuration.flag_rules.items()],
        "states": [*states, *groups],
        "severities": [(one, sentence(f"web.severity.{one}")) for one in SEVERITIES],
        "departments": departments_of(me), "people": people_of(me),
        "outcomes": [(one, sentence(f"outcome.{one}")) for one in OUTCOMES],
    }  # fmt: skip


# --- several at once ---


@routes.action("/canh-bao", role=Role.LEAD, audit="cases-step")
def decide_many(
    me: Called, *, viec: Annotated[list[str] | None, Form()] = None, step: Field = "", department: Field = "",
    person: Field = "", due: Annotated[Day, Form()] = "", outcome: Field = "", note: Field = "", ve: Field = "",
) -> Response:  # fmt: skip
    """One step with every matter that is ticked, all or none; what the form has for another step is left aside."""
    given = {"department": department, **named_person(me, person), "due": due, "outcome": outcome, "note": note}
    if not viec:
        raise Trouble("web.flags.none-ticked")
    if step not in OF_MANY:
        raise Trouble("web.flags.unknown-step")
    wish = Wish(step, **{name: given[name] for name in OF_MANY[step]})
    done = take_step(me.home, viec, wish, by=me.by, now=me.now)
    me.tell(", ".join(one.key for one in done), step=step, count=len(done))
    undo = ("/canh-bao/nhieu/buoc/huy", {"buoc": " ".join(f"{one.key}={one.id}" for one in done)})
    return me.back(
        ve, "/canh-bao", "web.flags.done-many", undo=undo, count=len(done), step=sentence(f"step.{step}")
    )  # fmt: skip


@routes.action("/canh-bao/nhieu/buoc/huy", role=Role.LEAD, audit="cases-undo")
def undo_many(me: Called, *, buoc: Field = "", ve: Field = "") -> Response:
    """Take back what was decided on several matters, if nobody went on since."""
    steps = {key: step for key, _, step in (pair.partition("=") for pair in buoc.split()) if step}
    undo_steps(me.home, steps, by=me.by, now=me.now)
    me.tell(", ".join(steps), count=len(steps))
    return me.back(ve, "/canh-bao", "web.flags.undone-many", count=len(steps))


# --- for programs ---


@routes.data("/flags", role=Role.VIEWER)
def flags_data(me: Called, asked: Queried) -> dict[str, Any]:
    """A page of the queue, and the ``sau`` of the next one ("" is the last); without ``tinh-trang`` what is pending."""
    rows, after = _rows(me, asked)
    return {"rows": rows, "after": after}
