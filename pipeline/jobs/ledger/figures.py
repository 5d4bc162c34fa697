"""The items behind one figure of the ledger, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.jobs.ledger.counting import Books, Filters, checked, deliver
from records import Trouble
from storage.coverage import FIGURES
from storage.figure_items import number_of, numbers_behind, some_listed

OF_PLAN = ("items", "passing")  # figures that need no contract line


@dataclass(frozen=True, slots=True)
class FigureView:
    """Some of the items behind a figure, newest first; ``after`` is the id to go on from, "" on the last page."""

    rows: Sequence[dict[str, Any]]
    total: int
    after: str


def figure_view(books: Books, filters: Filters, figure: str, *, after: str, limit: int) -> FigureView:
    """The items behind a figure of a plan; Trouble("figure.unknown"), or names what of the filters is none.

    ``after`` is the id of the last item that was shown; where it is not among them any more it begins anew.
    """
    plan = checked(books.configuration, filters, undated=True)
    if figure not in FIGURES:
        raise Trouble("figure.unknown", value=figure, allowed=", ".join(FIGURES))
    if figure not in OF_PLAN or filters.contract:
        deliver(books, plan)
    scope = filters.scope(plan, province=plan.province)
    numbers = numbers_behind(books.db, scope, figure)
    last = number_of(books.db, after)
    begin = numbers.index(last) + 1 if last in numbers else 0
    rows = some_listed(books.db, scope, figure, numbers[begin : begin + limit])
    return FigureView(rows, len(numbers), rows[-1]["id"] if begin + limit < len(numbers) else "")
