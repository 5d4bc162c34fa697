"""``contracts``: what was delivered under each line of a plan's annex, through every title that carries it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from config.ledger import Change, Deliverable, Title, changes_of
from config.load import Configuration
from pipeline.jobs.ledger.counting import (
    Books,
    Filters,
    check_dimensions,
    checked,
    day_of,
    deliver,
    idle_rulings,
    names_of,
)
from pipeline.reports.floors import Floor, compared, share
from records import Contract, Outlet, Plan, Trouble
from storage.coverage import DIMENSIONS, Scope, figures, undated_items
from storage.ledger import line_gaps

VOLUME = ("pieces", "originals", "reprints", "repeats", "ordered", "organic", "unclear", "shared", "mentions")
HUNDRED = 100  # triệu đồng
BY = tuple(name for name in DIMENSIONS if name != "day")


@dataclass(frozen=True, slots=True)
class ContractsView:
    """The ledger with all that is needed to read it rightly."""

    by: tuple[str, ...]
    rows: list[dict[str, Any]]
    total: Mapping[str, int]  # VOLUME over all lines, and "outside": items of outlets without a line
    gap_days: int
    unwatched_days: int
    undated: int
    plan: Plan
    province: str
    changes: Sequence[Change]
    shared_lines: Sequence[tuple[str, str, date]]  # two lines that end in one title, and since when
    names: Mapping[str, Mapping[str, str]]
    snapshot: str = ""
    idle: Sequence[str] = ()  # items that officers decided on, and nothing came of it


def contracts_view(books: Books, *, by: tuple[str, ...], filters: Filters) -> ContractsView:
    """Count what each line brought; Trouble names a dimension, plan, line, outlet, theme or day that is none."""
    check_dimensions(by, BY)
    plan = checked(books.configuration, filters)
    titles = deliver(books, plan)
    scope = filters.scope(plan, province=plan.province)
    lines = [line for line in plan.contracts if line.number and filters.contract in ("", line.number)]
    gaps = _gaps(books, lines, titles, filters)
    told = {(row["contract"], *(row[name] for name in by)): row for row in _counted(books, by, scope)}
    rows = list(_rows(books, lines, by, told, gaps, filters))
    everything = figures(books.db, (), scope, VOLUME)[0] | _outside(books, scope)
    _share_out(rows, Floor(int(everything["pieces"] or 0), gaps[""]["gap_days"]))
    return ContractsView(
        by, rows, {name: int(everything[name] or 0) for name in everything}, gaps[""]["gap_days"],
        gaps[""]["unwatched_days"], undated_items(books.db, replace(scope, contract="")), plan,
        books.configuration.provinces[plan.province].name,
        [one for one in changes_of(plan, books.configuration.outlets) if filters.contract in ("", one.line)],
        list(_shared(titles)), names_of(books.configuration, plan), books.snapshot,
        idle_rulings(books, plan),
    )  # fmt: skip


def _share_out(rows: list[dict[str, Any]], whole: Floor) -> None:
    """Each row's share of all pieces, and whether it is sure: with missing days it may be more or less."""
    for row in rows:
        row["share"], row["share_sure"] = share(Floor(row["pieces"], row["gap_days"]), whole)


def versus_view(books: Books, view: ContractsView, *, filters: Filters, versus: str) -> ContractsView:
    """The view beside another period, "2025-01-01..2025-06-30"; Trouble where a snapshot holds that period not."""
    since, _, until = versus.partition("..")
    if books.snapshot:
        raise Trouble("snapshot.no-versus", value=books.snapshot)
    days = [day_of(day).isoformat() for day in (since, until)]
    other = filters.within(plan=filters.plan, since=days[0], until=days[1])
    return with_earlier(view, contracts_view(books, by=view.by, filters=other))


def with_earlier(view: ContractsView, earlier: ContractsView) -> ContractsView:
    """The same with what each row brought in another period: "earlier", its gap days, and how they compare.

    What only one of the periods has stands there too, with the other's zero and the line's missing days.
    """
    told = {_key(row, view.by): row for row in earlier.rows}
    gaps = {row["contract"]: row["gap_days"] for row in earlier.rows}
    rows = []
    for row in _with_ended(view, earlier):
        missing = {"pieces": 0, "gap_days": gaps.get(row["contract"], earlier.gap_days)}
        before = told.get(_key(row, view.by), missing)
        verdict, by = compared(Floor(row["pieces"], row["gap_days"]), Floor(before["pieces"], before["gap_days"]))
        rows.append({**row, "earlier": before["pieces"], "earlier_gap_days": before["gap_days"], "compared": verdict,
                     "difference": by})  # fmt: skip
    return replace(view, rows=rows)


def _with_ended(view: ContractsView, earlier: ContractsView) -> list[dict[str, Any]]:
    """The view's rows, and behind those of each line with zeros what only the earlier period has of it."""
    there = {_key(row, view.by) for row in view.rows}
    lines = {row["contract"]: row for row in reversed(view.rows)}  # dimensions aside, what is said of a line
    zeros = dict.fromkeys(VOLUME, 0)
    ended = [
        {**lines[row["contract"]], **{name: row[name] for name in view.by}, **zeros}
        for row in earlier.rows
        if row["pieces"] and row["contract"] in lines and _key(row, view.by) not in there
    ]
    _share_out(ended, Floor(view.total["pieces"], view.gap_days))
    order = list(reversed(lines))
    return sorted([*view.rows, *ended], key=lambda row: order.index(row["contract"]))


def _key(row: Mapping[str, Any], by: Sequence[str]) -> tuple[Any, ...]:
    return (row["contract"], *(row[name] for name in by))


def _outside(books: Books, scope: Scope) -> dict[str, Any]:
    """Items of outlets with which there is no line."""
    return {} if scope.contract else figures(books.db, (), scope, ("outside",))[0]


def _counted(books: Books, by: Sequence[str], scope: Scope) -> list[dict[str, Any]]:
    return figures(books.db, ("contract", *by), scope, VOLUME)


def _rows(
    books: Books,
    lines: Sequence[Contract],
    by: Sequence[str],
    told: Mapping[tuple[Any, ...], Mapping[str, Any]],
    gaps: Mapping[str, Mapping[str, Any]],
    filters: Filters,
) -> Iterator[dict[str, Any]]:
    """One row a line, or one for each of the values that its items have; a line without any has its zeros."""
    zeros = dict.fromkeys(VOLUME, 0)
    for line in lines:
        of_line = [row for key, row in told.items() if key[0] == line.number]
        for row in of_line or [{**dict.fromkeys(by), **zeros}]:
            counts = {name: row[name] for name in VOLUME}
            values = {name: row[name] for name in by}
            gap = gaps.get(line.number, {"gap_days": 0, "unwatched_days": 0})
            about = {} if by else _about(books, line, filters, counts["pieces"])
            yield {
                "contract": line.number, "partner": line.name, **values, "amount": line.amount, **counts, **about,
                "gap_days": gap["gap_days"], "unwatched_days": gap["unwatched_days"],
            }  # fmt: skip


def _about(books: Books, line: Contract, filters: Filters, pieces: int) -> dict[str, Any]:
    """State, period, what was agreed, and the volume for each 100 triệu đồng of the period: never a value."""
    since, until = _period(line, filters, books.today)
    money = amount_for(line.amount, since, until)
    ledger = books.configuration.ledger
    agreed = [_agreed(books, one, filters) for one in ledger.deliverables if _is_of(one, filters, line)]
    return {
        "per_100": round(pieces / money * HUNDRED, 1) if money else None,
        "since": line.since.isoformat(), "until": line.until.isoformat(),
        "state": state_of(books.configuration, books.today, line, filters),
        "agreed": agreed,
    }  # fmt: skip


def _agreed(books: Books, one: Deliverable, filters: Filters) -> dict[str, Any]:
    """What was agreed a year, and what the period brought of it: by theme and genre where those were agreed."""
    plan = books.configuration.plans[one.plan]
    asked = replace(filters, contract=one.contract, theme=one.theme, genre=one.genre)
    brought = figures(books.db, (), asked.scope(plan, province=plan.province), ("pieces",))[0]["pieces"]
    return {"pieces": one.pieces, "theme": one.theme, "genre": one.genre, "delivered": int(brought or 0)}


def _is_of(one: Deliverable, filters: Filters, line: Contract) -> bool:
    return one.contract == line.number and filters.plan in ("", one.plan)


def state_of(configuration: Configuration, today: date, line: Contract, filters: Filters) -> str:
    """The state that officers wrote last, else what the dates say: "planned", "running", "ended"."""
    plan = filters.plan or configuration.settings.default_plan
    known = [
        one for one in configuration.ledger.states
        if (one.plan, one.contract) == (plan, line.number) and one.since <= today
    ]  # fmt: skip
    if known:
        return max(known, key=lambda one: one.since).state
    return "planned" if today < line.since else "ended" if today > line.until else "running"


def _period(line: Contract, filters: Filters, today: date) -> tuple[date, date]:
    since = max(line.since, date.fromisoformat(filters.since)) if filters.since else line.since
    until = min(line.until, date.fromisoformat(filters.until)) if filters.until else line.until
    return since, min(until, today)


def amount_for(yearly: int, since: date, until: date) -> float:
    """The share of a yearly amount that falls to a period, by days of each calendar year; 0 for an empty one."""
    money, day = 0.0, since
    while day <= until:
        last = min(until, date(day.year, 12, 31))
        days = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
        money += yearly * ((last - day).days + 1) / days
        day = last + timedelta(days=1)
    return money


def _gaps(
    books: Books, lines: Sequence[Contract], titles: Sequence[Title], filters: Filters
) -> dict[str, dict[str, Any]]:
    numbers = {line.number for line in lines}
    lives = [life for title in titles if title.line in numbers and (life := _life(title, books.configuration.outlets))]
    if filters.outlet:
        lives = [life for life in lives if life[1] == filters.outlet]
    since = filters.since or "0001-01-01"
    until = min(filters.until or books.today.isoformat(), books.today.isoformat())
    told = line_gaps(books.db, lives, since=since, until=until)
    return {name: {key: value or 0 for key, value in row.items()} for name, row in told.items()}


def _life(title: Title, outlets: Mapping[str, Outlet]) -> tuple[str, str, str, str] | None:
    """From when to when a title is to be collected for its line; None for an agency or paper without a site."""
    outlet = outlets[title.outlet]
    if title.is_narrow or not outlet.domains:
        return None
    since = max(title.since, outlet.since or title.since)
    until = min(title.until, outlet.until or title.until)
    return (title.line, title.outlet, since.isoformat(), until.isoformat()) if since <= until else None


def _shared(titles: Sequence[Title]) -> Iterator[tuple[str, str, date]]:
    """Lines that from a day on count through a title that is another line's too."""
    for title in titles:
        others = [one for one in titles if one.outlet == title.outlet and one.line != title.line]
        if title.inherited and not title.is_narrow and others:
            for other in dict.fromkeys(one.line for one in others if not one.is_narrow):
                yield title.line, other, title.since
