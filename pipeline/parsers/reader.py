"""Reads an article by the layout of its family."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from markup import lines_of, remove, text_of
from pipeline.parsers.layout import Layout
from pipeline.parsers.metadata import Metadata
from times import parse_moment

# A time as printed on Vietnamese pages: "07/03/2026 08:47", "08:47 07/03/2026", "2026-03-07 08:07".
_PRINTED = (
    re.compile(r"(?P<date>\d{1,2}/\d{1,2}/\d{4})[\s,\-–|]+(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)"),
    re.compile(r"(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)[\s,'\-–|]+(?P<date>\d{1,2}/\d{1,2}/\d{4})"),
    re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})[T\s]+(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)"),
)
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
LONGEST_BYLINE = 300  # characters; the rest is no by-line
_SEPARATORS = re.compile(r"\s*(?:,|;|\s[-–]\s|\s+và\s+)\s*")
MAX_NAME = 60  # characters; longer than any by-line: then the selector caught something else


@dataclass(frozen=True, slots=True)
class Reading:
    """What a layout or the generic reader found on a page."""

    title: str
    lede: str
    body: str
    published_at: datetime | None
    kicker: str = ""
    captions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    section: str = ""


def read_by_layout(tree: LexborHTMLParser, layout: Layout, metadata: Metadata) -> Reading:
    """Read a page; an empty body says that the layout does not fit. Changes the tree."""
    container = _first_with_text(tree, layout.body)
    title = _first_text(tree, layout.title) or metadata.title
    lede = _first_text(tree, layout.lede)
    authors = tuple(_authors(tree, layout.authors)) or names_of(metadata.authors)
    published = metadata.published_at or _printed_time(tree, layout.published)
    kicker, section = _first_text(tree, layout.kicker), _first_text(tree, layout.section) or metadata.section
    captions = tuple(_captions(container, layout.captions)) if container is not None else ()
    body = ""
    if container is not None:
        remove(container, layout.not_body)
        body = _without_lede(lines_of(container), lede)
    return Reading(title, lede, body, published, kicker, captions, authors, section)


def _first_with_text(tree: LexborHTMLParser, selectors: Iterable[str]) -> LexborNode | None:
    for selector in selectors:
        for node in tree.css(selector):
            if node.text().strip():
                return node
    return None


def _first_text(tree: LexborHTMLParser, selectors: Iterable[str]) -> str:
    return next((text for selector in selectors if (text := text_of(tree.css_first(selector)))), "")


def _authors(tree: LexborHTMLParser, selectors: Iterable[str]) -> Iterator[str]:
    for selector in selectors:
        names = names_of(text_of(node) for node in tree.css(selector))
        if names:
            yield from names
            return


def names_of(bylines: Iterable[str]) -> tuple[str, ...]:
    """The names in by-lines: without brackets, two in one line apart, each once."""
    return tuple(dict.fromkeys(name for byline in bylines for name in _names(byline)))


def _names(byline: str) -> Iterator[str]:
    for name in _SEPARATORS.split(_BRACKETS.sub("", byline[:LONGEST_BYLINE])):
        if name and len(name) <= MAX_NAME:
            yield name


def _captions(container: LexborNode, selector: str) -> Iterator[str]:
    yield from dict.fromkeys(caption for node in container.css(selector) if (caption := text_of(node)))


def _without_lede(body: str, lede: str) -> str:
    first, _, rest = body.partition("\n")
    return rest if lede and first == lede else body


def _printed_time(tree: LexborHTMLParser, selectors: Iterable[str]) -> datetime | None:
    for selector in selectors:
        node = tree.css_first(selector)
        if node is None:
            continue
        for written in (node.attributes.get("datetime") or "", text_of(node)):
            if moment := printed_moment(written):
                return moment
    return None


def printed_moment(written: str) -> datetime | None:
    """The moment in a printed line such as " - 07/03/2026 08:47", day first, Hà Nội time."""
    if moment := parse_moment(written):
        return moment
    for pattern in _PRINTED:
        if found := pattern.search(written):
            return parse_moment(f"{found['date']} {found['clock']}")
    return None
