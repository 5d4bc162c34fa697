"""The social part of a crawl: which pages are due, a look at each, what it brought through the door.

Every look ends with a line of the ledger under the page's public address, so that the next one, ``health`` and an
officer know how it went; what an interface answered is not archived as it came, but piece by piece (docs/choices.md).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic, sleep

from config.load import Configuration
from config.social import Platforms, is_loopback
from crawlers.patience import LONGEST_WAIT
from crawlers.rhythm import after_failure
from crawlers.social.faults import LEAST_WAIT, OF_PLATFORM, Fault
from crawlers.social.robots import RobotsRules
from crawlers.social.wire import Wire
from pipeline.jobs.collecting.crawl import manners_of
from pipeline.jobs.collecting.door import Door, open_door
from pipeline.jobs.collecting.interfaces import Asker, Clocks, Send, Stopped
from pipeline.jobs.collecting.looks import FIRST_BACK, Look, look_at
from pipeline.jobs.collecting.plan import Wish
from pipeline.jobs.home import Home
from pipeline.jobs.report import CrawlReport, Failure, Progress, silent
from platforms import Platform, SocialPage
from records import Fetch
from storage.social import LOOK, PageStanding, known_posts, looks, requests_of_platforms
from storage.store import Store
from times import day_start, local_day
from urls import host_of

log = logging.getLogger(__name__)
MOST_DOUBLINGS = 7  # of the least wait behind a limit: 15 minutes, half an hour, … 32 hours
NO_FAILURE = ("ok", "postponed", "over-budget", "near-limit")  # the platform's limits are kept: nothing failed
NO_INTERFACE: tuple[Platform, ...] = ("tiktok",)  # none that is open for public pages: address by address, or by file


@dataclass(frozen=True, slots=True)
class Outside:
    """What a crawl takes from the machine; a test hands in its own."""

    send: Send | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    seconds: Callable[[], float] = monotonic
    sleep: Callable[[float], None] = sleep


@dataclass(frozen=True, slots=True)
class _Round:
    """All that one crawl's looks have in common."""

    home: Home
    configuration: Configuration
    store: Store
    door: Door
    asker: Asker
    robots: RobotsRules
    standings: Mapping[str, PageStanding]
    wish: Wish
    clock: Callable[[], datetime]


def collect_social(
    home: Home,
    configuration: Configuration,
    store: Store,
    *,
    wish: Wish,
    clock: Callable[[], datetime],
    progress: Progress = silent,
    outside: Outside | None = None,
) -> CrawlReport:
    """Look at the social pages that are wished for; an empty report where none is configured or due."""
    report = CrawlReport()
    standings = looks(store.db) if configuration.pages else {}
    pages = pages_to_look_at(configuration, standings, wish, clock())
    if not pages:
        return report
    with open_door(home, store, clock=clock) as door:
        asker = asker_for(home, configuration, store, door, clock, outside or Outside())
        robots = RobotsRules(asker.send, manners_of(configuration).user_agent, asker.note_robots)
        rounds = _Round(home, configuration, store, door, asker, robots, standings, wish, clock)
        for number, page in enumerate(pages, 1):
            failure = _look(rounds, page)
            report.failures += [failure] if failure else []
            progress("progress.social", number, len(pages))
        report.failures += [*door.failures, *_skews(asker)]
    report.requests = dict(asker.counts)
    report.keys, report.records_added = list(door.recorder.keys), door.recorder.added
    return report


def pages_to_look_at(
    configuration: Configuration, standings: Mapping[str, PageStanding], wish: Wish, now: datetime
) -> list[SocialPage]:
    """The pages of this crawl, those that waited longest first; platforms that asked for patience get it."""
    if wish.pages or configuration.platforms is None:
        return []
    day = local_day(now)
    pages = [page for page in configuration.pages.values() if page.holds_on(day)]
    pages = [page for page in pages if page.platform not in NO_INTERFACE]
    if wish.outlets:
        pages = [page for page in pages if {page.slug, page.outlet} & set(wish.outlets)]
    resting = {page.platform for page in pages if _rests(standings.get(page.url), now, of_platform=True)}
    due = [
        page
        for page in pages
        if page.platform not in resting
        and not _rests(standings.get(page.url), now)
        and (not wish.due or _is_due(page, configuration.platforms, standings.get(page.url), now))
    ]
    return sorted(due, key=lambda page: (_last(standings.get(page.url)), page.slug))


def _rests(standing: PageStanding | None, now: datetime, *, of_platform: bool = False) -> bool:
    """Does the page (or with it its whole platform) want to be left alone still?"""
    if standing is None or standing.not_before is None or standing.not_before <= now:
        return False
    return standing.outcome in OF_PLATFORM or not of_platform


def _is_due(page: SocialPage, platforms: Platforms, standing: PageStanding | None, now: datetime) -> bool:
    if standing is None:
        return True
    if standing.failures:
        return after_failure(standing.failures, last=standing.at) <= now
    return standing.at + timedelta(hours=platforms.of(page.platform).hours_between) <= now


def _last(standing: PageStanding | None) -> str:
    """When a page was last read: what a limit kept from being read comes first the next time."""
    return standing.ok_at.isoformat() if standing and standing.ok_at else ""


def asker_for(
    home: Home, configuration: Configuration, store: Store, door: Door, clock: Callable[[], datetime], outside: Outside
) -> Asker:
    """Who asks the platforms for one crawl of a home, through an open door."""
    manners, platforms = manners_of(configuration), configuration.platforms
    if platforms is None:
        raise ValueError("a frozen configuration asks nobody")
    hosts = frozenset(_loopback(platforms)) if configuration.settings.allow_loopback else frozenset()
    wire = Wire(manners.user_agent, manners.timeout_seconds, manners.max_body_bytes, hosts)
    return Asker(
        platforms, outside.send or wire, Clocks(clock, outside.seconds, outside.sleep), door.recorder,
        outside.environment, home.tokens, manners.backoff_seconds,
        requests_of_platforms(store.db, since=day_start(local_day(clock()))),
    )  # fmt: skip


def _loopback(platforms: Platforms) -> list[str]:
    """The loopback addresses that stand in the place of a platform: the switch opens these and no other."""
    rules = [platforms.youtube, platforms.facebook, platforms.zalo, platforms.tiktok]
    hosts = [host_of(url).partition(":")[0] for one in rules for url in (one.api, one.feeds, one.oauth) if url]
    return [host for host in hosts if is_loopback(host)]


def _look(rounds: _Round, page: SocialPage) -> Failure | None:
    """Look at a page, hand in what was found, write down how it went."""
    look, fault = _prepared(rounds, page), None
    try:
        look_at(look)
    except Stopped as stopped:
        fault = stopped.fault
    for piece in look.pieces:  # what came before a fault is kept
        rounds.door.take(piece)
    word = fault.word if fault else "ok"
    detail = _detail(rounds, page, look, fault)
    standing = rounds.standings.get(page.url)
    rounds.door.recorder.failure(
        Fetch("", page.carrier, page.url, LOOK, rounds.clock(), word, named_by=page.slug, detail=detail,
              not_before=_not_before(fault, standing, rounds.clock()))
    )  # fmt: skip
    log.info("looked page=%s outcome=%s pieces=%d dropped=%s", page.slug, word, len(look.pieces), look.dropped)
    return None if word in NO_FAILURE else Failure(page.carrier, page.url, word, fault.detail if fault else "")


def _prepared(rounds: _Round, page: SocialPage) -> Look:
    now = rounds.clock()
    rules = rounds.asker.platforms.of(page.platform)
    watched = now - timedelta(days=rules.watched_days)
    known = known_posts(rounds.store.db, page.slug, since=watched)
    standing = rounds.standings.get(page.url)
    first = standing is None or standing.ok_at is None
    since = rounds.wish.since or (now - FIRST_BACK if first else watched)
    if page.since:
        since = max(since, day_start(page.since))
    is_deep = first or rounds.wish.since is not None or _is_another_day(standing, now)
    return Look(
        page, rules, rounds.asker, known, since, is_deep, rounds.robots.refusal, rounds.home.key_of_names
    )  # fmt: skip


def _is_another_day(standing: PageStanding | None, now: datetime) -> bool:
    """Was the last good look on an earlier day of the officers'?"""
    return standing is None or standing.ok_at is None or local_day(standing.ok_at) < local_day(now)


def _detail(rounds: _Round, page: SocialPage, look: Look, fault: Fault | None) -> str:
    """Codes and counts of a look, for people who search the ledger, and for ``health``."""
    told = [fault.detail] if fault and fault.detail else []
    told += [f"{word} {count}" for word, count in sorted({**look.dropped, **look.faults}.items())]
    if skew := rounds.asker.skews.get(page.platform):
        told.append(f"clock-skew {int(skew.total_seconds())}")
    return "; ".join(told)


def _not_before(fault: Fault | None, standing: PageStanding | None, now: datetime) -> datetime | None:
    """When a page, or its platform, may be asked again: as it says, and longer each time where a limit was met."""
    if fault is None or (fault.wait is None and fault.word not in (*OF_PLATFORM, "near-limit")):
        return None
    doublings = min(standing.failures if standing else 0, MOST_DOUBLINGS)
    least = LEAST_WAIT.total_seconds() * 2**doublings
    wait = fault.wait if fault.word == "quota-exceeded" and fault.wait else max(fault.wait or 0.0, least)
    return now + timedelta(seconds=min(wait, LONGEST_WAIT))


def _skews(asker: Asker) -> list[Failure]:
    """Platforms whose clock is not ours."""
    return [
        Failure("", asker.platforms.of(platform).api, "clock-skew", f"{int(skew.total_seconds())} s")
        for platform, skew in sorted(asker.skews.items())
    ]


def joined(one: CrawlReport, other: CrawlReport) -> CrawlReport:
    """The report of a crawl with its social part."""
    requests = {word: one.requests.get(word, 0) + other.requests.get(word, 0)
                for word in (*one.requests, *other.requests)}  # fmt: skip
    return replace(
        one, requests=requests, keys=[*one.keys, *other.keys], records_added=one.records_added + other.records_added,
        failures=[*one.failures, *other.failures],
    )  # fmt: skip
