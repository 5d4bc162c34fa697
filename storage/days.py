"""Outlet-days: for each outlet and each due day in Hà Nội time, how much of the day is proven.

Days are due from the installation's first visit to any source on, for every outlet of which a source was ever
visited: until now, or until the outlet ended; where nothing but a replay was ever visited, until its last
visit; for an outlet that is no longer followed, until the last visit to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from storage.readers import once
from times import from_iso, local_day

# ":now" is when the period of a live installation ends; ":ends" maps outlets to their last due day, "" being the
# day of the last visit.
_TABLE = """
CREATE TEMP TABLE outlet_days (
    outlet TEXT, month TEXT, day TEXT, covered_seconds INTEGER, state TEXT, PRIMARY KEY (outlet, month, day)
) WITHOUT ROWID
"""
_OUTLET_DAYS = """
INSERT INTO outlet_days WITH RECURSIVE
period AS (
    SELECT date(min(first_at), '+7 hours') AS first,
           date(CASE WHEN min(replayed) = 0 THEN max(:now, max(last_at)) ELSE max(last_at) END, '+7 hours') AS last
    FROM visited
),
ended AS (SELECT key AS outlet, value AS day FROM json_each(:ends)),
due AS (  -- each outlet with its last due day
    SELECT v.outlet, CASE WHEN e.outlet IS NULL THEN p.last WHEN e.day = '' THEN date(max(v.last_at), '+7 hours')
                          ELSE min(e.day, p.last) END AS last
    FROM visited v CROSS JOIN period p LEFT JOIN ended e ON e.outlet = v.outlet GROUP BY v.outlet
),
days (day) AS (
    SELECT first FROM period WHERE first IS NOT NULL
    UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < (SELECT max(last) FROM due)
)
SELECT due.outlet, substr(days.day, 1, 7), days.day, coalesce(proven.seconds, 0) AS covered_seconds,
       CASE WHEN proven.seconds >= 86400 THEN 'collected' WHEN proven.seconds > 0 THEN 'partial'
            ELSE 'failed' END AS state
FROM due JOIN days ON days.day <= due.last
LEFT JOIN proven ON proven.outlet = due.outlet AND proven.day = days.day
"""


def make_outlet_days(db: Database, *, now: str, ends: Mapping[str, str]) -> None:
    """Make the temporary table ``outlet_days (outlet, month, day, covered_seconds, state)`` of this connection."""

    def make() -> None:
        db.execute("DROP TABLE IF EXISTS temp.outlet_days")
        db.execute(_TABLE)
        db.execute(_OUTLET_DAYS, {"now": now, "ends": json.dumps(dict(ends))})

    once(db, "outlet_days", (local_day(from_iso(now)), tuple(sorted(ends.items()))), make)


# Days that are not wholly collected, and of what was expected in a period those on which nobody visited it.
_MISSING = """
WITH RECURSIVE
expected AS (SELECT value ->> 0 AS outlet, value ->> 1 AS since, value ->> 2 AS until FROM json_each(:lives)),
days (day) AS (
    SELECT min(since) FROM expected WHERE since <= until
    UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < (SELECT max(until) FROM expected)
),
missing AS (
    SELECT outlet, month, day, 0 AS unwatched FROM outlet_days
    WHERE state <> 'collected' AND (:outlet = '' OR outlet = :outlet)
      AND (:since = '' OR day >= :since) AND (:until = '' OR day <= :until)
    UNION ALL
    SELECT e.outlet, substr(d.day, 1, 7), d.day, 1 FROM expected e JOIN days d ON d.day BETWEEN e.since AND e.until
    LEFT JOIN outlet_days o ON o.outlet = e.outlet AND o.month = substr(d.day, 1, 7) AND o.day = d.day
    WHERE o.day IS NULL
)
"""
Life = tuple[str, str, str]  # an outlet, and the first and the last day on which it was to be collected


def missing_days(
    db: Database, names: Sequence[str], lives: Sequence[Life], *, outlet: str, since: str, until: str
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """By outlet, month, day or none of them: calendar days on which any outlet (or this one) is incomplete.

    "gap_days", and "unwatched_days" among them, on which an outlet of ``lives`` was visited by nobody; ``lives``
    lie within the period.
    """
    columns, group = "".join(f"{name}, " for name in names), f"GROUP BY {', '.join(names)}" if names else ""
    sql = f"""{_MISSING} SELECT {columns}count(DISTINCT day) AS gap_days,
              count(DISTINCT CASE WHEN unwatched THEN day END) AS unwatched_days FROM missing {group}"""
    rows = db.query(sql, {"lives": json.dumps(lives), "outlet": outlet, "since": since, "until": until})
    return {tuple(row[name] for name in names): row for row in rows}


def visited_outlets(db: Database) -> set[str]:
    """Outlets of which any source was ever visited."""
    return {row["outlet"] for row in db.query("SELECT DISTINCT outlet FROM visited")}


def gaps_between(db: Database, *, since: str, until: str) -> list[dict[str, Any]]:
    """Outlet-days of ``outlet_days`` from one day to another, both inclusive, that are not wholly collected."""
    rows = db.query(
        """SELECT outlet, day, state, round(covered_seconds / 3600.0, 1) AS covered_hours FROM outlet_days
           WHERE state <> 'collected' AND day BETWEEN :since AND :until ORDER BY day, outlet""",
        {"since": since, "until": until},
    )
    return list(rows)
