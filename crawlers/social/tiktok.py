"""TikTok: no interface is open for public pages, so one video by its address, by oEmbed."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from crawlers.social.asking import Question, address
from platforms import PlatformRules, SocialPage

_VIDEO = re.compile(r"/@([\w.]{2,24})/(?:video|photo)/(\d{5,25})/?")
_AUTHOR = re.compile(r"/@([\w.]{2,24})/?")
_HOSTS = ("tiktok.com", "www.tiktok.com", "m.tiktok.com")


def video_in(written: str) -> tuple[str, str] | None:
    """The account and the number of a video, as its address has them; None for any other address."""
    parts = urlsplit(written.strip())
    found = _VIDEO.fullmatch(parts.path) if parts.scheme in ("http", "https") and parts.hostname in _HOSTS else None
    return (found[1].casefold(), found[2]) if found else None


def video(page: SocialPage, rules: PlatformRules, key: str) -> Question:
    """What is told of a video; its address is made of the page's own name."""
    public = address_of(page, key)
    return Question(page, "post", address(rules.api, "/oembed", page, url=public), about=public)


def address_of(page: SocialPage, key: str) -> str:
    return f"https://www.tiktok.com/@{page.id}/video/{key}"


def author_in(answer: Any) -> str:
    """The account that an answer is about."""
    found = _AUTHOR.fullmatch(urlsplit(str(answer.get("author_url") or "")).path)
    return found[1].casefold() if found else ""
