"""Hôm nay: what came in since yesterday, what needs attention, what is silent, the week's curve."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from starlette.responses import Response

from config.load import Configuration
from config.wording import page_sentence, sentence
from pipeline.jobs.home import Home
from pipeline.jobs.items.fresh import fresh_view
from pipeline.jobs.items.views import CoverageView, coverage_view, is_filled
from pipeline.jobs.ledger.counting import Filters, books_of
from pipeline.jobs.queue.case_words import kind_name
from pipeline.jobs.queue.cases import Asked, flags_view
from pipeline.jobs.watching.health import OutletHealth
from pipeline.jobs.watching.health_words import overview
from records import Trouble
from times import day_start, iso
from web.caching.answers import Known
from web.caching.counts import remembered
from web.caller import Called, Caller
from web.charts.drawing import bars, picture
from web.presenters.source_health import sources_of
from web.registry import Entry, Routes
from web.rendering import shown_day
from web.roles import Role

routes = Routes(Entry("web.today.title", "/", Role.VIEWER, 10))
SHOWN, NAMED, WEEK = 8, 4, 7  # rows of each list, outlets that a row names, days of the curve
OPENED = 100  # rows of what came in that the page has at all; the list of all items has the rest
KEPT = 20.0  # seconds that what came in may be old: crawling writes every few seconds, and the page tells the moment
CURVE = "/hom-nay/tuan.svg"
Found = TypeVar("Found")


@routes.page("/", role=Role.VIEWER, ahead=True)
def today(me: Called) -> Response:
    """The first page of the morning; before the first item is there, what to do for it."""
    if not is_filled(me.home):
        raise Trouble("storage.empty", file="")
    return me.page("today.html", **_facts(me))


def _facts(me: Caller) -> dict[str, Any]:
    """All that the page shows, each by the view that the commands use."""
    since = day_start(me.today - timedelta(days=1))
    came_in = _kept(me, "fresh", lambda home, _: fresh_view(home, me.plan, since=since, until=me.now), minutes=1)
    fresh, unjudged = came_in.answer
    waiting, late, counts = _kept(me, "matters", lambda home, known: _matters(me), longest=0, minutes=1).answer
    week, silent = _week(me), _silent(me)
    main = [row for row in fresh if row["relevance"] == "2"]
    return {
        "plan": me.plan, "since": since, "fresh": fresh, "unjudged": unjudged, "waiting": waiting, "late": late,
        "open_matters": sum(counts.values()), "told_matters": sum(len(rows) for _, rows in waiting),
        "silent": silent, "week": _days(week.answer),
        "at": min(came_in.at, week.at), "shown": SHOWN, "opened": OPENED, "named": NAMED, "curve": CURVE,
        "weekday": sentence(f"weekday.{me.today.isoweekday()}"),
        "looks": len({one.slug for _, those in silent for one in those}),
        "main": len(main), "negative": sum(1 for row in main if row["tone"] and row["tone"][0] == "neg"),
        "outlets": me.outlet_names,
    }  # fmt: skip


def _kept(
    me: Caller, what: str, work: Callable[[Home, Configuration], Found], *, longest: float = KEPT, minutes: int = 0
) -> Known[Found]:  # fmt: skip
    """A part of the page, which is the same for everybody; what people decide shows at once."""
    return remembered(me, ("today", what, me.plan.code), work, longest=longest, minutes=minutes)


def _matters(me: Caller) -> tuple[list[tuple[str, list[dict[str, Any]]]], int, Mapping[str, int]]:
    """The newest matters that nobody has taken up, how many are late, and how many wait of each kind."""
    asked = Asked(plan=me.plan.code, state="open")
    rows, counts = flags_view(me.home, asked, now=me.now, limit=SHOWN)
    _, late = flags_view(me.home, replace(asked, state="", late=True), now=me.now, limit=1)
    waiting = {kind: number for (kind, state), number in counts.items() if state == "open"}
    return _by_name(me, rows), sum(late.values()), waiting


def _by_name(me: Caller, rows: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Matters by what they are called: one event may be a criticism, a dispute and a burst at once."""
    together: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        together.setdefault(row["name"], []).append({**row, "kind_name": kind_name(row["kind"], me.configuration)})
    return list(together.items())


def _silent(me: Caller) -> list[tuple[str, list[OutletHealth]]]:
    """What is wrong with outlets, each sentence once with all that it holds for; that too little is proven, once."""
    together: dict[str, list[OutletHealth]] = {}
    for one in sources_of(me).followed:
        for text in dict.fromkeys(_told(one)) if one.needs_look else ():
            together.setdefault(text, []).append(one)
    return sorted(together.items(), key=lambda told: len(told[1]), reverse=True)


def _told(outlet: OutletHealth) -> list[str]:
    """What wants a look at an outlet in words; its own page says more, and what to do."""
    row = overview(outlet, page_sentence)
    return [*(text for text, _ in row["told"]), *(() if row["is_proven"] else (sentence("web.today.unproven"),))]


def _week(me: Caller) -> Known[CoverageView]:
    """Items by day of the last seven days, today among them."""
    return _kept(me, "week", lambda home, known: _counted_week(me))


def _counted_week(me: Caller) -> CoverageView:
    days = Filters(plan=me.plan.code, since=(me.today - timedelta(days=WEEK - 1)).isoformat(), until=str(me.today))
    with books_of(me.home, now=iso(me.now), configuration=me.configuration) as books:
        return coverage_view(books, by=("day",), filters=days)


def _days(view: CoverageView) -> list[Mapping[str, Any]]:
    return sorted(view.rows, key=lambda row: str(row["day"]))


@routes.part(CURVE, role=Role.VIEWER, ahead=True)
def week_curve(me: Called, mau: str = "") -> Response:
    """The week as a picture: how many items a day, and how many more only mention the province."""
    return picture(_curve(_days(_week(me).answer)), mau)


def _curve(days: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    names = {"items": sentence("web.today.about"), "passing": sentence("web.today.passing")}
    rows = [
        {"day": shown_day(row["day"])[:5], "count": row[name], "what": words, "sum": _floored(row)}
        for row in days for name, words in names.items()
    ]  # fmt: skip
    return bars(rows, x="day", y="count", colour="what", order=list(names.values()), total="sum", width=330, height=170)


def _floored(row: Mapping[str, Any]) -> str:
    """How many items a day has in all, as a floor where it was not wholly collected."""
    return ("≥ " if row["gap_days"] else "") + str(row["items"] + row["passing"])
