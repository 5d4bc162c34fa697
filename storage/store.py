"""The store writes: everything that enters the database goes through here, one transaction a batch."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlite_utils import Database

from pieces import PIECE, Piece
from records import Annotation, Article, Dropped, Fetch, ItemState, Lead, Proof, Settled, Trouble
from storage.comments import save_thread
from storage.opening import NAME, open_database
from storage.pieces import save_piece
from storage.recount import recount, reprove
from storage.rows import (
    annotation_row,
    article_of_row,
    fetch_of_row,
    fetch_row,
    item_id,
    item_row,
    item_state,
    lead_row,
    version_row,
)  # fmt: skip
from storage.rulings import Plans, rule_items, rule_these
from storage.statements import (
    CHANGE_ITEM,
    DROP_PROOFS,
    END_PROOFS,
    HIDDEN,
    NEW_ADDRESS,
    NEW_ITEM,
    RENEW_LEAD,
    SAVE_LEAD,
    TELL_ENTERED,
    TELL_FROZEN,
    TELL_REMOVAL,
    TELL_TIME,
    WITHDRAW_PROOFS,
)  # fmt: skip
from text import folded
from times import iso

__all__ = ["CHECKED_WITHIN", "CaptureWrite", "Store", "digests_of", "item_id"]

CHECKED_WITHIN = timedelta(minutes=10)  # between a "not modified" and the whole answer that checks it
NO_PLANS: Plans = MappingProxyType({})
IN_LIST = 500  # host parameters of one IN list


@dataclass(frozen=True, slots=True)
class CaptureWrite:
    """All that one archived response brought."""

    fetch: Fetch
    entered: int
    items: Sequence[Settled] = ()  # those that change something
    leads: Sequence[Lead] = ()
    proof: Proof | None = None
    dropped: Sequence[Dropped] = ()
    faults: Sequence[tuple[str, str]] = ()  # reason and detail
    addresses: Sequence[tuple[str, str]] = ()  # further addresses of items that are as they were
    thread: Mapping[str, Any] | None = None  # readers' comments
    piece: Piece | None = None  # what a file or an interface told
    merged: Sequence[tuple[str, str]] = ()  # items that turned out to be one: the id that stays, the one that goes


def digests_of(article: Article) -> tuple[str, str]:
    """SHA-256 of the article's text, and of all that was read of it."""
    text = hashlib.sha256(article.text.encode()).hexdigest()
    return text, hashlib.sha256(repr(article.reading).encode()).hexdigest()


class Store:
    """Writes of one home; open with :meth:`open`, close when done."""

    def __init__(self, db: Database, name: str = NAME) -> None:
        self.db = db
        self.name = name

    @classmethod
    def open(cls, home: Path) -> Store:
        return cls(open_database(home, write=True), str(home / NAME))

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Close; a full disk or a locked file becomes a sentence, what was committed stays."""
        self.db.close()
        if isinstance(error, sqlite3.OperationalError):
            raise Trouble("storage.cannot-write", file=self.name, detail=str(error)) from error

    # --- the fetch ledger ---

    def journals_read(self) -> dict[str, int]:
        """How many bytes of each journal file have been brought in."""
        return {row["name"]: row["bytes"] for row in self.db.query("SELECT name, bytes FROM journals")}

    def take_fetches(self, fetches: Iterable[Fetch], sizes: Mapping[str, int]) -> None:
        """Bring the journal's lines in; those that are there already stay as they are."""
        with self.db.atomic():
            self.db.table("fetches").insert_all((fetch_row(fetch) for fetch in fetches), ignore=True)
            rows = [{"name": name, "bytes": size} for name, size in sizes.items()]
            self.db.table("journals").upsert_all(rows, pk="name")

    def has_record(self, key: str) -> bool:
        return self.db.execute("SELECT 1 FROM fetches WHERE key = ?", [key]).fetchone() is not None

    def page_outcome(self, url: str) -> str | None:
        """The newest outcome of asking for a page; None if nobody has asked, or was killed behind a redirect."""
        found = self.db.execute("SELECT outcome FROM asked WHERE url = ? AND kind = 'page'", [url]).fetchone()
        return found[0] if found else None

    def says_something_new(self, lead: Lead) -> bool:
        """Does the feed now write another title, summary or time for an address that it has named before?"""
        found = self.db.execute(
            "SELECT title, summary, published_raw FROM leads WHERE url = ? AND source = ?", [lead.url, lead.source]
        ).fetchone()
        return found is not None and tuple(found) != (lead.title, lead.summary, lead.published_raw)

    def ledger_again(self, keys: Sequence[str]) -> tuple[int, dict[str, int]]:
        """Entered and dropped by reason of captures that were processed before."""
        entered = sum(row["entered"] for row in self._where_in("SELECT entered FROM fetches WHERE key IN ({})", keys))
        dropped: dict[str, int] = {}
        for row in self._where_in("SELECT reason FROM drops WHERE record IN ({})", keys):
            dropped[row["reason"]] = dropped.get(row["reason"], 0) + 1
        return entered, dropped

    def unprocessed(self) -> list[str]:
        """Keys of the archived responses that nobody has read yet, oldest first."""
        rows = self.db.query("SELECT key FROM fetches WHERE processed = 0 AND warc IS NOT NULL ORDER BY at, kind, key")
        return [row["key"] for row in rows]

    def captured_since(self, day_start: str) -> list[str]:
        rows = self.db.query(
            "SELECT key FROM fetches WHERE warc IS NOT NULL AND at >= ? ORDER BY at, kind, key", [day_start]
        )
        return [row["key"] for row in rows]

    def fetches(self, keys: Sequence[str]) -> list[Fetch]:
        """The fetches with these keys, in the order in which they are to be read."""
        rows = self._where_in("SELECT * FROM fetches WHERE key IN ({})", keys)
        return sorted((fetch_of_row(row) for row in rows), key=_in_reading_order)

    def fetch(self, key: str) -> Fetch | None:
        """The fetch with this key; None where there is none."""
        return next(iter(self.fetches([key])), None)

    def hidden(self, fetch: Fetch, urls: Sequence[str]) -> list[str]:
        """Which of these addresses, named for the first time, a source hid: it had just said "not modified"."""
        asked = {"url": fetch.url, "at": iso(fetch.at), "since": iso(fetch.at - CHECKED_WITHIN)}
        return [row["url"] for row in self.db.query(HIDDEN, {**asked, "urls": json.dumps(list(urls))})]

    # --- items ---

    def states(self, urls: Sequence[str]) -> dict[str, ItemState]:
        """What is known under these addresses; an address that is not there is unknown."""
        rows = self._where_in(
            """SELECT a.url, a.item, (SELECT title FROM items WHERE id = a.item) AS title, (
                   SELECT json_group_array(
                       json_array(number, seen_at, source, text_sha256, reading_sha256, record)
                   ) FROM versions WHERE item = a.item
               ) AS versions
               FROM addresses a WHERE a.url IN ({})""",
            urls,
        )
        return {row["url"]: item_state(row) for row in rows}

    def save(self, writes: Sequence[CaptureWrite]) -> None:
        """Write what these captures brought, all or nothing."""
        with self.db.atomic():
            for write in writes:
                for stays, goes in write.merged:
                    self._merge(stays, goes)
                for item in write.items:
                    self._save_item(item)
                for address in write.addresses:
                    self.db.execute(NEW_ADDRESS, address)
                self._save_capture(write)
            recount(self.db)
            reprove(self.db)

    def _save_capture(self, write: CaptureWrite) -> None:
        key = write.fetch.key
        for table in ("proofs", "drops", "faults"):
            self.db.execute(f"DELETE FROM {table} WHERE record = ?", [key])
        for lead in write.leads:
            row = lead_row(lead, key)
            self.db.execute(SAVE_LEAD, row)
            self.db.execute(RENEW_LEAD, row)
            if lead.published_at:
                self._tell_missing_time(lead.url)
        if proof := write.proof:
            of = {"source": proof.source, "record": key, "outlet": proof.outlet}
            self.db.table("proofs").insert({**of, "since": iso(proof.since), "until": iso(proof.until)})
        drops = [
            {"record": key, "stage": drop.stage, "key": drop.key, "reason": drop.reason, "detail": drop.detail}
            for drop in write.dropped
        ]
        faults = [{"record": key, "reason": reason, "detail": detail} for reason, detail in write.faults]
        if any(reason == "lying-304" for reason, _ in write.faults):
            self.db.execute(WITHDRAW_PROOFS, {"source": write.fetch.url, "key": key})
        if write.thread:
            save_thread(self.db, write.fetch, write.thread)
        if write.piece:
            save_piece(self.db, write.fetch, write.piece)
        if write.fetch.kind in ("page", PIECE):
            self.db.execute(TELL_REMOVAL, {"url": write.fetch.url, "outcome": write.fetch.outcome})
        self.db.table("drops").insert_all(drops, ignore=True)
        self.db.table("faults").insert_all(faults, ignore=True)
        self.db.execute(TELL_ENTERED, {"entered": write.entered, "key": key})

    def _save_item(self, write: Settled) -> None:
        article = write.article
        if write.verdict == "new":
            self.db.execute(NEW_ITEM, item_row(write))
        elif not article.source:
            self.db.execute("DELETE FROM versions WHERE item = ? AND source <> ''", [write.id])
        if write.shifts:
            self._shift(write.id, write.version)
        row = version_row(article, write.id, write.version, digests_of(article))
        self.db.table("versions").upsert(row, pk=("item", "number"))
        for url in (article.url, *article.aliases):
            self.db.execute(NEW_ADDRESS, [url, write.id])
        self.db.execute(CHANGE_ITEM, {"id": write.id, "seen_at": iso(article.seen_at)})
        self.db.execute(TELL_TIME, {"id": write.id})
        if write.current:
            self._index(write.id, article)

    def _merge(self, stays: str, goes: str) -> None:
        """Two items are one article under two addresses: the younger gives its addresses to the older."""
        self.db.execute("DELETE FROM items_fts WHERE rowid = (SELECT number FROM items WHERE id = ?)", [goes])
        self.db.execute("UPDATE addresses SET item = ? WHERE item = ?", [stays, goes])
        self.db.execute("DELETE FROM items WHERE id = ?", [goes])

    def _tell_missing_time(self, url: str) -> None:
        """A feed that names an article's time later than the article tells it all the same."""
        timeless = """SELECT id FROM items WHERE published_at IS NULL
                      AND id = (SELECT item FROM addresses WHERE url = ?)"""
        for row in self.db.query(timeless, [url]):
            self.db.execute(TELL_TIME, {"id": row["id"]})

    def _shift(self, item: str, number: int) -> None:
        """Move the versions from a number on up by one: an older capture was read late."""
        for sql in (
            "UPDATE versions SET number = -number - 1 WHERE item = ? AND number >= ?",
            "UPDATE versions SET number = -number WHERE item = ? AND number < 0 AND ? IS NOT NULL",
        ):
            self.db.execute(sql, [item, number])

    def _index(self, item: str, article: Article) -> None:
        number = self.db.execute("SELECT number FROM items WHERE id = ?", [item]).fetchone()[0]
        self.db.execute("DELETE FROM items_fts WHERE rowid = ?", [number])
        self.db.execute("INSERT INTO items_fts (rowid, text) VALUES (?, ?)", [number, folded(article.text)])

    def end_proofs(self, source: str, at: datetime) -> None:
        """A source has been incredibly silent since a moment: its proofs end there, its last capture says so."""
        with self.db.atomic():
            for statement in (END_PROOFS, DROP_PROOFS, TELL_FROZEN):
                self.db.execute(statement, {"source": source, "at": iso(at)})
            reprove(self.db)

    # --- annotations ---

    def stale(self, signature: str, limit: int, after: int = 0) -> list[tuple[int, str, Article]]:
        """Number, id and article of items whose annotations are missing or by other models than ``signature``."""
        rows = self.db.query(
            """SELECT v.*, i.number AS place, i.id, i.outlet, i.channel, i.url, i.published_at, i.published_from
               FROM items i JOIN versions v ON v.item = i.id AND v.number = i.version
               WHERE i.number > :after AND i.annotated_by <> :by ORDER BY i.number LIMIT :limit""",
            {"by": signature, "limit": limit, "after": after},
        )
        return [(row["place"], row["id"], article_of_row(row)) for row in rows]

    def count_stale(self, signature: str) -> int:
        counted = self.db.execute("SELECT count(*) FROM items WHERE annotated_by <> ?", [signature])
        return int(counted.fetchone()[0])

    def save_annotations(
        self, signature: str, judged: Sequence[tuple[str, Sequence[Annotation]]], plans: Plans = NO_PLANS
    ) -> None:
        """Put these annotations in place of what the items had; what officers decided still stands over them."""
        with self.db.atomic():
            for item, annotations in judged:
                self.db.execute("DELETE FROM annotations WHERE item = ?", [item])
                self.db.table("annotations").insert_all([annotation_row(found, item) for found in annotations])
                self.db.execute("UPDATE items SET annotated_by = ? WHERE id = ?", [signature, item])
            rule_these(self.db, [item for item, _ in judged], plans)
            recount(self.db)

    def has_decision(self, key: str) -> bool:
        return self.db.execute("SELECT 1 FROM decisions WHERE id = ?", [key]).fetchone() is not None

    def rule(self, plans: Plans) -> int:
        """Let the decisions stand that came in since the items were judged; returns how many items they are about."""
        return rule_items(self.db, plans)

    # --- runs ---

    def add_run(self, command: str, started_at: str, finished_at: str, report: Mapping[str, Any]) -> None:
        row = {"command": command, "started_at": started_at, "finished_at": finished_at}
        self.db.table("runs").insert({**row, "report": json.dumps(report, ensure_ascii=False)})

    def _where_in(self, sql: str, values: Sequence[str]) -> Iterator[dict[str, Any]]:
        unique = list(dict.fromkeys(values))
        for start in range(0, len(unique), IN_LIST):
            chunk = unique[start : start + IN_LIST]
            yield from self.db.query(sql.format(", ".join("?" * len(chunk))), chunk)


def _in_reading_order(fetch: Fetch) -> tuple[datetime, int, str, str]:
    """Oldest first; of one moment sources before the pages that they name, "not modified" before what checked it."""
    return fetch.at, int(fetch.kind == "page"), (fetch.outcome != "not-modified" and "ok") or "", fetch.key
