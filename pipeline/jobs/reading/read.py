"""Reads one archived response: to leads and a proof if it is a source, to an article if it is a page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawlers.coding import TooLarge, UnknownCoding
from crawlers.feeds import read_feed
from crawlers.listings import read_listing
from crawlers.oddities import believed, oddities
from crawlers.pieces import read_piece
from crawlers.proofs import proof_of, proof_of_listing, proof_of_sitemap
from crawlers.redacted import read_redacted
from crawlers.sitemaps import read_sitemap
from crawlers.warc import body_of, read_record
from pieces import PIECE, Piece
from pipeline.extract import article_of_lead, article_of_page, article_of_piece, shows_drift
from pipeline.parsers import LAYOUTS, Layouts
from records import Article, DateHabit, Dropped, Fetch, Lead, Listing, Outlet, Page, Proof, Trouble

log = logging.getLogger(__name__)

# What is wrong with a capture, and is told: a feed with a flaw that still gave its entries is no failure.
FAULTS_TO_TELL = (
    "not-a-feed", "not-a-sitemap", "not-a-listing", "unreadable-record", "too-large", "unknown-outlet", "cannot-read",
    "no-text", "not-html", "not-an-article", "too-deep", "lying-304",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """What one capture holds."""

    fetch: Fetch
    articles: tuple[Article, ...] = ()
    leads: tuple[Lead, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    proof: Proof | None = None
    thread: Mapping[str, Any] | None = None  # readers' comments, as the redacted record has them
    piece: Piece | None = None  # what a file or an interface told
    counted: bool = True  # False: its articles were counted by the source that named them


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads captures of one home's archive."""

    archive: Path
    outlets: Mapping[str, Outlet]
    max_body: int
    habits: Mapping[str, DateHabit]  # by address of the feed
    earlier: Callable[[str], Fetch | None]  # the fetch with a key: its body still stood when asked again
    layouts: Layouts = field(default_factory=lambda: LAYOUTS)

    def read(self, fetch: Fetch) -> Read:
        """Never raises for what stands in the archive: a fault is an answer."""
        if fetch.kind == PIECE and fetch.outcome == "ok":
            return self.piece(fetch)
        reader = _READERS.get(fetch.kind)
        if reader is None or fetch.outcome not in ("ok", "not-modified"):
            return Read(fetch, counted=False)
        if fetch.kind == "page" and fetch.same_as:
            return Read(fetch, counted=False)  # as it was: read by then
        outlet = self.outlets.get(fetch.outlet)
        if outlet is None:
            return Read(fetch, faults=(("unknown-outlet", fetch.outlet),))
        try:
            page = self.capture(fetch)
        except TooLarge as error:
            return Read(fetch, faults=(("too-large", f"{error} bytes"),))
        except (Trouble, UnknownCoding) as trouble:
            return Read(fetch, faults=(("unreadable-record", str(trouble)),))
        try:
            return reader(self, fetch, page, outlet)
        except Exception as error:  # noqa: BLE001 - one hostile page must not stop the others; it is named and told
            log.warning("cannot read record=%s url=%s error=%r", fetch.key, fetch.url, error)
            return Read(fetch, faults=(("cannot-read", f"{type(error).__name__}: {error}"[:300]),))

    def capture(self, fetch: Fetch) -> Page:
        """The archived body of a fetch, its own or that of the earlier one which still stood."""
        holder = self.earlier(fetch.same_as) if fetch.same_as else fetch
        if holder is None or holder.warc is None:
            raise Trouble("archive.no-record", record=fetch.same_as)
        record = read_record(self.archive / holder.warc, holder.offset or 0)
        return Page(
            outlet=fetch.outlet, url=fetch.url, final_url=record.rec_headers.get_header("WARC-Target-URI"),
            fetched_at=fetch.at, body=body_of(record, self.max_body),
            content_type=record.http_headers.get_header("Content-Type") or "", record=fetch.key,
        )  # fmt: skip

    def feed(self, fetch: Fetch, page: Page, outlet: Outlet) -> Read:
        habit = self.habits.get(fetch.url, "rfc822")
        reading = read_feed(page.body, outlet=outlet.slug, source=fetch.url, seen_at=fetch.at, dates=habit)
        leads = believed(reading.leads)
        return Read(
            fetch,
            articles=tuple(article_of_lead(lead, outlet.channel, fetch.key) for lead in leads),
            leads=leads,
            dropped=reading.dropped,
            faults=(*_fault(reading.fault, reading.detail), *oddities(reading.leads, fetch.at)),
            proof=proof_of(leads, outlet=outlet.slug, source=fetch.url, visited=fetch.at, record=fetch.key),
        )

    def sitemap(self, fetch: Fetch, page: Page, outlet: Outlet) -> Read:
        """Only a news sitemap writes headlines: what others name becomes an item when its page is read."""
        reading = read_sitemap(page.body, outlet=outlet.slug, source=fetch.url, seen_at=fetch.at)
        leads = believed(reading.leads)
        return Read(
            fetch,
            articles=tuple(article_of_lead(lead, outlet.channel, fetch.key) for lead in leads if lead.title),
            leads=leads,
            dropped=reading.dropped,
            faults=(
                *_fault(reading.fault, reading.detail),
                *(oddities(reading.leads, fetch.at) if reading.is_news else ()),
            ),
            proof=proof_of_sitemap(reading, outlet=outlet.slug, source=fetch.url, visited=fetch.at, record=fetch.key),
        )

    def listing(self, fetch: Fetch, page: Page, outlet: Outlet) -> Read:
        """A link's words are no headline: what a listing names becomes an item when its page is read."""
        listing = listing_of(outlet, fetch.url, fetch.named_by)
        if listing is None:  # some page of a replayed archive
            return Read(fetch, counted=False)
        reading = read_listing(page.body, outlet=outlet, source=fetch.url, seen_at=fetch.at)
        leads = believed(reading.leads)
        proof = proof_of_listing(
            leads, outlet=outlet.slug, source=fetch.url, visited=fetch.at, record=fetch.key,
            is_first_page=listing.url == fetch.url,
        )  # fmt: skip
        return Read(
            fetch, leads=leads, dropped=reading.dropped, faults=_fault(reading.fault, reading.detail),
            proof=proof if listing.whole else None,
        )  # fmt: skip

    def page(self, fetch: Fetch, page: Page, outlet: Outlet) -> Read:
        article = article_of_page(page, outlet, self.layouts)
        if isinstance(article, Dropped):
            return Read(fetch, dropped=(article,), counted=fetch.named_by is None)
        return Read(fetch, articles=(article,), faults=_drift(article), counted=fetch.named_by is None)

    def piece(self, fetch: Fetch) -> Read:
        """A piece names its outlet or page itself: what was told stays, whoever is still configured."""
        try:
            piece = read_piece(self.capture(fetch).body)
        except (Trouble, UnknownCoding, TooLarge, ValueError) as error:
            return Read(fetch, faults=(("unreadable-record", str(error)[:300]),))
        return Read(fetch, articles=(article_of_piece(piece, fetch.key, fetch.at),), piece=piece)

    def comments(self, fetch: Fetch, page: Page, _outlet: Outlet) -> Read:
        try:
            return Read(fetch, thread=read_redacted(page.body), counted=False)
        except ValueError as error:
            return Read(fetch, faults=(("unreadable-record", type(error).__name__),), counted=False)


_READERS: dict[str, Callable[[Reader, Fetch, Page, Outlet], Read]] = {
    "feed": Reader.feed, "sitemap": Reader.sitemap, "listing": Reader.listing, "page": Reader.page,
    "comments": Reader.comments,
}  # fmt: skip


def listing_of(outlet: Outlet, url: str, named_by: str | None) -> Listing | None:
    """The configured listing of which an address is a page: its first, or one that it led to."""
    return next((one for one in outlet.listings if one.url in (url, named_by)), None)


def _fault(reason: str, detail: str) -> tuple[tuple[str, str], ...]:
    return ((reason, detail),) if reason else ()


def _drift(article: Article) -> tuple[tuple[str, str], ...]:
    """Where the outlet's own layout no longer finds the text, somebody must look at its parser."""
    return (("layout-drift", article.parser),) if shows_drift(article) else ()
