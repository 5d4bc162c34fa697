"""From a fetched page to an article: by its outlet's layout, else by the generic reader."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from markup import TooDeep, decoded, parse_html
from pipeline.parsers import LAYOUTS
from pipeline.parsers.generic import read_generic
from pipeline.parsers.metadata import Metadata, read_metadata
from pipeline.parsers.reader import Reading, read_by_layout
from records import Article, Dropped, Lead, Outlet, Page
from times import is_believed
from urls import canonical_url, host_of, path_of

MIN_BODY = 80  # characters: below it a layout has missed the text (a brief has more, a caption fewer)


def article_of_page(page: Page, outlet: Outlet) -> Article | Dropped:
    """Read a page. Dropped says "not-html" or "no-text" where it holds no article."""
    kind = page.content_type.lower()
    if "html" not in kind and kind and b"<html" not in page.body[:2000].lower():
        return Dropped("extract", page.url, "not-html", page.content_type)
    if not _is_article(outlet, page.final_url) and _is_article(outlet, page.url):
        return Dropped(
            "extract", page.url, "not-an-article", page.final_url
        )  # a page that is gone leads to the home page
    html = decoded(page.body, page.content_type)
    try:
        tree = parse_html(html)
    except TooDeep as error:
        return Dropped("extract", page.url, "too-deep", str(error))
    metadata = read_metadata(tree)
    reading, parser = _read(html, tree, metadata, outlet)
    if not reading.title or not (reading.body or reading.lede):
        return Dropped("extract", page.url, "no-text", f"{len(page.body)} bytes")
    return _article(page, outlet, reading, metadata, parser)


def _is_article(outlet: Outlet, url: str) -> bool:
    return not outlet.article_path or re.search(outlet.article_path, path_of(url)) is not None


def _read(html: str, tree: LexborHTMLParser, metadata: Metadata, outlet: Outlet) -> tuple[Reading, str]:
    layout = LAYOUTS.get(outlet.parser)
    if layout is None:
        return read_generic(html, tree, metadata), "generic"
    reading = read_by_layout(tree, layout, metadata)
    if len(reading.body) >= MIN_BODY:
        return reading, outlet.parser
    generic = read_generic(html, parse_html(html), metadata)
    if len(generic.body) > len(reading.body):
        return generic, f"generic after {outlet.parser}"
    return reading, outlet.parser


def _article(page: Page, outlet: Outlet, reading: Reading, metadata: Metadata, parser: str) -> Article:
    url = canonical_url(page.url)
    published = reading.published_at if is_believed(reading.published_at, page.fetched_at) else None
    return Article(
        outlet=outlet.slug, url=url, title=reading.title, lede=reading.lede, body=reading.body,
        published_at=published, published_from="page" if published else "missing",
        seen_at=page.fetched_at, origin="page", record=page.record, channel=outlet.channel, kicker=reading.kicker,
        captions=reading.captions, authors=reading.authors, section=reading.section, tags=metadata.tags,
        parser=parser, aliases=_aliases(page, outlet, url),
    )  # fmt: skip


def _aliases(page: Page, outlet: Outlet, url: str) -> tuple[str, ...]:
    """The address that a redirect led to, of an article's shape and on the same host. What a page calls its
    canonical address is not taken: a wrong one would swallow another article."""
    answered = canonical_url(page.final_url)
    is_own = answered != url and host_of(answered) == host_of(url) and bool(outlet.article_path)
    return (answered,) if is_own and _is_article(outlet, answered) else ()


def article_of_lead(lead: Lead, channel: str, record: str) -> Article:
    """What a feed entry says of an article, where there is no page to read."""
    return Article(
        outlet=lead.outlet, url=lead.url, title=lead.title, lede="", body=lead.summary,
        published_at=lead.published_at, published_from="feed" if lead.published_at else "missing",
        seen_at=lead.seen_at, origin="feed", record=record, channel=channel, source=lead.source,
    )  # fmt: skip
