"""Lists of items page by page: the same items that :mod:`storage.coverage` counts, in an order that an index gives.

A page begins after the last item of the one before, never at an offset: the thousandth page costs what the first
does, and an item that comes in meanwhile moves nothing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlite_utils import Database

from storage.coverage import FIGURES, NONE, Scope, figures, parameters_of, where_of
from storage.item_states import ITEM_STATES
from storage.matching import How, ways_of_begun

Order = Literal["newest", "oldest", "stored"]
MANY = 500  # matches of words that are counted and put in order; more are told to be more
COUNTING = 500_000  # steps of SQLite's machine that a count may take unasked: some 30 ms
LEDE = 240  # characters
NOTHING = '""'  # an expression that no text matches
A_CHUNK = 1_000  # items that are read at a time where all are


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a page ended: day ("" for none), moment and number of its last item."""

    day: str
    at: str
    number: int


@dataclass(frozen=True, slots=True)
class Total:
    """How many items there are; ``more``: at least one more than ``items``."""

    items: int
    more: bool = False


# What is read first, so that items come in order by themselves; then the order within what an index leaves open.
_BY_DAY = "counted c INDEXED BY counted_by_day JOIN items i ON i.number = c.number"
_BY_OUTLET = "items i INDEXED BY items_by_outlet CROSS JOIN counted c ON c.number = i.number"
_BY_NUMBER = "counted c CROSS JOIN items i ON i.number = c.number"
_BY_WORDS = """
items_fts f CROSS JOIN counted c ON c.number = f.rowid CROSS JOIN items i ON i.number = c.number
"""
_TONES = "LEFT JOIN counted_tones tn ON tn.scope = c.scope AND tn.number = c.number"
_AFTER = "{day} {than}= :day AND ({day}, {at}, c.number) {than} (:day, :at, :number)"
_WAYS = {"newest": ("DESC", "<"), "oldest": ("ASC", ">"), "stored": ("DESC", "<")}
# Of a province's items all that narrows a list stands in one row (storage/schema/listed_tables.py).
_LISTED_STATES = {"copy": "c.copied", "own": "NOT c.copied", "edited": "c.edited", "removed": "c.removed"}
_THEME = "instr(c.themes, '/' || :plan || ':' || :theme || '/')"
_ANY_THEME = "instr(c.themes, '/' || :plan || ':')"


@dataclass(frozen=True, slots=True)
class _Way:
    """How a list is read: tables, and the expressions of day, moment and number by which an index has the order."""

    source: str
    tests: tuple[str, ...]
    day: str = "c.day"
    at: str = "coalesce(i.published_at, '')"
    key: str = "i.published_at"  # the moment as an order wants it
    number: str = "c.number"


@dataclass(frozen=True, slots=True)
class Found:
    """What words found: the scope that holds them, how they stand, and the matches that were stored last (MANY of them,
    and one more where there are more), those first."""

    scope: Scope
    how: How
    matches: Sequence[Place]


def found_by(db: Database, scope: Scope, figure: str, words: str, *, many: int = MANY) -> Found:
    """The items of a scope that hold these words, in the strictest way in which any of them does."""
    for how, match in ways_of_begun(words):
        wanted = replace(scope, match=match)
        if places := numbers(db, wanted, figure, "stored", limit=many + 1):
            return Found(wanted, how, places)
    return Found(replace(scope, match=NOTHING), "nothing", ())


def leaf(found: Found, order: Order, *, after: Place | None) -> list[Place]:
    """All places of what words found, in order, after a place; for as many matches as were gathered."""
    places = sorted(found.matches, reverse=_WAYS[order][1] == "<") if order != "stored" else found.matches
    return [one for one in places if after is None or _is_after(one, after, order)]


def _is_after(one: Place, place: Place, order: Order) -> bool:
    if order == "stored":
        return one.number < place.number
    return one < place if order == "newest" else one > place


def numbers(
    db: Database, scope: Scope, figure: str, order: Order, *, after: Place | None = None, limit: int
) -> list[Place]:  # fmt: skip
    """The places of the items behind a figure, each once, in an order; after a place, where one is given."""
    way, than = _WAYS[order]
    read = _way(scope, order)
    tests = [*read.tests, FIGURES[figure]]
    if after:
        later = f"{read.number} {than} :number" if order == "stored" else _AFTER
        tests.append(later.format(day=read.day, at=read.at, than=than))
    keys = (read.number,) if order == "stored" else (read.day, read.key, "c.number")
    sql = f"""SELECT c.day, {read.at}, c.number FROM {read.source}
              WHERE {" AND ".join(tests)} ORDER BY {", ".join(f"{key} {way}" for key in keys)} LIMIT :limit"""
    from_there = {"day": after.day, "at": after.at, "number": after.number} if after else {}
    rows = db.execute(sql, {**parameters_of(scope), **from_there, "limit": limit}).fetchall()
    return [Place(*row) for row in rows]


def _way(scope: Scope, order: Order) -> _Way:
    if scope.province:
        return _way_of_listed(scope, order)
    tones = f" {_TONES}" if scope.tone else ""
    tests = where_of(scope, once=True)
    if scope.match:
        return _Way(_BY_WORDS + tones, (tests,), number="f.rowid" if order == "stored" else "c.number")
    if order == "stored":
        return _Way(_BY_NUMBER + tones, (tests,))
    if scope.outlet:
        return _Way(_BY_OUTLET + tones, (tests, *_narrowed(scope)), day="i.day")
    return _Way(_BY_DAY + tones, (tests,))


def _way_of_listed(scope: Scope, order: Order) -> _Way:
    """The same of the items of a province, without a look at any other table."""
    tests = [where_of(replace(scope, tone="", theme="", state="", match=""), once=True)]
    if scope.tone:
        tests.append("c.tone = ''" if scope.tone == NONE else "c.tone = :tone")
    if scope.theme:
        tests.append(f"NOT {_ANY_THEME}" if scope.theme == NONE else _THEME)
    if scope.state:
        tests.append(_LISTED_STATES.get(scope.state) or ITEM_STATES[scope.state])
    if scope.match:
        words = "about_fts f CROSS JOIN listed c INDEXED BY listed_by_number ON c.number = f.rowid"
        number = "f.rowid" if order == "stored" else "c.number"
        return _Way(words, (*tests, "f.about_fts MATCH :match"), at="c.at", key="c.at", number=number)
    if order == "stored" and not _is_narrowed(scope):
        return _Way("listed c INDEXED BY listed_by_number", tuple(tests), at="c.at", key="c.at")
    number = "+c.number" if order == "stored" else "c.number"
    return _Way("listed c", tuple(tests), at="c.at", key="c.at", number=number)


def _is_narrowed(scope: Scope) -> bool:
    """Is anything asked for beside words? Few of the items stored last may be among them: sorting is quicker then."""
    return replace(scope, plan="", province="", match="") != Scope()


def _narrowed(scope: Scope) -> list[str]:
    """The same tests once more, of the columns that the index of an outlet's items has."""
    days = [f"i.day {than} :{name}" for name, than in (("since", ">="), ("until", "<=")) if getattr(scope, name)]
    return ["i.outlet = :outlet", *(days if scope.since != "-" else ["i.day IS NULL"])]


def total(db: Database, scope: Scope, figure: str, *, exact: bool, steps: int = COUNTING) -> Total | None:
    """How many items there are; None where it is not asked for exactly and counting would take more steps."""
    if not (scope.match or scope.theme or scope.tone or scope.state or scope.contract):
        return Total(int(figures(db, (), scope, (figure,))[0][figure] or 0))
    counted = _counted(db, scope, figure, steps=0 if exact else steps)
    return None if counted is None else Total(counted)


def _counted(db: Database, scope: Scope, figure: str, *, steps: int) -> int | None:
    """How many items there are; None where it takes more steps to count them (0: as many as it takes)."""
    read = _way(scope, "newest" if scope.province or scope.outlet else "stored")
    sql = f"SELECT count(*) FROM {read.source} WHERE {' AND '.join((*read.tests, FIGURES[figure]))}"
    db.conn.set_progress_handler((lambda: 1) if steps else None, steps)
    try:
        return int(db.execute(sql, parameters_of(scope)).fetchone()[0])
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return None
    finally:
        db.conn.set_progress_handler(None, 0)


_DETAILS = f"""
SELECT i.number, i.id, i.outlet, i.title, i.url, i.published_at, c.relevance, i.channel,
       nullif(c.genre, '') AS genre, tn.tone, i.version, i.removed_at,
       substr(coalesce(nullif(v.lede, ''), v.body), 1, {LEDE}) AS lede,
       (SELECT json_group_array(sub) FROM (SELECT sub FROM counted_themes th WHERE th.plan = :plan
        AND th.number = i.number ORDER BY theme, sub)) AS themes,
       (SELECT original FROM places p WHERE p.item = i.id AND p.original <> i.id) AS copy_of
FROM json_each(:numbers) n CROSS JOIN items i ON i.number = n.value
CROSS JOIN counted c ON c.scope = :province AND c.number = i.number {_TONES}
LEFT JOIN versions v ON v.item = i.id AND v.number = i.version ORDER BY n.key
"""


def details(db: Database, scope: Scope, places: Sequence[Place]) -> list[dict[str, Any]]:
    """What a list shows of these items, in their order; "themes" are the plan's sub-themes."""
    asked = {"plan": scope.plan, "province": scope.province, "numbers": json.dumps([one.number for one in places])}
    return [{**row, "themes": json.loads(row["themes"])} for row in db.query(_DETAILS, asked)]


def every(db: Database, scope: Scope, figure: str, order: Order) -> Iterator[dict[str, Any]]:
    """All items in order, with what a list shows of each; the database is to be held still meanwhile."""
    after: Place | None = None
    while places := numbers(db, scope, figure, order, after=after, limit=A_CHUNK):
        yield from details(db, scope, places)
        after = places[-1]
