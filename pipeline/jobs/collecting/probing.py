"""The way of a probe through an unknown site: one question after the other, each chosen by the answers before it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin

from crawlers.discovery import Candidate, CandidateKind, candidates, date_habit_of, family_of, sitemaps_of_robots
from crawlers.feeds import read_feed
from crawlers.listings import read_listing
from crawlers.recorder import Answered, Recorder
from crawlers.sitemaps import read_sitemap
from records import Dated, DateHabit, Fetch, Lead, Outlet, Seen, Visit
from urls import canonical_url, host_of

PROBED = "probe"  # in the place of a slug: what a probe brings home belongs to no outlet
MOST_QUESTIONS = 34  # robots.txt, redirects and second tries come on top: some 40 requests, four minutes at 5 s
MOST_FEEDS = 6  # in the file; of the 20 to 160 that a hub names the general ones hold what is new
MOST_SITEMAPS, MOST_HUBS, MOST_PAGES = 4, 2, 2
MOST_ADDRESSES = 500  # of one source, from which the shape of an article's address is told
# Feeds of everything by their addresses; a section's bears its name.
_GENERAL = re.compile(
    r"/(?:home|trang-?chu|tin-moi(?:-nhat)?|moi-nhat|latest|index|all|rss|feed)(?:\.rss|\.xml|/)?$", re.IGNORECASE
)

Role = Literal["robots", "feed", "hub", "sitemap", "child", "page"]
_KINDS: dict[Role, Literal["feed", "sitemap", "listing", "page", "robots"]] = {
    "robots": "robots", "feed": "feed", "hub": "listing", "sitemap": "sitemap", "child": "sitemap", "page": "page",
}  # fmt: skip


class Answers(Recorder):
    """A recorder that also remembers what came of each address, and which one answered in its place."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.outcomes: dict[str, str] = {}
        self.answered: dict[str, str] = {}
        self.requests = 0

    def response(self, fetch: Fetch, answered: Answered, seen: Seen | None = None) -> None:
        self.requests += 1
        self.outcomes[canonical_url(fetch.url)] = fetch.outcome
        self.answered[canonical_url(fetch.url)] = answered.url
        super().response(fetch, answered, seen)

    def failure(self, fetch: Fetch) -> None:
        self.outcomes[canonical_url(fetch.url)] = fetch.outcome
        super().failure(fetch)

    def outcome(self, url: str) -> str:
        return self.outcomes.get(canonical_url(url), "")


@dataclass(frozen=True, slots=True)
class Question:
    """An address to be asked for, and what it is hoped to be."""

    url: str
    role: Role
    is_named: bool = True  # by the site; a guess is asked only while nothing of its kind has been found


@dataclass(frozen=True, slots=True)
class FoundSource:
    """A feed or sitemap that can be read."""

    url: str
    addresses: tuple[str, ...]  # of a feed's articles
    count: int  # entries; of an index the sitemaps in it
    dates: DateHabit = "rfc822"
    has_dates: bool = True
    is_news: bool = False


@dataclass(slots=True)
class Search:
    """What is known of a site so far, and what is asked next; called by the spider with each answer."""

    start: str
    answers: Answers
    base: str = ""  # the address of the home page that answered
    home: bytes = b""
    at: datetime | None = None
    feeds: list[FoundSource] = field(default_factory=list)
    sitemaps: list[FoundSource] = field(default_factory=list)
    empty_feeds: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)  # feeds that have nothing of their own
    hubs: dict[str, int] = field(default_factory=dict)  # how many feeds each names
    shown: list[str] = field(default_factory=list)  # addresses in sitemaps
    families: list[str] = field(default_factory=list)  # of the article pages that were looked at
    asked: dict[str, Question] = field(default_factory=dict)
    _open: deque[Question] = field(default_factory=deque)
    _is_waiting: bool = False
    _chose_pages: bool = False

    @property
    def is_full(self) -> bool:
        return len(self.asked) >= MOST_QUESTIONS

    def __call__(self, visit: Visit, body: bytes, at: datetime) -> Iterator[Visit]:
        self.at = at
        if visit.kind == "probe":
            self._is_waiting = False
        if visit.url == self.start:
            yield from self._at_home(visit, body, at)
        elif question := self.asked.get(visit.url):
            if visit.kind == "probe" and self.answers.outcome(visit.url) == "redirect":
                yield Visit(PROBED, visit.url, _KINDS[question.role])  # a probe follows none
            elif self.answers.outcome(visit.url) == "ok":
                self._read(question, body, at)
        if not self._is_waiting:
            yield from self._next()

    def _next(self) -> Iterator[Visit]:
        """The next question that is still worth asking; none when the search is over."""
        while not self.is_full:
            if not self._open and not self._chose_pages:
                self._chose_pages = True
                self._open.extend(Question(url, "page") for url in _spread(self.links(), MOST_PAGES))
            if not self._open:
                return
            question = self._open.popleft()
            if question.url not in self.asked and self._is_worth_asking(question):
                self.asked[question.url] = question
                self._is_waiting = True
                yield Visit(PROBED, question.url, "probe")
                return

    def _is_worth_asking(self, question: Question) -> bool:
        if question.role in ("feed", "hub"):
            return len(self.feeds) < MOST_FEEDS if question.is_named else not self.feeds
        if question.role == "sitemap":
            return len(self.sitemaps) < MOST_SITEMAPS if question.is_named else not self.sitemaps
        return True

    # --- what the answers say ---

    def _at_home(self, visit: Visit, body: bytes, at: datetime) -> Iterator[Visit]:
        self.base, self.home = self.answers.answered.get(canonical_url(visit.url), visit.url), body
        if self._feed(visit.url, body, at):  # somebody gave a feed's address: its site is asked too
            self.start = urljoin(self.base, "/")
            yield Visit(PROBED, self.start, "page")
        found = candidates(body, base=self.base)
        named = [one for one in found if one.is_named]
        self._open.append(Question(urljoin(self.base, "/robots.txt"), "robots"))
        self._open.extend(_questions(named))
        self._open.extend(Question(one.url, one.kind, False) for one in found if not one.is_named)

    def _read(self, question: Question, body: bytes, at: datetime) -> None:
        """A feed is a feed and a sitemap one wherever it is found; of the rest the role says what to look for."""
        if question.role == "robots":
            self._open.extendleft(Question(url, "sitemap") for url in sitemaps_of_robots(body)[:MOST_SITEMAPS][::-1])
        elif question.role == "page":
            self.families.append(family_of(body))
        elif not self._feed(question.url, body, at) and not self._sitemap(question, body, at):
            self._hub(question, body)

    def _feed(self, url: str, body: bytes, at: datetime) -> bool:
        reading = read_feed(body, outlet=PROBED, source=url, seen_at=at)
        if reading.fault == "empty-feed":
            self.empty_feeds.append(url)
        if not reading.leads:
            return reading.fault == "empty-feed"
        links = {lead.url for lead in reading.leads}
        if links <= {canonical_url(address) for feed in self.feeds for address in feed.addresses}:
            self.parts.append(url)
            return True
        written = [lead.published_raw for lead in reading.leads if lead.published_raw]
        dates = date_habit_of(written, now=at)
        dated = read_feed(body, outlet=PROBED, source=url, seen_at=at, dates=dates).leads
        has_dates = any(lead.published_at for lead in dated)
        self.feeds.append(FoundSource(url, _addresses(reading.leads), len(reading.leads), dates, has_dates))
        return True

    def _sitemap(self, question: Question, body: bytes, at: datetime) -> bool:
        reading = read_sitemap(body, outlet=PROBED, source=question.url, seen_at=at)
        if not (reading.leads or reading.children):
            return False
        self.shown.extend(_addresses(reading.leads))
        if question.role != "child":  # of an index the file names the index alone
            count = len(reading.leads) or len(reading.children)
            self.sitemaps.append(FoundSource(question.url, (), count, is_news=reading.is_news))
            self._open.extendleft(Question(child.url, "child") for child in reading.children[:1])
        return True

    def _hub(self, question: Question, body: bytes) -> None:
        named = [one for one in candidates(body, base=question.url) if one.is_named and one.kind == "feed"]
        if named and question.role == "hub":
            self.hubs[question.url] = len(named)
            self._open.extendleft(reversed(_questions(named)))

    # --- what follows from them ---

    def links(self) -> list[str]:
        """Addresses of articles: of feeds, else of sitemaps, else those that the home page links to."""
        of_feeds = [url for feed in self.feeds for url in feed.addresses]
        return of_feeds or self.shown or self.listed()

    def listed(self) -> list[str]:
        """The links of the home page that look like articles."""
        if self.at is None:
            return []
        site = Outlet(slug=PROBED, name="", domains=(Dated(host_of(self.base)),))
        return [lead.link for lead in read_listing(self.home, outlet=site, source=self.base, seen_at=self.at).leads]


def _questions(named: Sequence[Candidate]) -> list[Question]:
    """The feeds (general ones first), hubs and sitemaps that a page names, not too many of each."""
    found: list[Question] = []
    for kind, most in _MOST.items():
        urls = [one.url for one in named if one.kind == kind]
        urls.sort(key=lambda url: not _GENERAL.search(url))
        found += [Question(url, kind) for url in urls[:most]]
    return found


_MOST: dict[CandidateKind, int] = {"feed": MOST_FEEDS, "hub": MOST_HUBS, "sitemap": MOST_SITEMAPS}


def _addresses(leads: Iterable[Lead]) -> tuple[str, ...]:
    return tuple(lead.link for lead in leads)[:MOST_ADDRESSES]


def _spread(urls: Sequence[str], count: int) -> list[str]:
    """So many of them, from all over the list: its first are often of one kind."""
    once = list(dict.fromkeys(urls))
    return [once[number * len(once) // count] for number in range(min(count, len(once)))]
