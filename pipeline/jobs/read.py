"""Reads one archived response: to leads and a proof if it is a feed, to an article if it is a page."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crawlers.archive import body_of, read_record
from crawlers.coding import TooLarge, UnknownCoding
from crawlers.feeds import proof_of, read_feed
from pipeline.extract import article_of_lead, article_of_page
from records import Article, DateHabit, Dropped, Fetch, Lead, Outlet, Page, Proof, Trouble

log = logging.getLogger(__name__)

# What is wrong with a capture, and is told: a feed with a flaw that still gave its entries is no failure.
FAULTS_TO_TELL = (
    "not-a-feed", "unreadable-record", "too-large", "unknown-outlet", "cannot-read", "no-text", "not-html",
    "not-an-article", "too-deep",
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
    counted: bool = True  # False: its articles were counted by the feed that named them


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads captures of one home's archive."""

    archive: Path
    outlets: Mapping[str, Outlet]
    max_body: int
    habits: Mapping[str, DateHabit]  # by address of the feed

    def read(self, fetch: Fetch) -> Read:
        """Never raises for what stands in the archive: a fault is an answer."""
        if fetch.kind not in ("feed", "page") or fetch.outcome != "ok":
            return Read(fetch, counted=False)
        outlet = self.outlets.get(fetch.outlet)
        if outlet is None:
            return Read(fetch, faults=(("unknown-outlet", fetch.outlet),))
        try:
            page = self._page(fetch)
        except TooLarge as error:
            return Read(fetch, faults=(("too-large", f"{error} bytes"),))
        except (Trouble, UnknownCoding) as trouble:
            return Read(fetch, faults=(("unreadable-record", str(trouble)),))
        try:
            return self._feed(fetch, page, outlet) if fetch.kind == "feed" else _page_read(fetch, page, outlet)
        except Exception as error:  # noqa: BLE001 - one hostile page must not stop the others; it is named and told
            log.warning("cannot read record=%s url=%s error=%r", fetch.key, fetch.url, error)
            return Read(fetch, faults=(("cannot-read", f"{type(error).__name__}: {error}"[:300]),))

    def _page(self, fetch: Fetch) -> Page:
        record = read_record(self.archive / str(fetch.warc), fetch.offset or 0)
        return Page(
            outlet=fetch.outlet, url=fetch.url, final_url=record.rec_headers.get_header("WARC-Target-URI"),
            fetched_at=fetch.at, body=body_of(record, self.max_body),
            content_type=record.http_headers.get_header("Content-Type") or "", record=fetch.key,
        )  # fmt: skip

    def _feed(self, fetch: Fetch, page: Page, outlet: Outlet) -> Read:
        habit = self.habits.get(fetch.url, "rfc822")
        reading = read_feed(page.body, outlet=outlet.slug, source=fetch.url, seen_at=fetch.at, dates=habit)
        return Read(
            fetch,
            articles=tuple(article_of_lead(lead, outlet.channel, fetch.key) for lead in reading.leads),
            leads=reading.leads,
            dropped=reading.dropped,
            faults=((reading.fault, reading.detail),) if reading.fault else (),
            proof=proof_of(reading.leads, outlet=outlet.slug, source=fetch.url, visited=fetch.at, record=fetch.key),
        )


def _page_read(fetch: Fetch, page: Page, outlet: Outlet) -> Read:
    named = fetch.named_by is not None
    article = article_of_page(page, outlet)
    if isinstance(article, Article):
        return Read(fetch, articles=(article,), counted=not named)
    if named:  # the item is kept from its feed entry: nothing is lost, but something is wrong
        return Read(fetch, faults=((article.reason, article.detail),), counted=False)
    return Read(fetch, dropped=(article,))
