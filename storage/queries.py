"""The queries read: searching, one item with all that is known of it, what the home holds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from storage.decisions import entry_row
from storage.labels import annotations_of, labels_of
from storage.matching import How, ways
from storage.rulings import history_of_item
from urls import spellings

POOL = 2_000  # matches of which a screen shows the newest


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: rows (perhaps not all), how many there are, and how their words stand."""

    rows: list[dict[str, Any]]
    total: int
    how: How
    more: bool = False  # than ``total``


def search(db: Database, query: str, *, limit: int | None = None, pool: int = POOL) -> Found:
    """Items that hold the words of a query, newest first.

    Forgiving: without regard to case, diacritics and đ. Words in quotation marks stand together; others
    stand near each other, or, where that finds nothing, anywhere in the item. No query is an error.
    With a limit the newest of the ``pool`` matches that were stored last are given and no more are counted: a
    common word's hundred thousand items are not put in order to show fifty.
    """
    for how, match in ways(query):
        enough = None if limit is None else max(pool, limit)
        if found := _matching(db, match, -1 if enough is None else enough + 1):
            more = enough is not None and len(found) > enough
            kept = found[:enough]
            return Found(_items(db, kept, limit), len(kept), how, more)
    return Found([], 0, "nothing")


def _matching(db: Database, match: str, limit: int) -> list[int]:
    """Numbers of the items that match, those that were stored last first; -1 is no limit."""
    sql = "SELECT rowid FROM items_fts WHERE items_fts MATCH ? ORDER BY rowid DESC LIMIT ?"
    return [row[0] for row in db.execute(sql, [match, limit])]


def _items(db: Database, numbers: Sequence[int], limit: int | None) -> list[dict[str, Any]]:
    sql = """
        SELECT i.id, i.url, i.outlet, i.title, i.published_at, i.published_from, i.origin
        FROM json_each(:numbers) n CROSS JOIN items i ON i.number = n.value
        ORDER BY i.published_at DESC, i.number DESC LIMIT :limit
    """
    return list(db.query(sql, {"numbers": json.dumps(numbers), "limit": -1 if limit is None else limit}))


def find_item(db: Database, wanted: str) -> str | None:
    """The id of the item with this id, or under this address as a person writes it; its own spelling goes first."""
    wanted = wanted.strip()
    if found := db.execute("SELECT id FROM items WHERE id = ?", [wanted]).fetchone():
        return str(found[0])
    for url in dict.fromkeys((wanted, *spellings(wanted))):
        if found := db.execute("SELECT item FROM addresses WHERE url = ?", [url]).fetchone():
            return str(found[0])
    return None


def text_digest(db: Database, wanted: str) -> str:
    """SHA-256 of the text of an item as it stands."""
    sql = "SELECT v.text_sha256 FROM items i JOIN versions v ON v.item = i.id AND v.number = i.version WHERE i.id = ?"
    return str(db.execute(sql, [wanted]).fetchone()[0])


def item(db: Database, wanted: str) -> dict[str, Any]:
    """All that is known of an item: versions with their evidence, leads, requests, labels, decisions."""
    one = next(db.query("SELECT * FROM items WHERE id = ?", [wanted]))
    versions = db.query(
        """SELECT v.number, v.seen_at, v.origin, v.title, v.lede, v.body, v.kicker, v.captions, v.authors, v.section,
                  v.tags, v.byline, v.credit, v.updated_at, v.photos, v.form, v.comments, v.language, v.parser,
                  v.text_sha256, v.record, f.warc, f."offset"
           FROM versions v JOIN fetches f ON f.key = v.record WHERE v.item = ? ORDER BY v.number DESC""",
        [wanted],
    )
    labels = annotations_of(db, wanted)
    addresses = [row["url"] for row in db.query("SELECT url FROM addresses WHERE item = ? ORDER BY url", [wanted])]
    return {
        **{name: value for name, value in one.items() if name not in ("number", "annotated_by")},
        "addresses": addresses,
        "versions": [_unpacked(row, "captions", "authors", "tags") for row in versions],
        "annotations": [row for row in labels if not row["overruled"]],
        "overruled": [row for row in labels if row["overruled"]],
        "decisions": [entry_row(entry) for entry in history_of_item(db, wanted)],
        "leads": _of_addresses(db, "leads", addresses, "source"),
        "requests": _of_addresses(db, "fetches", addresses, "at"),
    }


def _unpacked(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: json.loads(value) if name in names else value for name, value in row.items()}


def _of_addresses(db: Database, table: str, addresses: Sequence[str], order: str) -> list[dict[str, Any]]:
    places = ", ".join("?" * len(addresses))
    return list(db.query(f"SELECT * FROM {table} WHERE url IN ({places}) ORDER BY {order}", addresses))


@dataclass(frozen=True, slots=True)
class Health:
    """What SQLite says of its own file, and how full it is."""

    faults: tuple[str, ...]
    items: int
    fetches: int
    unread: int


def database_health(db: Database) -> Health:
    try:
        told = [row[0] for row in db.execute("PRAGMA quick_check").fetchall() if row[0] != "ok"]
        orphans = [f"{row[0]} {row[1]} -> {row[2]}" for row in db.execute("PRAGMA foreign_key_check").fetchall()]
        items, fetches, unread = db.execute(
            """SELECT (SELECT count(*) FROM items), (SELECT count(*) FROM fetches),
                      (SELECT count(*) FROM fetches WHERE processed = 0 AND warc IS NOT NULL)"""
        ).fetchone()
    except sqlite3.DatabaseError as error:
        return Health((str(error),), 0, 0, 0)
    return Health((*told, *orphans[:3]), items, fetches, unread)


def archive_files(db: Database) -> set[str]:
    """The archive files that hold a response of the fetch ledger."""
    return {row["warc"] for row in db.query("SELECT DISTINCT warc FROM fetches WHERE warc IS NOT NULL")}


# What is kept of each address (``asked``) has the last success of feeds and sitemaps; in an archive that is replayed
# any page may be taken for a listing, so those are asked of the ledger, from the newest back.
_VISITED = """
SELECT outlet, max(ok_at) AS last_success FROM asked WHERE kind IN ('feed', 'sitemap') GROUP BY outlet
UNION ALL
SELECT outlet, (SELECT f.at FROM fetches f WHERE f.kind = 'listing' AND f.outlet = o.outlet AND f.replayed = 0
                AND f.outcome IN ('ok', 'not-modified') ORDER BY f.at DESC LIMIT 1)
FROM (SELECT DISTINCT outlet FROM asked WHERE kind = 'listing') o
"""
_FAILED = """
SELECT outlet, max(at) AS last_failure FROM fetches INDEXED BY fetches_failed
WHERE kind IN ('feed', 'sitemap', 'listing') AND outcome NOT IN ('ok', 'not-modified', 'redirect', 'not-in-archive')
  AND (kind <> 'listing' OR replayed = 0) GROUP BY outlet
"""


def has_items(db: Database) -> bool:
    """Is there anything at all?"""
    return bool(db.execute("SELECT EXISTS (SELECT 1 FROM items)").fetchone()[0])


def outlet_figures(db: Database) -> dict[str, dict[str, Any]]:
    """Per outlet: items, last success and last failure of a source."""
    figures: dict[str, dict[str, Any]] = {}
    for sql in (_VISITED, _FAILED, "SELECT outlet, sum(items) AS items FROM tallies WHERE scope = '' GROUP BY outlet"):
        for row in db.query(sql):
            of = figures.setdefault(row.pop("outlet"), {"items": 0, "last_success": None, "last_failure": None})
            of.update({name: max(value, of[name] or value) for name, value in row.items() if value is not None})
    return figures


def needs_attention(db: Database, province: str, *, limit: int) -> list[dict[str, Any]]:
    """Newest items with the province as main subject and a negative tone, criticism before incidents."""
    sql = f"""
        SELECT i.id, i.outlet, i.title, i.published_at, tn.detail AS kind FROM items i
        JOIN {labels_of("relevance")} re ON re.item = i.id AND re.scope = :province AND re.label = '2'
        JOIN {labels_of("tone")} tn ON tn.item = i.id AND tn.scope = :province AND tn.label = 'neg'
        ORDER BY tn.detail = 'criticism' DESC, i.published_at DESC, i.number DESC LIMIT :limit
    """
    return list(db.query(sql, {"province": province, "limit": limit}))
