"""Readers' comments on articles: redacted, under the article's address, never by reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from records import Fetch
from times import iso

_SAVE = """
INSERT INTO comments (url, id, reader, is_reply, at, likes, text, first_seen_at, last_seen_at, record)
VALUES (:url, :id, :reader, :is_reply, :at, :likes, :text, :seen_at, :seen_at, :record)
ON CONFLICT (url, id) DO UPDATE SET
    (likes, text, at, record) = (SELECT excluded.likes, excluded.text, excluded.at, excluded.record
        WHERE (excluded.last_seen_at, excluded.record) >= (last_seen_at, record)
        UNION ALL SELECT likes, text, at, record LIMIT 1),
    first_seen_at = min(first_seen_at, excluded.first_seen_at), last_seen_at = max(last_seen_at, excluded.last_seen_at)
"""


def save_thread(db: Database, fetch: Fetch, thread: Mapping[str, Any]) -> None:
    """Write what one redacted record holds; of a comment that was seen before the newest words and likes stay."""
    seen, url = {"record": fetch.key, "seen_at": iso(fetch.at)}, thread["article"]
    row = {"record": fetch.key, "url": url, "at": iso(fetch.at), "total": thread["total"]}
    db.table("threads").insert(row, replace=True)
    for one in thread["comments"]:
        db.execute(_SAVE, {**one, **seen, "url": url, "is_reply": int(one["is_reply"])})


def comments_of(db: Database, item: str) -> dict[str, Any] | None:
    """The comments on an item: "total" as the outlet counts them, "at" of the last look, "readers" and "said" (rows of
    text and likes, in no order of readers); None where none were asked for."""
    urls = "url IN (SELECT url FROM addresses WHERE item = :item)"
    looked = next(db.query(f"SELECT max(at) AS at FROM threads WHERE {urls}", {"item": item}))
    if looked["at"] is None:
        return None
    counted = f"SELECT total FROM threads WHERE {urls} AND total IS NOT NULL ORDER BY at DESC, total DESC LIMIT 1"
    total = next((row["total"] for row in db.query(counted, {"item": item})), None)
    readers = next(db.query(f"SELECT count(DISTINCT reader) AS n FROM comments WHERE {urls}", {"item": item}))
    said = list(db.query(f"SELECT text, likes FROM comments WHERE {urls} ORDER BY likes DESC, id", {"item": item}))
    return {"total": total, "at": looked["at"], "readers": readers["n"], "said": said}
