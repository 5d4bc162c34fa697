"""Sự kiện: what happened, newest or largest first, and one event across outlets on a time line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from config.wording import sentence
from pipeline.jobs.items.event_views import DRAWN, EventsPage, event_drawn, event_view, events_listed
from records import Trouble
from storage.event_pages import TOLD_BY
from times import HANOI, from_iso
from web.caching.counts import remembered
from web.caller import Called, Caller
from web.charts.drawing import picture
from web.charts.event_timeline import WIDTH, height, time_line
from web.presenters.matters import raised_of
from web.queries.days import Day
from web.queries.plans import EVERY_PLAN, PlanCode, plans_of
from web.registry import Entry, Routes
from web.roles import Role

routes = Routes(Entry("web.events.title", "/su-kien", Role.VIEWER, 40))
ROWS = 30  # outlets that have a row in a picture; those that told later share one
KINDS = ("own", "original", "copy")
Row = Mapping[str, Any]


@routes.page("/su-kien", role=Role.VIEWER)
def events(
    me: Called, ke_hoach: PlanCode = "", tu: Day = "", den: Day = "", xep: str = "moi", sau: str = ""
) -> Response:  # fmt: skip
    """A page of events."""
    listed = _listed(me, ke_hoach, tu, den, xep, sau)
    return me.page(
        "events.html", listed=listed, plans=[*plans_of(me), (EVERY_PLAN, sentence("web.events.all"))],
        chosen=ke_hoach or me.plan.code,
        order=xep or "moi", since=listed.since, until=listed.until, first=bool(sau), named=TOLD_BY,
        province=_province(me, ke_hoach), outlets=me.outlet_names,
    )  # fmt: skip


def _listed(me: Caller, plan: str, since: str, until: str, order: str, after: str) -> EventsPage:
    province = _province(me, plan)
    asked = {"since": since, "until": until, "order": order or "moi", "after": after}
    return remembered(
        me, ("events", province, *asked.values()),
        lambda home, _: events_listed(home, province=province, **asked, today=me.today), longest=0,
    ).answer  # fmt: skip


def _province(me: Caller, plan: str) -> str:
    """The province of the plan that was asked for, "" for all; Trouble names a plan that is none."""
    if plan == EVERY_PLAN:
        return ""
    plans = me.configuration.plans
    if plan and plan not in plans:
        raise Trouble("coverage.unknown-plan", value=plan, allowed=", ".join(sorted(plans)))
    return plans[plan].province if plan else me.plan.province


@routes.part("/su-kien/{id}/dong-thoi-gian.svg", role=Role.VIEWER)
def event_line(me: Called, id: str, mau: str = "") -> Response:
    """An event's time line as a picture."""
    rows = event_drawn(me.home, id, province="")
    if not rows:
        raise Trouble("event.unknown", value=id)
    return picture(_drawn(rows, me.outlet_names), mau)


def _drawn(rows: Sequence[Row], names: Mapping[str, str]) -> dict[str, Any]:
    outlets = list(dict.fromkeys(row["outlet"] for row in rows))
    apart = outlets[:ROWS] if len(outlets) <= ROWS else outlets[: ROWS - 1]
    shown = {slug: names.get(slug, slug) for slug in apart}
    words = {kind: sentence(f"web.events.{kind}") for kind in KINDS}
    points = [
        {
            "outlet": shown.get(row["outlet"], sentence("web.events.others")), "kind": words[kind_of(row)],
            "at": from_iso(row["at"]).astimezone(HANOI).strftime("%Y-%m-%dT%H:%M:%S"),
        } for row in rows
    ]  # fmt: skip
    order = dict.fromkeys([*shown.values(), *(point["outlet"] for point in points)])
    return time_line(points, kinds=list(words.values()), outlets=list(order))


def kind_of(row: Row) -> str:
    """Whose text an item of an event is: its own, one that others copied, or a copy."""
    if row["mark"] is None:
        return "own"
    return "original" if row["mark"] == "original" else "copy"


@routes.page("/su-kien/{id}", role=Role.VIEWER)
def one_event(me: Called, id: str, sau: str = "") -> Response:
    """One event: who told of it, when, whose text it was."""
    found = event_view(me.home, id, province=me.plan.province, after=sau)
    telling = [{**row, "kind": kind_of(row)} for row in found["telling"]]
    return me.page(
        "event.html", event=found, telling=telling, first=bool(sau), outlets=me.outlet_names,
        matters=raised_of(me, event=id),
        width=WIDTH, height=height(min(ROWS, found["outlets"])), drawn=DRAWN, lasted=_lasted(found),
        province=me.configuration.provinces[me.plan.province].name,
    )  # fmt: skip


def _lasted(event: Row) -> str:
    """From the first item to the last in words: hours up to two days, then days."""
    hours = round((from_iso(event["last_at"]) - from_iso(event["first_at"])).total_seconds() / 3600)
    return sentence("web.events.hours", count=hours) if hours <= 48 else sentence("web.events.days", count=hours // 24)


@routes.data("/events", role=Role.VIEWER)
def events_data(
    me: Called, ke_hoach: PlanCode = "", tu: Day = "", den: Day = "", xep: str = "moi", sau: str = ""
) -> dict[str, Any]:  # fmt: skip
    """A page of events, newest (``xep=moi``) or largest (``lon``) first; ``sau`` of the next page is in ``after``."""
    listed = _listed(me, ke_hoach, tu, den, xep, sau)
    return {"events": listed.rows, "since": listed.since, "until": listed.until, "after": listed.after}


@routes.data("/events/{id}", role=Role.VIEWER)
def event_data(me: Called, id: str, sau: str = "") -> dict[str, Any]:
    """One event with a page of who told of it, oldest first; ``sau`` of the next page is in ``after``."""
    return event_view(me.home, id, province=me.plan.province, after=sau)
