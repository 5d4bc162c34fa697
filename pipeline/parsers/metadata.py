"""What a page says of itself to machines: meta elements and JSON-LD, read once and forgivingly."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from text import folded, one_line, stored
from times import parse_moment

_ARTICLE_TYPES = {"NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "LiveBlogPosting"}
_HOME = {"trang chu", "home"}
MOST_TAGS = 30  # a page that names more is stuffing for search engines
_CONTROL = re.compile(r"[\x00-\x1f]+")
_LANGUAGE = re.compile(r"[a-z]{2}(?![a-z])|vietnamese", re.IGNORECASE)

_Metas = dict[str, list[str]]  # what stands under each name, in order


@dataclass(frozen=True, slots=True)
class Metadata:
    """Machine-readable facts of a page; an empty string or None where it has none."""

    title: str = ""
    description: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    authors: tuple[str, ...] = ()
    section: str = ""  # the path, "Kinh doanh / Tài chính"
    tags: tuple[str, ...] = ()
    kind: str = ""  # of VnExpress's its_type and og:type: "text", "photo", "video.other", "article"
    comments: int | None = None
    language: str = ""  # two letters


def read_metadata(tree: LexborHTMLParser) -> Metadata:
    metas, things = _metas(tree), list(_things_of(tree))
    article = next((thing for thing in things if _types(thing) & _ARTICLE_TYPES), {})
    return Metadata(
        title=_first(metas, "og:title") or _text(article.get("headline")),
        description=_first(metas, "og:description", "description"),
        published_at=_moment(
            metas, "article:published_time", "datepublished", "pubdate", written=article.get("datePublished")
        ),
        updated_at=_moment(metas, "article:modified_time", "datemodified", written=article.get("dateModified")),
        authors=tuple(_people(article.get("author"))),
        section=_path(things) or _first(metas, "article:section") or _text(article.get("articleSection")),
        tags=_tags(metas),
        kind=_first(metas, "its_type", "og:type"),
        comments=_comments(article),
        language=_language(tree, metas, article),
    )


def section_path(names: Iterable[str]) -> str:
    """The sections from the widest to the narrowest as one line, without the home page."""
    return " / ".join(dict.fromkeys(name for name in names if name and folded(name) not in _HOME))


def _metas(tree: LexborHTMLParser) -> _Metas:
    """Each meta element under all of its names: VnExpress writes one under itemprop, name and property at once."""
    metas: _Metas = {}
    for node in tree.css("meta[content]"):
        given = node.attributes
        content = (given.get("content") or "").strip()
        for key in {given.get(kind) for kind in ("property", "name", "itemprop", "http-equiv")} - {None, ""}:
            if content:
                metas.setdefault(str(key).lower(), []).append(content)
    return metas


def _first(metas: _Metas, *names: str) -> str:
    return next((one_line(metas[name][0]) for name in names if name in metas), "")


def _moment(metas: _Metas, *names: str, written: Any) -> datetime | None:
    """The first of these that is a moment; what JSON-LD says comes last, for some round it to the minute."""
    found = [value for name in names for value in metas.get(name, [])]
    moments = (parse_moment(moment) for moment in [*found, _text(written)] if moment)
    return next((moment for moment in moments if moment), None)


def _tags(metas: _Metas) -> tuple[str, ...]:
    written = metas.get("article:tag") or metas.get("news_keywords") or metas.get("keywords") or []
    tags = (one_line(tag).strip() for line in written for tag in line.split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))[:MOST_TAGS]


def _language(tree: LexborHTMLParser, metas: _Metas, article: dict[str, Any]) -> str:
    declared = tree.root.attributes.get("lang") if tree.root else ""
    written = [declared or "", _text(article.get("inLanguage"))]
    written += [_first(metas, name) for name in ("inlanguage", "content-language", "language", "og:locale")]
    found = next((found[0].lower() for one in written if (found := _LANGUAGE.match(one))), "")
    return "vi" if found == "vietnamese" else found


def _things_of(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(_CONTROL.sub(" ", script.text()))
        except (ValueError, RecursionError):
            continue
        yield from _things(data)


def _things(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        yield from _things(data.get("@graph", []))
    elif isinstance(data, list):
        for thing in data[:50]:
            if isinstance(thing, dict):
                yield thing


def _types(thing: dict[str, Any]) -> set[str]:
    kinds = thing.get("@type")
    return {str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _path(things: Iterable[dict[str, Any]]) -> str:
    """The section path of a BreadcrumbList; the article itself, where the list ends with it, is left out."""
    crumbs = next((thing.get("itemListElement") for thing in things if "BreadcrumbList" in _types(thing)), None)
    headlines = {_text(thing.get("headline")) for thing in things if _types(thing) & _ARTICLE_TYPES}
    steps = [one for one in crumbs if isinstance(one, dict)] if isinstance(crumbs, list) else []
    names = (_text(_named(step.get("item")).get("name") or step.get("name")) for step in steps)
    return section_path(name for name in names if name not in headlines)


def _named(item: Any) -> dict[str, Any]:
    return item if isinstance(item, dict) else {}


def _comments(article: dict[str, Any]) -> int | None:
    counted = article.get("commentCount")
    return int(counted) if isinstance(counted, int | str) and str(counted).isdecimal() else None


def _people(author: Any) -> Iterator[str]:
    for one in author if isinstance(author, list) else [author]:
        if isinstance(one, dict) and "Person" in _types(one) and (name := _text(one.get("name"))):
            yield name


def _text(value: Any) -> str:
    """A string of JSON-LD; some outlets escape it for HTML once or twice more."""
    return one_line(stored(unescape(unescape(value)))) if isinstance(value, str) else ""
