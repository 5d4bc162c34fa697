"""The reader for pages of unknown markup: metadata, and trafilatura for the body; never a URL to a library."""

from __future__ import annotations

import trafilatura
from selectolax.lexbor import LexborHTMLParser

from markup import text_of
from pipeline.parsers.metadata import Metadata
from pipeline.parsers.reader import Reading, names_of
from text import stored


def read_generic(html: str, tree: LexborHTMLParser, metadata: Metadata) -> Reading:
    """Read any page; an empty body says that there is no article on it."""
    body = _body(html)
    title = text_of(tree.css_first("h1")) or metadata.title
    lede = metadata.description
    first, _, rest = body.partition("\n")
    if first == title:
        first, _, rest = rest.partition("\n")
        body = f"{first}\n{rest}".strip()
    if lede and first == lede:
        body = rest
    elif lede and lede in body:
        lede = ""
    return Reading(
        title, lede, body, metadata.published_at, authors=names_of(metadata.authors), section=metadata.section
    )


def _body(html: str) -> str:
    extracted = trafilatura.extract(
        html, fast=True, include_comments=False, include_tables=False, output_format="txt", deduplicate=False
    )
    return stored(extracted or "")
