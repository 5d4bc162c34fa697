"""Adds flags to the made database of ``bench.million``, as many as in the replay of the real archive.

Of the 107 items about a province in that replay (9,208 items, models of version 3) the models call 12 criticism, 2 an
unverified claim and 10 a dispute, and 26 are in two bursts; of the 9,101 others 138, 26 and 3. The replay has 4,126
events. Headlines and one side alone raised nothing there: most of its items are summaries.

The labels and the events go in as ``process`` writes them; the flags are then raised by the program itself.
"""

from __future__ import annotations

import time
from pathlib import Path

from sqlite_utils import Database

from bench.million import PROVINCE
from config.load import load
from pipeline.jobs.reading.flags import raise_flags
from storage.store import Store

OF_THOUSAND = {"criticism": (112, 15), "claim": (19, 3), "dispute": (93, 1)}  # about a province, and others
IN_BURSTS = 243  # of a thousand items about a province: each day one event
EVENTS_A_DAY = 450  # of a thousand items: 2.2 an event

# A number between 0 and 999 that an item keeps; the odd factor is Knuth's (The Art of Computer Programming 3, 6.4).
_CHANCE = "((i.number * 2654435761 >> 13) % 1000)"
_ABOUT = f"""EXISTS (
    SELECT 1 FROM annotations r WHERE r.item = i.id AND r.kind = 'relevance' AND r.scope = '{PROVINCE}'
        AND r.label IN ('1', '2')
)"""
_LABELS = f"""
INSERT INTO annotations (item, kind, scope, label, detail, score, by, spans)
SELECT i.id, 'flag', '', :label, '', 0.3 + 0.6 * (i.number % 7) / 6, 'bench@1', '[[0, 12]]' FROM items i
WHERE {_CHANCE} BETWEEN :first AND :last AND {_ABOUT} = :about
"""
_EVENTS = f"""
INSERT INTO event_items (item, event, reading_sha256, hour)
SELECT i.id, CASE WHEN {_ABOUT} AND (i.number * 40503 >> 7) % 1000 < :bursting THEN 'vu-' || i.day
             ELSE i.day || '-' || ((i.number * 2654435761 >> 17) % :a_day) END,
       'x', unixepoch(coalesce(i.published_at, i.first_seen_at)) / 3600.0
FROM items i
"""
_NAMES = "INSERT INTO events (id, name) SELECT DISTINCT event, 'Vụ việc ' || event FROM event_items"


def add_flags(home: Path) -> None:
    """Labels and events, and the flags that they raise; a database that has them stays as it is."""
    with Store.open(home) as store:
        if _add_labels(store.db):
            raise_flags(store, load())


def raising(home: Path) -> dict[str, float]:
    """How many flags there are, and the seconds in which they are raised anew, as ``process`` does each time."""
    configuration = load()
    with Store.open(home) as store:
        began, worked = time.perf_counter(), time.process_time()
        flags = raise_flags(store, configuration)
        spent = time.perf_counter() - began, time.process_time() - worked
    return {"flags": flags, "seconds": round(spent[0], 1), "cpu_seconds": round(spent[1], 1)}


def _add_labels(db: Database) -> bool:
    """Were there none yet?"""
    is_new = not db.execute("SELECT 1 FROM event_items LIMIT 1").fetchone()
    if is_new:
        with db.atomic():
            _label(db)
            db.execute(_EVENTS, {"bursting": IN_BURSTS, "a_day": EVENTS_A_DAY})
            db.execute(_NAMES)
    return is_new


def _label(db: Database) -> None:
    first = {1: 0, 0: 0}
    for label, shares in OF_THOUSAND.items():
        for about, share in zip((1, 0), shares, strict=True):
            asked = {"label": label, "first": first[about], "last": first[about] + share - 1, "about": about}
            db.execute(_LABELS, asked)
            first[about] += share
