"""The shortlist in words: one row and one explanation for each nominee, and what the machine leaves to people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from config.wording import sentence
from pipeline.jobs.ledger.awards import AwardsView

# Of the columns of a nominee the word for officers: a plan's clauses are "nội dung", what stands under them "chủ đề".
FIGURES = MappingProxyType({
    "pieces": "pieces", "originals": "originals", "deep": "deep", "clauses": "themes", "pickups": "pickups",
})  # fmt: skip


def for_programs(view: AwardsView) -> list[dict[str, Any]]:
    return [
        {"kind": kind, **row, "explanation": explanation(row, view)}
        for kind, rows in view.nominees.items() for row in rows
    ]  # fmt: skip


def for_people(view: AwardsView) -> list[dict[str, Any]]:
    floor = "≥ " if view.gap_days else ""
    return [
        {"nominee_kind": sentence(f"nominee.{kind}"), "name": _name(kind, row, view),
         **{name: f"{floor}{row[of]}" for name, of in FIGURES.items()},
         "corrected": row["corrected"] or "", "mean_place": f"{row['mean_place']:.1f}"}
        for kind, rows in view.nominees.items() for row in rows
    ]  # fmt: skip


def _name(kind: str, row: Mapping[str, Any], view: AwardsView) -> str:
    return view.names.get(row["name"], row["name"]) if kind == "outlet" else str(row["name"])


def explanation(row: Mapping[str, Any], view: AwardsView) -> str:
    """Why a nominee stands there, figure by figure with its place."""
    facts = {name: value for name, value in row.items() if name not in ("name", "notices")}
    told = sentence("award.why", **facts | {"mean_place": f"{row['mean_place']:g}".replace(".", ",")})
    if not row["notices"]:
        return told
    shown = "; ".join(f"{one['title']} ({one['notice']})" for one in row["notices"])
    return f"{told} {sentence('award.corrected', count=row['corrected'], items=shown)}"


def notes(view: AwardsView) -> Iterator[tuple[str, dict[str, object]]]:
    yield "award.scope", {"plan": view.plan.name, "since": view.since, "until": view.until}
    for kind, rows in view.nominees.items():
        for row in rows:
            yield "award.line", {"name": _name(kind, row, view), "text": explanation(row, view)}
    if view.gap_days:
        yield "award.gaps", {"days": view.gap_days}
    if view.unsigned:
        yield "award.unsigned", {"items": view.unsigned}
    yield "award.words", {}
    yield "award.committee", {}
