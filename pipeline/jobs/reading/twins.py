"""Finds the web twins of what was printed or broadcast, for what is new or has changed; no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from config.lineage import houses
from config.load import Configuration
from pipeline.jobs.items.appearances import settle_appearances
from pipeline.jobs.report import Progress, silent
from pipeline.twins import DAYS, Appearance, Pair, compared, title_likeness
from storage.store import Store
from storage.twins import copies_near, near, nothing_waits, save_pairs, shown, texts_of, told_twin, touched

LOOKED_AT = 0.25  # of two titles: below it only a text that was found to be a copy is compared


def find_twins(store: Store, configuration: Configuration, *, progress: Progress = silent) -> int:
    """Compare what was touched, and say anew which item is a further appearance; returns how many were compared.

    Gives what it would give from nothing. A decision that came in meanwhile is heeded too.
    """
    of_house = houses(configuration.outlets)
    db = store.db
    wanted = touched(db, of_house, DAYS)
    for number, item in enumerate(wanted, 1):
        with db.atomic():
            save_pairs(db, item, [asdict(pair) for pair in _pairs(store, of_house, item)])
        progress("progress.twins", number, len(wanted))
    with db.atomic():
        settle_appearances(db)
        nothing_waits(db)
    return len(wanted)


def _pairs(store: Store, of_house: Mapping[str, str], item: str) -> list[Pair]:
    db = store.db
    row = shown(db, [item]).get(item)
    if row is None:
        return []
    told = told_twin(db, item)
    others = {one["id"]: one for one in _near(store, of_house, row)} | shown(db, [told] if told else [])
    others.pop(item, None)
    title, copies = _appearance(row), copies_near(db, item)
    looked_at = [
        one for one in others.values()
        if one["id"] == told or one["id"] in copies or title_likeness(title, _appearance(one)) >= LOOKED_AT
    ]  # fmt: skip
    texts = texts_of(db, [item, *(one["id"] for one in looked_at)])
    own = _appearance(row, texts, told)
    return [pair for one in looked_at if (pair := compared(own, _appearance(one, texts)))]


def _near(store: Store, of_house: Mapping[str, str], row: Mapping[str, Any]) -> list[dict[str, Any]]:
    if not row["day"]:
        return []
    day = date.fromisoformat(row["day"])
    since, until = day - timedelta(days=DAYS), day + timedelta(days=DAYS)
    return near(store.db, of_house, outlet=row["outlet"], since=since, until=until)


def _appearance(row: Mapping[str, Any], texts: Mapping[str, str] | None = None, told: str = "") -> Appearance:
    day = date.fromisoformat(row["day"]) if row["day"] else None
    text = (texts or {}).get(row["id"], "")
    return Appearance(row["id"], row["channel"], day, row["at"], row["title"], text, told)
