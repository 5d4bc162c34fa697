"""Khen thưởng: the shortlist by the plan's words with the reasons of each; people decide."""

from __future__ import annotations

from starlette.responses import Response

from config.wording import sentence
from pipeline.jobs.ledger.award_words import FIGURES, explanation
from pipeline.jobs.ledger.awards import KINDS, AwardsView, awards_view, nominee_view
from pipeline.jobs.ledger.counting import Books, Filters
from records import Plan, Trouble
from web.addresses import with_query
from web.caching.answers import Known
from web.caching.counts import counted
from web.caller import Called, Caller
from web.files.workbooks import above, award_sheet, book
from web.queries.numbers import number_in
from web.queries.periods import Period, period_of
from web.queries.plans import PlanCode, plan_of, plans_of
from web.registry import Entry, Routes
from web.roles import Role

routes = Routes(Entry("web.awards.title", "/khen-thuong", Role.VIEWER, 80))
SHOWN = ("originals", "deep", "clauses", "pickups")
A_PAGE = 50


@routes.page("/khen-thuong", role=Role.VIEWER, ahead=True)
def shortlist(me: Called, ke_hoach: PlanCode = "", tu: str = "", den: str = "") -> Response:
    """The nominees of each kind, each with why it stands there."""
    plan, period, known = _counted(me, ke_hoach, tu, den)
    view, asked = known.answer, {"ke-hoach": plan.code, **period.asked}
    return me.page(
        "awards.html", view=view, kinds=KINDS, plan=plan, plans=plans_of(me), period=period, at=known.at,
        why=lambda row: explanation(row, view), figures=SHOWN, columns=FIGURES, asked=asked,
        address=lambda kind, name: with_query("/khen-thuong/de-cu", loai=kind, ten=name, **asked),
    )  # fmt: skip


@routes.file("/khen-thuong.xlsx", role=Role.VIEWER, audit="export-table")
def as_book(me: Called, ke_hoach: PlanCode = "", tu: str = "", den: str = "") -> Response:
    """The shortlist as a workbook."""
    plan, period, known = _counted(me, ke_hoach, tu, den)
    return book(me, award_sheet(known.answer, above(me, plan, period, known.at)), "khen-thuong", plan, period)


def _counted(me: Caller, ke_hoach: str, tu: str, den: str) -> tuple[Plan, Period, Known[AwardsView]]:
    plan = plan_of(me, ke_hoach)
    period = period_of(me, plan, tu, den, usual="year")
    return plan, period, counted(me, Filters(plan=plan.code, **period.filters), _view)


def _view(books: Books, filters: Filters) -> AwardsView:
    return awards_view(books, filters=filters)


@routes.page("/khen-thuong/de-cu", role=Role.VIEWER)
def nominee(
    me: Called, loai: str = KINDS[0], ten: str = "", ke_hoach: PlanCode = "", tu: str = "", den: str = "", sau: str = ""
) -> Response:  # fmt: skip
    """All pieces of one nominee, also those that do not count, and why not."""
    if loai not in KINDS:
        raise Trouble("web.awards.unknown-kind", value=loai, allowed=", ".join(map(_kind, KINDS)))
    plan = plan_of(me, ke_hoach)
    period = period_of(me, plan, tu, den, usual="year")
    begin = number_in(sau) or 0

    def pieces(books: Books, filters: Filters) -> tuple[list[dict[str, object]], int]:
        rows = nominee_view(books, loai, ten, filters=filters)
        return rows[begin : begin + A_PAGE], len(rows)

    known = counted(me, Filters(plan=plan.code, **period.filters), pieces, more=(loai, ten, begin))
    rows, total = known.answer
    names = me.outlet_names
    return me.page(
        "nominee.html", rows=rows, total=total, kind=loai, name=names.get(ten, ten), plan=plan, plans=plans_of(me),
        period=period, at=known.at, names=names, asked={"ke-hoach": plan.code, **period.asked}, first=begin > 0,
        after=str(begin + A_PAGE) if begin + A_PAGE < total else "", hidden={"loai": loai, "ten": ten},
    )  # fmt: skip


def _kind(kind: str) -> str:
    return sentence(f"nominee.{kind}")
