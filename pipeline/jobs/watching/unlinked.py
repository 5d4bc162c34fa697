"""Why no source of an outlet named an address: what its sources did at the time that the address tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from config.load import Configuration
from crawlers.stretches import Stretch, joined, without
from pipeline.jobs.watching.advice import advice_for
from pipeline.jobs.watching.sources import sources_of
from records import Outlet
from storage.health import Watch, outcomes_between, proofs_of, watches
from storage.store import Store
from times import local_day

_MOMENT = timedelta(seconds=1)  # how long a moment is where a stretch is wanted


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a stable word with its facts and the keys of two sentences: what happened, what to do."""

    where: Literal["not-linked", "never-visited", "no-source", "not-followed"]
    cause: str  # "" where the word says all
    advice: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"{self.where}-{self.cause}" if self.cause else self.where


class Unlinked:
    """Explains addresses that nothing is known of; reads each outlet's proofs once."""

    def __init__(self, configuration: Configuration, store: Store, now: datetime) -> None:
        self.store = store
        self._now = now
        self._followed = configuration.followed(local_day(now))
        self._watches = watches(store.db)
        self._proven: dict[str, list[Stretch]] = {}

    def why(self, outlet: Outlet, published: Stretch | None, *, is_article: bool) -> Reason:
        """``published`` from its first moment to its last (a day, or the same moment twice); None: not known."""
        watch, sources = self._watches.get(outlet.slug), [source.url for source in sources_of(outlet)]
        facts: dict[str, Any] = {"name": outlet.name, "sources": sources}
        if outlet.slug not in self._followed and watch is None:
            return Reason("not-followed", "", "advice.follow", facts)
        if not sources:
            return Reason("no-source", "", "advice.add-source", facts)
        if watch is None:
            return Reason("never-visited", "", "advice.run", facts)
        if not is_article:
            return Reason("not-linked", "form", "advice.trace-form", facts)
        if published is None:
            return Reason("not-linked", "undated", "advice.trace-collect", facts)
        return self._at_the_time(outlet.slug, watch, published, facts)

    def _at_the_time(self, slug: str, watch: Watch, published: Stretch, facts: dict[str, Any]) -> Reason:
        since, until = published[0], min(published[1], max(published[0], self._now))  # today is not over
        facts |= {"published_at": since, "when": _when(published)}
        facts |= {"day": local_day(since).isoformat(), "first": watch.first}
        proven = self._proofs(slug)
        open_time = without([(since, max(until, since + _MOMENT))], proven)
        if not open_time:
            return Reason("not-linked", "covered", "advice.trace-collect", facts)
        if until <= watch.first:
            return Reason("not-linked", "before", "advice.trace-since", facts)
        return self._in_gap(_gap(open_time[0], proven, watch.first, self._now), facts)

    def _in_gap(self, gap: Stretch, facts: dict[str, Any]) -> Reason:
        """Was a source down, is the article newer than the last visit, or did nobody ask in time?"""
        visits = outcomes_between(self.store.db, facts["sources"], *gap)
        facts |= {"gap_since": gap[0], "gap_until": gap[1]}
        down = {
            url: told[-1][1]
            for url, told in visits.items()
            if told and not any(outcome in ("ok", "not-modified") for _, outcome in told)
        }
        if down:
            source, reason = next(iter(down.items()))
            return Reason("not-linked", "down", advice_for(reason), {**facts, "source": source, "reason": reason})
        if gap[1] == self._now:
            return Reason("not-linked", "new", "advice.run", facts)
        return Reason("not-linked", "gap", "advice.trace-since", facts)

    def _proofs(self, slug: str) -> list[Stretch]:
        if slug not in self._proven:
            self._proven[slug] = joined(proofs_of(self.store.db, slug))
        return self._proven[slug]


def _when(published: Stretch) -> datetime | date:
    """How the time is told: the day where no more is known than the day."""
    since, until = published
    return since if until == since else local_day(since)


def _gap(piece: Stretch, proven: list[Stretch], first: datetime, now: datetime) -> Stretch:
    """The whole time without proof around an uncovered piece."""
    since = max((until for _, until in proven if until <= piece[0]), default=min(first, piece[0]))
    until = min((since for since, _ in proven if since >= piece[1]), default=max(now, piece[1]))
    return since, until
