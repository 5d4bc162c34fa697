"""The items behind one figure of the ledger, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.jobs.ledger.counting import Books, Filters, checked, deliver
from records import Trouble
from storage.coverage import FIGURES, listed

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
    rows = listed(books.db, filters.scope(plan, province=plan.province), figure)
    begin = next((place for place, row in enumerate(rows, 1) if row["id"] == after), 0)
    shown = rows[begin : begin + limit]
    return FigureView(shown, len(rows), shown[-1]["id"] if begin + limit < len(rows) else "")
