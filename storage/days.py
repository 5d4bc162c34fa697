"""Outlet-days: for each outlet and each due day in Hà Nội time, how much of the day is proven.

The SQL below gives a table ``outlet_days (outlet, day, covered_seconds, state)``. Days are due from the
installation's first visit to any feed on, until now (or, where nothing but a replay was ever visited,
until its last visit), for every outlet of which a feed was ever visited.
"""

# Hà Nội is +07:00 all year round: local midnight is seven hours before UTC midnight of the same date.
# ":now" is the end of the due period for an installation that visits the network.
OUTLET_DAYS = """
visits AS (SELECT outlet, at, replayed FROM fetches WHERE kind = 'feed' AND outcome <> 'not-in-archive'),
due AS (SELECT DISTINCT outlet FROM visits),
period AS (
    SELECT date(min(at), '+7 hours') AS first,
           date(CASE WHEN min(replayed) = 0 THEN max(:now, max(at)) ELSE max(at) END, '+7 hours') AS last
    FROM visits
),
days (day) AS (
    SELECT first FROM period WHERE first IS NOT NULL
    UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < (SELECT last FROM period)
),
spans AS (
    SELECT outlet, unixepoch(since) AS since, unixepoch(until) AS until,
           max(unixepoch(until)) OVER (
               PARTITION BY outlet ORDER BY unixepoch(since), unixepoch(until)
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
           ) AS proven_before
    FROM proofs
),
islands AS (
    SELECT outlet, since, until,
           sum(proven_before IS NULL OR since > proven_before)
               OVER (PARTITION BY outlet ORDER BY since, until) AS island
    FROM spans
),
stretches AS (SELECT outlet, min(since) AS since, max(until) AS until FROM islands GROUP BY outlet, island),
outlet_days AS (
    SELECT due.outlet, days.day, covered.seconds AS covered_seconds,
           CASE WHEN covered.seconds >= 86400 THEN 'collected' WHEN covered.seconds > 0 THEN 'partial'
                ELSE 'failed' END AS state
    FROM due CROSS JOIN days
    JOIN (
        SELECT due.outlet, days.day,
               coalesce(sum(
                   min(s.until, unixepoch(days.day) + 61200) - max(s.since, unixepoch(days.day) - 25200)
               ), 0) AS seconds
        FROM due CROSS JOIN days LEFT JOIN stretches s
          ON s.outlet = due.outlet AND s.since < unixepoch(days.day) + 61200 AND s.until > unixepoch(days.day) - 25200
        GROUP BY due.outlet, days.day
    ) AS covered ON covered.outlet = due.outlet AND covered.day = days.day
)
"""
