"""``python -m bench.extraction``: what is read of article pages, ours and the named rivals', in one run.

Two sets, told apart: the real pages of ``../shared/press`` against ``tests/gold/pages.json``, and the hand-written
cases of ``tests/pipeline/cases``. Every tool reads the same bytes in a process of its own. A rival that no interpreter
has is left out by name; ``DIEMBAO_RIVALS`` lists interpreters that have some, parted like PATH. Writes
``bench/out/extraction.json``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.extraction_gold import Gold, case_golds, real_golds
from bench.material import REAL

ROOT = Path(__file__).parents[1]
OUT = ROOT / "bench" / "out" / "extraction.json"
RIVALS = ("trafilatura", "newspaper4k", "news-please", "fundus")
OURS = ("ours", "ours, generic")


@dataclass(frozen=True, slots=True)
class Score:
    """One tool over one set; shares of the pages, but the last three."""

    set: str
    tool: str
    pages: int
    title: float
    authors: float
    time: float  # to the minute, with its zone
    body_f1: float  # mean over pages, of words
    worst_f1: float
    leaks: int  # captions and related links that stand in a body as a line of their own
    pages_a_second: float


def main() -> int:
    sets = {"hand-written": case_golds()} | ({"real": real_golds()} if REAL.exists() else {})
    if "real" not in sets:
        print("bench: the real pages of ../shared/press are absent", file=sys.stderr)  # noqa: T201
    scores: list[Score] = []
    behind: dict[str, list[str]] = {}
    for name, golds in sorted(sets.items(), reverse=True):
        readings = all_readings(golds)
        scores += [scored(name, tool, golds, *found) for tool, found in readings.items()]
        behind[name] = _behind(golds, readings["ours, generic"][0], readings["trafilatura"][0])
    _tell(scores, behind)
    OUT.parent.mkdir(exist_ok=True)
    told = {"scores": [asdict(score) for score in scores], "generic_behind_trafilatura": behind}
    OUT.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def all_readings(golds: Sequence[Gold]) -> dict[str, tuple[list[Any], float]]:
    """By tool: its reading of every page (None where it has no parser) and its processor seconds for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        pages = []
        for number, gold in enumerate(golds):
            path = Path(folder) / f"{number}.html"
            path.write_bytes(gold.html)
            pages.append({"url": gold.url, "path": str(path), "parser": gold.parser, "captured_at": gold.captured_at})
        lines = "\n".join(json.dumps(page) for page in pages)
        found = {tool: _readings([sys.executable, "-m", "bench.extraction_ours", tool], lines) for tool in OURS}
        found |= {tool: _rival(tool, lines) for tool in RIVALS}
    return {tool: read for tool, read in found.items() if read is not None}


def _rival(tool: str, lines: str) -> tuple[list[Any], float] | None:
    own = os.environ.get("DIEMBAO_RIVALS", "")
    for interpreter in [sys.executable, *filter(None, own.split(os.pathsep))]:
        found = _readings([interpreter, str(ROOT / "bench" / "rivals.py"), tool], lines)
        if found is not None:
            return found
    print(f"bench: {tool} is not installed and left out", file=sys.stderr)  # noqa: T201
    return None


def _readings(words: Sequence[str], lines: str) -> tuple[list[Any], float] | None:
    done = subprocess.run(words, input=lines, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode == 3:
        return None
    if done.returncode:
        raise SystemExit(f"bench: {words[-1]}: {done.stderr[-2000:]}")
    *read, last = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(("{", "null"))]
    return read, min(last["seconds"])


def scored(name: str, tool: str, golds: Sequence[Gold], read: Sequence[Any], seconds: float) -> Score:
    pairs = [(gold, reading) for gold, reading in zip(golds, read, strict=True) if reading is not None]
    n = max(len(pairs), 1)
    f1 = [gold.body_f1(reading["body"]) for gold, reading in pairs if gold.has_body]
    return Score(
        set=name, tool=tool, pages=len(pairs),
        title=sum(gold.has_title(reading["title"]) for gold, reading in pairs) / n,
        authors=sum(gold.has_authors(reading["authors"]) for gold, reading in pairs) / n,
        time=sum(gold.has_time(reading["time"]) for gold, reading in pairs) / n,
        body_f1=sum(f1) / max(len(f1), 1), worst_f1=min(f1, default=0.0),
        leaks=sum(gold.leaks(reading["body"]) for gold, reading in pairs), pages_a_second=len(pairs) / seconds,
    )  # fmt: skip


def _behind(golds: Sequence[Gold], ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]) -> list[str]:
    """The pages on which our generic reader has fewer of the body's words right than trafilatura."""
    told = []
    for gold, mine, other in zip(golds, ours, theirs, strict=True):
        own, rival = gold.body_f1(mine["body"]), gold.body_f1(other["body"])
        if gold.has_body and own < rival - 1e-9:
            told.append(f"{gold.name}: {own:.4f} < {rival:.4f}")
    return told


def _tell(scores: Sequence[Score], behind: Mapping[str, Sequence[str]]) -> None:
    print(f"{'set':14}{'tool':16}pages title  author time   F1 mean F1 worst leaks  pages/s")  # noqa: T201
    for one in scores:
        print(  # noqa: T201
            f"{one.set:14}{one.tool:16}{one.pages:5} {one.title:6.3f} {one.authors:6.3f} {one.time:6.3f} "
            f"{one.body_f1:7.4f} {one.worst_f1:8.4f} {one.leaks:5} {one.pages_a_second:8.1f}"
        )
    for name, pages in behind.items():
        print(f"{name}: our generic reader is behind trafilatura on {len(pages)} pages", *pages, sep="\n  ")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
