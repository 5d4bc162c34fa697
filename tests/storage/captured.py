"""One outlet's captures as a store is given them: an article, what is new or updated of it, rows of a table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from records import Article, Dropped, Fetch, Lead, Proof, Settled
from storage.store import CaptureWrite, item_id

AT = datetime(2026, 7, 20, 3, tzinfo=UTC)
URL, OTHER = "https://bao.vn/mot.htm", "https://bao.vn/hai.htm"
ID = item_id(URL)
FETCH = Fetch("r1", "bao", "https://bao.vn/rss", "feed", AT, "ok", 200, "2026-07-20-0001.warc.gz", 0)
LEAD = Lead("bao", URL, URL, "Tít", "Tóm tắt", "raw", AT, AT, FETCH.url, 0)
PROOF = Proof("bao", FETCH.url, AT - timedelta(hours=5), AT, "r1")
DROP = Dropped("feed", "https://bao.vn/rss#3", "no-link", "Mất")


def article(body="chữ một", **about):
    made = Article(
        outlet="bao", url=URL, title="Tít", lede="Tóm tắt", body=body, published_at=AT, published_from="page",
        seen_at=AT, origin="page", record="r1", authors=("Lê An",), tags=("đ",), captions=("ảnh",), parser="vccorp",
    )  # fmt: skip
    return replace(made, **about)


def capture(*settled, key="r1", **more):
    return CaptureWrite(replace(FETCH, key=key), len(settled), settled, **more)


def new(made, **about):
    return Settled("new", made, item_id(made.url), 1, **about)


def updated(made, version, **about):
    return Settled("updated", made, ID, version, **about)


def rows(store, table, columns="*"):
    return [tuple(row) for row in store.db.execute(f"SELECT {columns} FROM {table} ORDER BY 1").fetchall()]


def count(store, *tables):
    return [store.db.table(table).count for table in tables]
