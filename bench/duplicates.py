"""Near-duplicates measured: ``python -m bench.duplicates`` prints the labelled pairs, rivals, speed and memory.

The labelled pairs are those of tests/gold/copies.jsonl; thresholds were chosen on its even rows, the odd ones decide.
The rival is what is usually built: a 64-bit simhash of the same shingles and a distance, no look at the texts.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from bench.editing import CORPUS, Pair, corpus, pairs
from pipeline.pairs import Prepared, overlap, prepared
from pipeline.sketches import KEPT, SHARED, Hashes, SketchIndex

MILLION = 1_000_000
NEW = 5000  # real articles that come on top of the million
ASKED = 300  # new items whose copies are looked for
MEGABYTE = 1e6

Judged = tuple[Pair, Prepared, Prepared]


def main() -> int:
    if not CORPUS.is_dir():
        print("bench.duplicates: needs ../shared/corpus", file=sys.stderr)  # noqa: T201
        return 2
    articles = corpus()
    judged = [(pair, _ready(pair.one), _ready(pair.other)) for pair in pairs(articles)]
    index = SketchIndex()
    lines = (*_of_pairs(judged), *_of_rivals(judged), *_of_a_million(index), *_of_new_items(index, articles))
    for line in (*lines, *_of_everything(articles)):
        print(line)  # noqa: T201
    return 0


def _ready(text: tuple[str, str]) -> Prepared:
    return prepared(text[0], "\n".join(text))


def _is_candidate(one: Prepared, other: Prepared) -> bool:
    return len(np.intersect1d(one.sketch, other.sketch)) >= SHARED


def _is_found(one: Prepared, other: Prepared) -> bool:
    return _is_candidate(one, other) and overlap(one, other) is not None


def _score(judged: Sequence[Judged], found: Callable[[Prepared, Prepared], bool]) -> str:
    told = Counter((pair.is_copy, found(one, other)) for pair, one, other in judged)
    right = told[True, True]
    precision, recall = right / max(1, right + told[False, True]), right / max(1, right + told[True, False])
    counts = f"{right} of {right + told[True, False]}, {told[False, True]} wrong"
    return f"precision {precision:.3f}, recall {recall:.3f} ({counts})"


def _of_pairs(judged: Sequence[Judged]) -> Iterator[str]:
    for name, half in (("even rows (chosen on)", 0), ("odd rows (decide)", 1)):
        yield f"{name}: {_score([one for one in judged if int(one[0].key) % 2 == half], _is_found)}"
    yield f"all: {_score(judged, _is_found)}"
    for kind in dict.fromkeys(pair.kind for pair, _, _ in judged):
        rows = [one for one in judged if one[0].kind == kind]
        right = sum(_is_found(one, other) == pair.is_copy for pair, one, other in rows)
        yield f"  {kind}: {right} of {len(rows)} right"
    without = sum(pair.is_copy and not _is_candidate(one, other) for pair, one, other in judged)
    yield f"copies that the sketches alone miss: {without}"


def _simhash(of: Hashes) -> int:
    bits = (of[:, None] >> np.arange(64, dtype=np.uint64)) & np.uint64(1)
    return int(sum(1 << place for place, ones in enumerate(bits.mean(axis=0)) if ones >= 0.5))


def _of_rivals(judged: Sequence[Judged]) -> Iterator[str]:
    distance = {pair.key: (_simhash(a.shingles) ^ _simhash(b.shingles)).bit_count() for pair, a, b in judged}
    for most in (3, 8, 12, 16, 20, 24):
        told = Counter((pair.is_copy, distance[pair.key] <= most) for pair, _, _ in judged)
        right = told[True, True]
        precision, recall = right / max(1, right + told[False, True]), right / (right + told[True, False])
        yield f"simhash, at most {most} of 64 bits: precision {precision:.3f}, recall {recall:.3f}"
    for least in (0.4, 0.5, 0.6):
        yield f"shared shingles >= {least} alone: {_score(judged, _shares(least))}"


def _shares(least: float) -> Callable[[Prepared, Prepared], bool]:
    def found(one: Prepared, other: Prepared) -> bool:
        shorter, longer = sorted((one.shingles, other.shingles), key=len)
        return len(shorter) > 0 and float(np.isin(shorter, longer).mean()) >= least

    return found


def _of_a_million(index: SketchIndex) -> Iterator[str]:
    """A million sketches of texts of 500 syllables, of which one in a hundred is asked for again."""
    chance = np.random.default_rng(1)
    kept = []
    began = time.process_time()
    for number in range(MILLION):
        one = np.sort(chance.integers(0, 2**32 * KEPT // 496, KEPT, dtype=np.uint64).astype(np.uint32))
        if number % 100 == 0:
            kept.append(one)
        index.add(number, one)
    filled = time.process_time() - began
    times = []
    for one in kept[:: len(kept) // ASKED][:ASKED]:
        began = time.process_time()
        assert index.near(one)
        times.append(time.process_time() - began)
    p50, p99 = np.quantile(times, (0.5, 0.99)) * 1000
    yield f"1,000,000 sketches: {index.nbytes / MEGABYTE:.0f} MB, filled in {filled:.0f} s (making them included)"
    yield f"looking up one among them: median {p50:.2f} ms, 99 % within {p99:.2f} ms"


def _of_new_items(index: SketchIndex, articles: dict[str, tuple[str, str]]) -> Iterator[str]:
    """Real articles that come on top of the million: made ready, sketched, looked up, their candidates compared."""
    ready: list[Prepared] = []
    times = []
    for number, text in enumerate(list(articles.values())[:NEW], start=MILLION):
        began = time.process_time()
        one = _ready(text)
        for near in index.near(one.sketch):
            if near >= MILLION:
                overlap(one, ready[near - MILLION])
        index.add(number, one.sketch)
        times.append(time.process_time() - began)
        ready.append(one)
    mean, (p50, p99) = np.mean(times) * 1000, np.quantile(times, (0.5, 0.99)) * 1000
    yield f"a new item on top of a million, all of it: mean {mean:.2f} ms, median {p50:.2f}, 99 % within {p99:.2f}"


def _of_everything(articles: dict[str, tuple[str, str]]) -> Iterator[str]:
    """All articles of the corpus, each as it would come: sketched, looked up, its candidates compared."""
    ready: list[Prepared] = []
    index, found, compared = SketchIndex(), 0, 0
    began = time.process_time()
    for number, text in enumerate(articles.values()):
        one = _ready(text)
        near = index.near(one.sketch)
        found += sum(overlap(one, ready[other]) is not None for other in near)
        compared += len(near)
        index.add(number, one.sketch)
        ready.append(one)
    each = (time.process_time() - began) / len(articles) * 1000
    yield f"{len(articles)} articles: {found} pairs of {compared} compared, {each:.2f} ms an article"


if __name__ == "__main__":
    sys.exit(main())
