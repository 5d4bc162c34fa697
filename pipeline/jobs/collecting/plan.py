"""What a crawl is to visit: the sources of the outlets, pages that failed, pages to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.load import Configuration
from crawlers.rhythm import MIN_PAUSE, after_failure, is_quarantined, next_look, next_visit
from pipeline.jobs.collecting.follow import TRANSIENT
from pipeline.jobs.watching.rhythms import life_of
from pipeline.jobs.watching.sources import Source, sources_of
from records import Outlet, Trouble, Visit
from storage.asked import (
    NOT_ASKED,
    Standing,
    pages_of_provinces,
    pages_that_failed,
    sources_asked,
    told_to_wait,
    window_of,
)
from storage.store import Store
from times import day_start, local_day
from urls import host_of

GIVEN_UP = timedelta(days=30)  # a page that failed for so long is asked no more by itself
LONGEST_LOOK = timedelta(days=92)  # behind the last rung of the ladder of looks


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a crawl."""

    outlets: tuple[str, ...] = ()  # slugs; empty: all that are followed
    due: bool = False  # only what is due now, as the scheduler asks
    quarantined: bool = False  # also what was given up
    since: datetime | None = None  # walk sitemaps and listings back to this moment
    pages: tuple[Visit, ...] = ()  # these addresses and nothing else


def visits(configuration: Configuration, store: Store, wish: Wish, now: datetime) -> tuple[list[Visit], list[Visit]]:
    """The visits of a crawl, and the sources that must wait because their server asked for it.

    Whatever page the server said it of: it is the host that wants to be left alone.

    Trouble("crawl.no-feed") for a named outlet without any source.
    """
    if wish.pages:
        return list(wish.pages), []
    outlets = _outlets(configuration, wish, now)
    asked = sources_asked(store.db)
    resting = {host_of(url) for url in told_to_wait(store.db, now)}
    chosen, waiting = [], []
    for slug, outlet in outlets.items():
        sources = list(sources_of(outlet, everything=wish.since is not None))
        if wish.outlets and not sources and not _has_page(configuration, slug):
            raise Trouble("crawl.no-feed", outlet=slug)
        for source in sources:
            standing = asked.get(source.url)
            if host_of(source.url) in resting:
                waiting.append(Visit(slug, source.url, source.kind))
            elif not wish.due or _is_due(source, standing, store, wish, now):
                chosen.append(source.visit)
    pages = (visit for visit in _pages(store, wish, now) if host_of(visit.url) not in resting)
    chosen += [visit for visit in pages if visit.outlet in outlets]
    return list(dict.fromkeys(chosen)), waiting


def _outlets(configuration: Configuration, wish: Wish, now: datetime) -> dict[str, Outlet]:
    named = {slug: configuration.outlets[slug] for slug in wish.outlets if slug not in configuration.pages}
    return dict(sorted((named if wish.outlets else configuration.followed(local_day(now))).items()))


def _has_page(configuration: Configuration, slug: str) -> bool:
    """Is there a page on a social platform of this outlet? It is looked at in its own way."""
    return any(page.outlet == slug for page in configuration.pages.values())


def _is_due(source: Source, standing: Standing | None, store: Store, wish: Wish, now: datetime) -> bool:
    return (
        standing is None or due_at(source, standing, store, now) <= now or (wish.quarantined and _is_out(standing, now))
    )


def due_at(source: Source, standing: Standing, store: Store, now: datetime) -> datetime:
    """When a source is to be visited next: by its rhythm, by how often it has failed, or soon if nobody came to it."""
    if standing.outcome in NOT_ASKED:
        return standing.at + MIN_PAUSE
    if standing.failures:
        return after_failure(standing.failures, last=standing.at)
    if now < standing.at + MIN_PAUSE:  # spares learning a rhythm
        return standing.at + MIN_PAUSE
    return next_visit(life_of(store, source.url, now).rhythm, last=standing.at, window=window_of(store.db, source.url))


def _is_out(standing: Standing, now: datetime) -> bool:
    return bool(standing.failing_since and is_quarantined(standing.failures, since=standing.failing_since, now=now))


def _pages(store: Store, wish: Wish, now: datetime) -> Iterator[Visit]:
    for standing in pages_that_failed(store.db, TRANSIENT, since=now - GIVEN_UP):
        if wish.quarantined if _is_out(standing, now) else _page_due_at(standing) <= now:
            yield Visit(standing.outlet, standing.link, "page", named_by=standing.named_by)
    for standing, flagged in pages_of_provinces(store.db, since=now - LONGEST_LOOK):
        look = next_look(standing.first_ok_at or now, standing.at, flagged=flagged)
        if look and look <= now:
            yield Visit(standing.outlet, standing.link, "page", named_by=standing.named_by)


def _page_due_at(standing: Standing) -> datetime:
    """When a page that was not read is to be asked for next: what went over a day's budget, the day after."""
    if standing.outcome == "over-budget":
        return day_start(local_day(standing.at) + timedelta(days=1))
    return after_failure(standing.failures, last=standing.at) if standing.failures else standing.at
