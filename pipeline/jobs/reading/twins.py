"""Finds the web twins of what was printed or broadcast, for what is new or has changed; no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from config.lineage import heirs, houses
from config.load import Configuration
from pipeline.jobs.items.appearances import settle_appearances
from pipeline.jobs.report import Progress, silent
from pipeline.twins import DAYS, Appearance, Pair, compared, title_likeness
from storage.store import Store
from storage.twins import copies_near, near, nothing_waits, save_pairs, shown, texts_of, told_twin, touched

LOOKED_AT = 0.2  # of two titles: below it only what is of about the same day, or a copy of the text, is compared
HELD = 500  # appearances that are held ready: what a house has on the web in some days, 30 MB


def find_twins(store: Store, configuration: Configuration, *, progress: Progress = silent) -> int:
    """Compare what was touched, and say anew which item is a further appearance; returns how many were compared.

    Gives what it would give from nothing. A decision that came in meanwhile is heeded too.
    """
    comparing = _Comparing(store, houses(configuration.outlets), heirs(configuration.outlets))
    db = store.db
    wanted = touched(db, comparing.houses, DAYS)
    for number, item in enumerate(wanted, 1):
        with db.atomic():
            save_pairs(db, item, [asdict(pair) for pair in comparing.pairs(item)])
        progress("progress.twins", number, len(wanted))
    with db.atomic():
        settle_appearances(db)
        nothing_waits(db)
    return len(wanted)


@dataclass(slots=True)
class _Comparing:
    """One run of comparisons, with the texts of the web held ready: many pieces of a day are compared with them."""

    store: Store
    houses: Mapping[str, str]
    heirs: Mapping[str, str]
    _held: dict[str, Appearance] = field(default_factory=dict)

    def pairs(self, item: str) -> list[Pair]:
        db = self.store.db
        row = shown(db, [item]).get(item)
        if row is None:
            return []
        told = told_twin(db, item)
        rows = {one["id"]: one for one in self._near(row)} | shown(db, [told] if told else [])
        rows.pop(item, None)
        own = replace(self._appearance(row, texts_of(db, [item])[item]), told=told)
        sure_to_see = {told, *copies_near(db, item)}
        looked_at = [
            one for one in rows.values() if one["id"] in sure_to_see or _may_be(own, self._appearance(one, ""))
        ]
        return [pair for other in self._with_texts(looked_at) if (pair := compared(own, other))]

    def _near(self, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        if not row["day"]:
            return []
        day = date.fromisoformat(row["day"])
        since, until = day - timedelta(days=DAYS), day + timedelta(days=DAYS)
        return near(self.store.db, self.houses, outlet=row["outlet"], since=since, until=until)

    def _with_texts(self, rows: Sequence[Mapping[str, Any]]) -> list[Appearance]:
        if len(self._held) > HELD:
            self._held.clear()
        texts = texts_of(self.store.db, [row["id"] for row in rows if row["id"] not in self._held])
        self._held |= {row["id"]: self._appearance(row, texts[row["id"]]) for row in rows if row["id"] in texts}
        return [self._held[row["id"]] for row in rows]

    def _appearance(self, row: Mapping[str, Any], text: str) -> Appearance:
        day = date.fromisoformat(row["day"]) if row["day"] else None
        outlet = self.heirs.get(row["outlet"], row["outlet"])
        return Appearance(row["id"], outlet, row["channel"], day, row["at"], row["title"], text)


def _may_be(one: Appearance, other: Appearance) -> bool:
    is_near = one.day is not None and other.day is not None and abs((one.day - other.day).days) <= 1
    return is_near or title_likeness(one, other) >= LOOKED_AT
