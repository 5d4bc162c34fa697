"""The contract ledger: which items were delivered under which contract line, once per contract.

``delivered`` is made for one reading, from ``counted`` and the titles through which the lines count. It knows
nothing of tone, flags or claims, and neither does anything that is counted from it alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from storage.readers import once

COPY = 0.6  # of an item's words stand in the original: then it is a reprint (REPRINT of pipeline/duplicates.py)


@dataclass(frozen=True, slots=True)
class Share:
    """A title through which a line counts; see ``Title`` of config/ledger.py. Days are ISO dates, inclusive."""

    line: str
    outlet: str
    since: str
    until: str
    inherited: bool = False
    apart: bool = False
    host: str = ""
    section: str = ""  # in the form of ``storage.recount.label_form``, as ``label``
    label: str = ""
    common: str = ""  # a section that does not tell the line's own paper from the outlet's


@dataclass(frozen=True, slots=True)
class Ruling:
    """An officer's word on one item: the line to which it belongs ("" leaves that), ordered or not (None leaves it)."""

    item: str
    line: str = ""
    ordered: bool | None = None


@dataclass(frozen=True, slots=True)
class OrderMark:
    """A label under which a line's ordered pieces are printed, in the form of ``storage.recount.label_form``."""

    line: str
    label: str
    since: str
    until: str


_TABLES = """
DROP TABLE IF EXISTS temp.shares;
CREATE TEMP TABLE shares (
    line TEXT, outlet TEXT, since TEXT, until TEXT, inherited INTEGER, apart INTEGER,
    host TEXT, section TEXT, label TEXT, common TEXT
);
CREATE INDEX temp.shares_by_outlet ON shares (outlet, since);
DROP TABLE IF EXISTS temp.order_marks;
CREATE TEMP TABLE order_marks (line TEXT, label TEXT, since TEXT, until TEXT);
DROP TABLE IF EXISTS temp.rulings;
CREATE TEMP TABLE rulings (number INTEGER PRIMARY KEY, line TEXT, ordered INTEGER);
DROP TABLE IF EXISTS temp.delivered
"""
# A share that names a host, a section or a label goes before one that does not; of several lines that are left,
# those whose successor is known to print them under other sections go where a section is printed that tells.
_DELIVERED = """
CREATE TEMP TABLE delivered AS WITH
candidates AS (
    SELECT s.line, c.number, c.relevance, c.day, s.inherited, s.inherited AND s.apart AND EXISTS (
               SELECT 1 FROM json_each('["' || replace(trim(p.section, '/'), '/', '","') || '"]') part
               WHERE part.value NOT IN (SELECT '' UNION ALL SELECT common FROM shares m WHERE m.line = s.line)
           ) AS aside,
           s.host || s.section || s.label = '' AS broad
    FROM counted c CROSS JOIN shares s ON s.outlet = c.outlet AND c.day BETWEEN s.since AND s.until
    CROSS JOIN printed p ON p.number = c.number
    WHERE c.scope = :province AND s.common = '' AND (s.host = '' OR p.host = s.host OR p.host LIKE '%.' || s.host)
      AND (s.section = '' OR instr(p.section, '/' || s.section || '/'))
      AND (s.label = '' OR instr(replace(p.labels, '/', ' '), ' ' || s.label || ' '))
),
narrowed AS (
    SELECT line, number, relevance, day, min(inherited) AS inherited, min(aside) AS aside, min(broad) AS broad
    FROM candidates GROUP BY line, number
),
ranked AS (  -- a ruling for a line that could not claim the item rules nothing
    SELECT n.*, r.line AS ruled, r.ordered, min(broad) OVER of_item AS narrowest,
           min(inherited) OVER of_item AS all_inherited, coalesce(max(n.line = r.line) OVER of_item, 0) AS settled
    FROM narrowed n LEFT JOIN rulings r ON r.number = n.number WINDOW of_item AS (PARTITION BY n.number)
),
kept AS (
    SELECT k.line, k.number, k.relevance, k.day, k.ordered FROM ranked k
    WHERE CASE WHEN k.settled THEN k.line = k.ruled
               ELSE k.broad = k.narrowest AND (k.all_inherited OR NOT (k.broad AND k.aside)) END
),
placed AS (
    SELECT k.*, i.id, i.published_at, coalesce(p.original, i.id) AS cluster,
           coalesce(p.mark <> 'original' AND p.overlap >= :copy, 0) AS is_copy, coalesce(w.of, i.id) AS piece,
           count(*) OVER (PARTITION BY k.number) > 1 AS shared
    FROM kept k JOIN items i ON i.number = k.number LEFT JOIN places p ON p.item = i.id
    LEFT JOIN appearances w ON w.item = i.id
),
told AS (
    SELECT *, row_number() OVER (
        PARTITION BY line, relevance, piece, shared ORDER BY piece <> id, published_at, id
    ) AS appearance, row_number() OVER (
        PARTITION BY line, relevance, cluster, shared ORDER BY is_copy, published_at, id
    ) AS turn FROM placed
)
SELECT line, number, id, published_at, shared,
       CASE WHEN appearance > 1 THEN 'repeat'
            WHEN NOT is_copy THEN 'original' WHEN turn = 1 THEN 'reprint' ELSE 'repeat' END AS standing,
       CASE WHEN ordered = 1 THEN 'ordered' WHEN ordered = 0 THEN 'organic'
            WHEN EXISTS (
                SELECT 1 FROM order_marks m JOIN printed p ON p.number = told.number
                WHERE m.line = told.line AND told.day BETWEEN m.since AND m.until
                  AND instr(p.labels, '/' || m.label || '/')
            ) THEN 'ordered' ELSE 'unclear' END AS commission
FROM told
"""


def make_delivered(
    db: Database, province: str, shares: Iterable[Share], marks: Iterable[OrderMark], rulings: Iterable[Ruling]
) -> None:
    """Make the temporary table ``delivered`` of this connection: line, number, id, published_at, shared, standing,
    commission.

    ``shared`` is 1 where two lines could claim an item and nothing tells which. ``standing``: "original", "reprint"
    (of a text that is no item of the line), "repeat" (the line has it already, as a copy or as
    another appearance of the same piece: once per contract). ``commission``:
    "ordered", "organic" or "unclear", where nobody has said so.
    """
    told = tuple(shares), tuple(marks), tuple(rulings)
    once(db, "delivered", (province, *told), lambda: _make_delivered(db, province, *told))


def _make_delivered(
    db: Database, province: str, shares: Sequence[Share], marks: Sequence[OrderMark], rulings: Sequence[Ruling]
) -> None:
    for statement in _TABLES.split(";"):
        db.execute(statement)
    db.conn.executemany("INSERT INTO shares VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [
        (one.line, one.outlet, one.since, one.until, one.inherited, one.apart, one.host, one.section, one.label,
         one.common)
        for one in shares
    ])  # fmt: skip
    rows = [(mark.line, mark.label, mark.since, mark.until) for mark in marks]
    db.conn.executemany("INSERT INTO order_marks VALUES (?, ?, ?, ?)", rows)
    db.conn.executemany(
        """INSERT INTO rulings SELECT number, ?, ? FROM items WHERE id = ? OR url = ?
           ON CONFLICT (number) DO UPDATE SET line = coalesce(nullif(excluded.line, ''), line),
                                              ordered = coalesce(excluded.ordered, ordered)""",
        [(one.line, one.ordered, one.item, one.item) for one in rulings],
    )
    db.execute(_DELIVERED, {"province": province, "copy": COPY})
    db.execute("CREATE INDEX temp.delivered_by_number ON delivered (number)")


def is_delivered(db: Database, item: str, line: str) -> bool:
    """Does the item count for this line ("" any)? Needs ``delivered``."""
    sql = """SELECT 1 FROM delivered d JOIN items i ON i.number = d.number
             WHERE i.id = :item AND (:line = '' OR d.line = :line)"""
    return db.execute(sql, {"item": item, "line": line}).fetchone() is not None


# Days of the period on which an outlet of the line that can be collected is not, or was not watched at all.
_LINE_GAPS = """
WITH RECURSIVE
expected AS (SELECT key AS place, value ->> 0 AS line, value ->> 1 AS outlet, max(value ->> 2, :since) AS since,
                    min(value ->> 3, :until) AS until FROM json_each(:lives)),
days (day) AS (
    SELECT min(since) FROM expected WHERE since <= until
    UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < (SELECT max(until) FROM expected)
),
told AS (
    SELECT e.line, d.day, max(coalesce(o.state, 'unwatched') <> 'collected') AS missing,
           min(o.state IS NULL) AS unwatched
    FROM expected e JOIN days d ON d.day BETWEEN e.since AND e.until
    LEFT JOIN outlet_days o ON o.outlet = e.outlet AND o.month = substr(d.day, 1, 7) AND o.day = d.day
    GROUP BY e.line, d.day
)
SELECT line, sum(missing) AS gap_days, sum(unwatched) AS unwatched_days, count(*) AS days FROM told GROUP BY line
UNION ALL
SELECT '', (SELECT count(DISTINCT day) FROM told WHERE missing), (SELECT count(DISTINCT day) FROM told WHERE unwatched),
       (SELECT count(DISTINCT day) FROM told)
"""


def line_gaps(
    db: Database, lives: Sequence[tuple[str, str, str, str]], *, since: str, until: str
) -> dict[str, dict[str, Any]]:
    """Per line, and under "" for all together: gap_days, unwatched_days among them, and days of the period.

    ``lives`` are (line, outlet, first day, last day) of the titles that can be collected; needs ``outlet_days``.
    """
    asked = {"lives": json.dumps(lives), "since": since, "until": until}
    return {row["line"]: row for row in db.query(_LINE_GAPS, asked)}
