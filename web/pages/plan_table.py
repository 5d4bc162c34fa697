"""Kế hoạch: a plan's clauses by newspapers as a heat table that opens to items; what is due by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from config.wording import sentence
from pipeline.jobs.ledger.counting import Filters
from pipeline.jobs.ledger.duties import upcoming
from pipeline.jobs.ledger.heat import HeatRow, HeatView, heat_view
from records import Plan
from storage.coverage import NONE
from web.addresses import with_query
from web.caching.answers import Known
from web.caching.counts import counted
from web.caller import Called, Caller
from web.files.workbooks import above, book, plan_sheet
from web.queries.periods import Period, period_of
from web.queries.plans import PlanCode, plan_of, plans_of
from web.registry import Entry, Routes
from web.roles import Role

routes = Routes(Entry("web.plan.title", "/ke-hoach", Role.VIEWER, 50))
SHADES = 5  # more cannot be told apart on paper
SOON = 30  # days: a duty within them stands out


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of the table: its shade (0 none, 1 to SHADES) and where it opens to."""

    number: int
    shade: int
    address: str


@routes.page("/ke-hoach", role=Role.VIEWER, ahead=True)
def table(me: Called, ke_hoach: PlanCode = "", tu: str = "", den: str = "") -> Response:
    """The heat table of a plan, and its deadlines."""
    plan, period, known = _counted(me, ke_hoach, tu, den)
    view, asked = known.answer, {"ke-hoach": plan.code, **period.asked}
    there = [row for row in view.rows if row.items or row.passing]
    without = [row for row in view.rows if not row.items and not row.passing]
    return me.page(
        "plan.html", view=view, plan=plan, plans=plans_of(me), period=period, at=known.at, asked=asked,
        rows=[(row, _cells(view, row, asked)) for row in there], without=without, scale=scale(view.most),
        total=_cells(view, view.total, asked), duties=_duties(me, plan.province), soon=SOON, without_clause=NONE,
        expired=plan.expired_on(me.today),
    )  # fmt: skip


@routes.file("/ke-hoach.xlsx", role=Role.VIEWER, audit="export-table")
def as_book(
    me: Called, ke_hoach: PlanCode = "", tu: str = "", den: str = ""
) -> Response:  # fmt: skip
    """The table as a workbook."""
    plan, period, known = _counted(me, ke_hoach, tu, den)
    return book(me, plan_sheet(known.answer, above(me, plan, period, known.at)), "ke-hoach", plan, period)


def _counted(me: Caller, ke_hoach: str, tu: str, den: str) -> tuple[Plan, Period, Known[HeatView]]:
    plan = plan_of(me, ke_hoach)
    period = period_of(me, plan, tu, den, usual="quarter")
    return plan, period, counted(me, Filters(plan=plan.code, **period.filters), heat_view)


def _cells(view: HeatView, row: HeatRow, asked: dict[str, str]) -> list[Cell]:
    of_row = {**asked, **({"bao": row.slug} if row.slug else {})}
    return [
        Cell(number, shade_of(number, view.most), with_query("/tin-bai", **of_row, **{"noi-dung": code}))
        for code, number in zip(view.columns, row.cells, strict=True)
    ]  # fmt: skip


def shade_of(number: int, most: int) -> int:
    """The shade of a number, 1 to SHADES: by the square root of its share, that few large cells do not pale the rest.

    A sum of several cells may be more than ``most``: it has the darkest.
    """
    if not number:
        return 0
    if number >= most:
        return SHADES
    return next(shade for shade in range(1, SHADES + 1) if number * SHADES**2 <= most * shade**2)


def scale(most: int) -> Sequence[tuple[int, int, int]]:
    """The legend: each shade that any number up to ``most`` has, with its least and its largest number."""
    found = []
    least = 1
    for shade in range(1, SHADES + 1):
        largest = most * shade**2 // SHADES**2
        if largest >= least:
            found.append((shade, least, largest))
            least = largest + 1
    return found


def _duties(me: Caller, province: str) -> list[dict[str, Any]]:
    """What is due for the province of the plan, the nearest first; what events call for at the end."""
    mine = [plan for plan in me.configuration.duties.values() if plan.province == province]
    return [{**row, "left": _left(row["days_left"])} for row in upcoming(mine, me.today)]


def _left(days: int | None) -> str:
    if days is None:
        return ""
    return sentence("web.plan.days-left", days=days) if days else sentence("web.plan.today")
