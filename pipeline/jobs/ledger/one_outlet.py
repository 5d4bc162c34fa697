"""One newspaper in a period: what it published about a province, what is missing, who took it up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from config.ledger import titles_of
from config.load import Configuration
from pipeline.jobs.ledger.counting import Books, Filters, checked, lives_of, missing_of, names_of
from pipeline.jobs.ledger.snapshots import families_of
from records import Contract, Outlet, Plan, Trouble
from storage.coverage import coverage, figures, undated_items
from storage.one_outlet import days_of_outlet, most_picked_up, most_viewed
from text import folded

SINGLE = ("genre", "tone")  # of which an item has one value: their rows add up to the total
CARRIED = 8  # items that are shown of those seen or picked up most
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days one behind the other of which the same is true, both ends inclusive; ``hours`` a day were covered."""

    since: date
    until: date
    state: str
    hours: float

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1


@dataclass(frozen=True, slots=True)
class Line:
    """A contract line that counts through the newspaper, and in which days."""

    contract: Contract
    since: date
    until: date
    inherited: bool  # it stands for a paper that has ended


@dataclass(frozen=True, slots=True)
class OutletView:
    """All that the page of a newspaper shows of its pieces."""

    outlet: Outlet
    plan: Plan
    items: int
    passing: int
    gap_days: int
    unwatched_days: int
    undated: int
    by: Mapping[str, Sequence[Mapping[str, Any]]]  # theme, genre, tone, month: rows of value, items, gap_days
    gaps: Sequence[Stretch]
    silent: Sequence[Stretch]
    viewed: Sequence[Mapping[str, Any]]
    picked_up: Sequence[Mapping[str, Any]]
    names: Mapping[str, Mapping[str, str]]
    is_watched: (
        bool  # a source of it was visited in the period, or something of it was found: else its zero says nothing
    )

    @property
    def silent_days(self) -> int:
        return sum(one.days for one in self.silent)


def outlet_view(books: Books, filters: Filters) -> OutletView:
    """Count one outlet's items of a period of a plan; Trouble names a plan, outlet or day that is none."""
    plan = checked(books.configuration, filters)
    outlet = known_outlet(books.configuration, filters.outlet)
    scope = filters.scope(plan, province=plan.province)
    total = figures(books.db, (), scope, ("items", "passing"))[0]
    gaps, unwatched = missing_of(books, filters)
    days = days_of_outlet(books.db, outlet.slug, since=filters.since, until=filters.until)
    period: dict[str, Any] = {"province": plan.province, "since": filters.since, "until": filters.until}
    families = families_of(books.configuration)
    return OutletView(
        outlet, plan, int(total["items"] or 0), int(total["passing"] or 0), gaps, unwatched,
        undated_items(books.db, scope), _tables(books, plan, filters, gaps),
        list(_stretches([day for day in days if day["state"] != "collected"])),
        list(_stretches([day for day in days if day["state"] == "collected" and not day["items"]])),
        most_viewed(books.db, outlet.slug, **period, limit=CARRIED),
        most_picked_up(books.db, outlet.slug, **period, families=families, limit=CARRIED),
        names_of(books.configuration, plan), bool(days or total["items"] or total["passing"]),
    )  # fmt: skip


def known_outlet(configuration: Configuration, slug: str) -> Outlet:
    """The configured outlet; Trouble("coverage.unknown-outlet")."""
    if slug not in configuration.outlets:
        raise Trouble("coverage.unknown-outlet", value=slug, allowed=", ".join(sorted(configuration.outlets)))
    return configuration.outlets[slug]


def _tables(books: Books, plan: Plan, filters: Filters, gaps: int) -> dict[str, list[dict[str, Any]]]:
    scope = filters.scope(plan, province=plan.province)
    months = coverage(books.db, ("outlet", "month"), scope, now=None, lives=lives_of(books, filters))
    found = {"month": [{**row, "value": row["month"]} for row in months if row["month"]]}
    for name in ("theme", *SINGLE):
        rows = figures(books.db, (name,), scope, ("items",))
        found[name] = [{"value": row[name], "items": row["items"], "gap_days": gaps} for row in rows if row["items"]]
        found[name].sort(key=lambda row: (row["value"] is None, -row["items"], row["value"] or ""))
    order = [clause.code for clause in plan.clauses]
    found["theme"].sort(key=lambda row: order.index(row["value"]) if row["value"] in order else len(order))
    return found


def _stretches(days: Sequence[Mapping[str, Any]]) -> Iterator[Stretch]:
    """Days joined where they follow each other with the same state and the same covered hours."""
    last: Stretch | None = None
    for row in days:
        day = date.fromisoformat(row["day"])
        if last and (last.until + ONE_DAY, last.state, last.hours) == (day, row["state"], row["covered_hours"]):
            last = Stretch(last.since, day, last.state, last.hours)
            continue
        if last:
            yield last
        last = Stretch(day, day, row["state"], row["covered_hours"])
    if last:
        yield last


@dataclass(frozen=True, slots=True)
class Listed:
    """One newspaper among all: what it published in a period."""

    outlet: Outlet
    items: int
    passing: int
    gap_days: int
    lines: tuple[str, ...]
    is_followed: bool
    is_watched: bool  # a source of it was visited, or something of it was found: else its zero says nothing

    @property
    def name(self) -> str:
        return self.outlet.name


def list_view(books: Books, filters: Filters) -> list[Listed]:
    """Every configured newspaper with its items of a period of a plan, those with most first."""
    configuration = books.configuration
    plan = checked(configuration, filters)
    scope = filters.scope(plan, province=plan.province)
    counted = coverage(books.db, ("outlet",), scope, now=None, lives=lives_of(books, filters))
    told, followed = {row["outlet"]: row for row in counted}, configuration.followed(books.today)
    nothing = {"items": 0, "passing": 0, "gap_days": 0}
    rows = []
    for slug, outlet in configuration.outlets.items():
        row = told.get(slug, nothing)
        lines = tuple(line.contract.number for line in lines_of(configuration, plan, slug))
        rows.append(
            Listed(outlet, row["items"], row["passing"], row["gap_days"], lines, slug in followed, slug in told)
        )
    return sorted(rows, key=_in_order)


def _in_order(row: Listed) -> tuple[object, ...]:
    return -row.items, -row.passing, not row.is_watched, not row.is_followed, folded(row.name)


def lines_of(configuration: Configuration, plan: Plan, slug: str) -> list[Line]:
    """The plan's lines that count through an outlet, each with the days in which they do."""
    lines = {line.number: line for line in plan.contracts}
    found: dict[str, Line] = {}
    for title in titles_of(plan, configuration.outlets, configuration.ledger.signed):
        if title.outlet == slug and not title.is_narrow and title.line in lines:
            known = found.get(title.line)
            since = min(title.since, known.since) if known else title.since
            until = max(title.until, known.until) if known else title.until
            inherited = title.inherited and (known is None or known.inherited)
            found[title.line] = Line(lines[title.line], since, until, inherited)
    return list(found.values())
