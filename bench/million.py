"""A database of a million items, made once by recombining the corpus: ``python -m bench.million [--items N]``.

Texts are sentences of ``../shared/corpus`` put together anew. A tenth of the items is made so, and stands ten times
under other addresses, in other outlets, on other days. The rows are such as ``process`` writes them, as many as in
the replay of the real archive: some ten annotations an item; feeds are visited every hour. It goes into ``bench/out``
and is kept; ``bench.reading`` measures on it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from config.load import load
from storage.recount import rebuild
from storage.rows import item_id
from storage.schema.migrations import migrations
from storage.store import Store
from text import folded, sentences
from times import iso

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
FILES = ("baomoi_2017.jsonl.gz", "vietnews_provincial.jsonl.gz", "dantri_2020_sections.jsonl.gz")
ARTICLES = 12_000  # read of each file: enough words that no search finds everything
FIRST, DAYS = date(2023, 11, 1), 1000
A_BATCH = 10_000
TIMES = 10  # each made item stands so often
COPIES = 0.1  # of the items are copies of another; in the real archive 0.06
MAIN, PASSING = 0.05, 0.02  # of the items are about a province: ten times as many as in the national press
HOURS = 24  # visits of a feed a day
PLAN, PROVINCE = "tuyen-quang-2024-2026", "tuyen-quang"
SUBS = ["a", "b", "c1", "c2", "c3", "c5", "c6", "d1", "d2", "đ1", "e", "g1", "h1", "h2", "h3", "i1", "k1", "k2"]
PLACES = ["Hàm Yên", "Na Hang", "Lâm Bình", "Chiêm Hóa", "Sơn Dương", "Yên Sơn", "Đồng Văn", "Mèo Vạc", "Vị Xuyên"]


def folder(items: int) -> Path:
    return ROOT / "bench" / "out" / f"items-{items}"


def material() -> tuple[list[str], list[tuple[str, str]]]:
    """Titles, and sentences with their folded form."""
    titles, told = [], []
    for name in FILES:
        with gzip.open(CORPUS / name, "rt", encoding="utf-8") as lines:
            for _, line in zip(range(ARTICLES), lines, strict=False):
                row = json.loads(line)
                titles.append(" ".join(row["title"].split()))
                text = row["text"]
                told += [text[slice(*span)] for span in list(sentences(text))[:8]]
    kept = [one for one in told if 40 <= len(one) <= 400]
    return [title for title in titles if title], [(one, folded(one)) for one in kept]


class Maker:
    """Makes rows of items by chance, the same for the same number of items."""

    def __init__(self, items: int) -> None:
        self.chance = random.Random(items)
        self.titles, self.sentences = material()
        self.outlets = sorted(slug for slug, one in load().outlets.items() if one.domains)
        self.weights = [1 / (1 + place) ** 0.7 for place in range(len(self.outlets))]
        self.originals: list[str] = []

    def item(self, number: int) -> dict[str, list[tuple[Any, ...]]]:
        """One item's rows by table."""
        chance = self.chance
        slug = chance.choices(self.outlets, self.weights)[0]
        day = FIRST + timedelta(days=chance.randrange(DAYS))
        at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=chance.randrange(1020))
        about = "2" if (share := chance.random()) < MAIN else "1" if share < MAIN + PASSING else "0"
        place = f"{chance.choice(PLACES)}, Tuyên Quang: " if about != "0" else ""
        title = place + chance.choice(self.titles)
        told = chance.choices(self.sentences, k=chance.randint(1, 12))
        url, key = f"https://{slug}.example.vn/bai-{number}.html", f"page-{number}"
        item, moment, body = item_id(url), iso(at), "\n".join(one for one, _ in told[1:])
        rows: dict[str, list[tuple[Any, ...]]] = {
            "fetches": [(key, slug, url, "page", moment, "ok", 200, "x.warc.gz", number)],
            "items": [(number, item, url, slug, title, moment, str(day), moment)],
            "addresses": [(url, item)],
            "versions": [(item, moment, title, told[0][0], body, moment, item_id(body), key)],
            "items_fts": [(number, "\n".join((folded(title), *(plain for _, plain in told))))],
            "annotations": list(self._labels(item, about)),
            "sketches": [(item, "x", chance.randbytes(96))],
            "places": [],
        }
        if self.originals and chance.random() < COPIES:
            rows["places"].append((item, chance.choice(self.originals), "reprint", 0.9, 0.9))
        elif chance.random() < COPIES:
            self.originals.append(item)
            rows["places"].append((item, item, "original", 1.0, 1.0))
        return rows

    def _labels(self, item: str, about: str) -> Iterator[tuple[Any, ...]]:
        chance = self.chance
        yield item, "language", "", "vi", ""
        yield item, "headline", "", "none", ""
        yield item, "genre", "", chance.choice(["tin", "tin", "tin", "bai", "bai", "phong_su", "phong_van"]), ""
        yield item, "relevance", PROVINCE, about, ""
        yield item, "relevance", "dong-thap", "0", ""
        tone = chance.choice(["neu", "neu", "pos", "neg"])
        for scope in ("", PROVINCE) if about != "0" else ("",):
            yield item, "tone", scope, tone, ""
        for sub in chance.sample(SUBS, chance.choice([0, 1, 1, 2])):
            yield item, "theme", "", sub, sub
            yield item, "theme", PLAN, sub[0], sub
            yield item, "theme", "dong-thap-2024", "4.k", sub


INTO = {
    "fetches": """INSERT INTO fetches (key, outlet, url, kind, at, outcome, status, warc, "offset", replayed, detail,
                  processed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', 1)""",
    "items": """INSERT INTO items (number, id, url, outlet, channel, title, published_at, published_from, day,
                first_seen_at, origin, version, annotated_by)
                VALUES (?, ?, ?, ?, 'online', ?, ?, 'page', ?, ?, 'page', 1, 'bench')""",
    "addresses": "INSERT INTO addresses VALUES (?, ?)",
    "versions": """INSERT INTO versions (item, number, seen_at, origin, source, title, lede, body, kicker, captions,
                   authors, section, tags, parser, published_at, published_from, text_sha256, reading_sha256, record)
                   VALUES (?, 1, ?, 'page', '', ?, ?, ?, '', '[]', '["Nguyễn An"]', 'Xã hội', '[]', 'bench', ?, 'page',
                           ?, 'x', ?)""",
    "items_fts": "INSERT INTO items_fts (rowid, text) VALUES (?, ?)",
    "annotations": """INSERT INTO annotations (item, kind, scope, label, detail, score, by, spans)
                      VALUES (?, ?, ?, ?, ?, 0.9, 'bench@1', '[[0, 12]]')""",
    "sketches": "INSERT INTO sketches VALUES (?, ?, ?)",
    "places": "INSERT OR IGNORE INTO places VALUES (?, ?, ?, ?, ?)",
}  # fmt: skip


def make(items: int) -> Path:
    """The home with that many items; made only where it is not there yet."""
    home = folder(items)
    if (home / "done").exists():
        Store.open(home).db.close()  # brings tables of later steps
        return home
    home.mkdir(parents=True, exist_ok=True)
    for stale in home.glob("diembao.db*"):
        stale.unlink()
    db = Database(home / "diembao.db")
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000", "temp_store = MEMORY"):
        db.execute(f"PRAGMA {pragma}")
    migrations.apply(db)
    maker, began = Maker(items), time.perf_counter()
    with _without_triggers(db):
        _visits(db, maker)
        for first in range(1, items // TIMES + 1, A_BATCH):
            _batch(db, maker, range(first, min(first + A_BATCH, items // TIMES + 1)))
            _tell(f"{first + A_BATCH - 1} items made", began)
        for turn in range(1, TIMES):
            _again(db, turn, items // TIMES, maker.outlets)
            _tell(f"{turn + 1} times", began)
    rebuild(db)
    db.execute("PRAGMA journal_mode = WAL")
    db.close()
    _tell("counted", began)
    (home / "done").touch()
    return home


def _tell(what: str, began: float) -> None:
    print(f"{what}, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def _without_triggers(db: Database) -> Iterator[None]:
    """Rows go in faster without what keeps derived tables; those are made anew in the end."""
    kept = list(
        db.query("SELECT name, type, sql FROM sqlite_master WHERE type = 'trigger' OR name = 'annotations_by_label'")
    )
    for row in kept:
        db.execute(f"DROP {row['type']} {row['name']}")
    yield
    for row in kept:
        db.execute(row["sql"])
    db.execute(
        """INSERT OR IGNORE INTO asked SELECT url, kind, outlet, NULL, min(at), max(at), key, max(at), outcome, 0,
                  NULL, NULL FROM fetches GROUP BY url, kind"""
    )
    db.execute(
        "INSERT INTO visited SELECT outlet, 0, min(at), max(at) FROM fetches WHERE kind = 'feed' GROUP BY outlet"
    )


# The same items once more: {n} is the turn, {by} how many there are; addresses, ids, outlets and days are others.
_AGAIN = (
    """INSERT INTO fetches (key, outlet, url, kind, at, outcome, status, warc, "offset", replayed, detail, processed)
       SELECT key || '-{n}', outlet, url || '-{n}', kind, at, outcome, status, warc, "offset", 0, '', 1
       FROM fetches WHERE kind = 'page' AND key NOT LIKE 'page-%-%'""",
    """INSERT INTO items (number, id, url, outlet, channel, title, published_at, published_from, day, first_seen_at,
                          origin, version, annotated_by)
       SELECT number + {n} * {by}, id || '-{n}', url || '-{n}',
              json_extract(:outlets, '$[' || ((number * 7919 + {n} * 104729) % :count) || ']'), channel, title,
              strftime('%Y-%m-%dT%H:%M:%SZ', published_at, '+{n} days'), published_from,
              date(day, '+{n} days'), first_seen_at, origin, 1, annotated_by FROM items WHERE number <= {by}""",
    "INSERT INTO addresses SELECT url || '-{n}', item || '-{n}' FROM addresses WHERE length(item) = 12",
    """INSERT INTO versions (item, number, seen_at, origin, source, title, lede, body, kicker, captions, authors,
                             section, tags, parser, published_at, published_from, text_sha256, reading_sha256, record)
       SELECT item || '-{n}', 1, seen_at, origin, source, title, lede, body, kicker, captions, authors, section, tags,
              parser, published_at, published_from, text_sha256, reading_sha256, record || '-{n}'
       FROM versions WHERE length(item) = 12""",
    "INSERT INTO items_fts (rowid, text) SELECT rowid + {n} * {by}, text FROM items_fts WHERE rowid <= {by}",
    """INSERT INTO annotations (item, kind, scope, label, detail, score, by, spans)
       SELECT item || '-{n}', kind, scope, label, detail, score, by, spans FROM annotations WHERE length(item) = 12""",
    "INSERT INTO sketches SELECT item || '-{n}', reading_sha256, sketch FROM sketches WHERE length(item) = 12",
    """INSERT INTO places SELECT item || '-{n}', original || '-{n}', mark, overlap, taken FROM places
       WHERE length(item) = 12""",
)  # fmt: skip


def _again(db: Database, turn: int, made: int, outlets: Sequence[str]) -> None:
    with db.atomic():
        for sql in _AGAIN:
            db.execute(sql.format(n=turn, by=made), {"outlets": json.dumps(outlets), "count": len(outlets)})


def _batch(db: Database, maker: Maker, numbers: range) -> None:
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in INTO}
    for number in numbers:
        for table, added in maker.item(number).items():
            rows[table] += added
    with db.atomic():
        for table, sql in INTO.items():
            db.conn.executemany(sql, rows[table])


def _visits(db: Database, maker: Maker) -> None:
    """Each feed asked every hour, each visit a proof of the hour before."""
    for slug in maker.outlets[:20]:
        feed, fetches, proofs = f"https://{slug}.example.vn/rss", [], []
        for hour in range(DAYS * HOURS):
            at = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC) + timedelta(hours=hour)
            key = f"{slug}-{hour}"
            fetches.append((key, slug, feed, "feed", iso(at), "ok", 200, "x.warc.gz", hour))
            if maker.chance.random() < 0.98:
                proofs.append((feed, key, slug, iso(at - timedelta(hours=1, minutes=5)), iso(at)))
        with db.atomic():
            db.conn.executemany(INTO["fetches"], fetches)
            db.conn.executemany("INSERT INTO proofs VALUES (?, ?, ?, ?, ?)", proofs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=1_000_000)
    print(make(parser.parse_args().items))  # noqa: T201
