"""Two states of one database compared: what another reading of the archive changed, and which counts that moves."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlite_utils import Database

_READ = (
    "title", "lede", "body", "published_at", "authors", "byline", "section", "tags", "captions", "kicker", "credit",
    "updated_at", "photos", "form", "comments", "language", "parser", "read_by",
)  # fmt: skip
_SIDES = ", ".join(f"b.{name} AS old_{name}, a.{name} AS new_{name}" for name in _READ)
# In "before" the database as it was, in "main" as it is after.
_CHANGED = f"""
SELECT a.item, a.number, i.url, i.outlet, b.text_sha256 <> a.text_sha256 AS is_text, {_SIDES}
FROM versions a JOIN before.versions b USING (item, number) JOIN items i ON i.id = a.item
WHERE a.reading_sha256 <> b.reading_sha256 ORDER BY a.item, a.number
"""
_CAME = """
SELECT {this}.item, {this}.number, i.url, i.outlet, {this}.title, {this}.parser, {this}.read_by
FROM {here}versions {this} JOIN {here}items i ON i.id = {this}.item
WHERE NOT EXISTS (SELECT 1 FROM {there}versions o WHERE o.item = {this}.item AND o.number = {this}.number)
ORDER BY {this}.item, {this}.number
"""
# A page that was read and is not any more keeps its version: its new fault tells.
_UNREAD = """
SELECT v.item, v.number, i.url, i.outlet, v.title, v.parser, v.read_by, f.reason, f.detail
FROM faults f JOIN versions v ON v.record = f.record JOIN items i ON i.id = v.item
WHERE v.source = '' AND f.reason IN ('no-text', 'not-html', 'not-an-article', 'too-deep', 'cannot-read')
    AND NOT EXISTS (SELECT 1 FROM before.faults o WHERE o.record = f.record AND o.reason = f.reason)
ORDER BY v.item, v.number
"""
_LABELS = """
SELECT item, kind, scope, label, detail FROM {here}annotations
WHERE kind IN ('relevance', 'theme', 'tone', 'genre', 'flag')
"""
_MOVED = f"""
SELECT item, kind, scope, group_concat(old, ', ') AS old, group_concat(new, ', ') AS new FROM (
    SELECT item, kind, scope, trim(label || ' ' || detail) AS old, NULL AS new FROM ({_LABELS.format(here="before.")}
        EXCEPT {_LABELS.format(here="main.")})
    UNION ALL
    SELECT item, kind, scope, NULL, trim(label || ' ' || detail) FROM ({_LABELS.format(here="main.")}
        EXCEPT {_LABELS.format(here="before.")})
) GROUP BY item, kind, scope
UNION ALL
SELECT a.id, 'day', a.outlet, b.day, a.day FROM items a JOIN before.items b USING (id) WHERE a.day IS NOT b.day
ORDER BY 1, 2, 3
"""
_COUNTS = """
SELECT count(*) AS items, (SELECT count(*) FROM {here}versions) AS versions,
       (SELECT count(*) FROM {here}annotations WHERE kind = 'relevance' AND label = '2') AS main_subjects,
       (SELECT count(DISTINCT item) FROM {here}places) AS copies
FROM {here}items
"""


def copy_database(db: Database, path: Path) -> None:
    """Write the whole database into a file, as it is committed now."""
    with closing(sqlite3.connect(path)) as target:
        db.conn.backup(target)


class Compared:
    """A database, and an earlier state of it in another file; close when done."""

    def __init__(self, after: Path, before: Path) -> None:
        self._db = Database(sqlite3.connect(after))
        self._db.attach("before", before)

    def close(self) -> None:
        self._db.close()

    def changed(self) -> Iterator[dict[str, Any]]:
        """Versions that read differently: old_… and new_… of all that is read, and whether the text is another."""
        return self._db.query(_CHANGED)

    def came(self) -> Iterator[dict[str, Any]]:
        return self._db.query(_CAME.format(this="v", here="main.", there="before."))

    def gone(self) -> Iterator[dict[str, Any]]:
        return self._db.query(_CAME.format(this="v", here="before.", there="main."))

    def unread(self) -> Iterator[dict[str, Any]]:
        """Versions whose page now gives a fault in the place of a text; they stay as they were."""
        return self._db.query(_UNREAD)

    def moved(self) -> dict[str, list[dict[str, Any]]]:
        """By item: labels ("kind", "scope", "old", "new") and days of publication that are others."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self._db.query(_MOVED):
            found.setdefault(row["item"], []).append(row)
        return found

    def counts(self) -> dict[str, tuple[int, int]]:
        """Items, versions, main subjects and copies: before and after."""
        before, after = (next(self._db.query(_COUNTS.format(here=here))) for here in ("before.", "main."))
        return {name: (before[name], after[name]) for name in before}
