"""The contract ledger in words: rows for people, and the sentences without which its figures would be misread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from config.ledger import Change
from config.wording import sentence
from pipeline.jobs.ledger.contracts import ContractsView

Said = tuple[str, dict[str, object]]  # key of a sentence and its facts
_ALWAYS = ("pieces", "originals", "reprints", "mentions")
_WHERE_THERE_ARE = ("ordered", "organic", "shared")  # columns that are left out of a narrow table while all are 0


def for_programs(view: ContractsView) -> list[dict[str, Any]]:
    """Every figure of each row; without dimensions also what became of the partner, with dates."""
    if view.by:
        return view.rows
    return [
        {**row, "changes": [
            {"day": one.day.isoformat(), "kind": one.kind, "before": one.before, "after": one.after}
            for one in view.changes if one.line == row["contract"]
        ]} for row in view.rows
    ]  # fmt: skip


def for_people(view: ContractsView) -> list[dict[str, Any]]:
    """Short rows in words; a count over days that were not collected is a floor and is printed as one."""
    return [_shown(row, view) for row in view.rows]


def _shown(row: Mapping[str, Any], view: ContractsView) -> dict[str, Any]:
    floor = "≥ " if row["gap_days"] else ""
    values = {name: _value(name, row[name], view) for name in view.by}
    there = [name for name in _WHERE_THERE_ARE if view.total[name]]
    counts = {name: f"{floor}{row[name]}" for name in (*_ALWAYS, *there)}
    percent = "" if row["share"] is None else f"{'' if row['share_sure'] else '≈ '}{row['share']} %"
    rate = (
        {"share": percent}
        if view.by
        else {"share": percent, "per_100": "" if row["per_100"] is None else f"{floor}{row['per_100']}"}
    )
    if "earlier" in row:
        before = f"{'≥ ' if row['earlier_gap_days'] else ''}{row['earlier']}"
        rate |= {"earlier": before, "compared": sentence(f"compared.{row['compared']}", by=row["difference"])}
    line = {"contract": row["contract"], "partner": row["partner"]}
    return {**line, **values, "amount": row["amount"], **counts, **rate, "gap_days": row["gap_days"] or ""}


def _value(name: str, value: Any, view: ContractsView) -> str:
    if value is None:
        return sentence("value.no-day" if name == "month" else "value.none")
    if name in view.names:
        return view.names[name].get(value, value)
    return sentence(f"{name}.{value}") if name in ("tone", "genre", "channel", "language") else str(value)


def notes(view: ContractsView) -> Iterator[Said]:
    """What must be said beside the table, in order."""
    yield "contracts.scope", {"plan": view.plan.name, "province": view.province}
    yield "contracts.total", {"items": at_least(view.total["pieces"], view.gap_days), "shared": view.total["shared"]}
    yield "contracts.volume", {}
    if view.gap_days:
        yield "contracts.gaps", {"days": view.gap_days, "unwatched": view.unwatched_days}
    if {"theme", "sub"} & set(view.by):
        yield "contracts.overlap", {}
    yield from () if view.by else _states(view)
    for change in view.changes:
        yield f"change-of.{change.kind}", _change(change)
    for line, other, since in view.shared_lines:
        yield "contracts.shared", {"line": line, "other": other, "day": f"{since:%d/%m/%Y}"}
    if view.total["unclear"]:
        yield "contracts.unclear", {"items": view.total["unclear"], "pieces": view.total["pieces"]}
    if view.total.get("outside"):
        yield "contracts.outside", {"items": view.total["outside"]}
    if view.idle:
        yield "contracts.idle", {"count": len(view.idle), "items": ", ".join(view.idle)}
    if view.undated:
        yield "coverage.undated", {"items": view.undated}
    yield "contracts.no-quality", {}


def _states(view: ContractsView) -> Iterator[Said]:
    """In which state the lines are and what was agreed; lines of which the same is true in one sentence."""
    alike: dict[tuple[str, str], list[str]] = {}
    for row in view.rows:
        alike.setdefault((sentence(f"contract-state.{row['state']}"), _agreed(row)), []).append(row["contract"])
    for (state, agreed), lines in alike.items():
        yield "contracts.state", {"lines": ", ".join(lines), "state": state, "agreed": agreed}


def _change(change: Change) -> dict[str, object]:
    return {"line": change.line, "day": f"{change.day:%d/%m/%Y}", "before": change.before, "after": change.after}


def _agreed(row: Mapping[str, Any]) -> str:
    if not row["agreed"]:
        return sentence("contracts.not-agreed")
    return "; ".join(
        sentence("contracts.agreed", of=" ".join(part for part in (one["theme"], one["genre"]) if part) or "*", **one)
        for one in row["agreed"]
    )


def at_least(items: int, gap_days: int) -> str:
    return sentence("coverage.at-least", items=items, days=gap_days) if gap_days else str(items)


def list_rows(rows: list[dict[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Listed items for people: outlets and moments by name."""
    return [
        {**row, "outlet": names.get(row["outlet"], row["outlet"]),
         **{name: sentence(f"{name}.{row[name]}") for name in ("standing", "commission") if name in row},
         "relevance": sentence(f"relevance.{row['relevance']}")}
        for row in rows
    ]  # fmt: skip
