"""``crawl``: from outlets to the archive and the journal; reads no article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from config.lineage import owner_of
from config.load import Configuration
from crawlers.archive import recover
from crawlers.engine import Manners, run_spider
from crawlers.feeds import read_feed
from crawlers.journal import recover_journal
from crawlers.recorder import Recorder
from crawlers.replay import Replay, key_of
from pipeline.jobs.home import Home
from pipeline.jobs.process import take_journal
from pipeline.jobs.report import CrawlReport, Failure, Progress, silent
from records import Fetch, Lead, Outlet, Trouble, Visit
from storage.store import Store
from times import local_day
from urls import host_of, path_of

# Worth asking again when the feed still names the page; anything else is an answer.
TRANSIENT = frozenset(
    {
        "robots",
        "robots-unavailable",
        "timeout",
        "no-such-host",
        "connection-refused",
        "broken-answer",
        "over-budget",
        "not-in-archive",
    }
    | {f"http-{status}" for status in (408, 429, 500, 502, 503, 504, 522, 524)}
)


def mend(home: Home, store: Store) -> list[Failure]:
    """Put in order what a killed run left behind, and bring the journal into the database."""
    for folder in (home.archive, home.journal):
        folder.mkdir(parents=True, exist_ok=True)
    recover_journal(home.journal)
    failures = take_journal(home, store)
    recover(home.archive, _Records(store))
    return failures


@dataclass(frozen=True, slots=True)
class _Records:
    """Which WARC records this home has, as a container."""

    store: Store

    def __contains__(self, key: object) -> bool:
        return self.store.has_record(str(key))


def crawl(
    home: Home,
    configuration: Configuration,
    store: Store,
    *,
    outlets: Sequence[str] = (),
    replay: Path | None = None,
    clock: Callable[[], datetime],
    progress: Progress = silent,
) -> CrawlReport:
    """Visit every polled feed (or every capture of a replayed file) and the pages that are wanted.

    Can be killed at any moment and run again. Trouble("crawl.unknown-outlet") for a slug that is none.
    """
    broken = mend(home, store)
    source = Replay.open(replay) if replay else None
    _check_names(configuration, outlets)
    visits = list(_replayed(source, configuration) if source else live_visits(configuration, outlets, clock()))
    if outlets:
        visits = [visit for visit in visits if visit.outlet in outlets]
    manners = manners_of(configuration)
    wants = Wants(store, source)
    with Recorder(home.path) as recorder:
        stopped = run_spider(
            visits, manners=manners, recorder=recorder, read_feed=_leads_reader(configuration), wants=wants,
            clock=clock, progress=_ticker(progress, len(visits)), replay=source, has_record=_Records(store),
        )  # fmt: skip
        report = CrawlReport(dict(recorder.count), recorder.keys, recorder.added)
        report.failures = broken + _failures(recorder.failed_feeds.values())
        if stopped:
            report.failures.append(Failure("", str(home.path), "interrupted"))
    take_journal(home, store)
    if source:
        report.failures += _replay_failures(source)
    return report


def manners_of(configuration: Configuration) -> Manners:
    settings = configuration.settings
    return Manners(
        contact=settings.contact, delay_seconds=settings.delay_seconds, timeout_seconds=settings.timeout_seconds,
        max_body_bytes=settings.max_body_bytes, pages_per_outlet=settings.max_pages_per_outlet,
        loopback=settings.allow_loopback,
    )  # fmt: skip


def live_visits(configuration: Configuration, slugs: Sequence[str], now: datetime) -> Iterator[Visit]:
    """One visit to each polled feed of the named outlets, or else of the followed ones.

    Trouble("crawl.no-feed") for a named outlet without one.
    """
    named = {slug: configuration.outlets[slug] for slug in slugs}
    for slug, outlet in sorted((named or configuration.followed(local_day(now))).items()):
        feeds = [feed for feed in outlet.feeds if feed.polled]
        if named and not feeds:
            raise Trouble("crawl.no-feed", outlet=slug)
        yield from (Visit(slug, feed.url, "feed") for feed in feeds)


def _check_names(configuration: Configuration, slugs: Sequence[str]) -> None:
    unknown = sorted(set(slugs) - set(configuration.outlets))
    if unknown:
        allowed = ", ".join(sorted(configuration.outlets))
        raise Trouble("crawl.unknown-outlet", outlet=", ".join(unknown), allowed=allowed)


def _replay_failures(source: Replay) -> Iterator[Failure]:
    """What of a replayed file could not be used."""
    if source.unknown:
        hosts = sorted({host_of(url) for url in source.unknown})
        yield Failure("", str(source.path), "unknown-outlet", f"{len(source.unknown)}: {', '.join(hosts[:20])}")
    if source.odd:
        yield Failure("", str(source.path), "odd-records", ", ".join(map(str, source.odd[:20])))
    if source.broken:
        yield Failure("", str(source.path), "truncated-archive", f"byte {source.broken.facts['offset']}")


def _replayed(source: Replay, configuration: Configuration) -> Iterator[Visit]:
    def owner(url: str, at: datetime) -> Outlet | None:
        return owner_of(configuration.outlets, host_of(url), local_day(at))

    return source.visits(owner, is_article)


def is_article(outlet: Outlet, url: str) -> bool:
    """Does this address have the shape of the outlet's articles?"""
    return bool(outlet.article_path) and re.search(outlet.article_path, path_of(url)) is not None


@dataclass(slots=True)
class Wants:
    """Should the page that a lead names be asked for? Once, unless it failed or its feed says something new."""

    store: Store
    replay: Replay | None
    _asked: set[str] = field(default_factory=set)

    def __call__(self, lead: Lead) -> bool:
        if lead.url in self._asked:
            return False
        self._asked.add(lead.url)
        if self.replay and key_of(lead.link) in self.replay.captures:
            return False  # visited at its own date
        outcome = self.store.page_outcome(lead.url)
        if outcome is None:
            return True
        return not self.replay and (outcome in TRANSIENT or self.store.says_something_new(lead))


def _leads_reader(configuration: Configuration) -> Callable[[bytes, Visit, datetime], Iterable[Lead]]:
    habits = configuration.date_habits

    def leads(body: bytes, visit: Visit, at: datetime) -> Iterable[Lead]:
        habit = habits.get(visit.url, "rfc822")
        return read_feed(body, outlet=visit.outlet, source=visit.url, seen_at=at, dates=habit).leads

    return leads


def _ticker(progress: Progress, visits: int) -> Callable[[], None]:
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        progress("progress.crawl", done, max(visits, done))

    return tick


def _failures(fetches: Iterable[Fetch]) -> list[Failure]:
    return [Failure(fetch.outlet, fetch.url, fetch.outcome, fetch.detail) for fetch in fetches]
