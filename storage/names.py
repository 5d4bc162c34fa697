"""Names of organisations and office-holders by item: for finding and for grouping, never a list or count of persons.

Only items about a province are read; whatever is no longer one loses its names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from records import Article
from storage.labels import labels_of
from storage.rows import article_of_row
from text import folded

BETWEEN = " \ue000 "  # a word that no text holds: a phrase does not reach from one name into the next
_RELEVANT = f"""SELECT item FROM {labels_of("relevance")}
                WHERE label <> '0' AND scope IN (SELECT value FROM json_each(:provinces))"""
_FORGET = f"DELETE FROM named WHERE item NOT IN ({_RELEVANT})"
_STALE = f"""
SELECT v.*, i.number AS place, i.id, i.outlet, i.channel, i.url, i.published_at, i.published_from
FROM items i JOIN versions v ON v.item = i.id AND v.number = i.version LEFT JOIN named n ON n.item = i.id
WHERE i.id IN ({_RELEVANT}) AND i.number > :after AND (n.item IS NULL OR n.by <> :by OR n.text_sha256 <> v.text_sha256)
ORDER BY i.number LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Unnamed:
    """An item whose names are to be found."""

    number: int
    item: str
    text_sha256: str
    article: Article


Named = tuple[str, str, str, int, int]  # kind ("organisation", "office-holder"), as written, office, start, end


class NameStore:
    """Reads and writes of the tables named, names and names_fts."""

    def __init__(self, db: Database, provinces: Sequence[str], by: str) -> None:
        self.db = db
        self._asked = {"provinces": json.dumps(list(provinces)), "by": by}

    def forget(self) -> None:
        """Remove the names of items that are about none of the provinces."""
        with self.db.atomic():
            self.db.execute(_FORGET, {"provinces": self._asked["provinces"]})

    def stale(self, limit: int, after: int = 0) -> list[Unnamed]:
        """Items whose names are missing, of another text or by another finder."""
        rows = self.db.query(_STALE, {**self._asked, "after": after, "limit": limit})
        return [Unnamed(row["place"], row["id"], row["text_sha256"], article_of_row(row)) for row in rows]

    def save(self, found: Sequence[tuple[Unnamed, Sequence[Named]]]) -> None:
        """Put these names in place of what the items had, all or nothing."""
        with self.db.atomic():
            for one, names in found:
                self._save(one, [(kind, text, folded(text), *rest) for kind, text, *rest in names])

    def _save(self, one: Unnamed, rows: Sequence[tuple[Any, ...]]) -> None:
        self.db.execute("DELETE FROM named WHERE item = ?", [one.item])
        of = [one.number, one.item, self._asked["by"], one.text_sha256]
        self.db.execute("INSERT INTO named VALUES (?, ?, ?, ?)", of)
        insert = "INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?, ?, ?, ?)"
        self.db.conn.executemany(insert, [(one.item, *row) for row in rows])
        text = BETWEEN.join(row[2] for row in rows)
        self.db.execute("INSERT INTO names_fts (rowid, text) VALUES (?, ?)", [one.number, text])


def items_naming(db: Database, words: str) -> list[str]:
    """The items that name whoever or whatever bears these words, newest first; without regard to diacritics."""
    phrase = " ".join(re.findall(r"[^\W_]+", folded(words)))
    if not phrase:
        return []
    sql = """SELECT n.item FROM names_fts f JOIN named n ON n.number = f.rowid
             WHERE names_fts MATCH ? ORDER BY n.number DESC"""
    return [row["item"] for row in db.query(sql, [f'"{phrase}"'])]


def names_shared(db: Database, items: Sequence[str]) -> list[dict[str, Any]]:
    """Of these items the pairs (one, other) that name the same, with how many names they share: for grouping events."""
    sql = """
        SELECT a.item AS one, b.item AS other, count(DISTINCT a.folded) AS shared
        FROM names a JOIN names b ON b.folded = a.folded AND b.item > a.item
        WHERE a.item IN (SELECT value FROM json_each(:items)) AND b.item IN (SELECT value FROM json_each(:items))
        GROUP BY 1, 2 ORDER BY 1, 2
    """
    return list(db.query(sql, {"items": json.dumps(list(items))}))
