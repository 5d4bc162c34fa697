"""Đối chiếu: an outlet's own list is uploaded, held against its contract line, and told three ways."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, Form, UploadFile
from starlette.responses import Response

from pipeline.jobs.ledger.counting import Filters, countable_day
from pipeline.jobs.watching.list_files import SUFFIXES
from records import Trouble
from web.addresses import with_query
from web.caller import Called
from web.files.attachments import attached
from web.files.reconciliation import WAYS, Outcome, reconciled
from web.forms.fields import Field
from web.queries.days import Day
from web.queries.plans import PlanCode, plan_of, plans_of
from web.registry import Routes
from web.roles import Role

routes = Routes()
PAGE = "/hop-dong/doi-chieu"


@routes.page(PAGE, role=Role.LEAD)
def form(me: Called, ke_hoach: PlanCode = "", ma: str = "", dong: str = "") -> Response:
    """The form, and below it the result that was made last, where its name stands in the query."""
    found: Outcome | None = me.site.downloads.get(me.account, ma, now=me.now) if ma else None
    plan = plan_of(me, found.plan if found else ke_hoach)
    lines = [(line.number, f"{line.number}. {line.name}") for line in plan.contracts if line.number]
    return me.page(
        "reconcile.html", plan=plan, plans=plans_of(me), lines=lines, found=found, name=ma, ways=WAYS,
        line=found.contract if found else dong, suffixes=", ".join(SUFFIXES),
        megabytes=me.site.settings.upload_bytes // 1_000_000,
    )  # fmt: skip


@routes.action(PAGE, role=Role.LEAD, audit="reconcile", upload=True)
def hold(
    me: Called, ke_hoach: Annotated[str, Form(alias="ke-hoach")] = "", dong: Field = "",
    tu: Annotated[Day, Form()] = "", den: Annotated[Day, Form()] = "", tep: Annotated[UploadFile | None, File()] = None,
) -> Response:  # fmt: skip
    """Hold the list against the line; the result waits for an hour."""
    if tep is None or not tep.filename:
        raise Trouble("web.reconcile.no-file")
    if not dong:
        raise Trouble("web.reconcile.no-line")
    plan = plan_of(me, ke_hoach)
    since, until = (day and countable_day(day).isoformat() for day in (tu, den))
    filters = Filters(plan=plan.code, contract=dong, since=since, until=until)
    found = reconciled(me.home, tep.filename, tep.file.read(), filters, names=me.outlet_names, now=me.now)
    me.tell(f"{plan.code}/{dong}", file=found.file, **found.counts)
    return me.go(with_query(PAGE, ma=me.site.downloads.put(me.account, found, now=me.now)))


@routes.file(f"{PAGE}/{{ma}}.xlsx", role=Role.LEAD, audit="export-reconciled")
def workbook(me: Called, ma: str) -> Response:
    """All rows of a result, each way on a sheet of its own."""
    found: Outcome = me.site.downloads.get(me.account, ma, now=me.now)
    me.tell(f"{found.plan}/{found.contract}", file=found.file)
    return attached(found.book, f"doi-chieu-dong-{found.contract}-{found.since}-{found.until}.xlsx")
