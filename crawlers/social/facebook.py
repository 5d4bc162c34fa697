"""Facebook pages by the Graph API: what is asked, and what an answer leads to.

By the page's own posts alone (``published_posts``): what visitors write on a page (``feed``) is not asked for. Of
reactions, comments and shares the totals only: ``limit(0)`` asks for nobody's name.
"""

from __future__ import annotations

from typing import Any

from crawlers.social.asking import Question, address, with_values
from platforms import PlatformRules, SocialPage

AT_A_TIME = 25  # posts of one answer; Graph's own default
_FIELDS = (
    "id,message,created_time,permalink_url,status_type,shares,"
    "reactions.limit(0).summary(total_count),comments.limit(0).summary(total_count)"
)


def source(page: SocialPage, rules: PlatformRules) -> Question:
    """The newest posts of a page: the address by which the page is known in the ledger."""
    return Question(page, "posts", address(
        rules.api, f"/{rules.version}/{page.id}/published_posts", page, fields=_FIELDS, limit=AT_A_TIME
    ))  # fmt: skip


def identity(page: SocialPage, rules: PlatformRules) -> Question:
    """Whose token is it?"""
    return Question(page, "identity", address(rules.api, f"/{rules.version}/me", page, fields="id"))


def identity_in(answer: Any) -> str:
    return str(answer.get("id") or "") if isinstance(answer, dict) else ""


def post(page: SocialPage, rules: PlatformRules, key: str, about: str) -> Question:
    """One post: is it still there?"""
    url = address(rules.api, f"/{rules.version}/{key}", page, fields=_FIELDS)
    return Question(page, "post", url, about=about)


def next_page(question: Question, answer: Any) -> Question | None:
    """The next older posts; None at the end of the list."""
    paging = answer.get("paging") if isinstance(answer, dict) else None
    if not isinstance(paging, dict) or not paging.get("next"):
        return None
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, dict) else None
    if not isinstance(after, str) or not after:
        return None
    return Question(question.page, "posts", with_values(question.url, after=after), question.step + 1)
