"""YouTube: the videos of an answer of the Data API, or of a channel's feed."""

from __future__ import annotations

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from markup import TooDeep, decoded, parse_html
from pipeline.social.reading import Reading, count, inner, moment, rows, totals, words
from platforms import Post
from records import Dropped, Lead

WATCH = "https://www.youtube.com/watch?v="
_DURATION = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7})S)?)?")


def read_videos(answer: dict[str, Any]) -> Reading:
    """The videos of an answer of ``videos.list``."""
    made = [_video(one) for one in rows(answer.get("items")) if "snippet" in one]
    return Reading(
        tuple(one for one in made if isinstance(one, Post)),
        dropped=tuple(one for one in made if isinstance(one, Dropped)),
    )


def _video(row: dict[str, Any]) -> Post | Dropped:
    key, title = str(row.get("id") or ""), words(inner(row, "snippet", "title"))
    if not key or not title.strip():
        return Dropped("social", key or "?", "no-text")
    if inner(row, "status", "privacyStatus") not in (None, "public"):
        return Dropped("social", key, "not-public")
    written = inner(row, "snippet", "publishedAt")
    return Post(
        id=key, url=f"{WATCH}{key}", title=title, text=words(inner(row, "snippet", "description")),
        published_at=moment(written), published_raw=str(written or ""), form="video",
        seconds=seconds_of(str(inner(row, "contentDetails", "duration") or "")),
        totals=totals(
            views=inner(row, "statistics", "viewCount"), likes=inner(row, "statistics", "likeCount"),
            comments=inner(row, "statistics", "commentCount"),
        ),
    )  # fmt: skip


def seconds_of(written: str) -> int | None:
    """A duration of ISO 8601 ("PT1H2M3S", "P1DT0S") in seconds; None for what is none, also for one of nothing."""
    found = _DURATION.fullmatch(written)
    if not found or not any(found.groups()):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def of_feed(leads: tuple[Lead, ...], body: bytes) -> tuple[Post, ...]:
    """The videos of a channel's feed: its entries as the feed reader gives them, with the views beside them."""
    views = _views(body)
    return tuple(_entry(lead, views) for lead in leads)


def _entry(lead: Lead, views: dict[str, int]) -> Post:
    key = lead.url.partition("v=")[2].partition("&")[0] or lead.url.rpartition("/")[2]
    return Post(
        id=key, url=f"{WATCH}{key}", title=lead.title, text=lead.summary, published_at=lead.published_at,
        published_raw=lead.published_raw, form="video", totals=totals(views=views.get(key)),
    )  # fmt: skip


def _views(body: bytes) -> dict[str, int]:
    """Views by video; the stars beside them are no documented count of anything."""
    try:
        tree: LexborHTMLParser = parse_html(decoded(body))
    except TooDeep:
        return {}
    found = {}
    for entry in tree.css("entry"):
        key = next((node.text().strip() for node in entry.iter() if node.tag == "yt:videoid"), "")
        for node in entry.css(r"media\:statistics"):
            number = count(node.attributes.get("views"))
            if key and number is not None:
                found[key] = number
    return found
