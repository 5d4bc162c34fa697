"""From a fetched page to an article: by its outlet's layout, else by the generic reader."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from selectolax.lexbor import LexborHTMLParser

from markup import TooDeep, decoded, parse_html
from pieces import Piece
from pipeline.parsers import LAYOUTS, Layouts
from pipeline.parsers.check import SecondOpinion, second_opinion
from pipeline.parsers.generic import read_generic
from pipeline.parsers.layout import Layout
from pipeline.parsers.metadata import Metadata, read_metadata
from pipeline.parsers.reader import Reading, container_of, read_by_layout
from records import Article, Dropped, Lead, Outlet, Page
from times import is_believed, local_day
from urls import canonical_url, host_of, path_of

EXTRACTOR = "2"  # raised whenever the readers' code changes what is read; layouts are told by their digest
MIN_BODY = 80  # characters: below it a layout has missed the text (a brief has more, a caption fewer)
MORE_TEXT = 2  # times as much text that the generic reader must find to be believed against a layout
HANDED_OVER, DISAGREES = "generic after", "generic disagrees"


def article_of_page(page: Page, outlet: Outlet, layouts: Layouts = LAYOUTS) -> Article | Dropped:
    """Read a page by these layouts. Dropped says "not-html" or "no-text" where it holds no article."""
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
    known = layouts.get(outlet.parser, ())
    reading, parser = _read(html, tree, metadata, page, known, outlet.parser)
    if not reading.title or not (reading.body or reading.lede or reading.captions):
        return Dropped("extract", page.url, "no-text", f"{len(page.body)} bytes")
    return replace(_article(page, outlet, reading, metadata, parser), read_by=_signature(known))


@cache
def _signature(layouts: tuple[Layout, ...]) -> str:
    """What read a page: the version of this code, and a digest of the layouts that it had."""
    return f"{EXTRACTOR}.{hashlib.sha256(repr(layouts).encode()).hexdigest()[:8]}"


def _is_article(outlet: Outlet, url: str) -> bool:
    return not outlet.article_path or re.search(outlet.article_path, path_of(url)) is not None


def _read(
    html: str, tree: LexborHTMLParser, metadata: Metadata, page: Page, known: Sequence[Layout], parser: str
) -> tuple[Reading, str]:
    """What the outlet's layouts give, checked by a second opinion; else what the generic reader does.

    The name says who read: "vccorp"; "vccorp, generic disagrees"; "generic after vccorp" where a layout that should
    fit does not; "generic" where none is known for the day.
    """
    layouts, path = _by_fitness(known, metadata, page.fetched_at), path_of(page.final_url).lower()
    opinion = second_opinion(tree) if layouts else SecondOpinion(())
    for layout in layouts:
        changes_tree = container_of(tree, layout) is not None
        reading = read_by_layout(tree, layout, metadata, path)
        if _is_read(reading):
            return _checked(html, reading, opinion, metadata, path, parser)
        tree = parse_html(html) if changes_tree else tree
    generic = read_generic(html, tree, metadata, path)
    drifted = any(layout.holds_on(local_day(page.fetched_at)) for layout in layouts)
    return generic, f"{HANDED_OVER} {parser}" if drifted else "generic"


def _by_fitness(layouts: Sequence[Layout], metadata: Metadata, fetched_at: datetime) -> list[Layout]:
    """First the layouts of the day of the capture, then those of the day of publication, then the others:
    an outlet may leave old pages as they were, and hardly ever is the day of a change known exactly."""
    published = local_day(metadata.published_at or fetched_at)
    return sorted(layouts, key=lambda one: (not one.holds_on(local_day(fetched_at)), not one.holds_on(published)))


def _is_read(reading: Reading) -> bool:
    """Has a layout found the article? A photo story is its captions, a video its summary."""
    if reading.form in ("video", "audio"):
        return bool(reading.lede or reading.body)
    return len(reading.body) >= MIN_BODY or len(" ".join(reading.captions)) >= MIN_BODY


def _checked(
    html: str, reading: Reading, opinion: SecondOpinion, metadata: Metadata, path: str, parser: str
) -> tuple[Reading, str]:
    if not opinion.disagrees(reading, metadata):
        return reading, parser
    generic = read_generic(html, parse_html(html), metadata, path)
    lacking, still = opinion.lacks_in(reading), opinion.lacks_in(generic)
    if len(generic.body) > MORE_TEXT * len(reading.body) and lacking > MORE_TEXT * still:
        authors = reading.authors or generic.authors
        return replace(generic, lede=generic.lede or reading.lede, authors=authors), f"{HANDED_OVER} {parser}"
    return reading, f"{parser}, {DISAGREES}"


def shows_drift(article: Article) -> bool:
    """Must somebody look at the outlet's parser? Its layout missed the text, or the generic reader found another."""
    return article.parser.startswith(HANDED_OVER) or article.parser.endswith(DISAGREES)


def _article(page: Page, outlet: Outlet, reading: Reading, metadata: Metadata, parser: str) -> Article:
    url = canonical_url(page.url)
    published = reading.published_at if is_believed(reading.published_at, page.fetched_at) else None
    updated = metadata.updated_at if is_believed(metadata.updated_at, page.fetched_at) else None
    return Article(
        outlet=outlet.slug, url=url, title=reading.title, lede=reading.lede, body=reading.body,
        published_at=published, published_from="page" if published else "missing",
        seen_at=page.fetched_at, origin="page", record=page.record, channel=outlet.channel, kicker=reading.kicker,
        captions=reading.captions, authors=reading.authors, section=reading.section, tags=reading.tags,
        parser=parser, aliases=_aliases(page, outlet, url), byline=reading.byline, credit=reading.credit,
        updated_at=updated if updated and published and updated > published else None, photos=reading.photos,
        form=reading.form, comments=reading.comments, language=metadata.language,
    )  # fmt: skip


def _aliases(page: Page, outlet: Outlet, url: str) -> tuple[str, ...]:
    """The address that a redirect led to, of an article's shape and on the same host. What a page calls its
    canonical address is not taken: a wrong one would swallow another article."""
    answered = canonical_url(page.final_url)
    is_own = answered != url and host_of(answered) == host_of(url) and bool(outlet.article_path)
    return (answered,) if is_own and _is_article(outlet, answered) else ()


def article_of_piece(piece: Piece, record: str, seen_at: datetime) -> Article:
    """What a file or an interface told of a piece. A file's words give way to those of the page itself."""
    at = piece.published_at if is_believed(piece.published_at, seen_at) else None
    tool = piece.source.partition("@")[0]  # a later version of the same template goes on with the same item
    return Article(
        outlet=piece.outlet, url=piece.address, title=piece.title, lede=piece.lede, body=piece.text, published_at=at,
        published_from=piece.origin if at else "missing", seen_at=seen_at, origin=piece.origin, record=record,
        channel=piece.channel, source=f"file:{tool}" if piece.origin == "file" else "", authors=piece.authors,
        section=piece.section, tags=piece.tags, parser=piece.source, aliases=piece.aliases,
        updated_at=piece.updated_at, form=piece.form, language=piece.language,
    )  # fmt: skip


def article_of_lead(lead: Lead, channel: str, record: str) -> Article:
    """What a feed entry says of an article, where there is no page to read."""
    return Article(
        outlet=lead.outlet, url=lead.url, title=lead.title, lede="", body=lead.summary,
        published_at=lead.published_at, published_from="feed" if lead.published_at else "missing",
        seen_at=lead.seen_at, origin="feed", record=record, channel=channel, source=lead.source,
    )  # fmt: skip
