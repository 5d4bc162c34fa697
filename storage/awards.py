"""What the shortlist of awards is drawn from: pieces, authors, pick-up by others, corrections.

Nothing here reads tone, flags or claims; a test holds it to that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlite_utils import Database

from storage.ledger import COPY

DEEP = ("phong_su", "ky", "phong_van", "toa_dam")  # genres that take more than a report of what happened

_TABLES = """
DROP TABLE IF EXISTS temp.families;
CREATE TEMP TABLE families (outlet TEXT PRIMARY KEY, family TEXT);
DROP TABLE IF EXISTS temp.picked_up;
DROP TABLE IF EXISTS temp.corrected;
DROP TABLE IF EXISTS temp.copied
"""
# Copies of a province's items that outlets of other houses printed: most of the copy's words stand in the original.
_PICKED_UP = """
CREATE TEMP TABLE picked_up AS
SELECT c.number, i.outlet, i.id AS copy FROM counted c
JOIN items o ON o.number = c.number JOIN places p ON p.original = o.id AND p.mark <> 'original' AND p.overlap >= :copy
JOIN items i ON i.id = p.item
LEFT JOIN families fo ON fo.outlet = o.outlet LEFT JOIN families fi ON fi.outlet = i.outlet
WHERE c.scope = :province AND coalesce(fo.family, o.outlet) <> coalesce(fi.family, i.outlet)
"""
_CORRECTED = """
CREATE TEMP TABLE corrected AS
SELECT i.number, n.id AS notice, r.basis FROM corrections r CROSS JOIN items i ON i.id = r.corrects
CROSS JOIN items n ON n.id = r.item CROSS JOIN counted c ON c.scope = :province AND c.number = i.number
"""
_COPIED = """
CREATE TEMP TABLE copied AS
SELECT c.number FROM counted c JOIN items i ON i.number = c.number
JOIN places p ON p.item = i.id AND p.mark <> 'original' AND p.overlap >= :copy WHERE c.scope = :province
UNION SELECT c.number FROM counted c JOIN items i ON i.number = c.number JOIN appearances w ON w.item = i.id
WHERE c.scope = :province
"""


def make_awarded(db: Database, province: str, families: Mapping[str, str]) -> None:
    """Make the temporary tables ``picked_up (number, outlet, copy)``, ``corrected (number, notice, basis)`` and
    ``copied (number)``: whose text is another's, or that are a further appearance of a piece.

    ``families`` maps outlets to the house that owns them: what one title prints of another of its house is no pick-up.
    """
    for statement in _TABLES.split(";"):
        db.execute(statement)
    db.conn.executemany("INSERT INTO families VALUES (?, ?)", list(families.items()))
    for sql in (_PICKED_UP, _COPIED):
        db.execute(sql, {"province": province, "copy": COPY})
    db.execute(_CORRECTED, {"province": province})


_MAIN = """c.scope = :province AND c.relevance = 2 AND c.day BETWEEN :since AND :until
AND :channel IN ('', c.channel) AND :language IN ('', c.language)"""
_PRINTED = f"SELECT c.number, c.outlet, p.authors FROM counted c JOIN printed p ON p.number = c.number WHERE {_MAIN}"
# The order of the joins is forced: SQLite would look for each item of the period among all names.
# What was materially corrected is shown and left out of every other figure; it takes nobody off the list.
_SHORTLIST = f"""
WITH pieces AS (
    SELECT n.name, c.number, c.genre, c.outlet, k.number IS NOT NULL AS copied, x.number IS NOT NULL AS corrected,
           coalesce(u.pickups, 0) AS pickups
    FROM nominees n CROSS JOIN counted c ON c.number = n.number
    LEFT JOIN (SELECT number, count(DISTINCT outlet) AS pickups FROM picked_up GROUP BY number) u ON u.number = c.number
    LEFT JOIN (SELECT DISTINCT number FROM copied) k ON k.number = c.number
    LEFT JOIN (SELECT DISTINCT number FROM corrected) x ON x.number = c.number
    WHERE n.kind = :kind AND {_MAIN}
),
told AS (
    SELECT name, sum(NOT corrected) AS pieces, sum(NOT corrected AND NOT copied) AS originals,
           sum(NOT corrected AND NOT copied AND genre IN (SELECT value FROM json_each(:deep))) AS deep,
           count(DISTINCT iif(corrected OR copied, NULL, nullif(genre, ''))) AS genres,
           sum(iif(corrected OR copied, 0, pickups)) AS pickups, sum(corrected) AS corrected,
           json_group_array(DISTINCT outlet) AS outlets
    FROM pieces GROUP BY name
),
ranges AS (
    SELECT p.name, count(DISTINCT t.theme) AS themes FROM pieces p
    JOIN counted_themes t ON t.plan = :plan AND t.number = p.number
    WHERE NOT p.copied AND NOT p.corrected GROUP BY p.name
),
placed AS (  -- places among all nominees of the kind, figure by figure
    SELECT told.*, coalesce(ranges.themes, 0) AS themes,
           rank() OVER (ORDER BY originals DESC) AS by_originals, rank() OVER (ORDER BY deep DESC) AS by_deep,
           rank() OVER (ORDER BY coalesce(ranges.themes, 0) + genres DESC) AS by_range,
           rank() OVER (ORDER BY pickups DESC) AS by_pickups
    FROM told LEFT JOIN ranges ON ranges.name = told.name
)
SELECT *, (by_originals + by_deep + by_range + by_pickups) / 4.0 AS mean_place FROM placed
WHERE originals >= :least ORDER BY mean_place, originals DESC, name LIMIT :limit
"""
_NOTICES = f"""
SELECT n.name, i.id, i.title, x.notice FROM nominees n CROSS JOIN counted c ON c.number = n.number
JOIN corrected x ON x.number = c.number JOIN items i ON i.number = c.number
WHERE n.kind = :kind AND {_MAIN} ORDER BY n.name, i.id
"""
_OF_NAME = f"""
SELECT i.id, i.outlet, i.title, i.published_at, i.url, c.genre, x.number IS NOT NULL AS corrected,
       k.number IS NOT NULL AS copied FROM nominees n CROSS JOIN counted c ON c.number = n.number
JOIN items i ON i.number = c.number LEFT JOIN (SELECT DISTINCT number FROM corrected) x ON x.number = c.number
LEFT JOIN (SELECT DISTINCT number FROM copied) k ON k.number = c.number
WHERE n.name = :name AND n.kind = :kind AND {_MAIN} ORDER BY i.published_at DESC, i.id
"""


@dataclass(frozen=True, slots=True)
class Period:
    """Which items are looked at: about a province, of some days, of one channel or language ("" any)."""

    province: str
    since: str
    until: str
    channel: str = ""
    language: str = ""

    @property
    def asked(self) -> dict[str, str]:
        return asdict(self)


def by_lines(db: Database, period: Period) -> list[dict[str, Any]]:
    """Number, outlet and printed authors (a list) of the items of a period with the province as main subject."""
    rows = db.query(_PRINTED, period.asked)
    return [{**row, "authors": json.loads(row["authors"])} for row in rows]


def name_nominees(db: Database, named: Iterable[tuple[int, str, str]]) -> None:
    """Make the temporary table ``nominees`` of (item number, kind, name)."""
    db.execute("DROP TABLE IF EXISTS temp.nominees")
    db.execute("CREATE TEMP TABLE nominees (number INTEGER, kind TEXT, name TEXT, PRIMARY KEY (kind, name, number))")
    db.conn.executemany("INSERT OR IGNORE INTO nominees VALUES (?, ?, ?)", named)


def shortlist(db: Database, kind: str, period: Period, *, plan: str, least: int, limit: int) -> list[dict[str, Any]]:
    """The nominees of a kind by the mean of their places; needs ``nominees`` and the tables of :func:`make_awarded`.

    Each with pieces, originals, deep, genres, themes, pickups, corrected, outlets, the place in each and mean_place,
    and "notices": the corrected items with the notices that correct them.
    """
    of_kind = {**period.asked, "kind": kind}
    notices: dict[str, list[dict[str, Any]]] = {}
    for row in db.query(_NOTICES, of_kind):
        notices.setdefault(row.pop("name"), []).append(row)
    asked = {**of_kind, "plan": plan, "deep": json.dumps(DEEP), "least": least, "limit": limit}
    return [
        {**row, "outlets": json.loads(row["outlets"]), "notices": notices.get(row["name"], [])}
        for row in db.query(_SHORTLIST, asked)
    ]


def pieces_of(db: Database, kind: str, name: str, period: Period) -> list[dict[str, Any]]:
    """All items of a nominee, newest first, with what keeps one out of his figures."""
    asked = {**period.asked, "kind": kind, "name": name}
    return list(db.query(_OF_NAME, asked))
