"""Outlet-days: for each outlet and each due day in Hà Nội time, how much of the day is proven.

Days are due from the installation's first visit to any source on, for every outlet of which a source was ever
visited: until now, or until the outlet ended; where nothing but a replay was ever visited, until its last
visit; for an outlet that is no longer followed, until the last visit to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlite_utils import Database

# Hà Nội is +07:00 all year round: local midnight is 25,200 seconds before UTC midnight of the same date,
# and the local day ends 61,200 seconds after it. ":now" is when the period of a live installation ends;
# ":ends" maps outlets to their last due day, "" being the day of the last visit.
_OUTLET_DAYS = """
CREATE TEMP TABLE outlet_days AS WITH RECURSIVE
visits AS (  -- in an archive that is replayed any page may be taken for a listing
    SELECT outlet, at, replayed FROM fetches
    WHERE (kind IN ('feed', 'sitemap') OR (kind = 'listing' AND replayed = 0)) AND outcome <> 'not-in-archive'
),
period AS (
    SELECT date(min(at), '+7 hours') AS first,
           date(CASE WHEN min(replayed) = 0 THEN max(:now, max(at)) ELSE max(at) END, '+7 hours') AS last
    FROM visits
),
ended AS (SELECT key AS outlet, value AS day FROM json_each(:ends)),
due AS (  -- each outlet with its last due day
    SELECT v.outlet, CASE WHEN e.outlet IS NULL THEN p.last WHEN e.day = '' THEN date(max(v.at), '+7 hours')
                          ELSE min(e.day, p.last) END AS last
    FROM visits v CROSS JOIN period p LEFT JOIN ended e ON e.outlet = v.outlet GROUP BY v.outlet
),
days (outlet, day, last) AS (
    SELECT due.outlet, period.first, due.last FROM due, period WHERE period.first <= due.last
    UNION ALL SELECT outlet, date(day, '+1 day'), last FROM days WHERE day < last
),
spans AS (  -- each proof with the farthest moment that an earlier proof of the outlet reaches
    SELECT outlet, unixepoch(since) AS since, unixepoch(until) AS until,
           max(unixepoch(until)) OVER (
               PARTITION BY outlet ORDER BY unixepoch(since), unixepoch(until)
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) AS proven_before
    FROM proofs
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
),
covered AS (
    SELECT outlet, day, sum(min(until, unixepoch(day) + 61200) - max(since, unixepoch(day) - 25200)) AS seconds
    FROM pieces GROUP BY outlet, day
)
SELECT days.outlet, days.day, coalesce(covered.seconds, 0) AS covered_seconds,
       CASE WHEN covered.seconds >= 86400 THEN 'collected' WHEN covered.seconds > 0 THEN 'partial'
            ELSE 'failed' END AS state
FROM days LEFT JOIN covered ON covered.outlet = days.outlet AND covered.day = days.day
"""


def make_outlet_days(db: Database, *, now: str, ends: Mapping[str, str]) -> None:
    """Make the temporary table ``outlet_days (outlet, day, covered_seconds, state)`` of this connection."""
    db.execute("DROP TABLE IF EXISTS temp.outlet_days")
    db.execute(_OUTLET_DAYS, {"now": now, "ends": json.dumps(dict(ends))})


def days_with_gaps(db: Database, *, outlet: str, since: str, until: str) -> int:
    """Calendar days of ``outlet_days`` on which any outlet (or this one) is incomplete."""
    counted = db.execute(
        """SELECT count(DISTINCT day) FROM outlet_days WHERE state <> 'collected'
           AND (:outlet = '' OR outlet = :outlet) AND (:since = '' OR day >= :since) AND (:until = '' OR day <= :until)
        """,
        {"outlet": outlet, "since": since, "until": until},
    )
    return int(counted.fetchone()[0])
