"""Officers' decisions over the machine's opinions: which labels of an item stand.

The machine's rows stay as they are and are marked as overruled; what an officer said has rows of its own. Both follow
from the machine's rows and the decisions, so they are made anew whenever either changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlite_utils import Database

from records import Annotation, Decision, Plan
from storage.decisions import Entry, decision_of_row, history
from storage.recount import recount
from storage.rows import annotation_of_row, annotation_row, item_id

ITEM = "item"  # what a correction is about
CERTAIN = 1.0  # the score of what an officer says
Plans = Mapping[str, Plan]


@dataclass(frozen=True, slots=True)
class Ruled:
    """A label with who stands behind it."""

    annotation: Annotation
    decision: str = ""  # the decision that says so; "" is the machine
    overruled: str = ""  # the decision that says otherwise; "" stands


def rule(machine: Iterable[Annotation], decisions: Iterable[Decision], plans: Plans) -> list[Ruled]:
    """The labels of an item after these decisions, oldest first; a later one overrules an earlier.

    A decision may say ``tone`` with ``neg_kind``, ``genre``, ``relevance`` (province to 0, 1, 2), ``themes`` (all
    sub-themes), or ``add`` and ``remove`` (sub-themes, or with ``plan`` its clauses); what else it says is passed over.
    """
    rows = [Ruled(one) for one in machine]
    for decision in decisions:
        for kind, say in _SAYING.items():
            if any(name in decision.said for name in kind):
                rows = say(rows, decision, plans)
    return rows


def _tone(rows: list[Ruled], decision: Decision, _plans: Plans) -> list[Ruled]:
    """One tone for the item and for every province that it speaks of."""
    before = next((row.annotation for row in rows if _stands(row, "tone")), None)
    label = str(decision.said.get("tone") or "neg")
    kind = str(decision.said.get("neg_kind") or (before.detail if before and before.label == "neg" else ""))
    scopes = {"", *(row.annotation.scope for row in rows if row.annotation.kind == "tone")}
    said = [_said(decision, "tone", scope, label, kind if label == "neg" else "") for scope in sorted(scopes)]
    return [*_overruled(rows, decision, _of("tone")), *said]


def _genre(rows: list[Ruled], decision: Decision, _plans: Plans) -> list[Ruled]:
    said = _said(decision, "genre", "", str(decision.said["genre"]))
    return [*_overruled(rows, decision, _of("genre")), said]


def _relevance(rows: list[Ruled], decision: Decision, _plans: Plans) -> list[Ruled]:
    for province, label in _table(decision.said["relevance"]).items():
        rows = _overruled(rows, decision, _of("relevance", province))
        rows.append(_said(decision, "relevance", province, str(label), "officer"))
        for kind, labels in (("tone", ("1", "2")), ("flag", ("2",))):
            rows = _spread(rows, decision, kind, province, is_wanted=str(label) in labels)
    return rows


def _spread(rows: list[Ruled], decision: Decision, kind: str, province: str, *, is_wanted: bool) -> list[Ruled]:
    """What holds for the item holds for a province that it speaks of, and for no other."""
    there = [row for row in rows if _stands(row, kind, province)]
    if there and not is_wanted:
        return _overruled(rows, decision, _of(kind, province))
    if is_wanted and not there:
        own = [row.annotation for row in rows if _stands(row, kind)]
        return [*rows, *(Ruled(replace(one, scope=province), decision.id) for one in own)]
    return rows


def _themes(rows: list[Ruled], decision: Decision, plans: Plans) -> list[Ruled]:
    said, only = decision.said, str(decision.said.get("plan") or "")
    if "themes" in said:
        rows = _overruled(rows, decision, _of("theme"))
    for code in _texts(said.get("remove")):
        rows = _overruled(rows, decision, partial(_is_theme, code, only))
    for code in (*_texts(said.get("themes")), *_texts(said.get("add"))):
        rows = _with_theme(rows, decision, list(_theme_rows(decision, code, only, plans)))
    return rows


def _is_theme(code: str, only: str, one: Annotation) -> bool:
    """Is it this sub-theme, or this clause of the plan that was named?"""
    if one.kind != "theme" or (only and one.scope != only):
        return False
    return one.detail == code or (bool(one.scope) and one.label == code and (bool(only) or not one.detail))


def _theme_rows(decision: Decision, code: str, only: str, plans: Plans) -> Iterator[Ruled]:
    """A sub-theme with the clauses that it reaches, or a clause of the plan that was named."""
    if not only:
        yield _said(decision, "theme", "", code, code)
    for plan in plans.values() if not only else (plans[only],) if only in plans else ():
        for clause in plan.clauses:
            if code in clause.subs:
                yield _said(decision, "theme", plan.code, clause.code, code)
            elif only and code == clause.code:
                yield _said(decision, "theme", plan.code, code)


def _with_theme(rows: list[Ruled], decision: Decision, said: Sequence[Ruled]) -> list[Ruled]:
    same = {(one.annotation.scope, one.annotation.label, one.annotation.detail) for one in said}
    kept = _overruled(rows, decision, lambda one: one.kind == "theme" and (one.scope, one.label, one.detail) in same)
    return [*kept, *said]


_SAYING: dict[tuple[str, ...], Callable[[list[Ruled], Decision, Plans], list[Ruled]]] = {
    ("tone", "neg_kind"): _tone,
    ("genre",): _genre,
    ("themes", "add", "remove"): _themes,
    ("relevance",): _relevance,  # last: what then holds for a province follows from what holds for the item
}


def _stands(row: Ruled, kind: str, scope: str = "") -> bool:
    return not row.overruled and (row.annotation.kind, row.annotation.scope) == (kind, scope)


def _of(kind: str, scope: str | None = None) -> Callable[[Annotation], bool]:
    return lambda one: one.kind == kind and scope in (None, one.scope)


def _overruled(rows: Iterable[Ruled], decision: Decision, is_meant: Callable[[Annotation], bool]) -> list[Ruled]:
    """Machine's rows are marked, an earlier officer's give way."""
    kept = []
    for row in rows:
        if row.overruled or not is_meant(row.annotation):
            kept.append(row)
        elif not row.decision:
            kept.append(replace(row, overruled=decision.id))
    return kept


def _said(decision: Decision, kind: str, scope: str, label: str, detail: str = "") -> Ruled:
    return Ruled(Annotation(kind, scope, label, CERTAIN, decision.by, detail), decision.id)  # type: ignore[arg-type]


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


# --- in the database ---


def rule_items(db: Database, plans: Plans) -> int:
    """Rule anew every item of which a decision, or the item that it belongs to, has changed; returns how many."""
    with db.atomic():
        rows = list(db.query("SELECT r.item, i.id FROM rerule r LEFT JOIN items i ON i.id = r.item"))
        former = {row["item"] for row in rows if row["id"] is None}
        # An undoing keeps the id of what it undoes, and that may have been merged since.
        waiting = sorted({row["id"] for row in rows if row["id"]} | set(heirs_of(db, former).values()))
        rule_these(db, waiting, plans, again=True)
        db.execute("DELETE FROM rerule")
        recount(db)
    return len(waiting)


def rule_these(db: Database, items: Sequence[str], plans: Plans, *, again: bool = False) -> None:
    """Rule these items, whose machine's rows are as they came; with ``again`` those that were ruled before."""
    if again:
        wanted = json.dumps(list(items))
        of_these = "item IN (SELECT value FROM json_each(?))"
        db.execute(f"DELETE FROM annotations WHERE decision <> '' AND {of_these}", [wanted])
        db.execute(f"UPDATE annotations SET overruled = '' WHERE overruled <> '' AND {of_these}", [wanted])
    for item, decisions in standing_of_items(db, items).items():
        machine = [annotation_of_row(row) for row in db.query("SELECT * FROM annotations WHERE item = ?", [item])]
        ruled = rule(machine, decisions, plans)
        db.execute("DELETE FROM annotations WHERE item = ?", [item])
        db.table("annotations").insert_all(
            {**annotation_row(one.annotation, item), "decision": one.decision, "overruled": one.overruled}
            for one in ruled
        )


def standing_of_items(db: Database, items: Sequence[str]) -> dict[str, list[Decision]]:
    """The standing decisions about each of these items, oldest first; items without any are left out.

    Two items that turned out to be one keep what was decided about either: an id is a digest of an address.
    """
    owners = _owners(db, items)
    found: dict[str, list[Decision]] = {}
    rows = db.query(
        """SELECT * FROM standing_decisions WHERE about = :about AND key IN (SELECT value FROM json_each(:keys))
           ORDER BY number""",
        {"about": ITEM, "keys": json.dumps(list(owners))},
    )
    for row in rows:
        found.setdefault(owners[row["key"]], []).append(decision_of_row(row))
    return found


def history_of_item(db: Database, item: str) -> list[Entry]:
    """All that was decided about an item, under each of its ids, oldest first."""
    return history(db, ITEM, *_owners(db, [item]))


def heirs_of(db: Database, former: Iterable[str]) -> dict[str, str]:
    """The item into which each of these was merged, by the id that it bore; one that was not merged is left out."""
    bare = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM items)"
    wanted = {row[0] for row in db.execute(bare, [json.dumps(sorted(set(former)))])}
    if not wanted:
        return {}
    further = "SELECT a.url, a.item FROM addresses a JOIN items i ON i.id = a.item AND i.url <> a.url"
    return {once: row["item"] for row in db.query(further) if (once := item_id(row["url"])) in wanted}


def _owners(db: Database, items: Sequence[str]) -> dict[str, str]:
    """Every id under which something may have been decided about these items, with the item."""
    sql = "SELECT url, item FROM addresses WHERE item IN (SELECT value FROM json_each(?))"
    former = {item_id(row["url"]): row["item"] for row in db.query(sql, [json.dumps(list(items))])}
    return {**former, **{item: item for item in items}}
