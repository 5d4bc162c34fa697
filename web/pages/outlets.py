"""Báo: all newspapers, and one of them: contract line, lineage, counts, gaps, silence, what others took up, health."""

from __future__ import annotations

from starlette.responses import Response

from config.wording import page_sentence
from pipeline.jobs.items.reach import platform_name
from pipeline.jobs.ledger.counting import Filters
from pipeline.jobs.ledger.one_outlet import OutletView, known_outlet, lines_of, list_view, outlet_view
from pipeline.jobs.watching.health_words import Finding, findings
from records import Plan
from text import folded
from web.caching.answers import Known
from web.caching.counts import counted
from web.caller import Called, Caller
from web.charts.drawing import picture
from web.charts.outlet_bars import by_month, lying
from web.presenters.outlet_words import COUNTS, lineage, stretch_words, tables
from web.presenters.source_health import sources_of
from web.queries.periods import Period, period_of
from web.queries.plans import PlanCode, plan_of, plans_of
from web.refusals import Refused
from web.registry import Entry, Routes
from web.roles import Role

routes = Routes(Entry("web.outlets.title", "/bao", Role.VIEWER, 70))
USUAL = "quarter"
STRETCHES = 8  # of missing days that are shown; the rest opens


@routes.page("/bao", role=Role.VIEWER, ahead=True)
def outlets(me: Called, ke_hoach: PlanCode = "", tu: str = "", den: str = "", q: str = "") -> Response:
    """Every newspaper with what it published in a period."""
    plan = plan_of(me, ke_hoach)
    period = period_of(me, plan, tu, den, usual=USUAL)
    known = counted(me, Filters(plan=plan.code, **period.filters), list_view)
    rows = [row for row in known.answer if folded(q) in folded(row.name)]
    return me.page(
        "outlets.html", plan=plan, plans=plans_of(me), period=period, rows=rows, at=known.at, q=q,
        asked={"ke-hoach": plan.code, **period.asked},
    )  # fmt: skip


@routes.page("/bao/{slug}", role=Role.VIEWER)
def one_outlet(me: Called, slug: str, ke_hoach: PlanCode = "", tu: str = "", den: str = "") -> Response:
    """One newspaper."""
    plan, period, known = _viewed(me, slug, ke_hoach, tu, den)
    view, asked = known.answer, {"ke-hoach": plan.code, **period.asked}
    return me.page(
        "outlet.html", view=view, plan=plan, plans=plans_of(me), period=period, at=known.at, asked=asked,
        lines=lines_of(me.configuration, plan, slug), tables=tables(view, asked),
        lineage=lineage(view.outlet, me.configuration.outlets), health=_health(me, slug), shown=STRETCHES,
        stretch=stretch_words, platform_name=platform_name,
    )  # fmt: skip


def _viewed(me: Caller, slug: str, ke_hoach: str, tu: str, den: str) -> tuple[Plan, Period, Known[OutletView]]:
    plan = plan_of(me, ke_hoach)
    known_outlet(me.configuration, slug)
    period = period_of(me, plan, tu, den, usual=USUAL)
    return plan, period, counted(me, Filters(plan=plan.code, outlet=slug, **period.filters), outlet_view)


def _health(me: Caller, slug: str) -> list[Finding]:
    """What wants a look at the newspaper's sources; a sentence that holds for several stands once."""
    told = [one for one in findings(sources_of(me).outlets[slug], page_sentence) if one.needs_look]
    return list({(one.text, one.advice): one for one in told}.values())


@routes.part("/bao/{slug}/hinh/{name}.svg", role=Role.VIEWER)
def drawn(
    me: Called, slug: str, name: str, ke_hoach: PlanCode = "", tu: str = "", den: str = "", mau: str = ""
) -> Response:  # fmt: skip
    """One of the counts as a picture."""
    _, period, known = _viewed(me, slug, ke_hoach, tu, den)
    if name not in COUNTS:
        raise Refused(404, "web.error.404-text")
    rows = tables(known.answer, period.asked)[name]
    return picture(by_month(rows, mau) if name == "month" else lying(rows, mau), mau)
