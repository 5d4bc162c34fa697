"""What the shortlist of awards is drawn from: pieces, authors, pick-up by others, corrections.

Nothing here reads tone, flags or claims; a test holds it to that.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlite_utils import Database

from storage.ledger import COPY
from storage.readers import once

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
_BY_NUMBER = (
    "CREATE INDEX temp.picked_up_by_number ON picked_up (number, outlet)",
    "CREATE INDEX temp.corrected_by_number ON corrected (number)",
    "CREATE INDEX temp.copied_by_number ON copied (number)",
)


def make_awarded(db: Database, province: str, families: Mapping[str, str]) -> None:
    """Make the temporary tables ``picked_up (number, outlet, copy)``, ``corrected (number, notice, basis)`` and
    ``copied (number)``: whose text is another's, or that are a further appearance of a piece.

    ``families`` maps outlets to the house that owns them: what one title prints of another of its house is no pick-up.
    """
    source = province, tuple(sorted(families.items()))
    once(db, "copied", source, lambda: _make_awarded(db, province, families))


def _make_awarded(db: Database, province: str, families: Mapping[str, str]) -> None:
    for statement in _TABLES.split(";"):
        db.execute(statement)
    db.conn.executemany("INSERT INTO families VALUES (?, ?)", list(families.items()))
    for sql in (_PICKED_UP, _COPIED):
        db.execute(sql, {"province": province, "copy": COPY})
    db.execute(_CORRECTED, {"province": province})
    for index in _BY_NUMBER:
        db.execute(index)


# Everything that the figures of a nominee need of each piece of his, in order of days: one period after the other is
# counted from it.
_NOMINEES = """
CREATE TEMP TABLE nominees (
    kind TEXT, day TEXT, number INTEGER, name TEXT, outlet TEXT, channel TEXT, language TEXT, genre TEXT,
    signed INTEGER, copied INTEGER, corrected INTEGER, pickups INTEGER, PRIMARY KEY (kind, day, number, name)
) WITHOUT ROWID
"""
_PIECES = """
SELECT c.day, c.number, c.outlet, c.channel, c.language, c.genre, p.authors,
       EXISTS (SELECT 1 FROM copied k WHERE k.number = c.number) AS copied,
       EXISTS (SELECT 1 FROM corrected x WHERE x.number = c.number) AS corrected,
       (SELECT count(DISTINCT u.outlet) FROM picked_up u WHERE u.number = c.number) AS pickups
FROM counted c JOIN printed p ON p.number = c.number WHERE c.scope = :province AND c.relevance = 2 AND c.day <> ''
"""
_OF_PERIOD = """n.kind = :kind AND n.day BETWEEN :since AND :until
AND :channel IN ('', n.channel) AND :language IN ('', n.language)"""
# What was materially corrected is shown and left out of every other figure; it takes nobody off the list.
_SHORTLIST = f"""
WITH pieces AS (
    SELECT name, number, genre, outlet, copied, corrected, pickups FROM nominees n WHERE {_OF_PERIOD}
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
    SELECT p.name, count(DISTINCT t.theme) AS themes FROM (
        SELECT name, number FROM pieces WHERE NOT copied AND NOT corrected ORDER BY number LIMIT -1  -- as themes stand
    ) p CROSS JOIN counted_themes t ON t.plan = :plan AND t.number = p.number GROUP BY p.name
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
SELECT n.name, i.id, i.title, x.notice
FROM corrected x CROSS JOIN counted c ON c.number = x.number AND c.scope = :province
CROSS JOIN nominees n ON n.kind = :kind AND n.day = c.day AND n.number = c.number JOIN items i ON i.number = c.number
WHERE {_OF_PERIOD} ORDER BY n.name, i.id
"""
_OF_NAME = f"""
SELECT i.id, i.outlet, i.title, i.published_at, i.url, n.genre, n.corrected, n.copied
FROM nominees n CROSS JOIN items i ON i.number = n.number
WHERE n.name = :name AND {_OF_PERIOD} ORDER BY i.published_at DESC, i.id
"""
_UNSIGNED = f"SELECT count(*) FROM nominees n WHERE {_OF_PERIOD} AND NOT n.signed"


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


Named = Callable[[str, Sequence[str]], Iterable[tuple[str, str]]]  # outlet, printed authors: kinds and names


def make_nominees(db: Database, province: str, named: Named, *, source: Hashable) -> None:
    """Make the temporary table ``nominees`` of all pieces with the province as main subject and a day.

    ``source`` is what ``named`` names by. Needs the tables of :func:`make_awarded`.
    """

    def make() -> None:
        db.execute("DROP TABLE IF EXISTS temp.nominees")
        db.execute(_NOMINEES)
        pieces = db.execute(_PIECES, {"province": province})
        db.conn.executemany(
            f"INSERT OR IGNORE INTO nominees VALUES ({', '.join('?' * 12)})",
            (row for piece in pieces for row in _rows_of(piece, named)),
        )

    once(db, "nominees", (province, source), make)


def _rows_of(piece: Sequence[Any], named: Named) -> Iterator[tuple[Any, ...]]:
    day, number, outlet, channel, language, genre, printed, *facts = piece
    authors = json.loads(printed)
    for kind, name in named(outlet, authors):
        yield kind, day, number, name, outlet, channel, language, genre, bool(authors), *facts


def unsigned_pieces(db: Database, period: Period) -> int:
    """How many pieces of a period name no author; needs ``nominees``."""
    return int(db.execute(_UNSIGNED, {**period.asked, "kind": "outlet"}).fetchone()[0])


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
