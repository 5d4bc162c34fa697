"""Counting: items by any of the dimensions, each row with the days that are missing from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlite_utils import Database

from storage.days import make_outlet_days
from storage.labels import labels_of

DIMENSIONS = ("outlet", "theme", "sub", "tone", "genre", "channel", "month", "day")
SINGLE_VALUED = ("outlet", "tone", "genre", "channel", "month", "day")  # an item stands in one row of these
_COLUMNS = {
    "outlet": "i.outlet",
    "theme": "th.label",
    "sub": "th.detail",
    "tone": "tn.label",
    "genre": "ge.label",
    "channel": "i.channel",
    "month": "substr(i.day, 1, 7)",
    "day": "i.day",
}
Gaps = Mapping[tuple[Any, ...], Mapping[str, Any]]  # values of the dimensions that gaps have, to their row
_OF_GAPS = {"outlet": "outlet", "month": "substr(day, 1, 7)", "day": "day"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which items are counted. ``plan`` and ``province`` go together: then main subjects count as items,
    mentions in passing stand apart; without them everything that was collected counts."""

    plan: str = ""  # themes are those of this plan
    province: str = ""  # "" counts items whatever province they are about
    outlet: str = ""
    theme: str = ""
    tone: str = ""
    since: str = ""  # days, inclusive
    until: str = ""


def coverage(
    db: Database, by: Sequence[str], scope: Scope, *, now: str, ends: Mapping[str, str] = MappingProxyType({})
) -> list[dict[str, Any]]:
    """Rows of the dimensions' values, "items", with a province also "passing", and "gap_days".

    ``ends`` maps outlets that ended or are no longer followed to their last due day (see storage/days.py).
    With ``day`` among the dimensions also "state" and "covered_hours"; every due outlet-day stands there,
    if need be with 0 items. Days on which only a part of the outlets is missing count as gaps.
    """
    unknown = [name for name in by if name not in DIMENSIONS]
    if unknown or not by:
        raise ValueError(f"unknown dimensions {unknown}")
    make_outlet_days(db, now=now, ends=ends)
    counted = list(db.query(_items_sql(by, scope), _parameters(scope)))
    gaps = _gaps(db, by, scope)
    return _joined(counted, gaps, by, scope)


def distinct_items(db: Database, scope: Scope) -> int:
    """How many items the scope holds, each once: what theme rows, which overlap, do not add up to."""
    sql = f"SELECT count(DISTINCT i.number) AS items FROM items i {_joins((), scope)} WHERE {_where(scope, main=True)}"
    return int(next(iter(db.query(sql, _parameters(scope))))["items"])


def undated_items(db: Database, scope: Scope) -> int:
    """Items of the scope whose time of publication nobody wrote: they stand in no day, month or period."""
    anytime = replace(scope, since="", until="")
    where = f"{_where(anytime, main=True)} AND i.day IS NULL"
    sql = f"SELECT count(DISTINCT i.number) FROM items i {_joins((), anytime)} WHERE {where}"
    return int(db.execute(sql, _parameters(anytime)).fetchone()[0])


def _items_sql(by: Sequence[str], scope: Scope) -> str:
    columns = ", ".join(f'{_COLUMNS[name]} AS "{name}"' for name in by)
    if scope.province:
        count = (
            "count(DISTINCT CASE WHEN re.label = '2' THEN i.number END) AS items, "
            "count(DISTINCT CASE WHEN re.label = '1' THEN i.number END) AS passing"
        )
    else:
        count = "count(DISTINCT i.number) AS items"
    groups = ", ".join(str(position) for position in range(1, len(by) + 1))
    return (
        f"SELECT {columns}, {count} FROM items i {_joins(by, scope)} "
        f"WHERE {_where(scope, main=False)} GROUP BY {groups} ORDER BY {groups}"
    )


def _joins(by: Sequence[str], scope: Scope) -> str:
    joins = []
    if scope.province:
        joins.append(_annotation("re", "relevance", ":province", left=False))
    if scope.theme or "theme" in by or "sub" in by:
        joins.append(_annotation("th", "theme", ":plan", left=not scope.theme))
    if scope.tone or "tone" in by:
        joins.append(_annotation("tn", "tone", ":province", left=not scope.tone))
    if "genre" in by:
        joins.append(_annotation("ge", "genre", "''", left=True))
    return " ".join(joins)


def _annotation(alias: str, kind: str, scope: str, *, left: bool) -> str:
    join = "LEFT JOIN" if left else "JOIN"
    return f"{join} {labels_of(kind)} {alias} ON {alias}.item = i.id AND {alias}.scope = {scope}"


def _where(scope: Scope, *, main: bool) -> str:
    tests = ["1"]
    if scope.province:
        tests.append("re.label = '2'" if main else "re.label IN ('1', '2')")
    if scope.outlet:
        tests.append("i.outlet = :outlet")
    if scope.theme:
        tests.append("(th.label = :theme OR th.detail = :theme)")
    if scope.tone:
        tests.append("tn.label = :tone")
    if scope.since:
        tests.append("i.day >= :since")
    if scope.until:
        tests.append("i.day <= :until")
    return " AND ".join(tests)


def _parameters(scope: Scope) -> dict[str, str]:
    return {
        "plan": scope.plan, "province": scope.province, "outlet": scope.outlet, "theme": scope.theme,
        "tone": scope.tone, "since": scope.since, "until": scope.until,
    }  # fmt: skip


def _gaps(db: Database, by: Sequence[str], scope: Scope) -> Gaps:
    """Per value of the dimensions that gaps have: how many due days are not collected, and the day's state."""
    names = [name for name in by if name in _OF_GAPS]
    columns = "".join(f'{_OF_GAPS[name]} AS "{name}", ' for name in names)
    groups = ", ".join(str(position) for position in range(1, len(names) + 1))
    tests = ["1", *(["outlet = :outlet"] if scope.outlet else [])]
    tests += [*(["day >= :since"] if scope.since else []), *(["day <= :until"] if scope.until else [])]
    sql = (
        f"SELECT {columns}"
        "count(DISTINCT CASE WHEN state <> 'collected' THEN day END) AS gap_days, "
        "CASE WHEN min(state) = max(state) THEN min(state) ELSE 'partial' END AS state, "
        "round(avg(covered_seconds) / 3600.0, 2) AS covered_hours "
        f"FROM outlet_days WHERE {' AND '.join(tests)} {f'GROUP BY {groups}' if names else ''}"
    )
    return {tuple(row[name] for name in names): row for row in db.query(sql, _parameters(scope))}


def _joined(
    counted: Sequence[Mapping[str, Any]],
    gaps: Gaps,
    by: Sequence[str],
    scope: Scope,
) -> list[dict[str, Any]]:
    names = [name for name in by if name in _OF_GAPS]
    rows = [_with_gap(row, gaps.get(tuple(row[name] for name in names)), by) for row in counted]
    if names:
        there = {tuple(row[name] for name in names) for row in counted}
        rows += list(_empty_rows(gaps, there, by, names, scope))
        rows.sort(key=lambda row: tuple((row[name] is not None, row[name] or "") for name in by))
    return rows


def _empty_rows(
    gaps: Gaps, there: set[tuple[Any, ...]], by: Sequence[str],
    names: Sequence[str], scope: Scope,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Due outlets, months and days without a single item: a zero that is said, not left out."""
    for key, gap in gaps.items():
        if key not in there:
            values = dict(zip(names, key, strict=True))
            row = {**{name: values.get(name) for name in by}, "items": 0, **({"passing": 0} if scope.province else {})}
            yield _with_gap(row, gap, by)


def _with_gap(row: Mapping[str, Any], gap: Mapping[str, Any] | None, by: Sequence[str]) -> dict[str, Any]:
    full = {**row, "gap_days": gap["gap_days"] if gap else 0}
    if "day" in by:
        full["state"] = gap["state"] if gap else None
        full["covered_hours"] = gap["covered_hours"] if gap else None
    return full
