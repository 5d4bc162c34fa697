"""A home with judged items, made without crawling: what the tests of flags, cases and claims stand on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from config.load import Configuration, load
from pipeline.cases import Wish
from pipeline.jobs.home import Home
from pipeline.jobs.reading.flags import raise_flags
from pipeline.jobs.reading.process import take_decided
from storage.opening import NAME
from storage.store import Store
from text import folded
from times import UTC, from_iso, iso, local_day

NOW = datetime(2026, 7, 22, 3, 0, tzinfo=UTC)  # 10:00 on Wednesday of week 30 in Hà Nội
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TQ = "tuyen-quang"
PLAN = "tuyen-quang-2024-2026"
ASSIGN = Wish("assign", department="so-y-te", due="2026-08-01")
BODY = "Xã Thử Nghiệm chậm trả tiền. Người dân đã gửi đơn nhiều lần mà chưa ai trả lời."


@cache
def shipped_configuration() -> Configuration:
    """Reading the files takes longer than most of these tests."""
    return load()


class KnownHome(Home):
    """A home without a configuration of its own."""

    def configuration(self) -> Configuration:
        return shipped_configuration()


class Desk:
    """A home whose database may be lost and filled again."""

    def __init__(self, folder: Path) -> None:
        self.home: Home = KnownHome(folder / "home")
        self.home.path.mkdir(parents=True)
        self.written: list[dict[str, Any]] = []
        self.store = Store.open(self.home.path)

    @property
    def db(self) -> Database:
        return self.store.db

    def item(
        self, name: str, *, title: str = "Bài thử", body: str = BODY, at: datetime = NOW, relevance: str = "2",
        flag: str = "criticism", score: float = 0.9, outlet: str = "vnexpress", by: str = "flag@2.1",
        origin: str = "page", more: Sequence[tuple[str, str, str]] = (), event: str = "",
    ) -> str:  # fmt: skip
        """An item with relevance, flag and further annotations (kind, label, detail)."""
        row = dict(locals())
        del row["self"]
        self.written.append(row)
        self._write(row)
        return name

    def _write(self, row: dict[str, Any]) -> None:
        name, at = row["name"], iso(row["at"])
        url, record = f"https://vnexpress.net/{name}.html", f"r-{name}"
        fetch = {
            "key": record, "outlet": row["outlet"], "url": url, "kind": "page", "at": at, "outcome": "ok",
            "replayed": 1, "detail": "",
        }  # fmt: skip
        self.db.table("fetches").insert(fetch)
        item = {
            "id": name, "url": url, "outlet": row["outlet"], "channel": "online", "title": row["title"],
            "published_at": at, "published_from": "page", "day": local_day(from_iso(at)).isoformat(),
            "first_seen_at": at, "origin": row["origin"], "version": 1, "annotated_by": "x",
        }  # fmt: skip
        number = self.db.table("items").insert(item).last_pk
        self.db.table("items_fts").insert({"rowid": number, "text": folded(f"{row['title']}\n{row['body']}")})
        self.db.table("addresses").insert({"url": url, "item": name})
        self.version(name, 1, row["title"], row["body"], from_iso(at), record)
        labels = [("relevance", TQ, row["relevance"], "", 0.9, "relevance@1.1", [])]
        if row["flag"]:
            labels += [("flag", "", row["flag"], "", row["score"], row["by"], [[0, 7]])]
        labels += [(kind, "", label, detail, 0.9, f"{kind}@1", [[0, 7]]) for kind, label, detail in row["more"]]
        for kind, scope, label, detail, score, by, spans in labels:
            facts = {"item": name, "kind": kind, "scope": scope, "label": label, "detail": detail, "score": score}
            self.db.table("annotations").insert({**facts, "by": by, "spans": json.dumps(spans)})
        if row["event"]:
            self.db.table("events").insert({"id": row["event"], "name": f"Vụ {row['event']}"}, ignore=True)
            event = {"item": name, "event": row["event"], "reading_sha256": f"{name}1", "hour": 0.0}
            self.db.table("event_items").insert(event)

    def version(self, item: str, number: int, title: str, body: str, seen: datetime, record: str) -> None:
        row = {
            "item": item, "number": number, "seen_at": iso(seen), "origin": "page", "source": "", "title": title,
            "lede": "", "body": body, "kicker": "", "captions": "[]", "authors": "[]", "section": "", "tags": "[]",
            "parser": "x", "published_at": None, "published_from": "page", "text_sha256": f"{item}{number}",
            "reading_sha256": f"{item}{number}", "record": record,
        }  # fmt: skip
        self.db.table("versions").insert(row)
        self.db.execute("UPDATE items SET version = ? WHERE id = ?", [number, item])
        self.db.conn.commit()

    def raise_flags(self) -> int:
        return raise_flags(self.store, self.home.configuration())

    def matters(self) -> list[dict[str, Any]]:
        return list(self.db.query("SELECT * FROM matters ORDER BY raised_at, key"))

    def rejudge(self, item: str, flag: str, by: str = "flag@3.1") -> None:
        """The item is judged by another model."""
        self.db.execute("DELETE FROM annotations WHERE kind = 'flag' AND item = ?", [item])
        if flag:
            row = {"item": item, "kind": "flag", "scope": "", "label": flag, "detail": "", "score": 0.5, "by": by}
            self.db.table("annotations").insert({**row, "spans": "[]"})
        self.db.conn.commit()

    def lose_and_rebuild(self) -> None:
        """Delete the database, fill it again, and bring the decisions back from the journal."""
        self.db.close()
        for path in self.home.path.glob(f"{NAME}*"):
            path.unlink()
        self.store = Store.open(self.home.path)
        for row in self.written:
            self._write(row)
        take_decided(self.home, self.store, NOW)
        self.raise_flags()
