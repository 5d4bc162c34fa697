"""TikTok: a video of an answer of oEmbed. The author's name in it is a person's as often as not, and is not taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pipeline.social.reading import words
from platforms import Post


def read_video(answer: dict[str, Any], *, key: str, url: str, published_at: datetime | None) -> Post | None:
    """The video with its caption for a text; None for one without a word. oEmbed tells no moment and no totals."""
    text = words(answer.get("title")).strip()
    if not text:
        return None
    written = published_at.isoformat() if published_at else ""
    return Post(key, url, text, published_at, written, form="video")
