"""A plan's clauses by outlets: how much each published on each clause, with totals in which every item stands once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.jobs.ledger.counting import Books, Filters, checked, lives_of, missing_of
from records import Plan
from storage.coverage import NONE, coverage, figures, undated_items


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One outlet (slug "" is all of them): its distinct items, what is missing, and its items of each column."""

    slug: str
    name: str
    items: int
    passing: int
    gap_days: int
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HeatView:
    """The table: ``columns`` are the clauses' codes, NONE for items without any; rows with most items first."""

    plan: Plan
    columns: tuple[str, ...]
    rows: Sequence[HeatRow]
    total: HeatRow
    undated: int

    @property
    def most(self) -> int:
        """The largest number of a cell: what the darkest shade stands for."""
        return max((number for row in self.rows for number in row.cells), default=0)


def heat_view(books: Books, filters: Filters) -> HeatView:
    """Count a plan's clauses by outlet; Trouble names a plan, outlet or day that is none.

    An item has one outlet, so a clause's total is the sum of its column; it may have several clauses, so the sum of
    a row is more than the row's items.
    """
    plan = checked(books.configuration, filters)
    scope = filters.scope(plan, province=plan.province)
    columns = (*(clause.code for clause in plan.clauses), NONE)
    told = {(row["outlet"], row["theme"] or NONE): int(row["items"])
            for row in figures(books.db, ("outlet", "theme"), scope, ("items",))}  # fmt: skip
    outlets = coverage(books.db, ("outlet",), scope, now=None, lives=lives_of(books, filters))
    rows = [_row(books, row, told, columns) for row in outlets]
    gaps, _ = missing_of(books, filters)
    total = HeatRow(
        "", "", sum(row.items for row in rows), sum(row.passing for row in rows), gaps,
        tuple(sum(row.cells[place] for row in rows) for place in range(len(columns))),
    )  # fmt: skip
    rows.sort(key=lambda row: (-row.items, -row.passing, row.name))
    return HeatView(plan, columns, rows, total, undated_items(books.db, scope))


def _row(
    books: Books, row: Mapping[str, Any], told: Mapping[tuple[str, str], int], columns: Sequence[str]
) -> HeatRow:  # fmt: skip
    slug = str(row["outlet"])
    outlet = books.configuration.outlets.get(slug)
    cells = tuple(told.get((slug, code), 0) for code in columns)
    return HeatRow(slug, outlet.name if outlet else slug, row["items"], row["passing"], row["gap_days"], cells)
