"""``correct``: an officer's word on an item's labels; it stands over the machine's and teaches the next models."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.load import Configuration
from config.officer import officer
from nlp.fixed_test import fixed_test
from pieces import GENRES
from pipeline.jobs.home import Home
from records import Decision, Trouble
from storage.decisions import decide, new_id
from storage.opening import open_database
from storage.queries import find_item, text_digest
from storage.rulings import ITEM, history_of_item, standing_of_items
from storage.store import Store

NEWEST = "newest"  # of the decisions that stand: what --undo means without an id
TONES, KINDS = ("pos", "neu", "neg"), ("incident", "criticism")


@dataclass(frozen=True, slots=True)
class Wording:
    """Who says it, on which paper, with which note."""

    by: str = ""
    document: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a command says of an item's labels; what is empty stays as it is."""

    tone: str = ""
    neg_kind: str = ""
    genre: str = ""
    relevance: Sequence[str] = ()  # "tuyen-quang=2" or "tq=2"
    add: Sequence[str] = ()
    remove: Sequence[str] = ()
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was decided, and whether the text belongs to the fixed test part, from which no model learns."""

    decision: Decision
    item: str
    is_fixed_test: bool

    def as_json(self) -> dict[str, Any]:
        one = self.decision
        return {
            "decision": one.id, "item": self.item, "by": one.by, "said": dict(one.said), "undoes": one.undoes,
            "fixed_test": self.is_fixed_test,
        }  # fmt: skip


def correct(
    home: Home, wanted: str, correction: Correction, wording: Wording, *, clock: Callable[[], datetime]
) -> Corrected:
    """Write a correction of an item's labels.

    Trouble("correct.nothing") where nothing is said, ("item.unknown"), or what is wrong with a label.
    """
    configuration = home.configuration()
    said = said_of(correction, configuration)
    if not said:
        raise Trouble("correct.nothing")
    with opened(home) as store:
        item = item_of(store, wanted)
        digest = text_digest(store.db, item)
        decision = Decision(
            new_id(), officer(wording.by, configuration.settings.officer), clock(), ITEM, item,
            {**said, "text_sha256": digest}, document=wording.document, note=wording.note,
        )  # fmt: skip
        write(home, store, configuration, [decision], clock())
    return Corrected(decision, item, digest in fixed_test())


def undo(home: Home, wanted: str, undone: str, wording: Wording, *, clock: Callable[[], datetime]) -> Corrected:
    """Take a correction of an item back, by its id, or the newest that stands.

    Trouble("correct.nothing-to-undo") where none stands, ("decision.unknown") and its kin from ``decide``.
    """
    configuration = home.configuration()
    with opened(home) as store:
        item = item_of(store, wanted)
        standing = standing_of_items(store.db, [item]).get(item, [])
        if undone == NEWEST and not standing:
            raise Trouble("correct.nothing-to-undo", item=item)
        target = standing[-1].id if undone == NEWEST else undone
        keys = {entry.decision.id: entry.decision.key for entry in history_of_item(store.db, item)}
        decision = Decision(
            new_id(), officer(wording.by, configuration.settings.officer), clock(), ITEM, keys.get(target, item), {},
            target, wording.document, wording.note,
        )  # fmt: skip
        write(home, store, configuration, [decision], clock())
        return Corrected(decision, item, text_digest(store.db, item) in fixed_test())


def opened(home: Home) -> Store:
    """The store of a home that has data; Trouble says what is to be done first."""
    open_database(home.path, write=False).close()
    return Store.open(home.path)


def item_of(store: Store, wanted: str) -> str:
    """The item with this id or address; Trouble("item.unknown")."""
    found = find_item(store.db, wanted)
    if found is None:
        raise Trouble("item.unknown", value=wanted)
    return found


def write(home: Home, store: Store, configuration: Configuration, decisions: Sequence[Decision], now: datetime) -> None:
    """Write decisions about items, and let them stand at once."""
    decide(home.path, store.db, decisions, now=now)
    store.rule(configuration.plans)


# --- what a correction may say ---


def said_of(correction: Correction, configuration: Configuration) -> dict[str, Any]:
    """The correction as it is written; Trouble names a label, plan, province or sub-theme that is none."""
    plan = correction.plan
    if plan and plan not in configuration.plans:
        raise Trouble("coverage.unknown-plan", value=plan, allowed=", ".join(sorted(configuration.plans)))
    for code in (*correction.add, *correction.remove):
        _check_theme(code, plan, configuration)
    said: dict[str, Any] = {
        **_tone_of(correction.tone, correction.neg_kind), "genre": checked(correction.genre, GENRES, "genre"),
        "relevance": _relevance_of(correction.relevance, configuration), "add": list(correction.add),
        "remove": list(correction.remove),
    }  # fmt: skip
    themed = {"plan": plan} if plan and (correction.add or correction.remove) else {}
    return {**{name: value for name, value in said.items() if value}, **themed}


def checked(value: str, allowed: Sequence[str], field: str) -> str:
    """The label, or "" for none; Trouble("correct.unknown-label") for another."""
    if value and value not in allowed:
        raise Trouble("correct.unknown-label", value=value, field=field, allowed=", ".join(allowed))
    return value


def _tone_of(tone: str, kind: str) -> dict[str, str]:
    if kind and tone not in ("", "neg"):
        raise Trouble("correct.kind-of-no-neg", value=kind, tone=tone)
    return {"tone": checked(tone or ("neg" if kind else ""), TONES, "tone"), "neg_kind": checked(kind, KINDS, "kind")}


def _check_theme(code: str, plan: str, configuration: Configuration) -> None:
    subs = [sub.code for sub in configuration.themes]
    clauses = [clause.code for clause in configuration.plans[plan].clauses] if plan else []
    if code not in (*subs, *clauses):
        raise Trouble("correct.unknown-theme", value=code, allowed=", ".join(dict.fromkeys((*clauses, *subs))))


def _relevance_of(pairs: Iterable[str], configuration: Configuration) -> Mapping[str, int]:
    slugs = {name: slug for slug, one in configuration.provinces.items() for name in (slug, one.short)}
    found = {}
    for pair in pairs:
        name, _, label = pair.partition("=")
        if name not in slugs or label not in ("0", "1", "2"):
            raise Trouble("correct.bad-relevance", value=pair, allowed=", ".join(configuration.provinces))
        found[slugs[name]] = int(label)
    return found
