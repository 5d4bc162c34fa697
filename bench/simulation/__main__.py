"""``python -m bench.simulation``: the month as it is planned, and with one visit a day at six."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime, timedelta

from bench.simulation.crawl import Plan, simulate
from bench.simulation.press import newspapers
from bench.simulation.score import Score, row, score, together
from crawlers.rhythm import Rhythm, after_failure, next_visit
from times import day_start, local_day

DAILY_HOUR = timedelta(hours=6)
SHOWN = (
    "outlet", "items", "lost", "unlisted", "missing_as_proven", "feed_requests_a_day", "most_feed_requests",
    "minutes_p50", "minutes_p95", "minutes_p99", "from_written_p95", "proven_percent", "proven_with_empty_percent",
    "first_fetches_per_article", "relooks_per_article", "outages", "raised", "outages_24h", "raised_24h",
    "hours_until_raised_max", "false_alarms_per_month",
)  # fmt: skip


def planned(rhythm: Rhythm, last: datetime, window: int | None, failures: int) -> datetime:
    return after_failure(failures, last=last) if failures else next_visit(rhythm, last=last, window=window)


def daily(_rhythm: Rhythm, last: datetime, _window: int | None, _failures: int) -> datetime:
    """Six o'clock in Hà Nội, as the real archive was collected."""
    at_six = day_start(local_day(last)) + DAILY_HOUR
    return at_six if at_six > last else at_six + timedelta(days=1)


def scores(plan: Plan, *, outlets: int, days: int, seed: int, watchful: bool = True) -> list[Score]:
    papers = newspapers(outlets, days=days, seed=seed)
    return [score(source, days=days) for source in simulate(papers, plan, days=days, watchful=watchful)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.simulation", description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--outlets", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=("table", "json"), default="table")
    asked = parser.parse_args()
    size = {"outlets": asked.outlets, "days": asked.days}
    ours = scores(planned, seed=asked.seed, **size)
    rows = [row(one, outlets=1, days=asked.days) for one in ours] + [row(together(ours), **size)]
    once = row(together(scores(daily, seed=asked.seed, watchful=False, **size)), **size)
    once["outlet"] = "all, daily at six"
    if asked.format == "json":
        sys.stdout.write(json.dumps({**size, "seed": asked.seed, "planned": rows, "daily": once}, indent=1) + "\n")
    else:
        sys.stdout.write(table([*rows, once]))
    return 0


def table(rows: list[dict[str, object]]) -> str:
    """Columns numbered above and named below: their names are longer than their numbers."""
    lines = ["  ".join(f"{number:>6}" if number > 1 else f"{'1':<17}" for number in range(1, len(SHOWN) + 1))]
    for one in rows:
        outlet, *numbers = (str(one[name]) for name in SHOWN)
        lines.append("  ".join([f"{outlet:<17}", *(f"{number:>6}" for number in numbers)]))
    return "\n".join(lines + [f"{number:>2} {name}" for number, name in enumerate(SHOWN, start=1)]) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
