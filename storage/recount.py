"""Brings the derived tables of counts up to date with what a write touched; see :mod:`storage.schema.count_tables`.

The store calls it inside the transaction of each write, so no reader ever sees an item uncounted; ``rebuild``
makes everything anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from storage.labels import SHOWN
from storage.schema.listed_tables import has_list_tables, list_again
from text import folded, words
from urls import host_of

ITEMS_A_BATCH = 20_000  # of a rebuild: bounds what one statement sorts

# Few values stand in the first column of long keys: jump from one to the next instead of reading them all.
_SKIP = """
WITH RECURSIVE found (value) AS (
    SELECT min({column}) FROM {table}
    UNION ALL SELECT (SELECT min({column}) FROM {table} WHERE {column} > found.value) FROM found
    WHERE found.value IS NOT NULL
) SELECT value FROM found WHERE value IS NOT NULL
"""
_CLEAR = "DELETE FROM {table} WHERE {column} = ? AND number IN (SELECT value FROM json_each(?))"
_COLUMNS = {"counted": "scope", "counted_themes": "plan", "counted_tones": "scope"}
_LISTED = {"listed": "scope"}

_GENRE = """coalesce((SELECT label FROM annotations WHERE item = i.id AND kind = 'genre' AND scope = ''
            AND overruled = '' ORDER BY label LIMIT 1), '')"""
# As the text was judged; what it is told to be where there is too little text to judge.
_LANGUAGE = """coalesce((SELECT label FROM annotations WHERE item = i.id AND kind = 'language' AND overruled = ''
               ORDER BY label LIMIT 1),
               (SELECT language FROM versions WHERE item = i.id AND number = i.version), '')"""
# The order is forced: without figures of its own SQLite would read all annotations of a kind.
_TOUCHED = "json_each(:numbers) n CROSS JOIN items i ON i.number = n.value"
_JUDGED = f"{_TOUCHED} CROSS JOIN annotations a ON a.item = i.id AND a.overruled = ''"
_FILL = (
    f"""INSERT INTO counted
        SELECT '', i.number, 2, i.outlet, i.channel, coalesce(i.day, ''), {_GENRE}, {_LANGUAGE} FROM {_TOUCHED}""",
    f"""INSERT INTO counted
        SELECT a.scope, i.number, max(CAST(a.label AS INTEGER)), i.outlet, i.channel, coalesce(i.day, ''), {_GENRE},
               {_LANGUAGE}
        FROM {_JUDGED} AND a.kind = 'relevance' AND a.label IN ('1', '2') AND a.scope <> ''
        GROUP BY a.scope, i.number""",
    f"""INSERT OR IGNORE INTO counted_themes SELECT a.scope, i.number, a.label, a.detail
        FROM {_JUDGED} AND a.kind = 'theme' AND a.scope <> ''""",
    f"""INSERT INTO counted_tones SELECT a.scope, i.number, min({SHOWN})
        FROM {_JUDGED} AND a.kind = 'tone' GROUP BY a.scope, i.number""",
)
_PRINTED = """
SELECT i.number, i.url, v.section, v.tags, v.kicker, v.credit, v.authors
FROM json_each(?) n CROSS JOIN items i ON i.number = n.value JOIN versions v ON v.item = i.id AND v.number = i.version
WHERE EXISTS (SELECT 1 FROM annotations a WHERE a.item = i.id AND a.kind = 'relevance' AND a.label IN ('1', '2')
      AND a.overruled = '')
"""


def recount(db: Database) -> int:
    """Count anew the items that were touched; returns how many. Call it inside the write's transaction."""
    done = 0
    while numbers := [row["number"] for row in db.query("SELECT number FROM recount LIMIT ?", [ITEMS_A_BATCH])]:
        _count_again(db, json.dumps(numbers))
        done += len(numbers)
    return done


def _count_again(db: Database, numbers: str) -> None:
    lists = has_list_tables(db)
    for table, column in (_COLUMNS | (_LISTED if lists else {})).items():
        for value in _values(db, table, column):
            db.execute(_CLEAR.format(table=table, column=column), [value, numbers])
    db.execute("DELETE FROM printed WHERE number IN (SELECT value FROM json_each(?))", [numbers])
    for statement in _FILL:
        db.execute(statement, {"numbers": numbers})
    db.conn.executemany("INSERT INTO printed VALUES (?, ?, ?, ?, ?)", list(_printed(db, numbers)))
    if lists:
        list_whole(db, numbers)
    db.execute("DELETE FROM recount WHERE number IN (SELECT value FROM json_each(?))", [numbers])


def list_whole(db: Database, numbers: str) -> None:
    """Enter items that are counted into the tables of lists."""
    scopes = [value for value in _values(db, "counted", "scope") if value]
    plans = _values(db, "counted_themes", "plan")
    list_again(db, numbers, scopes=json.dumps(scopes), plans=json.dumps(plans))


def _values(db: Database, table: str, column: str) -> list[str]:
    """The few values of a column that leads a key."""
    return [row["value"] for row in db.query(_SKIP.format(table=table, column=column))]


def _printed(db: Database, numbers: str) -> Iterator[tuple[Any, ...]]:
    """What the pages print: host, section path and labels in the form in which rules are matched, authors as JSON."""
    for row in db.query(_PRINTED, [numbers]):
        section = label_path(*row["section"].split(" / "))
        labels = label_path(*row["section"].split(" / "), *json.loads(row["tags"]), row["kicker"], row["credit"])
        yield row["number"], host_of(row["url"]), section, labels, row["authors"]


def label_form(label: str) -> str:
    """A section or label as it is compared: folded words, "và", "&" and dashes dropped."""
    return " ".join(word for word in words(folded(label)) if word != "va")


def label_path(*labels: str) -> str:
    """Labels as one text in which each stands between strokes: "/phap luat/dan toc ton giao/"; "" for none."""
    formed = [form for label in labels if (form := label_form(label))]
    return f"/{'/'.join(formed)}/" if formed else ""


def rebuild(db: Database) -> int:
    """Make all derived tables of counts and days anew; returns how many items were counted."""
    with db.atomic():
        for table in (*_COLUMNS, *_LISTED, "printed", "tallies", "proven"):
            db.execute(f"DELETE FROM {table}")
        db.execute("INSERT OR IGNORE INTO recount SELECT number FROM items")
        db.execute("INSERT INTO reprove SELECT outlet, min(since), max(until) FROM proofs GROUP BY outlet")
        reprove(db)
        return recount(db)


def is_out_of_step(db: Database) -> bool:
    """Do the derived tables miss an item, or hold one too many? (A cheap look: sums, not rows.)"""
    sql = """SELECT (SELECT coalesce(sum(items), 0) FROM tallies WHERE scope = '') <> (SELECT count(*) FROM items)
                    OR (SELECT coalesce(sum(items), 0) FROM tallies WHERE scope <> '')
                       <> (SELECT count(*) FROM listed INDEXED BY listed_by_number)
                    OR EXISTS (SELECT 1 FROM recount) OR EXISTS (SELECT 1 FROM reprove)"""
    return bool(db.execute(sql).fetchone()[0])


# --- proven days ---

# Hà Nội is +07:00 all year round: local midnight is 25,200 seconds before UTC midnight of the same date, and the
# local day ends 61,200 seconds after it.
_CUT = """
WITH RECURSIVE
touched AS (
    SELECT outlet, date(min(unixepoch(since)), 'unixepoch', '+7 hours') AS first,
           date(max(unixepoch(until)), 'unixepoch', '+7 hours') AS last FROM reprove GROUP BY outlet
),
spans AS (  -- each proof with the farthest moment that an earlier proof of the outlet reaches
    SELECT p.outlet, unixepoch(p.since) AS since, unixepoch(p.until) AS until,
           max(unixepoch(p.until)) OVER (
               PARTITION BY p.outlet ORDER BY unixepoch(p.since), unixepoch(p.until)
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) AS proven_before
    FROM touched t CROSS JOIN proofs p INDEXED BY proofs_by_end
    WHERE p.outlet = t.outlet AND p.until >= strftime('%Y-%m-%dT%H:%M:%SZ', t.first, '-8 hours')
      AND p.since <= strftime('%Y-%m-%dT%H:%M:%SZ', t.last, '+1 day')
),
islands AS (  -- a proof that touches none before it begins a new island
    SELECT outlet, since, until,
           sum(proven_before IS NULL OR since > proven_before)
               OVER (PARTITION BY outlet ORDER BY since, until) AS island
    FROM spans
),
stretches AS (SELECT outlet, min(since) AS since, max(until) AS until FROM islands GROUP BY outlet, island),
pieces (outlet, day, since, until) AS (  -- stretches cut at midnight
    SELECT outlet, date(since + 25200, 'unixepoch'), since, until FROM stretches
    UNION ALL SELECT outlet, date(day, '+1 day'), since, until FROM pieces WHERE unixepoch(day) + 61200 < until
)
"""
_CLEAR_DAYS = """
DELETE FROM proven WHERE EXISTS (
    SELECT 1 FROM (
        SELECT outlet, date(min(unixepoch(since)), 'unixepoch', '+7 hours') AS first,
               date(max(unixepoch(until)), 'unixepoch', '+7 hours') AS last FROM reprove GROUP BY outlet
    ) t WHERE t.outlet = proven.outlet AND proven.day BETWEEN t.first AND t.last
)
"""
_FILL_DAYS = f"""
{_CUT.replace("WITH RECURSIVE", "INSERT INTO proven WITH RECURSIVE", 1)}
SELECT c.outlet, c.day, sum(min(c.until, unixepoch(c.day) + 61200) - max(c.since, unixepoch(c.day) - 25200))
FROM pieces c JOIN touched t ON t.outlet = c.outlet AND c.day BETWEEN t.first AND t.last GROUP BY c.outlet, c.day
"""


def reprove(db: Database) -> None:
    """Measure anew the outlet-days that a new, changed or withdrawn proof touches."""
    if db.execute("SELECT 1 FROM reprove LIMIT 1").fetchone():
        db.execute(_CLEAR_DAYS)
        db.execute(_FILL_DAYS)
        db.execute("DELETE FROM reprove")
