"""The items behind a figure: as many as :func:`storage.coverage.figures` counts, all at once or some of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from storage.coverage import FIGURES, Behind, Scope, behind, parameters_of

_ITEMS = "JOIN items i ON i.number = c.number"
_NEWEST_FIRST = "GROUP BY c.number ORDER BY i.published_at DESC, i.id"


def listed(db: Database, scope: Scope, figure: str) -> list[dict[str, Any]]:
    """The items behind a figure, each once, newest first; with "standing" and "commission" where it is the ledger's."""
    read = behind(scope, (figure,))
    sql = f"{_columns(read)} WHERE {read.where} AND {FIGURES[figure]} {_NEWEST_FIRST}"
    return list(db.query(sql, parameters_of(scope)))


def numbers_behind(db: Database, scope: Scope, figure: str) -> list[int]:
    """The numbers of the same items in the same order; of a figure of the ledger without a look at the items."""
    read = behind(scope, (figure,))
    items, order = ("", "d.published_at DESC, d.id") if read.in_ledger else (_ITEMS, "i.published_at DESC, i.id")
    sql = f"""SELECT c.number FROM {read.source} {items} WHERE {read.where} AND {FIGURES[figure]}
              GROUP BY c.number ORDER BY {order}"""
    return [number for (number,) in db.execute(sql, parameters_of(scope))]


def some_listed(db: Database, scope: Scope, figure: str, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """The rows of :func:`listed` that have these numbers."""
    read = behind(scope, (figure,), by_number=True)
    sql = f"""{_columns(read)} WHERE {read.where} AND {FIGURES[figure]}
              AND c.number IN (SELECT value FROM json_each(:numbers)) {_NEWEST_FIRST}"""
    return list(db.query(sql, {**parameters_of(scope), "numbers": json.dumps(numbers)}))


def number_of(db: Database, item: str) -> int | None:
    """The number of the item with this id."""
    found = db.execute("SELECT number FROM items WHERE id = ?", [item]).fetchone()
    return found and int(found[0])


def _columns(read: Behind) -> str:
    ledger = ", d.standing, d.commission" if read.in_ledger else ""
    return f"""SELECT i.id, i.outlet, i.title, i.published_at, i.url, c.channel, c.relevance{ledger}
               FROM {read.source} {_ITEMS}"""
