"""Zalo: the articles of an answer of an official account's interface.

A list tells titles and totals, the article itself its text; the public address stands in the list alone.
"""

from __future__ import annotations

from typing import Any

from markup import TooDeep, lines_of, parse_html
from pipeline.social.reading import Reading, address, inner, moment, rows, totals, words
from platforms import Post
from records import Dropped, Form

SHOWN = "show"


def read_list(answer: dict[str, Any]) -> Reading:
    """The articles that a list names, with their totals and without their text; hidden ones are drafts."""
    medias = inner(answer, "data", "medias")
    if not isinstance(medias, list):
        return Reading(fault="unexpected-answer", detail=", ".join(sorted(answer))[:80])
    made = [_listed(one) for one in rows(medias)]
    return Reading(
        tuple(one for one in made if isinstance(one, Post)),
        dropped=tuple(one for one in made if isinstance(one, Dropped)),
    )


def _listed(row: dict[str, Any]) -> Post | Dropped:
    key, url, title = str(row.get("id") or ""), address(row.get("link_view")), words(row.get("title"))
    if row.get("status") not in (None, SHOWN):
        return Dropped("social", key or "?", "not-public")
    if url is None or not key:
        return Dropped("social", key or "?", "no-link")
    written = row.get("create_date")
    return Post(
        id=key, url=url, title=title, text="", published_at=moment(written), published_raw=str(written or ""),
        updated_at=moment(row.get("update_date")), form=_form(row),
        totals=totals(views=row.get("total_view"), shares=row.get("total_share")),
    )  # fmt: skip


def text_of(answer: dict[str, Any]) -> str:
    """The words of one article: its description and the text parts of its body."""
    data = inner(answer, "data")
    if not isinstance(data, dict):
        return ""
    parts = [_text(part) for part in rows(data.get("body")) if part.get("type") == "text"]
    return "\n".join(part for part in (words(data.get("description")), *parts) if part)


def is_hidden(answer: dict[str, Any]) -> bool:
    """Has the account taken an article back?"""
    return inner(answer, "data", "status") not in (None, SHOWN)


def _form(row: dict[str, Any]) -> Form:
    return "video" if row.get("type") == "video" else "text"


def _text(part: dict[str, Any]) -> str:
    """The words of a part, which may be HTML."""
    written = words(part.get("content"))
    if "<" not in written:
        return written
    try:
        body = parse_html(written).body
    except TooDeep:
        return ""
    return lines_of(body) if body else ""
