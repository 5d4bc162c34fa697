"""What can be asked of a home: reads of the database with the configuration's names and checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.load import Configuration
from pipeline.jobs.histories import with_history
from pipeline.jobs.home import Home
from records import Outlet, Plan, Trouble
from storage.corrections import corrections_of
from storage.coverage import DIMENSIONS, Scope, coverage, distinct_items, undated_items
from storage.days import days_with_gaps
from storage.duplicates import copies_of
from storage.events import event_of, events_between
from storage.opening import open_database
from storage.queries import Found, find_item, item, needs_attention, outlet_figures, search
from times import from_iso, local_day
from urls import BadAddress, canonical_url

ATTENTION = 5  # items a province at the end of a run
SCREENFUL = 50  # rows of a table on a terminal; programs get all


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person may restrict a count to; empty is everything."""

    plan: str = ""
    outlet: str = ""
    theme: str = ""
    tone: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class CoverageView:
    """A count with all that is needed to read it rightly."""

    by: tuple[str, ...]
    rows: list[dict[str, Any]]
    total: int
    gap_days: int
    undated: int
    never_visited: list[str]
    plan: Plan | None  # None: items of every province
    province: str
    expired: bool
    default_plan: str
    names: Mapping[str, Mapping[str, str]]  # dimension to value to what is shown


def day_of(written: str) -> date:
    """A day as officers write it; Trouble("coverage.bad-day") otherwise."""
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Trouble("coverage.bad-day", value=written) from error


def coverage_view(home: Home, *, by: tuple[str, ...], filters: Filters, now: str) -> CoverageView:
    """Count items; Trouble names a dimension, plan, outlet or day that is none."""
    configuration, today = home.configuration(), local_day(from_iso(now))
    by = tuple(name.strip() for name in by)
    plan = _checked(configuration, by, filters)
    themes = configuration.plans[filters.plan or configuration.settings.default_plan]
    scope = Scope(
        plan=themes.code, province=plan.province if plan else "", outlet=filters.outlet, theme=filters.theme,
        tone=filters.tone, since=filters.since, until=filters.until,
    )  # fmt: skip
    db = open_database(home.path, write=False)
    try:
        rows = coverage(db, by, scope, now=now, ends=_ends(configuration, today))
        names = _names(configuration, themes)
        _in_plan_order(rows, by, names)
        gaps = days_with_gaps(db, outlet=filters.outlet, since=filters.since, until=filters.until)
        return CoverageView(
            by, rows, distinct_items(db, scope), gaps, undated_items(db, scope),
            _never_visited(configuration, outlet_figures(db), today), plan,
            configuration.provinces[plan.province].name if plan else "",
            bool(plan and plan.expired_on(today)), configuration.settings.default_plan,
            names,
        )  # fmt: skip
    finally:
        db.close()


def _checked(configuration: Configuration, by: Sequence[str], filters: Filters) -> Plan | None:
    for name in by:
        if name not in DIMENSIONS:
            raise Trouble("coverage.unknown-dimension", value=name, allowed=", ".join(DIMENSIONS))
    if filters.plan and filters.plan not in configuration.plans:
        raise Trouble("coverage.unknown-plan", value=filters.plan, allowed=", ".join(sorted(configuration.plans)))
    if filters.outlet and filters.outlet not in configuration.outlets:
        raise Trouble("coverage.unknown-outlet", value=filters.outlet, allowed=", ".join(sorted(configuration.outlets)))
    plan = configuration.plans[filters.plan or configuration.settings.default_plan]
    themes = [clause.code for clause in plan.clauses] + [sub.code for sub in configuration.themes]
    if filters.theme and filters.theme not in themes:
        raise Trouble("coverage.unknown-theme", value=filters.theme, plan=plan.code, allowed=", ".join(themes))
    since, until = (day_of(day) if day else None for day in (filters.since, filters.until))
    if since and until and since > until:
        raise Trouble("coverage.days-reversed", since=since, until=until)
    return configuration.plans[filters.plan] if filters.plan else None


def _ends(configuration: Configuration, today: date) -> dict[str, str]:
    """The last due day of outlets that ended, and "" (the last visit) for those that are no longer followed."""
    followed = configuration.followed(today)
    outlets = configuration.outlets.items()
    return {slug: outlet.until.isoformat() if outlet.until else "" for slug, outlet in outlets if slug not in followed}


def _names(configuration: Configuration, plan: Plan) -> dict[str, dict[str, str]]:
    return {
        "outlet": {slug: outlet.name for slug, outlet in configuration.outlets.items()},
        "theme": {clause.code: f"{clause.code}) {clause.name}" for clause in plan.clauses},
        "sub": {sub.code: f"{sub.code} {sub.name}" for sub in configuration.themes},
    }


def _in_plan_order(rows: list[dict[str, Any]], by: Sequence[str], names: Mapping[str, Mapping[str, str]]) -> None:
    """Sort by the dimensions; clauses and sub-themes as the plan letters them (đ behind d), the unnamed last."""
    places = {name: {value: place for place, value in enumerate(names[name])} for name in ("theme", "sub")}

    def key(row: Mapping[str, Any]) -> list[Any]:
        return [
            places[name].get(row[name], len(places[name])) if name in places else (row[name] is None, row[name] or "")
            for name in by
        ]

    rows.sort(key=key)


def _never_visited(configuration: Configuration, figures: Mapping[str, Any], today: date) -> list[str]:
    """Outlets in service of which no feed was ever visited: silent without this line."""
    return [
        outlet.name
        for slug, outlet in sorted(configuration.followed(today).items())
        if figures.get(slug, {}).get("last_success") is None and figures.get(slug, {}).get("last_failure") is None
    ]


def search_view(home: Home, query: str, *, limit: int | None) -> Found:
    """Items for a query, how they were found, and how many there are in all; see :func:`storage.queries.search`."""
    db = open_database(home.path, write=False)
    try:
        return search(db, query, limit=limit)
    finally:
        db.close()


def item_view(home: Home, wanted: str) -> dict[str, Any]:
    """One item by id or address; Trouble("item.unknown") if there is none."""
    try:
        canonical = canonical_url(wanted)
    except BadAddress:
        canonical = ""
    db = open_database(home.path, write=False)
    try:
        found = find_item(db, wanted.strip(), canonical=canonical)
        if found is None:
            raise Trouble("item.unknown", value=wanted)
        linked = {
            "corrections": corrections_of(db, found),
            "copies": copies_of(db, found),
            "event": event_of(db, found),
        }
        return with_history(item(db, found), home.configuration(), **linked)
    finally:
        db.close()


def events_view(home: Home, filters: Filters, *, limit: int | None) -> tuple[list[dict[str, Any]], int]:
    """What happened in these days, most outlets first, and how many events that are; with a plan those that its
    province is told of. Trouble names a plan or a day that is none."""
    plan = _checked(home.configuration(), (), filters)
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
    db = open_database(home.path, write=False)
    try:
        attention = {
            province.name: needs_attention(db, slug, limit=ATTENTION)
            for slug, province in home.configuration().provinces.items()
        }
    finally:
        db.close()
    view = coverage_view(home, by=("outlet",), filters=Filters(), now=now)
    return CycleView(view, {name: rows for name, rows in attention.items() if rows})


def label_names(home: Home) -> dict[str, str]:
    """What provinces and sub-themes are called, by the codes that annotations use."""
    configuration = home.configuration()
    provinces = {slug: province.name for slug, province in configuration.provinces.items()}
    return {**{sub.code: f"{sub.code} {sub.name}" for sub in configuration.themes}, **provinces}


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
