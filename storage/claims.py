"""Which items have a sentence near a claim of the register; the register itself is decisions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from storage.labels import labels_of
from storage.rows import text_of

_STALE = f"""
SELECT i.number, i.id, v.reading_sha256, v.title, v.lede, v.body,
       (SELECT json_group_array(re.scope) FROM {labels_of("relevance")} re
        WHERE re.item = i.id AND re.label IN ('1', '2')) AS provinces
FROM items i JOIN versions v ON v.item = i.id AND v.number = i.version LEFT JOIN claim_looks c ON c.item = i.id
WHERE i.number > :after AND (c.register IS NOT :register OR c.reading_sha256 IS NOT v.reading_sha256)
  AND EXISTS (SELECT 1 FROM {labels_of("relevance")} re WHERE re.item = i.id AND re.label IN ('1', '2'))
ORDER BY i.number LIMIT :limit
"""
_MATCHES = """
SELECT c.item, c.claim, c.score, c.stance, c.start, c.stop, c.by, v.title, v.lede, v.body, i.outlet, i.url,
       i.published_at, i.first_seen_at
FROM claim_matches c JOIN items i ON i.id = c.item JOIN versions v ON v.item = i.id AND v.number = i.version
WHERE :claim IN ('', c.claim) AND (:after = '' OR (i.first_seen_at, i.id) < (:after, :after_item))
ORDER BY i.first_seen_at DESC, i.id DESC LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Looked:
    """An item that was held against the register: (claim, score, stance, start, stop, by) of what was found."""

    item: str
    reading_sha256: str
    matches: Sequence[tuple[str, float, str, int, int, str]]


def items_with_claim(db: Database, claim: str) -> list[str]:
    """Ids of the items with a sentence near a claim that neither rebut nor merely quote it."""
    sql = "SELECT item FROM claim_matches WHERE claim = ? AND stance = 'repeats' ORDER BY item"
    return [row[0] for row in db.execute(sql, [claim])]


def stale_looks(db: Database, register: str, *, after: int, limit: int) -> list[dict[str, Any]]:
    """Items with a province in them that were not held against this register: number, id, title, text, provinces."""
    rows = db.query(_STALE, {"register": register, "after": after, "limit": limit})
    return [{**row, "text": text_of(row), "provinces": json.loads(row["provinces"])} for row in rows]


def save_looks(db: Database, register: str, looked: Sequence[Looked]) -> None:
    """Put these findings in place of what the items had."""
    with db.atomic():
        for one in looked:
            db.execute("DELETE FROM claim_matches WHERE item = ?", [one.item])
            rows = [(one.item, *match) for match in one.matches]
            db.conn.executemany("INSERT INTO claim_matches VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            db.execute("INSERT OR REPLACE INTO claim_looks VALUES (?, ?, ?)", [one.item, one.reading_sha256, register])


def forget_claims(db: Database, known: Sequence[str]) -> None:
    """Drop what was found of claims that are no longer in the register."""
    with db.atomic():
        for row in list(db.query("SELECT DISTINCT claim FROM claim_matches")):
            if row["claim"] not in known:
                db.execute("DELETE FROM claim_matches WHERE claim = ?", [row["claim"]])


def matches_of(
    db: Database, claim: str = "", *, after: tuple[str, str] = ("", ""), limit: int | None = None
) -> list[dict[str, Any]]:
    """Items near a claim (of all claims where none is named), newest first, with text and place of the sentence.

    ``after`` is (first_seen_at, item) of the last row of the page before.
    """
    asked = {"claim": claim, "after": after[0], "after_item": after[1], "limit": -1 if limit is None else limit}
    return [{**row, "text": text_of(row)} for row in db.query(_MATCHES, asked)]


def match_counts(db: Database) -> dict[tuple[str, str], int]:
    """How many items there are of each claim and stance."""
    sql = "SELECT claim, stance, count(*) AS items FROM claim_matches GROUP BY claim, stance"
    return {(row["claim"], row["stance"]): row["items"] for row in db.query(sql)}
