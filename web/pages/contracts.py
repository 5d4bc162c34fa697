"""Hợp đồng: the ledger of contract lines, from the home or from a snapshot, and the items behind each figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from config.wording import page_sentence, sentence
from pipeline.jobs.ledger.contract_words import notes
from pipeline.jobs.ledger.contracts import ContractsView, contracts_view
from pipeline.jobs.ledger.counting import Books, Filters
from pipeline.jobs.ledger.figures import FigureView, figure_view
from pipeline.jobs.ledger.snapshots import books_for, folder_of, snapshots, take_snapshot, withdrawn
from pipeline.jobs.ledger.withdrawals import restore_snapshot, withdraw_snapshot
from records import Decision, Plan, Trouble
from times import iso
from web.addresses import with_query
from web.caching.counts import counted, remembered
from web.caller import Called, Caller
from web.files.workbooks import above, book, contract_sheet, figure_sheet
from web.forms.fields import Field
from web.queries.periods import Period, period_of
from web.queries.plans import PlanCode, plan_of, plans_of
from web.registry import Entry, Routes
from web.rendering import shown_day
from web.roles import Role

routes = Routes(Entry("web.contracts.title", "/hop-dong", Role.VIEWER, 60))
FIGURES = ("pieces", "originals", "reprints", "ordered", "shared", "mentions")  # columns; all open to their items
A_PAGE, IN_BOOK = 50, 20_000  # rows of a page, and of a file
SAID = ("contracts.scope", "contracts.state", "contracts.outside")  # notes that the page itself says otherwise

Snapshot_ = Annotated[str, Query(alias="ban-chot")]


@routes.page("/hop-dong", role=Role.VIEWER, ahead=True)
def ledger(me: Called, ke_hoach: PlanCode = "", tu: str = "", den: str = "", ban_chot: Snapshot_ = "") -> Response:
    """What each line of the annex brought."""
    frozen = _snapshots(me)
    header, plan, period = _asked(me, ke_hoach, tu, den, ban_chot)
    known = counted(me, Filters(plan=plan.code, **period.filters), _lines, snapshot=ban_chot)
    view, changed = known.answer
    asked = {"ke-hoach": plan.code, **period.asked, **({"ban-chot": ban_chot} if ban_chot else {})}
    return me.page(
        "contracts.html", view=view, plan=plan, plans=plans_of(me), period=period, at=known.at, asked=asked,
        figures=FIGURES, changed=changed, frozen=frozen, header=header, gone=_gone(me, frozen),
        address=_addresses(asked), notes=_told(view, changes=False), changes=_told(view, changes=True),
    )  # fmt: skip


@routes.file("/hop-dong.xlsx", role=Role.VIEWER, audit="export-table")
def as_book(
    me: Called, ke_hoach: PlanCode = "", tu: str = "", den: str = "", ban_chot: Snapshot_ = ""
) -> Response:  # fmt: skip
    """The ledger as a workbook, from the snapshot where one is asked for."""
    header, plan, period = _asked(me, ke_hoach, tu, den, ban_chot)
    known = counted(me, Filters(plan=plan.code, **period.filters), _lines, snapshot=ban_chot)
    said = [*above(me, plan, period, known.at), *([sentence("web.file.frozen", id=ban_chot)] if header else [])]
    return book(me, contract_sheet(known.answer[0], said), "hop-dong", plan, period)


@routes.action("/hop-dong/chot", role=Role.LEAD, audit="snapshot")
def freeze(me: Called, plan: Field = "", since: Field = "", until: Field = "") -> Response:
    """Freeze the days that are shown, and show the snapshot; to undo that is to take it back for this reason."""
    name, header = take_snapshot(me.home, plan=plan, since=since, until=until, now=iso(me.now))
    me.tell(name, plan=header.plan, since=header.since, until=header.until)
    since, until = shown_day(header.since), shown_day(header.until)
    place = with_query("/hop-dong", **{"ban-chot": name})
    undo = (_withdrawal(name), {"note": sentence("web.contracts.by-mistake")})
    return me.go(place, "web.contracts.froze", undo=undo, id=name, since=since, until=until)


def _withdrawal(name: str) -> str:
    return f"/hop-dong/ban-chot/{name}/rut"


@routes.action("/hop-dong/ban-chot/{name}/rut", role=Role.LEAD, audit="snapshot-withdraw")
def withdraw(me: Called, name: str, note: Field = "") -> Response:
    """Take a snapshot out of the list, for a reason."""
    decision = withdraw_snapshot(me.home, name, by=me.by, why=note, now=me.now)
    me.tell(name, decision=decision.id)
    return me.go("/hop-dong", "web.contracts.withdrew", undo=(f"/hop-dong/ban-chot/{name}/lay-lai", {}), id=name)


@routes.action("/hop-dong/ban-chot/{name}/lay-lai", role=Role.LEAD, audit="snapshot-restore")
def restore(me: Called, name: str) -> Response:
    """Put a snapshot into the list again."""
    decision = restore_snapshot(me.home, name, by=me.by, now=me.now)
    me.tell(name, decision=decision.id, undoes=decision.undoes)
    return me.go(with_query("/hop-dong", **{"ban-chot": name}), "web.contracts.restored", id=name)


def _lines(books: Books, filters: Filters) -> tuple[ContractsView, bool]:
    return contracts_view(books, by=(), filters=filters), books.changed


def _told(view: ContractsView, *, changes: bool) -> list[str]:
    """What must be said beside the table; or what became of the partners, which opens."""
    said = [(key, facts) for key, facts in notes(view) if key not in SAID]
    return [page_sentence(key, **facts) for key, facts in said if key.startswith("change-of.") is changes]


def _addresses(asked: Mapping[str, str]) -> Callable[[str, str], str]:
    """Where the figure of a line opens to ("" all lines)."""
    return lambda figure, line: with_query("/hop-dong/tin-bai", so=figure, dong=line, **asked)


def _snapshots(me: Caller) -> list[dict[str, Any]]:
    """All snapshots, the newest first; each is read whole, so they are kept until a file comes or goes."""
    files = sorted((path.name, path.stat().st_mtime_ns) for path in folder_of(me.home).glob("*"))
    found = remembered(me, "snapshots", lambda home, _: snapshots(home), files=files)
    return found.answer[::-1]


def _gone(me: Caller, frozen: list[dict[str, Any]]) -> dict[str, Decision]:
    """Those of the snapshots that were taken back, with why."""
    return remembered(me, "withdrawn", lambda home, _: withdrawn(home), longest=0).answer if frozen else {}


def _header(frozen: list[dict[str, Any]], name: str) -> dict[str, Any] | None:
    """The snapshot that is asked for; Trouble("snapshot.unknown")."""
    if not name:
        return None
    for row in frozen:
        if row["id"] == name:
            return row
    raise Trouble("snapshot.unknown", value=name)


def _scope(me: Caller, header: Mapping[str, Any] | None, ke_hoach: str, tu: str, den: str) -> tuple[Plan, Period]:
    """The plan and the days that are asked for; of a snapshot its own plan, and all of its days where none are."""
    plan = plan_of(me, header["plan"] if header else ke_hoach)
    if header and not (tu and den):
        tu, den = header["since"], header["until"]
    return plan, period_of(me, plan, tu, den, usual="year")


def _asked(
    me: Caller, plan: str, tu: str, den: str, snapshot: str
) -> tuple[Mapping[str, Any] | None, Plan, Period]:  # fmt: skip
    """The snapshot that is asked for, the plan, and the days."""
    header = _header(_snapshots(me), snapshot)
    return header, *_scope(me, header, plan, tu, den)


@routes.file("/hop-dong/tin-bai.xlsx", role=Role.VIEWER, audit="export-table")
def items_as_book(
    me: Called, so: str = "pieces", dong: str = "", bao: str = "", ke_hoach: PlanCode = "", tu: str = "", den: str = "",
    ban_chot: Snapshot_ = "",
) -> Response:  # fmt: skip
    """All the items behind one figure as a workbook; they are not kept, for they may be many."""
    header, plan, period = _asked(me, ke_hoach, tu, den, ban_chot)
    filters = Filters(plan=plan.code, contract=dong, outlet=bao, **period.filters)
    with books_for(me.home, filters, ban_chot, now=iso(me.now)) as (books, within):
        view = figure_view(books, within, so, after="", limit=IN_BOOK)
    if view.total > IN_BOOK:
        raise Trouble("items.too-many", count=view.total, most=IN_BOOK)
    line = next((one for one in plan.contracts if one.number == dong), None)
    said = [*above(me, plan, period, me.now), *([sentence("web.file.frozen", id=ban_chot)] if header else [])]
    if line:
        said.append(sentence("web.outlets.line-of", line=line.number, partner=line.name))
    return book(me, figure_sheet(view, so, said, me.outlet_names), "tin-bai-hop-dong", plan, period)


@routes.page("/hop-dong/tin-bai", role=Role.VIEWER)
def items(
    me: Called, so: str = "pieces", dong: str = "", bao: str = "", ke_hoach: PlanCode = "", tu: str = "", den: str = "",
    ban_chot: Snapshot_ = "", sau: str = "",
) -> Response:  # fmt: skip
    """The items behind one figure."""
    header, plan, period = _asked(me, ke_hoach, tu, den, ban_chot)
    filters = Filters(plan=plan.code, contract=dong, outlet=bao, **period.filters)

    def listed(books: Books, within: Filters) -> FigureView:
        return figure_view(books, within, so, after=sau, limit=A_PAGE)

    known = counted(me, filters, listed, snapshot=ban_chot, more=(so, sau))
    line = next((one for one in plan.contracts if one.number == dong), None) if dong else None
    asked = {"ke-hoach": plan.code, **period.asked, **({"ban-chot": ban_chot} if ban_chot else {})}
    return me.page(
        "figure.html", view=known.answer, figure=so, line=line, plan=plan, plans=plans_of(me), period=period,
        at=known.at, names=me.outlet_names, outlet=bao, header=header, first=bool(sau),
        file={"so": so, "dong": dong, "bao": bao, **asked},
        hidden={name: value for name, value in (("so", so), ("dong", dong), ("bao", bao)) if value},
        asked={"ke-hoach": plan.code, **period.asked},
    )  # fmt: skip
