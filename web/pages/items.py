"""Tin, bài: find, narrow down, leaf through, take away as a file; the address of the page is the query."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Annotated, Any

from fastapi import Query
from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from config.wording import sentence
from pipeline.jobs.items.listing import ListView, Sought, gap_days, items_page, plan_of
from pipeline.jobs.ledger.counting import names_of
from pipeline.reports.tables import csv_lines
from pipeline.reports.workbook import Sheet, as_workbook
from records import Trouble
from storage.accounts.searches import forget_search, save_search, searches_of
from storage.listing import LEDE, Total, total
from storage.matching import marked
from text import one_line
from web.caching.counts import remembered
from web.caller import Called, Caller
from web.files.attachments import KINDS, attached, named
from web.files.item_table import COLUMNS, item_rows, lines_above, plan_of_file, written_out
from web.files.workbooks import headings
from web.forms.fields import Field
from web.queries.item_query import ALL, Wanted, choices, described, of_query, sought_of
from web.queries.numbers import number_in
from web.registry import Entry, Routes
from web.roles import Role

routes = Routes(Entry("web.items.title", "/tin-bai", Role.VIEWER, 20))
HERE, LIVE = "/tin-bai", "/tin-bai/nhanh"
Asked = Annotated[Wanted, Query()]
GAPS_KEPT = 30.0  # seconds: a crawl writes every few seconds, and a day becomes complete once
IN_BOOK, IN_CSV = 20_000, 200_000  # rows: what is made within some ten seconds and a hundred megabytes
PIECE = 64 * 1024  # bytes of a file that are sent at a time
DAY = timedelta(days=1)
LONGEST_NAME = 80  # characters of a saved search's


@routes.page(HERE, role=Role.VIEWER)
def items(me: Called, wanted: Asked) -> Response:
    """The form, what is found, and one's saved searches."""
    facts = _facts(me, wanted)
    with me.site.accounts.reading() as db:
        searches = searches_of(db, me.signed_in.id)
    return me.page("items.html", **facts, searches=searches, choices=choices(me.configuration, facts["view"].plan))


@routes.part(LIVE, role=Role.VIEWER)
def as_typed(me: Called, wanted: Asked) -> Response:
    """What is found, without the page around it."""
    return me.page("items-found.html", **_facts(me, wanted))


def _facts(me: Caller, wanted: Wanted) -> dict[str, Any]:
    sought = sought_of(wanted, me.configuration)
    view = _view(me, wanted, sought)
    names = names_of(me.configuration, view.plan)
    return {
        "wanted": wanted, "view": view, "gaps": _gaps(me, sought), "here": wanted.address(HERE, "sau"),
        "again": wanted.address(HERE), "path": HERE, "live": LIVE, "query": wanted.query("sau", "dem"),
        "outlets": names["outlet"], "subs": names["sub"],
        "described": described(wanted, me.configuration, view.plan, brief=True),
        "whole": described(wanted, me.configuration, view.plan), "shortened": shortened,
        "marked": partial(marked, query=wanted.q), "of_province": bool(sought.filters.plan),
        "elsewhere": _elsewhere(me, wanted, view), "quick": _quick(me, wanted),
    }  # fmt: skip


def _quick(me: Caller, wanted: Wanted) -> list[tuple[str, str, bool]]:
    """Days that are often asked for: what each is called, the same question for them, and whether it is the one."""
    stretches = {
        "today": (me.today, me.today), "yesterday": (me.today - DAY, me.today - DAY),
        "week": (me.today - 6 * DAY, me.today), "month": (me.today.replace(day=1), me.today),
    }  # fmt: skip
    asked = {word: {"tu": first.isoformat(), "den": last.isoformat()} for word, (first, last) in stretches.items()}
    return [
        (sentence(f"web.items.days.{word}"), wanted.model_copy(update={**days, "sau": ""}).address(HERE),
         days == {"tu": wanted.tu, "den": wanted.den}) for word, days in asked.items()
    ]  # fmt: skip


def shortened(lede: str) -> str:
    """The beginning of a text as the list has it, ended at a word where it was cut."""
    return f"{lede.rsplit(maxsplit=1)[0]}…" if len(lede) == LEDE and " " in lede else lede


def _view(me: Caller, wanted: Wanted, sought: Sought) -> ListView:
    def counted(db: Any, scope: Any, figure: str, *, exact: bool) -> Total | None:
        work = partial(total, db, scope, figure, exact=exact)
        return me.site.answers.of(("items", scope, figure, exact), work, now=me.now, longest=0).answer

    return items_page(
        me.home, sought, configuration=me.configuration, after=wanted.sau, exact=wanted.exact, counted=counted
    )  # fmt: skip


def _gaps(me: Caller, sought: Sought) -> int:
    """Days of the period on which anything is missing."""
    period = (sought.filters.outlet, sought.filters.since, sought.filters.until)
    return remembered(
        me, ("gaps", *period), lambda home, known: gap_days(home, sought, configuration=known, now=me.now),
        longest=GAPS_KEPT,
    ).answer  # fmt: skip


def _elsewhere(me: Caller, wanted: Wanted, view: ListView) -> str:
    """Where nothing of the province has these words: the same search in all that was collected."""
    if view.rows or not wanted.q.strip() or wanted.ke_hoach == ALL:
        return ""
    return wanted.model_copy(update={"ke_hoach": ALL, "sau": ""}).address(HERE)


# --- files ---


@routes.file("/tin-bai.xlsx", role=Role.VIEWER, audit="export-items")
def as_book(me: Called, wanted: Asked) -> Response:
    """All that the query finds, as a workbook."""
    sought = sought_of(wanted, me.configuration)
    rows = list(item_rows(me, sought, IN_BOOK))
    me.tell(described(wanted, me.configuration, plan_of_file(me, sought)), rows=len(rows), format="xlsx")
    sheet = Sheet(
        sentence("web.items.title"),
        headings(COLUMNS),
        rows,
        lines_above(me, wanted, sought, len(rows), gap_days=_gaps(me, sought)),
    )
    return attached(as_workbook([sheet]), _name(me, "xlsx"))


@routes.file("/tin-bai.csv", role=Role.VIEWER, audit="export-items")
def as_csv(me: Called, wanted: Asked) -> Response:
    """The same as CSV; written out first, so that its rows are of one moment and their number is known."""
    sought = sought_of(wanted, me.configuration)
    out, count = written_out(csv_lines(item_rows(me, sought, IN_CSV, plain=True), headings(COLUMNS)))
    me.tell(described(wanted, me.configuration, plan_of_file(me, sought)), rows=count, format="csv")
    pieces = iter(partial(out.read, PIECE), b"")
    return StreamingResponse(
        pieces, media_type=KINDS[".csv"], headers=named(_name(me, "csv")), background=BackgroundTask(out.close)
    )  # fmt: skip


def _name(me: Caller, suffix: str) -> str:
    return f"tin-bai-{me.today.isoformat()}.{suffix}"


# --- saved searches ---


@routes.action("/tin-bai/luu", role=Role.VIEWER, audit="search-save")
def keep(me: Called, name: Field = "", query: Field = "", ve: Field = HERE) -> Response:
    """Keep the query of the page under a name of one's own."""
    name = one_line(name).strip()
    if not name or len(name) > LONGEST_NAME:
        raise Trouble("search.bad-name", most=LONGEST_NAME)
    wanted = of_query(query)
    plan_of(sought_of(wanted, me.configuration), me.configuration)
    with me.site.accounts.writing() as db:
        number = save_search(db, me.signed_in.id, name=name, query=wanted.query("sau"), at=me.now)
    me.tell(name, query=wanted.query("sau"))
    return me.back(ve, HERE, "web.items.saved", undo=(f"/tin-bai/luu/{number}/xoa", {"ve": ve}), name=name)


@routes.action("/tin-bai/luu/{number}/xoa", role=Role.VIEWER, audit="search-forget")
def forget(me: Called, number: str, ve: Field = HERE) -> Response:
    """Remove one of one's searches."""
    with me.site.accounts.writing() as db:
        gone = forget_search(db, me.signed_in.id, number_in(number) or 0)
    me.tell(gone.name)
    undo = ("/tin-bai/luu", {"name": gone.name, "query": gone.query, "ve": ve})
    return me.back(ve, HERE, "web.items.forgotten", undo=undo, name=gone.name)


# --- for programs ---


@routes.data("/items", role=Role.VIEWER)
def items_data(me: Called, wanted: Asked) -> dict[str, Any]:
    """A page of items with the page's own filters; "next" is the ``sau`` of the next one, "" on the last.

    "more" says that there are more than "total": ask with ``dem=het`` for the exact number.
    """
    sought = sought_of(wanted, me.configuration)
    view = _view(me, wanted, sought)
    return {
        "items": view.rows, "total": view.total.items, "more": view.total.more, "gap_days": _gaps(me, sought),
        "order": view.order, "plan": sought.filters.plan, "themes_of": view.plan.code, "next": view.after,
    }  # fmt: skip
