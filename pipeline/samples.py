"""Test cases of parsers: a page and what stands on it, as ``tests/pipeline/cases`` keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from records import Article, Page
from times import HANOI, from_iso, iso

# What a case asserts, in the order in which a reader of the page meets it.
CASE_FIELDS = (
    "read_by", "kicker", "title", "lede", "body", "captions", "authors", "byline", "credit", "section", "tags",
    "published_at", "updated_at", "photos", "form", "comments", "language",
)  # fmt: skip


def case_of(article: Article, *, about: str = "", parser: str = "") -> dict[str, Any]:
    """The case that this reading makes: to be compared with the page by reading before it is kept."""
    return {
        "about": about, "url": article.url, "captured_at": iso(article.seen_at), "outlet": article.outlet,
        "parser": parser, "read_by": article.parser, "kicker": article.kicker, "title": article.title,
        "lede": article.lede, "body": _lines(article.body), "captions": list(article.captions),
        "authors": list(article.authors), "byline": _lines(article.byline), "credit": article.credit,
        "section": article.section, "tags": list(article.tags),
        "published_at": _local(article.published_at), "updated_at": _local(article.updated_at),
        "photos": article.photos, "form": article.form, "comments": article.comments, "language": article.language,
    }  # fmt: skip


def page_of_case(case: Mapping[str, Any], body: bytes) -> Page:
    """The page of a case as it was captured."""
    captured = from_iso(case["captured_at"])
    return Page(case["outlet"], case["url"], case["url"], captured, body, "text/html; charset=utf-8", "case")


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _local(moment: Any) -> str | None:
    """As an officer reads the page: Hà Nội time with its zone."""
    return moment.astimezone(HANOI).isoformat(timespec="seconds") if moment else None
