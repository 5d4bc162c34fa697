"""Counting: items by any of the dimensions, each row with the days that are missing from it.

Every screen, export and report counts here. What is read are the derived tables
(``storage/schema/count_tables.py``), or a snapshot's own under the same names.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from sqlite_utils import Database

from storage.days import Life, make_outlet_days, missing_days, visited_outlets
from storage.gaps import OF_GAPS, Gaps, joined
from storage.item_states import ITEM_STATES

DIMENSIONS = ("outlet", "theme", "sub", "tone", "genre", "channel", "language", "month", "day")
SINGLE_VALUED = ("outlet", "tone", "genre", "channel", "language", "month", "day")  # an item stands in one row of these
LEDGER = ("contract", "standing", "commission")  # further ones where ``delivered`` was made (storage/ledger.py)
NONE = "-"  # filters by what has no value: not judged, without a day
_COLUMNS = {
    "outlet": "c.outlet",
    "theme": "th.theme",
    "sub": "th.sub",
    "tone": "tn.tone",
    "genre": "nullif(c.genre, '')",
    "channel": "c.channel",
    "language": "nullif(c.language, '')",
    "month": "nullif(substr(c.day, 1, 7), '')",
    "day": "nullif(c.day, '')",
    "contract": "d.line",
    "standing": "d.standing",
    "commission": "d.commission",
}
_TALLIED = {**_COLUMNS, "month": "nullif(c.month, '')"}
# Grouped by the column itself, which an index has in order.
_GROUPS = {
    "nullif(c.month, '')": "c.month",
    "nullif(c.genre, '')": "c.genre",
    "nullif(c.language, '')": "c.language",
    "nullif(c.day, '')": "c.day",
}
LONG = 92  # days: of a longer period items are read in order of their numbers, in which all else of them stands, too
_IN_TALLIES = {"outlet", "genre", "channel", "language", "month"}
# Days on which any outlet is missing, each once.
_ANY_OUTLET = """
(SELECT '' AS outlet, month, day, max(state) AS state FROM (
     SELECT month, day, iif(state = 'collected', 'collected', 'missing') AS state FROM outlet_days
 ) GROUP BY day)
"""
# Which items stand behind which figure of a row.
FIGURES = MappingProxyType({
    "items": "c.relevance = 2",
    "passing": "c.relevance = 1",
    "both": "c.relevance IN (1, 2)",
    "mentions": "c.relevance = 1 AND d.shared IS NOT NULL",  # in passing, of the lines' titles
    "pieces": "c.relevance = 2 AND d.shared = 0 AND d.standing <> 'repeat'",
    "originals": "c.relevance = 2 AND d.shared = 0 AND d.standing = 'original'",
    "reprints": "c.relevance = 2 AND d.shared = 0 AND d.standing = 'reprint'",
    "repeats": "c.relevance = 2 AND d.shared = 0 AND d.standing = 'repeat'",
    "ordered": "c.relevance = 2 AND d.shared = 0 AND d.standing <> 'repeat' AND d.commission = 'ordered'",
    "organic": "c.relevance = 2 AND d.shared = 0 AND d.standing <> 'repeat' AND d.commission = 'organic'",
    "unclear": "c.relevance = 2 AND d.shared = 0 AND d.standing <> 'repeat' AND d.commission = 'unclear'",
    "shared": "c.relevance = 2 AND d.shared = 1",
    "outside": "c.relevance = 2 AND NOT EXISTS (SELECT 1 FROM delivered x WHERE x.number = c.number)",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """Which items are counted. ``plan`` and ``province`` go together: then main subjects count as items,
    mentions in passing stand apart; without them everything that was collected counts. NONE as a value asks for
    items that have none."""

    plan: str = ""  # themes are those of this plan
    province: str = ""  # "" counts items whatever province they are about
    outlet: str = ""
    theme: str = ""
    tone: str = ""
    since: str = ""  # days, inclusive
    until: str = ""
    genre: str = ""
    channel: str = ""
    language: str = ""
    contract: str = ""  # a line of the annex; needs ``delivered``
    state: str = ""  # a word of storage/item_states.py
    match: str = ""  # words of the text, as storage/matching.py writes them


def coverage(
    db: Database,
    by: Sequence[str],
    scope: Scope,
    *,
    now: str | None,
    ends: Mapping[str, str] = MappingProxyType({}),
    lives: Sequence[Life] = (),
) -> list[dict[str, Any]]:
    """Rows of the dimensions' values, "items", with a province also "passing", and "gap_days".

    ``ends`` maps outlets that ended or are no longer followed to their last due day (see storage/days.py); ``now``
    is None where the outlet-days are there already (a snapshot's).
    ``lives``: which outlets were to be collected when in the period; days of theirs without a visit are gaps too.
    With ``day`` among the dimensions also "state" and "covered_hours"; every due outlet-day stands there,
    if need be with 0 items. Days on which only a part of the outlets is missing count as gaps.
    """
    unknown = [name for name in by if name not in DIMENSIONS]
    if unknown or not by:
        raise ValueError(f"unknown dimensions {unknown}")
    if now is not None:
        make_outlet_days(db, now=now, ends=ends)
    counted = figures(db, by, scope, ("items", "passing") if scope.province else ("items",))
    gaps = _gaps(db, by, scope)
    if lives:
        gaps = _with_unwatched(db, gaps, counted, by, scope, lives)
    return joined(counted, gaps, by, passing=bool(scope.province))


def figures(db: Database, by: Sequence[str], scope: Scope, names: Sequence[str]) -> list[dict[str, Any]]:
    """One row for each combination of the dimensions' values that an item of the scope has, with these FIGURES.

    Rows in which all of them are zero are there too (an item in passing makes one of "items"); without dimensions
    one row.
    """
    tallied = _is_tallied(by, scope, names)
    distinct = _joins_themes(by, scope) or _needs_ledger(by, scope, names)  # an item may have several rows then
    counts = (_measure(name, tallied=tallied, distinct=distinct) for name in names)
    columns = _TALLIED if tallied else _COLUMNS
    told = [f'{columns[name]} AS "{name}"' for name in by]
    order = ", ".join(str(position) for position in range(1, len(by) + 1))
    groups = ", ".join(_GROUPS.get(columns[name], columns[name]) for name in by)
    if not tallied:
        groups = groups.replace("c.outlet", "+c.outlet")  # not by the index of outlets, which leaves the days open
    group = f"GROUP BY {groups} ORDER BY {order}" if by else ""
    where = where_of(scope, tallied=tallied, by_number=_is_long(scope))
    sql = (
        f"SELECT {', '.join([*told, *counts])} FROM {_source(by, scope, names, tallied=tallied)} WHERE {where} {group}"
    )
    return list(db.query(sql, parameters_of(scope)))


@dataclass(frozen=True, slots=True)
class Behind:
    """Where items behind figures are read from, and what a row must be; an item may have several rows."""

    source: str
    where: str
    in_ledger: bool  # ``delivered d`` is among them


def behind(scope: Scope, names: Sequence[str], *, by_number: bool = False) -> Behind:
    """How to read the items of a scope that FIGURES count; ``by_number``: those that are named by their numbers."""
    where = where_of(scope, by_number=by_number or _is_long(scope))
    return Behind(_source((), scope, names, tallied=False), where, _needs_ledger((), scope, names))


def distinct_items(db: Database, scope: Scope) -> int:
    """How many items the scope holds, each once: what theme rows, which overlap, do not add up to."""
    return int(figures(db, (), scope, ("items",))[0]["items"] or 0)


def undated_items(db: Database, scope: Scope) -> int:
    """Items of the scope whose time of publication nobody wrote: they stand in no day, month or period."""
    rows = figures(db, ("month",), replace(scope, since="", until=""), ("items",))
    return sum(int(row["items"] or 0) for row in rows if row["month"] is None)


def _measure(name: str, *, tallied: bool, distinct: bool) -> str:
    test = FIGURES[name]
    if tallied:
        return f'coalesce(sum(CASE WHEN {test} THEN c.items END), 0) AS "{name}"'
    return f'count({"DISTINCT " if distinct else ""}CASE WHEN {test} THEN c.number END) AS "{name}"'


def _is_tallied(by: Sequence[str], scope: Scope, names: Sequence[str]) -> bool:
    return _in_tallies(by, scope) and set(names) <= {"items", "passing"}


def _in_tallies(by: Sequence[str], scope: Scope) -> bool:
    """Are the sums by month enough: nothing by item is asked, and the period is made of whole months?"""
    if not set(by) <= _IN_TALLIES or scope.theme or scope.tone or scope.contract:
        return False
    if scope.state or scope.match:
        return False
    last = scope.until and monthrange(int(scope.until[:4]), int(scope.until[5:7]))[1]
    return scope.since[8:] in ("", "01") and scope.since != NONE and (not last or scope.until[8:] == f"{last:02}")


def _joins_themes(by: Sequence[str], scope: Scope) -> bool:
    return bool(scope.theme) or "theme" in by or "sub" in by


def _needs_ledger(by: Sequence[str], scope: Scope, names: Sequence[str]) -> bool:
    return bool(scope.contract) or not set(by).isdisjoint(LEDGER) or any("d." in FIGURES[name] for name in names)


def _source(by: Sequence[str], scope: Scope, names: Sequence[str], *, tallied: bool) -> str:
    """What is read: the sums by month where they are enough, else the items with what is asked of them."""
    if tallied:
        return "tallies c"
    joins = ["items_fts f CROSS JOIN counted c ON c.number = f.rowid" if scope.match else "counted c"]
    if _needs_ledger(by, scope, names):
        joins.append("JOIN delivered d ON d.number = c.number")
    if _joins_themes(by, scope):
        kind = "LEFT JOIN" if scope.theme in ("", NONE) else "JOIN"
        joins.append(f"{kind} counted_themes th ON th.plan = :plan AND th.number = c.number")
    if scope.tone or "tone" in by:
        joins.append("LEFT JOIN counted_tones tn ON tn.scope = c.scope AND tn.number = c.number")
    return " ".join(joins)


# Of an item with several themes a join makes several rows; where each is to stand once, it is asked only whether.
_THEMES = "SELECT 1 FROM counted_themes th WHERE th.plan = :plan AND th.number = c.number"


def where_of(scope: Scope, *, tallied: bool = False, once: bool = False, by_number: bool = False) -> str:
    """What a row of ``counted c`` (or of ``tallies c``) must be; ``once``: themes without the join of them;
    ``by_number``: not by the index of days."""
    tests = ["c.scope = :province"]
    for name, column in (("outlet", "c.outlet"), ("genre", "c.genre"), ("channel", "c.channel"),
                         ("language", "c.language"), ("contract", "d.line"), ("tone", "coalesce(tn.tone, '')")
                         ):  # fmt: skip
        if value := getattr(scope, name):
            tests.append(f"{column} = ''" if value == NONE else f"{column} = :{name}")
    if scope.theme and once:
        named = f"EXISTS ({_THEMES} AND (th.theme = :theme OR th.sub = :theme))"
        tests.append(f"NOT EXISTS ({_THEMES})" if scope.theme == NONE else named)
    elif scope.theme:
        tests.append("th.theme IS NULL" if scope.theme == NONE else "(th.theme = :theme OR th.sub = :theme)")
    tests += [ITEM_STATES[scope.state]] if scope.state else []
    tests += ["f.items_fts MATCH :match"] if scope.match else []
    days = _days_where(scope, tallied=tallied)
    return " AND ".join([*tests, *(f"+{test}" if by_number and not tallied else test for test in days)])


def _is_long(scope: Scope) -> bool:
    """Is the period long, and no outlet named whose items an index has?"""
    if scope.outlet or scope.since == NONE:
        return False
    if not (scope.since and scope.until):
        return True
    return date.fromisoformat(scope.until) - date.fromisoformat(scope.since) > timedelta(days=LONG)


def _days_where(scope: Scope, *, tallied: bool) -> list[str]:
    """The tests of the period; who has no day is in none."""
    if scope.since == NONE:
        return ["c.day = ''"]
    day, since, until = ("c.month", "substr(:since, 1, 7)", "substr(:until, 1, 7)") if tallied else (
        "c.day", ":since", ":until",
    )  # fmt: skip
    tests = [f"{day} >= {since}"] if scope.since else []
    tests += [f"{day} <= {until}"] if scope.until else []
    return [*tests, f"{day} <> ''"] if tests else []


def parameters_of(scope: Scope) -> dict[str, str]:
    """What the names in :func:`where_of` stand for."""
    return {
        "plan": scope.plan, "province": scope.province, "outlet": scope.outlet, "theme": scope.theme,
        "tone": scope.tone, "since": scope.since, "until": scope.until, "genre": scope.genre,
        "channel": scope.channel, "language": scope.language, "contract": scope.contract, "match": scope.match,
    }  # fmt: skip


def _gaps(db: Database, by: Sequence[str], scope: Scope) -> Gaps:
    """Per value of the dimensions that gaps have: how many due days are not collected, and the day's state."""
    names = [name for name in by if name in OF_GAPS]
    tests = ["1", *(["outlet = :outlet"] if scope.outlet else [])]
    tests += [*(["day >= :since"] if scope.since else []), *(["day <= :until"] if scope.until else [])]
    columns, groups = "".join(f"{name}, " for name in names), f"GROUP BY {', '.join(names)}" if names else ""
    day = (
        """, CASE WHEN min(state) = max(state) THEN min(state) ELSE 'partial' END AS state,
             round(avg(covered_seconds) / 3600.0, 2) AS covered_hours"""
        if "day" in by
        else ""
    )
    days = "outlet_days" if scope.outlet or not {"outlet", "day"}.isdisjoint(by) else _ANY_OUTLET
    missing = "max" if "day" in by else "sum"  # a day of several outlets is one day
    sql = f"""SELECT {columns}coalesce({missing}(state <> 'collected'), 0) AS gap_days{day}
              FROM {days} WHERE {" AND ".join(tests)} {groups}"""
    return {tuple(row[name] for name in names): row for row in db.query(sql, parameters_of(scope))}


def _with_unwatched(
    db: Database, gaps: Gaps, counted: Sequence[Mapping[str, Any]], by: Sequence[str], scope: Scope,
    lives: Sequence[Life],
) -> Gaps:  # fmt: skip
    """The same with the days of a period that nobody watched.

    An outlet that was never visited has its gaps where it has items or is asked for: else its name beside the table
    says it, not a row of its own.
    """
    names = [name for name in by if name in OF_GAPS]
    told = missing_days(db, names, lives, outlet=scope.outlet, since=scope.since, until=scope.until)
    if "outlet" in names and not scope.outlet:
        place = names.index("outlet")
        known = {row["outlet"] for row in counted} | visited_outlets(db)
        told = {key: gap for key, gap in told.items() if key[place] in known}
    return {**gaps, **{key: _unwatched(gaps.get(key), gap) for key, gap in told.items()}}


def _unwatched(gap: Mapping[str, Any] | None, told: Mapping[str, Any]) -> dict[str, Any]:
    """A gap with the days that nobody watched; a day that only some outlets were watched on is partly collected."""
    full = {"state": None, "covered_hours": None, **(gap or {}), "gap_days": told["gap_days"]}
    return full | ({"state": "partial"} if full["state"] == "collected" and full["gap_days"] else {})
