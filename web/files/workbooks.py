"""The counts of a page as a workbook: figures are numbers, what is missing stands beside, what must be said above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from starlette.responses import Response

from config.wording import page_sentence, sentence
from pipeline.jobs.ledger import award_words, contract_words
from pipeline.jobs.ledger.awards import AwardsView
from pipeline.jobs.ledger.contracts import ContractsView
from pipeline.jobs.ledger.figures import FigureView
from pipeline.jobs.ledger.heat import HeatRow, HeatView
from pipeline.reports.workbook import Sheet, as_workbook
from records import Plan
from storage.coverage import NONE
from times import shown_moment
from web.caller import Caller
from web.configuration_notices import fault_line
from web.files.attachments import attached
from web.queries.periods import Period
from web.rendering import shown_day, shown_number, shown_when

OF_LINES = ("contract", "partner", "amount", "pieces", "originals", "reprints", "ordered", "shared", "mentions",
            "per_100", "gap_days")  # fmt: skip
OF_NOMINEES = ("nominee_kind", "name", "pieces", "originals", "deep", "clauses", "pickups", "corrected", "mean_place",
               "reason")  # fmt: skip


def plan_sheet(view: HeatView, above: Iterable[str]) -> Sheet:
    """Clauses by outlets, all outlets in the last row."""
    clauses = {f"clause-{code}": _clause(view, code) for code in view.columns}
    names = ("outlet", *clauses, "items", "passing", "gap_days")
    headings = {name: clauses.get(name) or sentence(f"heading.{name}") for name in names}
    lines = [*above, *_floors(view.total.gap_days), sentence("coverage.overlap")]
    rows = [_heat_row(row, view) for row in (*view.rows, view.total)]
    return Sheet(sentence("web.plan.title"), headings, rows, lines)


def _clause(view: HeatView, code: str) -> str:
    if code == NONE:
        return sentence("web.plan.no-clause")
    return next(f"{clause.code}) {clause.name}" for clause in view.plan.clauses if clause.code == code)


def _heat_row(row: HeatRow, view: HeatView) -> dict[str, Any]:
    cells = {f"clause-{code}": number for code, number in zip(view.columns, row.cells, strict=True)}
    name = row.name or sentence("web.plan.all")
    return {"outlet": name, **cells, "items": row.items, "passing": row.passing, "gap_days": row.gap_days or None}


def contract_sheet(view: ContractsView, above: Iterable[str]) -> Sheet:
    """The lines of the annex, and every sentence without which they would be misread."""
    said = [page_sentence(key, **facts) for key, facts in contract_words.notes(view)]
    rows = [{**row, "gap_days": row["gap_days"] or None} for row in view.rows]
    return Sheet(sentence("web.contracts.title"), headings(OF_LINES), rows, [*above, *said])


def award_sheet(view: AwardsView, above: Iterable[str]) -> Sheet:
    """The nominees of every kind, each with its reasons in words."""
    said = [page_sentence(key, **facts) for key, facts in award_words.notes(view) if key != "award.line"]
    rows = [_nominee(kind, row, view) for kind, found in view.nominees.items() for row in found]
    return Sheet(sentence("web.awards.title"), headings(OF_NOMINEES), rows, [*above, *_floors(view.gap_days), *said])


def _nominee(kind: str, row: Mapping[str, Any], view: AwardsView) -> dict[str, Any]:
    name = view.names.get(row["name"], row["name"]) if kind == "outlet" else row["name"]
    why = award_words.explanation(row, view)
    return {**row, "clauses": row["themes"], "nominee_kind": sentence(f"nominee.{kind}"), "name": name, "reason": why}


def figure_sheet(view: FigureView, figure: str, said: Iterable[str], outlets: Mapping[str, str]) -> Sheet:
    """The items behind a figure, each with its address; of a figure of the ledger with how it counts there."""
    of_ledger = ("standing", "commission") if view.rows and "standing" in view.rows[0] else ()
    rows = [
        {"title": row["title"], "outlet": outlets.get(row["outlet"], row["outlet"]), "url": row["url"],
         "published_at": shown_moment(row["published_at"]) if row["published_at"] else "",
         **{name: sentence(f"{name}.{row[name]}") for name in of_ledger}} for row in view.rows
    ]  # fmt: skip
    count = sentence("list.count", count=shown_number(view.total), figure=sentence(f"heading.{figure}"))
    columns = ("title", "outlet", "published_at", *of_ledger, "url")
    return Sheet(sentence("web.items.title"), headings(columns), rows, [*said, count])


def _floors(gap_days: int) -> list[str]:
    return [sentence("web.file.floors", days=gap_days)] if gap_days else []


def headings(names: Iterable[str]) -> dict[str, str]:
    """What stands above the columns of these names."""
    return {name: sentence(f"heading.{name}") for name in names}


def above(me: Caller, plan: Plan, period: Period, at: datetime) -> list[str]:
    """What stands above every table: the plan, the days, and who took the file when."""
    since, until = shown_day(period.since), shown_day(period.until)
    scope = sentence("web.counting.scope", since=since, until=until, at=shown_when(at))
    return [plan.name, scope, sentence("web.file.made", moment=shown_when(me.now), who=me.by), *fault_line(me.fault)]


def book(me: Caller, sheet: Sheet, name: str, plan: Plan, period: Period) -> Response:
    """The workbook to download, told to the audit."""
    days = f"{period.since}--{period.until}"
    me.tell(f"{sheet.name}: {plan.code}, {shown_day(period.since)} – {shown_day(period.until)}", rows=len(sheet.rows))
    return attached(as_workbook([sheet]), f"{name}-{plan.code}-{days}.xlsx")
