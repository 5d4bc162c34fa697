"""``reconcile``: an outlet's own list against what was collected, three ways: matched, claimed only, found only."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from config.ledger import Title
from crawlers.stretches import Stretch
from pipeline.jobs.home import Home
from pipeline.jobs.ledger.counting import Books, Filters, books_of, checked, deliver
from pipeline.jobs.watching.list_files import has_macros, rows_of
from pipeline.jobs.watching.trace import Asked, Trace, traced
from pipeline.jobs.watching.unlinked import Unlinked
from pipeline.lists.claims import matched
from pipeline.lists.matches import Item, Match, Shelf, Verdict, years_of
from pipeline.lists.rows import Entry, entries
from records import Plan, Trouble
from storage.figure_items import listed
from storage.reconciling import collected
from storage.store import Store
from times import day_start, iso

VERDICTS: tuple[Verdict, ...] = ("matched", "not-found", "doubtful", "duplicate", "refused")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list, what became of it, and for what is missing where its address is."""

    match: Match
    trace: Trace | None = None
    counted: str = ""  # of a matched item: a word of "counted.…": how the contract line counts it


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A whole list: each row has one verdict, so they add up to the rows; and what no row claims."""

    lines: tuple[Line, ...]
    unclaimed: list[dict[str, Any]]
    contract: str
    partner: str
    plan: Plan
    since: date
    until: date
    macros: bool

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(line.match.verdict for line in self.lines)
        told = {verdict.replace("-", "_"): found[verdict] for verdict in VERDICTS}
        return {"rows": len(self.lines), **told, "unclaimed": len(self.unclaimed)}


def reconcile(home: Home, path: Path, filters: Filters, *, now: datetime) -> Reconciled:
    """Hold a list against the items of a contract line; Trouble says what cannot be read or is no line."""
    with books_of(home, now=iso(now)) as books:
        plan = checked(books.configuration, filters)
        titles = [title for title in deliver(books, plan) if title.line == filters.contract]
        if not titles:
            raise Trouble("reconcile.no-titles", contract=filters.contract)
        told = entries(rows_of(path))
        rows = _collected(books, plan, titles)
        items = {row["id"]: _item(row) for row in rows}
        matches = matched(told, Shelf(list(items.values()), _hosts(books, titles)), years_of(told, items.values()))
        since, until = _period(filters, told, list(items.values()), plan)
        return Reconciled(
            tuple(_lines(books, matches, {row["id"]: row for row in rows}, filters.contract, now)),
            _unclaimed(books, plan, filters, matches, since, until), filters.contract,
            next(line.name for line in plan.contracts if line.number == filters.contract), plan, since, until,
            has_macros(path),
        )  # fmt: skip


def _collected(books: Books, plan: Plan, titles: Sequence[Title]) -> list[dict[str, Any]]:
    since = min(title.since for title in titles).isoformat()
    until = max(title.until for title in titles).isoformat()
    outlets, line = {title.outlet for title in titles}, titles[0].line
    return collected(books.db, outlets, province=plan.province, line=line, since=since, until=until)


def _item(row: Mapping[str, Any]) -> Item:
    day = date.fromisoformat(row["day"]) if row["day"] else None
    return Item(row["id"], row["outlet"], row["title"], day, tuple(row["urls"]))


def _hosts(books: Books, titles: Sequence[Title]) -> frozenset[str]:
    outlets = books.configuration.outlets
    own = {domain.name for title in titles for domain in outlets[title.outlet].domains}
    return frozenset(own | {title.host for title in titles if title.host})


def _period(filters: Filters, told: Sequence[Entry], items: Sequence[Item], plan: Plan) -> tuple[date, date]:
    """The days that the list is about: those asked for, else the whole months of its days."""
    years = years_of(told, items)
    days = [day for entry in told if not entry.reason and entry.day and (day := entry.day.within(years))]
    days = [day for day in days if plan.since <= day <= plan.until] or [plan.since, plan.until]
    first, last = min(days), max(days)
    since = date.fromisoformat(filters.since) if filters.since else first.replace(day=1)
    ends = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    return since, date.fromisoformat(filters.until) if filters.until else ends


def _lines(
    books: Books, matches: Sequence[Match], rows: Mapping[str, Mapping[str, Any]], contract: str, now: datetime
) -> Iterator[Line]:
    missing = [match for match in matches if match.verdict == "not-found" and match.url]
    asked = [Asked(match.url, _day(match)) for match in missing]
    store = Store(books.db)
    traces = traced(books.configuration, Unlinked(books.configuration, store, now), asked, now=now)
    by_entry = {id(match.entry): trace for match, trace in zip(missing, traces, strict=True)}
    for match in matches:
        counted = _counted(rows[match.item.id], contract) if match.item else ""
        yield Line(match, by_entry.get(id(match.entry)), counted)


def _day(match: Match) -> Stretch | None:
    day = match.entry.day.within([]) if match.entry.day else None
    return (day_start(day), day_start(day + timedelta(days=1))) if day else None


def _counted(row: Mapping[str, Any], contract: str) -> str:
    """How the line counts a matched item, or why it does not."""
    if row["relevance"] is None:
        return "unrelated"
    if row["relevance"] == 1:
        return "passing"
    if contract not in row["lines"]:
        return "elsewhere"
    return "shared" if len(row["lines"]) > 1 else str(row["standing"])


def _unclaimed(
    books: Books, plan: Plan, filters: Filters, matches: Sequence[Match], since: date, until: date
) -> list[dict[str, Any]]:
    """Items that the line counts in these days and that no row claims, also not perhaps."""
    named = {match.item.id for match in matches if match.item}
    named |= {item.id for match in matches if match.verdict == "doubtful" for item in match.candidates}
    within = filters.within(plan=plan.code, since=since.isoformat(), until=until.isoformat())
    rows = listed(books.db, within.scope(plan, province=plan.province), "items")
    return [row for row in rows if row["id"] not in named]
