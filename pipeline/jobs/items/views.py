"""What can be asked of a home: reads of the database with the configuration's names and checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.load import Configuration
from config.wording import sentence
from pipeline.jobs.home import Home
from pipeline.jobs.items.histories import with_history
from pipeline.jobs.items.voices import voices
from pipeline.jobs.ledger.counting import (
    Books,
    Filters,
    books_of,
    check_dimensions,
    checked,
    deliver,
    lives_of,
    missing_of,
    names_of,
)
from records import Outlet, Plan, Trouble
from storage.comments import comments_of
from storage.corrections import corrections_of
from storage.coverage import DIMENSIONS, coverage, distinct_items, undated_items
from storage.days import visited_outlets
from storage.duplicates import copies_of
from storage.events import event_of, events_between
from storage.figure_items import listed
from storage.opening import open_database
from storage.pieces import enclosed_of, told_of, totals_of
from storage.queries import Found, find_item, has_items, item, needs_attention, outlet_figures, search
from storage.twins import appearances_of

ATTENTION = 5  # items a province at the end of a run
SCREENFUL = 50  # rows of a table on a terminal; programs get all


@dataclass(frozen=True, slots=True)
class CoverageView:
    """A count with all that is needed to read it rightly."""

    by: tuple[str, ...]
    rows: list[dict[str, Any]]
    total: int
    gap_days: int
    unwatched_days: int  # among them, outside the period in which an outlet was watched
    undated: int
    never_visited: list[str]
    plan: Plan | None  # None: items of every province
    province: str
    expired: bool
    default_plan: str
    names: Mapping[str, Mapping[str, str]]  # dimension to value to what is shown


def coverage_view(books: Books, *, by: tuple[str, ...], filters: Filters) -> CoverageView:
    """Count items; Trouble names a dimension, plan, outlet or day that is none."""
    configuration = books.configuration
    by = tuple(name.strip() for name in by)
    check_dimensions(by, DIMENSIONS)
    themes = checked(configuration, filters, undated=True)
    plan = themes if filters.plan else None
    scope = filters.scope(themes, province=plan.province if plan else "")
    rows = coverage(books.db, by, scope, now=None, lives=lives_of(books, filters))
    names = names_of(configuration, themes)
    in_plan_order(rows, by, names)
    gaps, unwatched = missing_of(books, filters)
    return CoverageView(
        by, rows, distinct_items(books.db, scope), gaps, unwatched, undated_items(books.db, scope),
        _never_visited(configuration, visited_outlets(books.db), books.today), plan,
        configuration.provinces[plan.province].name if plan else "",
        bool(plan and plan.expired_on(books.today)), configuration.settings.default_plan,
        names,
    )  # fmt: skip


def in_plan_order(rows: list[dict[str, Any]], by: Sequence[str], names: Mapping[str, Mapping[str, str]]) -> None:
    """Sort by the dimensions; clauses and sub-themes as the plan letters them (đ behind d), the unnamed last."""
    places = {name: {value: place for place, value in enumerate(names[name])} for name in ("theme", "sub")}

    def key(row: Mapping[str, Any]) -> list[Any]:
        return [
            places[name].get(row[name], len(places[name])) if name in places else (row[name] is None, row[name] or "")
            for name in by
        ]

    rows.sort(key=key)


def _never_visited(configuration: Configuration, visited: set[str], today: date) -> list[str]:
    """Outlets in service of which no feed was ever visited: silent without this line."""
    return [outlet.name for slug, outlet in sorted(configuration.followed(today).items()) if slug not in visited]


def listed_view(books: Books, figure: str, *, filters: Filters) -> list[dict[str, Any]]:
    """The items behind a figure of :func:`coverage_view` or of ``contracts_view`` under the same filters."""
    plan = checked(books.configuration, filters, undated=True)
    if figure not in ("items", "passing"):
        deliver(books, plan)
    of_plan = filters.plan or figure not in ("items", "passing")
    return listed(books.db, filters.scope(plan, province=plan.province if of_plan else ""), figure)


def figure_name(figure: str) -> str:
    """What a figure's column is called."""
    return sentence(f"heading.{figure}")


def search_view(home: Home, query: str, *, limit: int | None) -> Found:
    """Items for a query, how they were found, and how many there are in all; see :func:`storage.queries.search`."""
    db = open_database(home.path, write=False)
    try:
        return search(db, query, limit=limit)
    finally:
        db.close()


def item_view(home: Home, wanted: str, *, configuration: Configuration | None = None) -> dict[str, Any]:
    """One item by id or address; Trouble("item.unknown") if there is none."""
    db = open_database(home.path, write=False)
    try:
        found = find_item(db, wanted)
        if found is None:
            raise Trouble("item.unknown", value=wanted)
        linked = {
            "corrections": corrections_of(db, found),
            "copies": copies_of(db, found),
            "event": event_of(db, found),
        }
        configuration = configuration or home.configuration()
        said = voices(comments_of(db, found), configuration)
        beside = {"appearances": appearances_of(db, found), "enclosed": enclosed_of(db, found),
                  "totals": totals_of(db, found), "told": told_of(db, found)}  # fmt: skip
        return {**with_history(item(db, found), configuration, **linked), "comments": said, **beside}
    finally:
        db.close()


def events_view(home: Home, filters: Filters, *, limit: int | None) -> tuple[list[dict[str, Any]], int]:
    """What happened in these days, most outlets first, and how many events that are; with a plan those that its
    province is told of. Trouble names a plan or a day that is none."""
    of_plan = checked(home.configuration(), filters)
    plan = of_plan if filters.plan else None
    db = open_database(home.path, write=False)
    try:
        province = plan.province if plan else ""
        return events_between(db, since=filters.since, until=filters.until, province=province, limit=limit)
    finally:
        db.close()


@dataclass(frozen=True, slots=True)
class CycleView:
    """What is shown after a cycle: the count by outlet, and per province the items that need attention."""

    coverage: CoverageView
    attention: dict[str, list[dict[str, Any]]]


def cycle_view(home: Home, *, now: str) -> CycleView:
    with books_of(home, now=now) as books:
        attention = {
            province.name: needs_attention(books.db, slug, limit=ATTENTION)
            for slug, province in books.configuration.provinces.items()
        }
        view = coverage_view(books, by=("outlet",), filters=Filters())
    return CycleView(view, {name: rows for name, rows in attention.items() if rows})


def label_names(home: Home) -> dict[str, str]:
    """What provinces and sub-themes are called, by the codes that annotations use."""
    configuration = home.configuration()
    provinces = {slug: province.name for slug, province in configuration.provinces.items()}
    return {**{sub.code: f"{sub.code} {sub.name}" for sub in configuration.themes}, **provinces}


def is_filled(home: Home) -> bool:
    """Is there an item? Trouble("storage.empty") where there is not even a database."""
    with closing(open_database(home.path, write=False)) as db:
        return has_items(db)


def outlet_names(home: Home) -> dict[str, str]:
    return {slug: outlet.name for slug, outlet in home.configuration().outlets.items()}


def outlets_view(home: Home) -> list[dict[str, Any]]:
    """Every configured outlet, with what was collected of it where there is a database."""
    configuration = home.configuration()
    try:
        db = open_database(home.path, write=False)
    except Trouble as trouble:
        if trouble.key != "storage.empty":
            raise
        figures: dict[str, dict[str, Any]] = {}
    else:
        figures = outlet_figures(db)
        db.close()
    return [
        _outlet_row(outlet, figures.get(slug, {}), configuration)
        for slug, outlet in sorted(configuration.outlets.items())
    ]


def _outlet_row(outlet: Outlet, figures: Mapping[str, Any], configuration: Configuration) -> dict[str, Any]:
    return {
        "slug": outlet.slug, "name": outlet.name, "channel": outlet.channel, "lineage": _lineage(outlet, configuration),
        "feeds": sum(feed.polled for feed in outlet.feeds), "trust": outlet.trust, "items": figures.get("items", 0),
        "last_success": figures.get("last_success"), "last_failure": figures.get("last_failure"),
    }  # fmt: skip


def _lineage(outlet: Outlet, configuration: Configuration) -> str:
    """Former names, and what became of it."""
    former = [_dated(title.name, title.since, title.until) for title in outlet.titles if title.name != outlet.name]
    if outlet.successor:
        heir = configuration.outlets[outlet.successor].name
        former.append(f"→ {heir}" + (f" ({outlet.until})" if outlet.until else ""))
    if outlet.owner:
        former.append(configuration.outlets[outlet.owner].name)
    return "; ".join(former)


def _dated(name: str, since: date | None, until: date | None) -> str:
    return f"{name} ({since or '…'} – {until or '…'})" if since or until else name
