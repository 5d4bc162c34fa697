"""What a page says of itself to machines: meta elements and JSON-LD, read once and forgivingly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from text import one_line, stored
from times import parse_moment

_ARTICLE_TYPES = {"NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "LiveBlogPosting"}
_META_TIMES = (
    'meta[property="article:published_time"]', 'meta[itemprop="datePublished"]', 'meta[name="pubdate"]',
    'meta[name="article:published_time"]',
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Machine-readable facts of a page; an empty string or None where it has none."""

    title: str = ""
    description: str = ""
    published_at: datetime | None = None
    authors: tuple[str, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()


def read_metadata(tree: LexborHTMLParser) -> Metadata:
    article = next(_articles(tree), {})
    return Metadata(
        title=_meta(tree, 'meta[property="og:title"]') or _text(article.get("headline")),
        description=_meta(tree, 'meta[property="og:description"]') or _meta(tree, 'meta[name="description"]'),
        published_at=_published(tree, article),
        authors=tuple(_people(article.get("author"))),
        section=_meta(tree, 'meta[property="article:section"]') or _text(article.get("articleSection")),
        tags=_tags(tree),
    )


def _published(tree: LexborHTMLParser, article: dict[str, Any]) -> datetime | None:
    written = [_meta(tree, selector) for selector in _META_TIMES] + [_text(article.get("datePublished"))]
    moments = (parse_moment(moment) for moment in written if moment)
    return next((moment for moment in moments if moment), None)


def _meta(tree: LexborHTMLParser, selector: str) -> str:
    return one_line(_attribute(tree, selector, "content"))


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    node = tree.css_first(selector)
    return (node.attributes.get(name) or "") if node is not None else ""


def _tags(tree: LexborHTMLParser) -> tuple[str, ...]:
    found = (one_line(node.attributes.get("content") or "") for node in tree.css('meta[property="article:tag"]'))
    return tuple(dict.fromkeys(tag for tag in found if tag))[:30]


def _articles(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(_CONTROL.sub(" ", script.text()))
        except (ValueError, RecursionError):
            continue
        for thing in _things(data):
            kinds = thing.get("@type")
            if _ARTICLE_TYPES & {str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])}:
                yield thing


def _things(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        yield from _things(data.get("@graph", []))
    elif isinstance(data, list):
        for thing in data[:50]:
            if isinstance(thing, dict):
                yield thing


def _people(author: Any) -> Iterator[str]:
    for one in author if isinstance(author, list) else [author]:
        if isinstance(one, dict) and one.get("@type") == "Person" and (name := _text(one.get("name"))):
            yield name


def _text(value: Any) -> str:
    return one_line(stored(value)) if isinstance(value, str) else ""
