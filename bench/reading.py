"""Reading measured on a million items: ``python -m bench.reading [--items N]``; makes them where they are absent.

Prints p50 and p95 of what officers ask, from an open configuration: each answer with opening the database, the days
that are missing and the sums of the screen. Memory is the peak of a process of its own, less that of one that only
imports the same modules.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bench.flagged import add_flags, raising
from bench.million import PLACES, PLAN, folder, make
from pipeline.jobs.exports.weekly import export_week
from pipeline.jobs.home import Home
from pipeline.jobs.items.views import coverage_view, item_view, listed_view, search_view
from pipeline.jobs.ledger.contracts import contracts_view
from pipeline.jobs.ledger.counting import Filters, books_of
from pipeline.jobs.queue.cases import Asked, flags_view
from times import from_iso

NOW = "2026-08-01T00:00:00Z"
TURNS = 40
SEARCHES = (
    "tuyen quang", *(f"{place}" for place in PLACES), "cầu đường", "học sinh", "hà nội", "công an thành phố",
    '"thủ tướng chính phủ"', "bóng đá việt nam", "giá vàng hôm nay", "khởi tố bị can", "tai nạn giao thông", "cau",
    '"ủy ban nhân dân tỉnh"', "người", "mưa lũ sạt lở", "xuất khẩu gạo", "khong co chu nay",
)  # fmt: skip


def asked(home: Home) -> dict[str, Callable[[random.Random], object]]:
    """What officers ask, by name; each call is one answer."""
    configuration = home.configuration()
    slugs = sorted(configuration.outlets)

    def coverage(by: tuple[str, ...], **about: str) -> object:
        with books_of(home, now=NOW, configuration=configuration) as books:
            return coverage_view(books, by=by, filters=Filters(**about))

    def items(_: random.Random) -> object:
        with books_of(home, now=NOW, configuration=configuration) as books:
            filters = Filters(plan=PLAN, since="2026-01-01", until="2026-06-30")
            return listed_view(books, "items", filters=filters)

    def lines(_: random.Random) -> object:
        with books_of(home, now=NOW, configuration=configuration) as books:
            return contracts_view(books, by=(), filters=Filters(plan=PLAN))

    def weekly(chance: random.Random) -> object:
        week = f"{chance.choice((2024, 2025))}-W{chance.randrange(1, 53):02}"
        with tempfile.TemporaryDirectory() as folder:
            return export_week(home, week, now=from_iso(NOW), plan=PLAN, output=Path(folder) / "tuan.xlsx")

    with books_of(home, now=NOW, configuration=configuration) as books:
        ids = [row["id"] for row in listed_view(books, "items", filters=Filters(plan=PLAN))][:2000]
    return {
        "coverage by outlet and month, all": lambda _: coverage(("outlet", "month")),
        "coverage by outlet and month, plan": lambda _: coverage(("outlet", "month"), plan=PLAN),
        "coverage by outlet and month, one outlet": lambda c: coverage(("outlet", "month"), outlet=c.choice(slugs)),
        "coverage by outlet and theme, plan": lambda _: coverage(("outlet", "theme"), plan=PLAN),
        "contracts": lines,
        "list of half a year": items,
        "search": lambda c: search_view(home, c.choice(SEARCHES), limit=50),
        "item": lambda c: item_view(home, c.choice(ids), configuration=configuration),
        "queue of flags": lambda _: flags_view(home, Asked(plan=PLAN), now=from_iso(NOW), limit=50),
        "weekly export": weekly,
    }  # fmt: skip


def measured(home: Home) -> list[dict[str, object]]:
    rows = []
    for name, ask in asked(home).items():
        chance, turns = random.Random(7), TURNS if name in ("search", "item") or "month" in name else TURNS // 4
        ask(chance)  # fills the caches of file and machine, as the answers before it do
        wall, worked = zip(*(_timed(ask, chance) for _ in range(turns)), strict=True)
        row = {"name": name, "p50_ms": _ms(wall, 0.5), "p95_ms": _ms(wall, 0.95), "cpu_p95_ms": _ms(worked, 0.95)}
        rows.append({**row, "n": turns})
    return rows


def _timed(ask: Callable[[random.Random], object], chance: random.Random) -> tuple[float, float]:
    """Seconds by the clock, and of the processor: the clock also counts who else uses the machine."""
    began, worked = time.perf_counter(), time.process_time()
    ask(chance)
    return time.perf_counter() - began, time.process_time() - worked


def _ms(seconds: Sequence[float], share: float) -> float:
    return round(1000 * sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))], 1)


def peaks(items: int) -> Iterable[dict[str, object]]:
    """Peak memory of a query in a process of its own; to be asked first, for a child is born with its parent's peak."""
    names = ("imports", "coverage by outlet and month, all", "contracts", "search", "weekly export")
    told = {name: _peak(items, name) for name in names}
    for name in names[1:]:
        yield {"name": f"memory: {name}", "mb": told[name], "above_imports_mb": told[name] - told["imports"]}


def _peak(items: int, name: str) -> int:
    words = [sys.executable, "-m", "bench.reading", "--items", str(items), "--peak", name]
    return int(subprocess.run(words, capture_output=True, text=True, check=True).stdout)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--peak", default="")
    wanted = parser.parse_args()
    if wanted.peak:
        if wanted.peak != "imports":
            asked(Home(folder(wanted.items)))[wanted.peak](random.Random(7))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)  # noqa: T201
        return 0
    home = Home(make(wanted.items))
    add_flags(home.path)
    size = (home.path / "diembao.db").stat().st_size
    rows: list[dict[str, object]] = [
        {"name": "database", "bytes_per_item": size // wanted.items}, *peaks(wanted.items), *measured(home),
        {"name": "flags raised anew", **raising(home.path)},
    ]  # fmt: skip
    out = Path(__file__).parent / "out" / f"reading-{wanted.items}.json"
    out.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
