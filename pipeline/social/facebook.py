"""Facebook: the posts of an answer of the Graph API."""

from __future__ import annotations

from typing import Any

from pipeline.social.reading import Reading, address, inner, moment, rows, totals, words
from platforms import Post
from records import Dropped, Form

_FORMS: dict[str, Form] = {"added_video": "video", "added_photos": "photo"}


def read_posts(answer: dict[str, Any]) -> Reading:
    """A list of posts, or one."""
    if "data" not in answer and "id" not in answer:
        return Reading(fault="unexpected-answer", detail=", ".join(sorted(answer))[:80])
    made = [_post(one) for one in (rows(answer["data"]) if "data" in answer else [answer])]
    return Reading(
        tuple(one for one in made if isinstance(one, Post)),
        dropped=tuple(one for one in made if isinstance(one, Dropped)),
    )


def _post(row: dict[str, Any]) -> Post | Dropped:
    key, url, text = str(row.get("id") or ""), address(row.get("permalink_url")), words(row.get("message"))
    if url is None or not key:
        return Dropped("social", key or "?", "no-link")
    if not text.strip():  # a picture without a word, a changed cover
        return Dropped("social", url, "no-text", str(row.get("status_type") or ""))
    return Post(
        id=key, url=url, text=text, published_at=moment(row.get("created_time")),
        published_raw=str(row.get("created_time") or ""), form=_FORMS.get(str(row.get("status_type")), "text"),
        totals=totals(
            reactions=inner(row, "reactions", "summary", "total_count"),
            comments=inner(row, "comments", "summary", "total_count"), shares=inner(row, "shares", "count"),
        ),
    )  # fmt: skip
