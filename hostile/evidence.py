"""What an examined home holds of each outlet: the words that were recorded, its items, and what became of them."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hostile.fault import Effect
from hostile.faults_of_pages import MOVED
from hostile.faults_of_the_wire import MARK
from times import from_iso

NEAR = timedelta(days=2)  # of the clock: a date outside is a wrong one, since the articles are hours old
LEAKS = (MARK, "root:x:0:")  # a forged answer, and the first words of /etc/passwd
_WORDS = """
SELECT outlet, outcome AS word FROM fetches
UNION ALL SELECT fetches.outlet, faults.reason FROM faults JOIN fetches ON fetches.key = faults.record
UNION ALL SELECT fetches.outlet, drops.reason FROM drops JOIN fetches ON fetches.key = drops.record
"""
_PAGE_TEXTS = """
SELECT item, count(DISTINCT text_sha256) AS texts FROM versions WHERE origin = 'page' GROUP BY item
"""
_LEAKED = (
    "SELECT 1 FROM versions WHERE item = ? AND (instr(title || lede || body, ?) OR instr(title || lede || body, ?))"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found of one outlet."""

    recorded: Mapping[str, int] = field(default_factory=dict)  # words and how often
    kept: int = 0  # different articles of the outlet that are items
    effects: frozenset[Effect] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The titles that an outlet published, and the clock that their dates must be near to (None: any date will do)."""

    titles: frozenset[str]
    near: datetime | None


def gathered(database: Path, wanted: Mapping[str, Wanted]) -> dict[str, Evidence]:
    """The evidence of each outlet, by its slug; none of any where the home has no database."""
    if not database.exists():
        return dict.fromkeys(wanted, Evidence())
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    try:
        recorded: dict[str, Counter[str]] = defaultdict(Counter)
        for row in db.execute(_WORDS):
            recorded[row["outlet"]][row["word"]] += 1
        texts = {row["item"]: row["texts"] for row in db.execute(_PAGE_TEXTS)}
        items: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in db.execute("SELECT * FROM items"):
            items[row["outlet"]].append({**row, "texts": texts.get(row["id"], 0), **found_of(db, row["id"])})
    finally:
        db.close()
    return {slug: evidence_of(recorded[slug], items[slug], want) for slug, want in wanted.items()}


def found_of(db: sqlite3.Connection, item: str) -> dict[str, Any]:
    """The further addresses of an item, and whether something leaked into its texts."""
    addresses = [row["url"] for row in db.execute("SELECT url FROM addresses WHERE item = ?", (item,))]
    return {"addresses": addresses, "leaked": bool(db.execute(_LEAKED, (item, *LEAKS)).fetchone())}


def evidence_of(recorded: Mapping[str, int], items: Iterable[Mapping[str, Any]], want: Wanted) -> Evidence:
    """One outlet's evidence from its words and its items (rows with ``texts``, ``addresses`` and ``leaked``)."""
    rows = list(items)
    own = [row for row in rows if row["title"] in want.titles and is_near(row["published_at"], want.near)]
    effects = {effect for row in rows for effect in effects_of(row)}
    if len({row["title"] for row in own}) < len(own) and len(want.titles) > 1:
        effects.add("doubled")
    return Evidence(dict(recorded), len({row["title"] if len(want.titles) > 1 else row["id"] for row in own}),
                    frozenset(effects))  # fmt: skip


def effects_of(row: Mapping[str, Any]) -> Iterable[Effect]:
    """What became of one item."""
    if row["texts"] > 1:
        yield "edited"
    if any(url.endswith(MOVED) for url in (row["url"], *row["addresses"])) and len({row["url"], *row["addresses"]}) > 1:
        yield "moved"
    if row.get("removed_at"):
        yield "removed"
    if row["leaked"]:
        yield "leaked"


def is_near(written: str | None, clock: datetime | None) -> bool:
    """Whether a stored moment is near the clock; without a clock anything is."""
    return clock is None or (written is not None and abs(from_iso(written) - clock) < NEAR)
