"""``crawl``: from outlets to the archive and the journal; reads no article."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.load import Configuration
from crawlers.archive import recover
from crawlers.engine import Manners, run_spider
from crawlers.journal import recover_journal
from crawlers.outcomes import Readers
from crawlers.recorder import Recorder, fetch_of
from crawlers.replay import Replay
from crawlers.safety import Names
from pipeline.jobs.collecting.follow import Follow, Wants
from pipeline.jobs.collecting.memory import Memory
from pipeline.jobs.collecting.plan import Wish, visits
from pipeline.jobs.collecting.replays import replay_failures, replayed_visits, take_pieces
from pipeline.jobs.home import Home
from pipeline.jobs.reading.process import take_decided, take_journal
from pipeline.jobs.report import CrawlReport, Failure, Progress, silent
from pipeline.jobs.watching.sources import sources_of
from records import Fetch, Outlet, Trouble, Visit
from storage.asked import proven_until, requests_since
from storage.store import Store
from times import day_start, local_day
from urls import host_of

# What one crawl spends on a host. A person who starts a crawl waits for it; the scheduler comes again soon, and
# one slow host must not keep the others from being visited in time.
HOST_SECONDS, HOST_SECONDS_WHEN_DUE = 3600.0, 300.0
EVERYTHING = Wish()


def mend(home: Home, store: Store, *, now: datetime) -> list[Failure]:
    """Put in order what a killed run left behind, and bring the journals into the database."""
    for folder in (home.archive, home.journal):
        folder.mkdir(parents=True, exist_ok=True)
    recover_journal(home.journal)
    failures = take_journal(home, store) + take_decided(home, store, now)
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
    wish: Wish = EVERYTHING,
    replay: Path | None = None,
    clock: Callable[[], datetime],
    progress: Progress = silent,
    resolver: Names | None = None,
) -> CrawlReport:
    """Visit the sources that are wished for (or every capture of a replayed file) and the pages that are wanted.

    Can be killed at any moment and run again. Trouble("crawl.unknown-outlet") for a slug that is none.
    """
    broken = mend(home, store, now=clock())
    source = Replay.open(replay) if replay else None
    _check_names(configuration, wish.outlets)
    chosen, waiting = _chosen(configuration, store, wish, source, clock())
    with Recorder(home.path) as recorder:
        for visit in () if wish.due else waiting:
            recorder.failure(fetch_of(visit, clock(), "postponed"))
        stopped = run_spider(
            chosen, manners=manners_of(configuration, wish), recorder=recorder,
            follow=_follow(configuration, store, wish, source), clock=clock,
            memory=_memory(home, configuration, store, clock),
            spent=requests_since(store.db, day_start(local_day(clock()))), progress=_ticker(progress, len(chosen)),
            replay=source, has_record=_Records(store), names=resolver, readers=_readers(home, configuration),
        )  # fmt: skip
        odd = take_pieces(source, recorder, _Records(store), configuration.settings.max_body_bytes) if source else []
        recorder.finish()
        report = CrawlReport(dict(recorder.count), recorder.keys, recorder.added)
        report.failures = broken + odd + _failures(recorder.failed_sources.values())
        if stopped:
            report.failures.append(Failure("", str(home.path), "interrupted"))
    take_journal(home, store)
    if source:
        report.failures += replay_failures(source)
    return report


def _chosen(
    configuration: Configuration, store: Store, wish: Wish, source: Replay | None, now: datetime
) -> tuple[Sequence[Visit], Sequence[Visit]]:
    """The visits of this crawl, and those that must wait."""
    if source is None:
        return visits(configuration, store, wish, now)
    replayed = replayed_visits(source, configuration)
    return [visit for visit in replayed if not wish.outlets or visit.outlet in wish.outlets], ()


def _memory(home: Home, configuration: Configuration, store: Store, clock: Callable[[], datetime]) -> Memory:
    return Memory(store, clock, home.archive, configuration.settings.max_body_bytes)


def _readers(home: Home, configuration: Configuration) -> Readers | None:
    """What is needed to keep readers' comments; None where this office has not switched them on."""
    if not configuration.settings.comments:
        return None
    offered = {slug: outlet.comments for slug, outlet in configuration.outlets.items()}
    families = {slug: interface.family for slug, interface in offered.items() if interface}
    return Readers(home.key_of_names(), families, configuration.settings.max_body_bytes)


def _follow(configuration: Configuration, store: Store, wish: Wish, source: Replay | None) -> Follow:
    proven = {slug: until for slug in configuration.outlets if (until := proven_until(store.db, slug))}
    return Follow(configuration, Wants(store, source), proven, wish.since)


def manners_of(configuration: Configuration, wish: Wish = EVERYTHING) -> Manners:
    settings = configuration.settings
    return Manners(
        contact=settings.contact, delay_seconds=settings.delay_seconds, backoff_seconds=settings.backoff_seconds,
        host_seconds=HOST_SECONDS_WHEN_DUE if wish.due else HOST_SECONDS, timeout_seconds=settings.timeout_seconds,
        max_body_bytes=settings.max_body_bytes, requests_a_day=settings.max_requests_per_day,
        loopback=_loopback(configuration) if settings.allow_loopback else frozenset(),
    )  # fmt: skip


def _loopback(configuration: Configuration) -> frozenset[str]:
    """The loopback addresses that are outlets' own: the switch opens these and no other service of this machine."""
    hosts = {host for outlet in configuration.outlets.values() for host in _hosts(outlet)}
    return frozenset(host for host in hosts if _is_loopback(host)) | (
        {"127.0.0.1", "::1"} if "localhost" in hosts else frozenset()
    )


def _hosts(outlet: Outlet) -> Iterator[str]:
    """The hosts of an outlet, without ports."""
    named = [domain.name for domain in outlet.domains]
    named += [host_of(outlet.comments.url)] if outlet.comments else []
    sources = [source.url for source in sources_of(outlet, everything=True)]
    for host in (*named, *(host_of(url) for url in sources)):
        yield host if host.endswith("]") else host.partition(":")[0]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_names(configuration: Configuration, slugs: Sequence[str]) -> None:
    known = {*configuration.outlets, *configuration.pages}
    unknown = sorted(set(slugs) - known)
    if unknown:
        allowed = ", ".join(sorted(known))
        raise Trouble("crawl.unknown-outlet", outlet=", ".join(unknown), allowed=allowed)


def _ticker(progress: Progress, visits: int) -> Callable[[], None]:
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        progress("progress.crawl", done, max(visits, done))

    return tick


def _failures(fetches: Iterable[Fetch]) -> list[Failure]:
    return [Failure(fetch.outlet, fetch.url, fetch.outcome, fetch.detail) for fetch in fetches]
