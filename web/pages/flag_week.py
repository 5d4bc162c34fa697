"""The week's list for the leader: what its file contains, then the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from config.wording import sentence
from pipeline.cases import STATES
from pipeline.jobs.exports.weekly import Week, export_week, week_of, weekly
from web.caching.counts import remembered
from web.caller import Called, Caller
from web.configuration_notices import fault_line
from web.files.attachments import attached
from web.queries.plans import EVERY_PLAN, PlanCode, plans_of
from web.registry import Routes
from web.rendering import shown_day
from web.roles import Role

routes = Routes()
MINUTES = 5  # how long a list is given again though nobody decided anything: its matters grow older
WEEKS = 26  # that can be chosen: half a year
SHOWN, SHOWN_GAPS = 60, 30  # rows on the page; the file has all


@routes.page("/canh-bao/tuan/{week}", role=Role.VIEWER)
def contents(me: Called, week: str, ke_hoach: PlanCode = "", tuan: str = "") -> Response:
    """What stands in the file of a week, before it is sent to anybody; ``tuan`` is another week that was chosen."""
    plan = _plan(me, ke_hoach)
    of = week_of(tuan or week)
    found = remembered(
        me, ("week", of, plan), lambda home, _: weekly(home, of, now=me.now, plan=plan), longest=0, minutes=MINUTES
    ).answer  # fmt: skip
    counts = Counter(row["stands"] for row in found.rows)
    return me.page(
        "flag-week.html", found=found, plan=plan, counts=[(sentence(f"export.sheet.{one}"), counts[one])
        for one in STATES], is_now=found.week.monday <= me.today <= found.week.sunday, weeks=_weeks(me, found.week),
        rows=_explained(found.rows[:SHOWN]), gaps=found.gaps[:SHOWN_GAPS], most=SHOWN, most_gaps=SHOWN_GAPS,
        matters=len({row["matter"] for row in found.rows}), plans=plans_of(me), everything=EVERY_PLAN,
    )  # fmt: skip


def _explained(rows: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], bool]]:
    """Each row, and whether its reason is new: what holds for all items of a matter is told with the first."""
    told = [(row["matter"], row["reason"]) for row in rows]
    return [(row, told.index(reason) == number) for number, (row, reason) in enumerate(zip(rows, told, strict=True))]


def _plan(me: Caller, asked: str) -> str:
    """The plan of a list: the office's own where none is named."""
    return "" if asked == EVERY_PLAN else asked or me.plan.code


def _weeks(me: Caller, shown: Week) -> list[tuple[str, str]]:
    """The weeks that can be chosen, newest first, with their days; the one that is shown among them."""
    mondays = {me.today - timedelta(days=me.today.weekday() + 7 * back) for back in range(WEEKS)} | {shown.monday}
    return [
        (f"{one:%G-W%V}", sentence("web.week.choice", week=f"{one:%V/%G}", since=shown_day(one),
        until=shown_day(one + timedelta(days=6)))) for one in sorted(mondays, reverse=True)
    ]  # fmt: skip


@routes.file("/canh-bao/tuan/{week}/danh-sach.xlsx", role=Role.VIEWER, audit="export-week")
def file(me: Called, week: str, ke_hoach: PlanCode = "") -> Response:
    """The file itself, as ``diembao export flagged`` writes it."""
    return _file(me, week, ke_hoach, "xlsx")


@routes.file("/canh-bao/tuan/{week}/danh-sach.csv", role=Role.VIEWER, audit="export-week")
def plain_file(me: Called, week: str, ke_hoach: PlanCode = "") -> Response:
    """The same rows as CSV; the days that lack stand on the page and in the workbook."""
    return _file(me, week, ke_hoach, "csv")


def _file(me: Caller, week: str, ke_hoach: str, form: str) -> Response:
    plan = _plan(me, ke_hoach)
    done = export_week(me.home, week, now=me.now, plan=plan, form=form, remarks=fault_line(me.fault))
    me.tell(week_of(week).name, plan=plan, rows=done.rows, gaps=done.gaps, format=form)
    return attached(done.files[0].read_bytes(), done.files[0].name)
