"""Pieces that appear twice: which pairs stand, which are asked, and what an officer says of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.officer import officer
from pipeline.jobs.home import Home
from pipeline.jobs.items.correct import Wording, item_of, opened
from pipeline.twins import Pair, first_of, settled
from records import Decision, Trouble
from storage.decisions import decide, new_id, standing
from storage.opening import Opened, open_database
from storage.twins import ABOUT, OFF_THE_WEB, decided, pairs, save_appearances, shown


@dataclass(frozen=True, slots=True)
class Asked:
    """What was decided of a pair."""

    decision: Decision

    def as_json(self) -> dict[str, Any]:
        one = self.decision
        return {"decision": one.id, "pair": one.key, "by": one.by, "said": dict(one.said), "undoes": one.undoes}


def standing_pairs(db: Opened) -> list[Pair]:
    """All pairs as they stand after what officers decided; pairs of items that are gone are left out."""
    said = decided(db)
    rows = [Pair(**row) for row in pairs(db)]
    named = {item for pair in rows for item in (pair.one, pair.other)} | {
        item for key in said for item in key.split("|")
    }
    there = shown(db, sorted(named))
    channels = {item: row["channel"] for item, row in there.items()}
    return [pair for pair in settled(rows, said, channels) if {pair.one, pair.other} <= there.keys()]


def settle_appearances(db: Opened) -> None:
    """Say anew which item is a further appearance of which; call it inside a transaction."""
    found = standing_pairs(db)
    there = shown(db, sorted({item for pair in found for item in (pair.one, pair.other)}))
    save_appearances(db, first_of(found, {item: row["at"] for item, row in there.items()}))


def twins_view(home: Home, *, everything: bool = False) -> list[dict[str, Any]]:
    """The pairs that an officer is asked about, or all that stand, the surest last."""
    db = open_database(home.path, write=False)
    try:
        found = [pair for pair in standing_pairs(db) if everything or pair.verdict == "doubtful"]
        there = shown(db, sorted({item for pair in found for item in (pair.one, pair.other)}))
    finally:
        db.close()
    return [_row(pair, there[pair.one], there[pair.other]) for pair in sorted(found, key=lambda pair: pair.score)]


def _row(pair: Pair, one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {
        "verdict": pair.verdict, "basis": pair.basis, "score": pair.score, "one": pair.one, "other": pair.other,
        "outlet": one["outlet"], "channel": one["channel"], "day": one["day"], "title": one["title"],
        "web_day": other["day"], "web_title": other["title"],
    }  # fmt: skip


def say_of_pair(
    home: Home, first: str, second: str, wording: Wording, *, same: bool, clock: Callable[[], datetime]
) -> Asked:  # fmt: skip
    """An officer says whether two items are one piece; Trouble("twins.not-a-pair") where none is off the web or none
    on it, ("item.unknown")."""
    with opened(home) as store:
        key = _key(store.db, *(item_of(store, one) for one in (first, second)))
        by = officer(wording.by, home.configuration().settings.officer)
        said = {"same": same}
        decision = Decision(new_id(), by, clock(), ABOUT, key, said, document=wording.document, note=wording.note)
        return _written(home, store.db, decision, clock())


def undo_of_pair(home: Home, first: str, second: str, wording: Wording, *, clock: Callable[[], datetime]) -> Asked:
    """Take the last word on a pair back; Trouble("twins.nothing-to-undo") where none stands."""
    with opened(home) as store:
        key = _key(store.db, *(item_of(store, one) for one in (first, second)))
        before = standing(store.db, ABOUT, key)
        if not before:
            raise Trouble("twins.nothing-to-undo", pair=key)
        by = officer(wording.by, home.configuration().settings.officer)
        decision = Decision(new_id(), by, clock(), ABOUT, key, {}, before[-1].id, wording.document, wording.note)
        return _written(home, store.db, decision, clock())


def _key(db: Opened, first: str, second: str) -> str:
    """The pair's key, whichever is named first."""
    there = shown(db, [first, second])
    off = [item for item in (first, second) if there[item]["channel"] in OFF_THE_WEB]
    if len(off) != 1:
        raise Trouble("twins.not-a-pair", first=first, second=second)
    return f"{off[0]}|{second if off[0] == first else first}"


def _written(home: Home, db: Opened, decision: Decision, now: datetime) -> Asked:
    decide(home.path, db, [decision], now=now)
    with db.atomic():
        settle_appearances(db)
    return Asked(decision)
