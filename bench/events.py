"""Events measured: ``python -m bench.events`` prints B-cubed scores of the real archive's events against the labels.

With ``--table`` it writes nlp/models/commonness.npy anew from ``../shared/corpus``, which does not hold the archive.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.editing import ROOT, corpus
from config.load import Configuration, load
from crawlers.recorder import fetch_of
from crawlers.replay import Replay
from pipeline.events import LONGEST, Told, grouped, table_of
from pipeline.jobs.collecting.replays import replayed_visits
from pipeline.jobs.reading.events import rarity
from pipeline.jobs.reading.read import Read, Reader
from storage.store import item_id

CHOSEN, SPAN = (ROOT / "tests" / "gold" / name for name in ("events.jsonl", "events_span.jsonl"))
ARCHIVE = ROOT.parent / "shared" / "press" / "press-2026.warc.gz"
TABLE = ROOT / "nlp" / "models" / "commonness.npy"


def labels(file: Path = CHOSEN) -> dict[str, str]:
    """Item to its event; an item of no event is its own."""
    rows = map(json.loads, file.read_text("utf-8").splitlines())
    return {row["item"]: row["event"] or row["item"] for row in rows}


def is_even(event: str) -> bool:
    """Halves of the labels by whole events."""
    return zlib.crc32(event.encode()) % 2 == 0


def told_in(archive: Path) -> list[Told]:
    """What the items of an archive tell, in order of time: a page's words, else those of the first feed that had it."""
    told: dict[str, tuple[bool, Told]] = {}
    for read in _reads(archive, load()):
        for article in read.articles:
            hour = (article.published_at or article.seen_at).timestamp() / 3600
            body, is_page = f"{article.lede}\n{article.body}", not article.source
            if article.url not in told or (is_page and not told[article.url][0]):
                told[article.url] = (is_page, Told(item_id(article.url), hour, article.title, body))
    return sorted((one for _, one in told.values()), key=lambda one: (one.hour, one.id))


def _reads(archive: Path, configuration: Configuration) -> Iterator[Read]:
    replay, limit = Replay.open(archive), configuration.settings.max_body_bytes
    reader = Reader(archive.parent, configuration.outlets, limit, configuration.date_habits, lambda _: None)
    for visit in replayed_visits(replay, configuration):
        if visit.at and (capture := replay.by_record[visit.record]).status == 200:
            fetch = fetch_of(visit, visit.at, "ok")
            yield reader.read(replace(fetch, key=visit.record, warc=archive.name, offset=capture.offset))


def b_cubed(found: Mapping[str, str], gold: Mapping[str, str], items: Iterable[str]) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean, over these items only (Bagga and Baldwin 1998)."""
    items = list(items)
    precision = recall = 0.0
    for one in items:
        together = [other for other in items if found[other] == found[one]]
        alike = [other for other in items if gold[other] == gold[one]]
        both = len(set(together) & set(alike))
        precision, recall = precision + both / len(together), recall + both / len(alike)
    precision, recall = precision / len(items), recall / len(items)
    return precision, recall, 2 * precision * recall / (precision + recall)


def main(arguments: list[str]) -> int:
    if arguments == ["--table"]:
        np.save(TABLE, table_of(f"{title}\n{text[:LONGEST]}" for title, text in corpus().values()))
        return 0
    if arguments or not ARCHIVE.exists():
        print(__doc__, "It needs", ARCHIVE, file=sys.stderr)  # noqa: T201
        return 2
    found, gold = grouped(told_in(ARCHIVE), rarity()), labels()
    for name, half in (("even events", True), ("odd events", False)):
        _tell(name, b_cubed(found, gold, [item for item in gold if is_even(gold[item]) is half]))
    _tell("all", b_cubed(found, gold, gold))
    _tell("two hours", b_cubed(found, span := labels(SPAN), span))
    print("largest", *(count for _, count in Counter(found.values()).most_common(6)))  # noqa: T201
    return 0


def _tell(name: str, scores: tuple[float, float, float]) -> None:
    print(name, *(f"{score:.3f}" for score in scores))  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
