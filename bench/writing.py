"""Writes to a home as crawling and processing do: ``python -m bench.writing HOME --seconds S``.

A batch is read, written in one transaction, judged and written in another, four times a second: a hundred articles a
second, somewhat less than ``process`` does of real pages (137). Their texts are those of items that are there, under
new addresses; the triggers and derived tables are brought along as in every write. Prints how much was written.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.page_addresses import NOW
from records import Annotation, Article, Fetch, Settled
from storage.store import CaptureWrite, Store, item_id

A_BATCH, A_SECOND = 25, 4
_JUDGED = (
    "SELECT kind, scope, label, score, by, detail FROM annotations WHERE item = ? ORDER BY kind, scope, label, detail"
)


def write(home: Path, seconds: float) -> dict[str, float]:
    """Items written, and the mean milliseconds of a transaction."""
    with Store.open(home) as store:
        read = store.stale("nobody", 40 * A_BATCH, after=store.count_stale("nobody") // 2)
        judged = {item: _annotations(store, item) for _, item, _ in read}
        began, spent, turn = time.perf_counter(), 0.0, 0
        while time.perf_counter() - began < seconds:
            batch = [read[(turn * A_BATCH + number) % len(read)] for number in range(A_BATCH)]
            start = time.perf_counter()
            _written(store, [(item, article) for _, item, article in batch], judged, turn)
            spent += time.perf_counter() - start
            turn += 1
            time.sleep(max(0.0, began + turn / A_SECOND - time.perf_counter()))
    return {"items": turn * A_BATCH, "ms_a_transaction": round(500 * spent / max(turn, 1), 1)}


def _annotations(store: Store, item: str) -> list[Annotation]:
    return [Annotation(**row) for row in store.db.query(_JUDGED, [item])]


def _written(
    store: Store, batch: Sequence[tuple[str, Article]], judged: dict[str, list[Annotation]], turn: int
) -> None:  # fmt: skip
    at, writes, opinions = NOW + timedelta(seconds=turn), [], []
    for place, (item, article) in enumerate(batch):
        url = f"{article.url}-ghi-{time.time_ns()}-{place}"
        fetch = Fetch(f"ghi-{url}", article.outlet, url, "page", at, "ok", 200, "x.warc.gz", 1)
        new = replace(article, url=url, aliases=(), seen_at=at, published_at=at, record=fetch.key)
        writes.append(CaptureWrite(fetch, 1, [Settled("new", new, item_id(url), 1)]))
        opinions.append((item_id(url), judged[item]))
    store.take_fetches([one.fetch for one in writes], {})
    store.save(writes)
    store.save_annotations("bench@2", opinions)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    wanted = parser.parse_args()
    print(json.dumps(write(wanted.home, wanted.seconds)))  # noqa: T201
