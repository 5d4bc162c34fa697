"""Items that an officer may be asked about: of a province, not decided on, the least surely judged first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from records import Article
from storage.labels import labels_of
from storage.rows import article_of_row

# How unsure the machine is of a field, from 0 to 1: one of three tones has at least a third, one of two relevances
# at least half. An item without a theme is as unsure as one whose best theme has a chance of about a third.
_DOUBTS = """
SELECT item, max(CASE WHEN kind = 'tone' AND scope = '' THEN 1.5 * (1 - score) END) AS tone,
       coalesce(min(CASE WHEN kind = 'theme' AND scope = '' THEN 1 - score END), 0.7) AS theme,
       max(CASE WHEN kind = 'relevance' AND label <> '0' THEN 2 * (1 - score) END) AS relevance
FROM annotations WHERE decision = '' GROUP BY item
"""
# The copies of one original are one text: the original speaks for them. A foreign text teaches the models nothing.
_CANDIDATES = f"""
WITH about AS (
    SELECT item, max(label) AS label FROM {labels_of("relevance")}
    WHERE label <> '0' AND scope IN (SELECT value FROM json_each(:provinces)) GROUP BY item
)
SELECT i.id, i.number, i.url, i.outlet, i.title, i.published_at, v.lede, v.body, v.text_sha256, about.label AS about,
       coalesce(d.tone, 0) AS tone, d.theme, coalesce(d.relevance, 0) AS relevance
FROM about JOIN items i ON i.id = about.item JOIN versions v ON v.item = i.id AND v.number = i.version
JOIN ({_DOUBTS}) d ON d.item = i.id LEFT JOIN places p ON p.item = i.id
WHERE coalesce(p.original, i.id) = i.id
  AND NOT EXISTS (SELECT 1 FROM annotations o WHERE o.item = i.id AND (o.decision <> '' OR o.overruled <> ''))
  AND NOT EXISTS (SELECT 1 FROM annotations l WHERE l.item = i.id AND l.kind = 'language' AND l.label <> 'vi')
  AND i.id NOT IN (SELECT key FROM standing_decisions WHERE about = 'item')
ORDER BY (coalesce(d.tone, 0) + d.theme + coalesce(d.relevance, 0)) * iif(about.label = '2', 1, :passing) DESC, i.number
LIMIT :limit
"""


def candidates(db: Database, provinces: Sequence[str], *, passing: float, limit: int) -> list[dict[str, Any]]:
    """Items about these provinces, the doubtful first, each with its text and the doubt of each field.

    ``passing`` is how much an item that only names a province counts beside one that is about it.
    """
    wanted = {"provinces": json.dumps(list(provinces)), "passing": passing, "limit": limit}
    return list(db.query(_CANDIDATES, wanted))


def texts_beside(db: Database, items: Sequence[str], limit: int) -> list[dict[str, Any]]:
    """The newest other items' texts: beside them a rare word is told from a common one."""
    sql = """SELECT i.id, i.title, v.lede, v.body FROM items i
             JOIN versions v ON v.item = i.id AND v.number = i.version
             WHERE i.id NOT IN (SELECT value FROM json_each(?)) ORDER BY i.number DESC LIMIT ?"""
    return list(db.query(sql, [json.dumps(list(items)), limit]))


def version_with(db: Database, item: str, digest: str) -> bool:
    """Has an item, now or before, a version of this text?"""
    found = db.execute("SELECT 1 FROM versions WHERE item = ? AND text_sha256 = ?", [item, digest]).fetchone()
    return found is not None


def items_decided_on(db: Database) -> list[str]:
    """Items of which the labels bear the mark of a decision, or that one names."""
    sql = """SELECT DISTINCT item FROM annotations WHERE decision <> '' OR overruled <> ''
             UNION SELECT i.id FROM items i JOIN standing_decisions s ON s.key = i.id AND s.about = 'item' ORDER BY 1"""
    return [row["item"] for row in db.query(sql)]


def article_with(db: Database, item: str, digest: str) -> Article | None:
    """The version of an item that has this text; None where there is none."""
    sql = """SELECT v.*, i.outlet, i.channel, i.url, i.published_at, i.published_from FROM items i
             JOIN versions v ON v.item = i.id WHERE i.id = ? AND v.text_sha256 = ? ORDER BY v.number DESC LIMIT 1"""
    return next((article_of_row(row) for row in db.query(sql, [item, digest])), None)
