"""``make bench``: prints a table and writes ``bench/out/latest.json``.

Every figure comes from a process of its own; a rival does its part on the same bytes in the same run.
Ratios above 1 mean that we are faster (or smaller).
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.local_server import PAGES as ASKED
from bench.local_server import server
from bench.material import REAL, archive_pages, multiplied, real_samples
from pipeline.jobs.home import Home

OUT = Path(__file__).parent / "out" / "latest.json"
PAGES = 2000
MEMORY_BAR_MB, GROWTH_BAR_MB = 400, 30
ANNOTATION_BAR_MB = 500  # of the same process in which the rivals run


def main() -> int:
    if not REAL.exists():
        print("bench: needs ../shared/press (the real pages)", file=sys.stderr)  # noqa: T201
        return 2
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "pages")
        archive_pages(home, multiplied(real_samples(home), PAGES))
        ours = measured("process_pages", home.path)
        plain = measured("trafilatura_pages", home.path)
        fast = measured("trafilatura_pages_fast", home.path)
        replay = measured("replay", Path(folder) / "replay")
        bare = measured("bare_scrapy", Path(folder) / "replay")
        with server() as base:
            crawled = measured("crawl_ours", Path(folder) / "crawl", base)
            asked = measured("crawl_bare", Path(folder) / "crawl", base)
    rows = [
        *annotation_rows(),
        row("process: archive to annotated rows", ours, plain, "trafilatura.extract alone", "pages/s", PAGES),
        row("process: archive to annotated rows", ours, fast, "trafilatura.extract(fast) alone", "pages/s", PAGES),
        memory_row("process: peak memory", ours["peak_mb"], PAGES),
        row("replay of the real archive: run", replay, bare, "Scrapy alone asking the same 9.547", "items/s", 9201),
        memory_row("replay: peak memory", replay["peak_mb"], 9201),
        row("crawl of a local server: archived", crawled, asked, "bare Scrapy that stores nothing", "pages/s", ASKED),
        growth_row("crawl: memory grown after 500", crawled),
    ]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    for one in rows:
        print("{name:38} {ours:>8} {rival:>8} {ratio:>6}  {unit:8} n={n} ({rival_name})".format(**one))  # noqa: T201
    print(f"replay: {replay['seconds']:.1f} s for 9.201 items")  # noqa: T201
    return 0


def annotation_rows() -> list[dict[str, Any]]:
    """Annotation and names beside underthesea, in one process of their own; in processor seconds but for one row."""
    done = subprocess.run([sys.executable, "-m", "bench.annotation"], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    texts, named, peak = int(found["texts"]), int(found["named"]), found["peak_mb"]
    ours, tagged = {"seconds": found["annotation"]}, {"seconds": found["names"]}
    wall, rival = {"seconds": found["annotation_wall"]}, {"seconds": found["word_tokenize_wall"]}
    return [
        row("annotation but names", ours, {"seconds": found["word_tokenize"]}, "word_tokenize alone", "texts/s", texts),
        row("annotation but names, by the wall", wall, rival, "word_tokenize alone", "texts/s", texts),
        row("names, same output", tagged, {"seconds": found["ner"]}, "underthesea.ner by sentence", "texts/s", named),
        memory_row("annotation and names: peak memory", peak, texts, bar=ANNOTATION_BAR_MB),
    ]


def row(
    name: str, ours: dict[str, float], rival: dict[str, float], rival_name: str, unit: str, n: int
) -> dict[str, Any]:
    mine, theirs = n / ours["seconds"], n / rival["seconds"]
    return {
        "name": name, "ours": round(mine, 1), "rival": round(theirs, 1), "rival_name": rival_name,
        "ratio": round(mine / theirs, 2), "unit": unit, "n": n, "seconds": round(ours["seconds"], 1),
    }  # fmt: skip


def memory_row(name: str, peak_mb: float, n: int, bar: int = MEMORY_BAR_MB) -> dict[str, Any]:
    return {
        "name": name, "ours": round(peak_mb), "rival": bar, "rival_name": f"the bar of {bar} MB",
        "ratio": round(bar / peak_mb, 2), "unit": "MB", "n": n,
    }  # fmt: skip


def growth_row(name: str, crawled: dict[str, float]) -> dict[str, Any]:
    grown = crawled["late_mb"] - crawled["early_mb"]
    return {
        "name": name, "ours": round(grown, 1), "rival": GROWTH_BAR_MB, "rival_name": "the bar of 30 MB",
        "ratio": round(GROWTH_BAR_MB / max(grown, 1), 2), "unit": "MB", "n": ASKED,
    }  # fmt: skip


def measured(task: str, *where: Path | str) -> dict[str, float]:
    """Seconds, peak memory and what else a task tells, in a fresh process."""
    words = [sys.executable, "-m", "bench", task, *map(str, where)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def task_process_pages(folder: Path) -> None:
    from pipeline.jobs.collecting.run import run_process

    report = run_process(Home(folder), since=None, clock=lambda: datetime.now(UTC))
    if (report.ledger.new, report.annotated) != (PAGES, PAGES):  # fast, because it did not do the work
        raise SystemExit(f"bench: {report.ledger.new} items of {PAGES} pages, {report.annotated} annotated")


def task_trafilatura_pages(folder: Path, *, fast: bool = False) -> None:
    import trafilatura

    from crawlers.warc import body_of, read_record, scan

    for path in sorted((folder / "archive").glob("*.warc.gz")):
        for capture in scan(path):
            trafilatura.extract(body_of(read_record(path, capture.offset), 10_000_000), fast=fast)


def task_trafilatura_pages_fast(folder: Path) -> None:
    task_trafilatura_pages(folder, fast=True)


def task_replay(folder: Path) -> None:
    from pipeline.jobs.collecting.run import run_cycle

    run_cycle(Home(folder), replay=REAL, clock=lambda: datetime.now(UTC))


def task_bare_scrapy(folder: Path) -> None:
    """The same requests through the same handler, by a spider that reads and stores nothing."""
    from bench.bare import ask_all

    ask_all(REAL, folder / "journal")


def task_crawl_ours(folder: Path, base: str) -> dict[str, float]:
    from bench.crawling import crawl_ours

    return crawl_ours(folder, base)


def task_crawl_bare(folder: Path, base: str) -> dict[str, float]:
    from bench.crawling import crawl_bare

    return crawl_bare(folder, base)


TASKS: dict[str, Callable[..., dict[str, float] | None]] = {
    "process_pages": task_process_pages,
    "trafilatura_pages": task_trafilatura_pages,
    "trafilatura_pages_fast": task_trafilatura_pages_fast,
    "replay": task_replay,
    "bare_scrapy": task_bare_scrapy,
    "crawl_ours": task_crawl_ours,
    "crawl_bare": task_crawl_bare,
}


def run_task(name: str, folder: str, *base: str) -> int:
    began = time.perf_counter()
    told = TASKS[name](Path(folder), *base) or {}
    seconds = time.perf_counter() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb, **told}))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(run_task(*sys.argv[1:]) if len(sys.argv) > 1 else main())
