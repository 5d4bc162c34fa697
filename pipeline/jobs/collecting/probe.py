"""``outlets probe``: from the address of an unknown outlet to an outlet file that an officer looks over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from config.lineage import owner_of
from config.load import Configuration, sentence
from crawlers.discovery import Found, article_path_of, outlet_toml
from crawlers.engine import Manners, run_spider
from markup import TooDeep, decoded, parse_html
from pipeline.jobs.collecting.crawl import manners_of
from pipeline.jobs.collecting.probing import MOST_QUESTIONS, PROBED, Answers, Search
from pipeline.jobs.home import Home
from pipeline.jobs.report import Progress, silent
from records import Trouble, Visit
from text import folded, one_line
from times import local_day
from urls import BadAddress, absolute, canonical_url, host_of

FEWEST_LISTED = 5  # articles; a page that links to fewer is no list
LONGEST_NAME = 80  # characters
_PARTS = re.compile(r"\s+[|–—-]\s+|\s*[|:]\s+")
_A_PAPER = re.compile(r"(?:báo|đài|tạp chí|thời báo|tin tức|trang thông tin)\b", re.IGNORECASE)
_ADVICE = {
    "robots": "robots", "challenge": "wall", "block-page": "wall", "login-wall": "wall", "http-401": "wall",
    "http-403": "wall", "no-such-host": "address", "bad-link": "address", "refused-address": "address",
    "connection-refused": "address", "bad-certificate": "address", "http-404": "address", "redirect-loop": "address",
}  # fmt: skip

Note = tuple[str, dict[str, Any]]  # key of a sentence and its facts


@dataclass(frozen=True, slots=True)
class Probed:
    """An outlet file, and what is to be told beside it."""

    toml: str
    notes: tuple[Note, ...]


def probe(home: Home, address: str, *, clock: Callable[[], datetime], progress: Progress = silent) -> Probed:
    """Ask a site for what it offers; nothing of it is kept in the home.

    Trouble("probe.bad-address"), or ("probe.no-answer") where the address itself gives no page.
    """
    configuration = home.configuration()
    start = _start(address)
    with TemporaryDirectory(prefix="diembao-") as folder:
        answers = Answers(Path(folder))
        search = Search(start, answers)
        with answers:
            stopped = run_spider(
                [Visit(PROBED, start, "page")], manners=_manners(configuration, start), recorder=answers,
                follow=search, clock=clock,
                progress=lambda: progress("progress.probe", answers.requests, MOST_QUESTIONS),
            )  # fmt: skip
    if stopped:
        raise Trouble("probe.stopped", url=start)
    if not search.base:
        raise _no_answer(start, answers.outcome(start))
    found = _found(search, configuration, clock())
    return Probed(outlet_toml(found), tuple(_notes(home, configuration, address, search, found, clock())))


def _start(address: str) -> str:
    """The address to begin with, https where none is said; Trouble for what is none."""
    written = address.strip()
    try:
        url = absolute(written if "://" in written else f"https://{written}").partition("#")[0]
        if "." in host_of(canonical_url(url)) or ":" in host_of(url):
            return url if urlsplit(url).path else f"{url}/"
    except BadAddress:
        pass
    raise Trouble("probe.bad-address", value=address)


def _manners(configuration: Configuration, start: str) -> Manners:
    """As in a crawl; where the settings open the loopback, that of this address is open too."""
    manners = manners_of(configuration)
    opened = {urlsplit(start).hostname or ""} if configuration.settings.allow_loopback else set()
    return replace(manners, loopback=manners.loopback | opened)


def _no_answer(url: str, outcome: str) -> Trouble:
    advice = sentence(f"probe.advice.{_ADVICE.get(outcome, 'later')}")
    return Trouble("probe.no-answer", url=url, reason=_reason(outcome), advice=advice)


def _reason(outcome: str) -> str:
    if outcome.startswith("http-"):
        return sentence("reason.http", status=outcome.removeprefix("http-"))
    return sentence(f"reason.{outcome or 'broken-answer'}")


# --- from what was seen to a file -------------------------------------------------------------


def _found(search: Search, configuration: Configuration, now: datetime) -> Found:
    domain = host_of(canonical_url(search.base))
    name = name_of(search.home) or domain
    sitemaps = sorted(search.sitemaps, key=lambda source: not source.is_news)
    has_source = bool(search.feeds or sitemaps)
    return Found(
        slug=_slug(name, domain, configuration, now), name=name, domain=domain,
        feeds=tuple((feed.url, feed.dates) for feed in search.feeds),
        sitemaps=tuple(sitemap.url for sitemap in sitemaps),
        article_path=article_path_of(search.links()), parser=_parser(search.families),
        note=sentence("probe.note", day=f"{local_day(now):%d/%m/%Y}"),
        polled=sitemaps[0].url if sitemaps and not search.feeds else "",
        listing=search.base if not has_source and len(search.listed()) >= FEWEST_LISTED else "",
    )  # fmt: skip


def name_of(home: bytes) -> str:
    """What a site calls itself: its og:site_name, else the part of its title that names a paper, else the first."""
    try:
        tree = parse_html(decoded(home))
    except TooDeep:
        return ""
    node = tree.css_first('meta[property="og:site_name"]')
    said = one_line((node.attributes.get("content") or "") if node is not None else "")
    title = tree.css_first("title")
    parts = [part for part in _PARTS.split(one_line(title.text() if title is not None else "")) if part]
    named = said or next((part for part in parts if _A_PAPER.match(part)), parts[0] if parts else "")
    return named[:LONGEST_NAME].strip()


def _slug(name: str, domain: str, configuration: Configuration, now: datetime) -> str:
    """The outlet's own code where the domain is known; else the name's words where the host is made of them."""
    owner = owner_of(configuration.outlets, domain, local_day(now))
    if owner is not None:
        return owner.slug
    whole = "-".join(re.findall("[a-z0-9]+", domain))
    label = re.sub("[^a-z0-9-]", "-", domain.partition(".")[0])
    words = re.findall("[a-z0-9]+", folded(name))
    slug = "-".join(words) if "".join(words) == label else whole if label.isdigit() else label
    return whole if slug in configuration.outlets else slug


def _parser(families: list[str]) -> str:
    known = Counter(family for family in families if family != "generic")
    return known.most_common(1)[0][0] if known else "generic"


# --- what is told beside it -------------------------------------------------------------------


def _notes(
    home: Home, configuration: Configuration, address: str, search: Search, found: Found, now: datetime
) -> Iterator[Note]:
    facts = {"answered": search.base, "count": search.answers.requests, "name": found.name, "slug": found.slug}
    yield "probe.asked", facts
    if host_of(search.base) != host_of(_start(address)):
        yield "probe.moved", {"asked": address, "answered": search.base, "domain": found.domain}
    if found.slug in configuration.outlets:
        yield "probe.known", {"domain": found.domain, "slug": found.slug}
    yield from _of_feeds(search)
    yield from _of_sitemaps(search, found)
    for url, question in search.asked.items():
        outcome = search.answers.outcome(url)
        if question.is_named and question.role in ("feed", "sitemap") and outcome != "ok":
            yield "probe.failed", {"url": url, "reason": _reason(outcome)}
    yield from _of_articles(search, found)
    if search.is_full:
        yield "probe.full", {"count": len(search.asked)}
    yield "probe.check", {"file": home.path / "config" / "outlets" / f"{found.slug}.toml", "slug": found.slug}


def _of_feeds(search: Search) -> Iterator[Note]:
    for feed in search.feeds:
        kind = "-us-dates" if feed.dates == "us-hanoi" else "" if feed.has_dates else "-no-dates"
        yield f"probe.feed{kind}", {"url": feed.url, "count": feed.count}
    for url in search.empty_feeds:
        yield "probe.feed-empty", {"url": url}
    for url in search.parts:
        yield "probe.feed-part", {"url": url}
    tried = sum(question.role == "feed" and question.is_named for question in search.asked.values())
    for url, count in search.hubs.items():
        yield "probe.hub", {"url": url, "count": count, "tried": tried}
    if not search.feeds:
        yield "probe.no-feed", {}


def _of_sitemaps(search: Search, found: Found) -> Iterator[Note]:
    for sitemap in search.sitemaps:
        yield "probe.sitemap", {"url": sitemap.url, "count": sitemap.count}
    if found.polled:
        yield "probe.sitemap-polled", {"url": found.polled}
    if found.listing:
        yield "probe.listing", {"url": found.listing, "count": len(search.listed())}
    elif not search.sitemaps:
        yield ("probe.no-sitemap" if search.feeds else "probe.nothing"), {}


def _of_articles(search: Search, found: Found) -> Iterator[Note]:
    if found.article_path:
        count = len(set(search.links()))
        yield "probe.article-path", {"pattern": found.article_path, "count": count}
    else:
        yield "probe.no-article-path", {}
    if found.parser != "generic":
        yield "probe.parser", {"parser": found.parser}
    else:
        yield ("probe.no-parser" if search.families else "probe.no-page"), {}
