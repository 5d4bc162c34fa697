"""The counts as JSON: coverage, contract ledger, shortlist, newspapers. Queries are those of the pages."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from pipeline.jobs.items.views import CoverageView, coverage_view, outlets_view
from pipeline.jobs.ledger import award_words, contract_words
from pipeline.jobs.ledger.awards import awards_view
from pipeline.jobs.ledger.contracts import contracts_view
from pipeline.jobs.ledger.counting import Books, Filters, countable_day
from storage.coverage import NONE
from web.caching.counts import counted, remembered
from web.caller import Called
from web.queries.plans import plan_of
from web.registry import Routes
from web.roles import Role

routes = Routes()
Plan_ = Annotated[str, Query(alias="ke-hoach", description="code of a plan; without one, items of every province")]
Outlet_ = Annotated[str, Query(alias="bao")]
Theme_ = Annotated[str, Query(alias="noi-dung")]
Tone_ = Annotated[str, Query(alias="sac-thai")]
Genre_ = Annotated[str, Query(alias="the-loai")]
Channel_ = Annotated[str, Query(alias="kenh")]
Since_ = Annotated[str, Query(alias="tu", description="first day, YYYY-MM-DD")]
Until_ = Annotated[str, Query(alias="den", description="last day, YYYY-MM-DD")]
By_ = Annotated[str, Query(alias="chia", description="outlet,theme,sub,tone,genre,channel,month,day")]
Snapshot_ = Annotated[str, Query(alias="ban-chot", description="id of a snapshot")]


def _asked(**given: str) -> Filters:
    """The filters of a query. Trouble("coverage.far-day") for days so far that counting the gaps would take minutes."""
    for day in (given.get("since"), given.get("until")):
        if day and day != NONE:
            countable_day(day)
    return Filters(**given)


@routes.data("/coverage", role=Role.VIEWER)
def coverage_data(
    me: Called, by: By_ = "outlet", plan: Plan_ = "", outlet: Outlet_ = "", theme: Theme_ = "", tone: Tone_ = "",
    genre: Genre_ = "", channel: Channel_ = "", since: Since_ = "", until: Until_ = "",
) -> dict[str, Any]:  # fmt: skip
    """Items by one or several dimensions; ``gap_days`` of a row above 0 makes its counts the least there can be."""
    filters = _asked(
        plan=plan, outlet=outlet, theme=theme, tone=tone, genre=genre, channel=channel, since=since, until=until
    )  # fmt: skip
    dimensions = tuple(by.split(","))

    def found(books: Books, within: Filters) -> CoverageView:
        return coverage_view(books, by=dimensions, filters=within)

    known = counted(me, filters, found, more=dimensions)
    view = known.answer
    return {"rows": view.rows, "total": view.total, "gap_days": view.gap_days, "unwatched_days": view.unwatched_days,
            "undated": view.undated, "at": known.at}  # fmt: skip


@routes.data("/contracts", role=Role.VIEWER)
def contracts_data(
    me: Called, plan: Plan_ = "", contract: Annotated[str, Query(alias="dong")] = "", by: By_ = "",
    outlet: Outlet_ = "", theme: Theme_ = "", genre: Genre_ = "", since: Since_ = "", until: Until_ = "",
    snapshot: Snapshot_ = "",
) -> dict[str, Any]:  # fmt: skip
    """What each line of a plan's annex brought."""
    filters = _asked(
        plan=plan or ("" if snapshot else me.plan.code), contract=contract, outlet=outlet, theme=theme, genre=genre,
        since=since, until=until,
    )  # fmt: skip
    dimensions = tuple(by.split(",")) if by else ()

    def found(books: Books, within: Filters) -> dict[str, Any]:
        view = contracts_view(books, by=dimensions, filters=within)
        rows = contract_words.for_programs(view)
        return {"rows": rows, "total": dict(view.total), "gap_days": view.gap_days, "undated": view.undated}

    known = counted(me, filters, found, snapshot=snapshot, more=dimensions)
    return {**known.answer, "at": known.at}


@routes.data("/awards", role=Role.VIEWER)
def awards_data(
    me: Called, plan: Plan_ = "", since: Since_ = "", until: Until_ = "", snapshot: Snapshot_ = ""
) -> dict[str, Any]:
    """The shortlist with an explanation of each nominee; tone and flags are not asked, agreement is left to people."""
    filters = _asked(plan=plan or ("" if snapshot else plan_of(me, "").code), since=since, until=until)

    def found(books: Books, within: Filters) -> dict[str, Any]:
        view = awards_view(books, filters=within)
        return {"rows": award_words.for_programs(view), "gap_days": view.gap_days, "unsigned": view.unsigned}

    known = counted(me, filters, found, snapshot=snapshot)
    return {**known.answer, "at": known.at}


@routes.data("/outlets", role=Role.VIEWER)
def outlets_data(me: Called) -> list[dict[str, Any]]:
    """Every configured newspaper with its lineage and what was collected of it."""
    return remembered(me, "outlets", lambda home, _: outlets_view(home), longest=0).answer
