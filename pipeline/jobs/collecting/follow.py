"""What an answer leads to: from a feed, sitemap or listing to the pages that are wanted, and to what closes a gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from config.load import Configuration
from crawlers.feeds import read_feed
from crawlers.listings import next_page, read_listing
from crawlers.proofs import proof_of
from crawlers.replay import Replay, key_of
from crawlers.sitemaps import read_sitemap, wanted_children
from crawlers.threads import Unreadable, address_of, further, read_thread
from markup import decoded
from pipeline.jobs.reading.read import listing_of
from pipeline.jobs.watching.sources import FRESH
from records import Lead, Outlet, Visit
from storage.asked import is_about_a_province
from storage.store import Store

# Worth asking again when a source still names the page; anything else is an answer.
TRANSIENT = frozenset(
    {
        "robots",
        "robots-unavailable",
        "timeout",
        "no-such-host",
        "connection-refused",
        "broken-answer",
        "bad-certificate",
        "over-budget",
        "postponed",
        "host-failing",
        "challenge",
        "block-page",
        "login-wall",
        "maintenance",
        "lying-304",
        "not-in-archive",
    }
    | {f"http-{status}" for status in (403, 408, 429, 500, 502, 503, 504, 522, 524)}
)
CHILDREN = 12  # sitemaps of an index that one crawl opens: a year by the month
LISTING_PAGES = 50  # that one crawl turns back; at 20 articles a page a thousand articles


@dataclass(slots=True)
class Wants:
    """Should the page that a lead names be asked for? Once, unless it failed or its feed says something new."""

    store: Store
    replay: Replay | None
    asked: set[str] = field(default_factory=set)  # for in this crawl

    def __call__(self, lead: Lead) -> bool:
        if lead.url in self.asked:
            return False
        if self.replay and key_of(lead.link) in self.replay.captures:
            return False  # visited at its own date
        is_wanted = self.store.page_outcome(lead.url) is None or self._is_edited(lead)
        if is_wanted:
            self.asked.add(lead.url)
        return is_wanted

    def has_comments(self, url: str) -> bool:
        """Are readers' comments on the article at an address asked for? Of a province's articles only."""
        return is_about_a_province(self.store.db, key_of(url))

    def _is_edited(self, lead: Lead) -> bool:
        return not self.replay and bool(lead.title) and self.store.says_something_new(lead)


@dataclass(slots=True)
class Follow:
    """From a visit and the body that it brought to further visits; ``since`` goes back to a day."""

    configuration: Configuration
    wants: Wants
    proven: Mapping[str, datetime]  # by outlet: up to when its publishing was collected before this crawl
    since: datetime | None = None
    _closing: dict[str, datetime] = field(default_factory=dict)  # outlets with a gap: from when on

    def __call__(self, visit: Visit, body: bytes, at: datetime) -> Iterator[Visit]:
        outlet = self.configuration.outlets[visit.outlet]
        readers = {
            "feed": self._feed, "sitemap": self._sitemap, "listing": self._listing, "probe": self._first_visit,
            "page": self._comments, "comments": self._more_comments,
        }  # fmt: skip
        reader = readers.get(visit.kind)
        return reader(visit, outlet, body, at) if reader else iter(())

    def _feed(self, visit: Visit, outlet: Outlet, body: bytes, at: datetime) -> Iterator[Visit]:
        habit = self.configuration.date_habits.get(visit.url, "rfc822")
        leads = read_feed(body, outlet=outlet.slug, source=visit.url, seen_at=at, dates=habit).leads
        yield from self._pages(visit, leads)
        if visit.at is None:
            yield from self._close_gap(visit, outlet, leads, at)

    def _close_gap(self, visit: Visit, outlet: Outlet, leads: Iterable[Lead], at: datetime) -> Iterator[Visit]:
        """A feed that no longer reaches back to what was collected before has rolled over: look elsewhere."""
        proof = proof_of(leads, outlet=outlet.slug, source=visit.url, visited=at, record="")
        before = self.proven.get(outlet.slug)
        if proof is None or before is None or proof.since <= before or outlet.slug in self._closing:
            return
        self._closing[outlet.slug] = before
        for url, kind in [(s.url, "sitemap") for s in outlet.sitemaps] + [
            (one.url, "listing") for one in outlet.listings if one.whole
        ]:
            yield Visit(outlet.slug, url, kind, named_by=visit.url)  # type: ignore[arg-type]

    def _sitemap(self, visit: Visit, outlet: Outlet, body: bytes, at: datetime) -> Iterator[Visit]:
        reading = read_sitemap(body, outlet=outlet.slug, source=visit.url, seen_at=at)
        since = self._from(outlet, at)
        children = wanted_children(reading.children, since=since, limit=CHILDREN).urls
        for address in children if visit.step == 1 else ():
            yield Visit(outlet.slug, address, "sitemap", visit.at, named_by=visit.url, step=2)
        moments = {lead.url: lead.published_at or reading.modified.get(lead.url) for lead in reading.leads}
        yield from self._pages(visit, [lead for lead in reading.leads if (moments[lead.url] or at) >= since])

    def _listing(self, visit: Visit, outlet: Outlet, body: bytes, at: datetime) -> Iterator[Visit]:
        listing = listing_of(outlet, visit.url, visit.named_by)
        if listing is None:  # some page of a replayed archive
            return
        leads = read_listing(body, outlet=outlet, source=visit.url, seen_at=at).leads
        since = self._from(outlet, at)
        yield from self._pages(visit, [lead for lead in leads if (lead.published_at or at) >= since])
        # What the feed has just named is no sign that the gap ends here: its window may be longer than a page.
        is_closing = outlet.slug in self._closing and any(lead.url in self.wants.asked for lead in leads)
        goes_back = self.since is not None or is_closing
        if goes_back and leads and not _reaches_back(leads, since) and visit.step < LISTING_PAGES:
            further = next_page(listing, visit.step)
            if further:
                yield Visit(outlet.slug, further, "listing", visit.at, named_by=listing.url, step=visit.step + 1)

    def _first_visit(self, visit: Visit, outlet: Outlet, _body: bytes, _at: datetime) -> Iterator[Visit]:
        """The feeds that wanted a first visit, whatever came of it: their own answer tells."""
        return (Visit(outlet.slug, feed.url, "feed") for feed in outlet.feeds if feed.first_visit == visit.url)

    def _comments(self, visit: Visit, outlet: Outlet, body: bytes, _at: datetime) -> Iterator[Visit]:
        """Comments are asked for whenever the article is looked at again: in its rhythm, for as long."""
        if not self.configuration.settings.comments or outlet.comments is None or visit.at is not None:
            return
        if self.wants.has_comments(visit.url) and (address := address_of(outlet.comments, decoded(body))):
            yield Visit(outlet.slug, address, "comments", named_by=key_of(visit.url))

    def _more_comments(self, visit: Visit, outlet: Outlet, body: bytes, _at: datetime) -> Iterator[Visit]:
        if outlet.comments is None or visit.at is not None:
            return
        try:
            thread = read_thread(outlet.comments.family, body)
        except Unreadable:
            return  # its outcome says so
        for address, step in further(outlet.comments.family, visit.url, thread, visit.step):
            yield Visit(outlet.slug, address, "comments", named_by=visit.named_by, step=step)

    def _from(self, outlet: Outlet, at: datetime) -> datetime:
        return self.since or self._closing.get(outlet.slug) or at - FRESH

    def _pages(self, visit: Visit, leads: Iterable[Lead]) -> Iterator[Visit]:
        for lead in leads:
            if self.wants(lead):
                yield Visit(visit.outlet, lead.link, "page", visit.at, named_by=visit.url)


def _reaches_back(leads: Sequence[Lead], since: datetime) -> bool:
    """Are most of the dated entries older? A pinned one or two say nothing."""
    older = [lead.published_at < since for lead in leads if lead.published_at]
    return bool(older) and sum(older) * 2 > len(older)
