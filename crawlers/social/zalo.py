"""A Zalo official account by its own interface: its articles and videos, ten at a time, and the text of each."""

from __future__ import annotations

from typing import Any

from crawlers.social.asking import Question, address, value_in, with_values
from platforms import PlatformRules, SocialPage

AT_A_TIME = 10  # the most that the interface gives
KINDS = ("normal", "video")


def source(page: SocialPage, rules: PlatformRules, kind: str = KINDS[0]) -> Question:
    """The newest articles (or videos) of the account whose token it is."""
    url = address(rules.api, "/v2.0/article/getslice", page, offset=0, limit=AT_A_TIME, type=kind)
    return Question(page, "posts", url)


def identity(page: SocialPage, rules: PlatformRules) -> Question:
    return Question(page, "identity", f"{rules.api}/v2.0/oa/getoa#{page.slug}")


def identity_in(answer: Any) -> str:
    data = answer.get("data") if isinstance(answer, dict) else None
    return str(data.get("oa_id") or "") if isinstance(data, dict) else ""


def details(page: SocialPage, rules: PlatformRules, key: str, about: str) -> Question:
    """The text of one article."""
    return Question(page, "details", address(rules.api, "/v2.0/article/getdetail", page, id=key), about=about)


def next_page(question: Question, answer: Any) -> Question | None:
    """The next ten; None behind the last."""
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("medias"), list):
        return None
    total, offset = data.get("total"), int(value_in(question.url, "offset") or 0) + len(data["medias"])
    if not data["medias"] or not isinstance(total, int) or offset >= total:
        return None
    return Question(question.page, "posts", with_values(question.url, offset=offset), question.step + 1)
