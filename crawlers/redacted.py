"""The redacted record of a thread: what is archived of readers' comments in the place of the interface's answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from crawlers.privacy import Redactor, hashed_name
from crawlers.threads import Said, Thread
from text import stored
from times import iso

VERSION = 1
LONGEST = 5000  # characters of a comment


def redacted_record(thread: Thread, *, article: str, asked: str, key: bytes, known: Iterable[str]) -> bytes:
    """The comments without what leads to a person, as JSON, and how often something was taken.

    ``known`` are the names of the article's readers so far. Readers' names and the ids of their comments are hashed:
    an id finds the comment, and with it the name.
    """
    redactor = Redactor([*known, *(one.name for one in thread.said)])
    comments = [_comment(one, redactor, article, key) for one in thread.said]
    hashed = sum(bool(stored(one.name)) for one in thread.said)
    record = {
        "version": VERSION, "article": article, "asked": asked, "total": thread.total, "comments": comments,
        "redacted": {"readers": hashed, **redactor.counts},
    }  # fmt: skip
    return json.dumps(record, ensure_ascii=False).encode("utf-8")


def _comment(said: Said, redactor: Redactor, article: str, key: bytes) -> dict[str, Any]:
    own_id = said.id or f"{said.at}{said.text}"
    return {
        "id": hashed_name(key, f"{article}#", own_id), "reader": hashed_name(key, article, said.name),
        "is_reply": said.is_reply, "at": iso(said.at) if said.at else None, "likes": said.likes,
        "text": redactor(said.text)[:LONGEST],
    }  # fmt: skip


def read_redacted(content: bytes) -> Mapping[str, Any]:
    """The object of a redacted record; ValueError for anything else."""
    record = json.loads(content)
    if not isinstance(record, dict) or record.get("version") != VERSION or not _is_whole(record):
        raise ValueError("no redacted record of a known version")
    return record


_TYPES = {"id": str, "reader": str, "is_reply": bool, "at": str | None, "likes": int, "text": str}


def _is_whole(record: Mapping[str, Any]) -> bool:
    """Has it what we write? A replayed archive may hold anything."""
    comments = record.get("comments")
    if not isinstance(record.get("article"), str) or not isinstance(record.get("total"), int | None):
        return False
    return isinstance(comments, list) and all(
        isinstance(one, dict)
        and one.keys() == _TYPES.keys()
        and all(isinstance(one[name], of) for name, of in _TYPES.items())
        for one in comments
    )
