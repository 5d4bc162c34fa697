"""How all sources are, asked once for every page that tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config.load import Configuration
from pipeline.jobs.home import Home
from pipeline.jobs.watching.health import OutletHealth, health_of
from records import Trouble
from text import folded
from times import local_day
from web.caching.counts import remembered
from web.caller import Caller

MINUTES = 5  # how long nothing may be written before it is judged anew: silence grows by the clock


@dataclass(frozen=True, slots=True)
class Sources:
    """The health of every configured outlet by slug, the moment that it is judged at, and when that was asked."""

    outlets: dict[str, OutletHealth]
    judged_at: datetime
    asked_at: datetime
    following: tuple[str, ...]

    @property
    def followed(self) -> list[OutletHealth]:
        """The outlets that are followed on the day that is judged, by slug."""
        return [self.outlets[slug] for slug in self.following]

    @property
    def told_at(self) -> datetime | None:
        """The moment that a page names: of a home that was only ever replayed it is not now."""
        return self.judged_at if self.judged_at != self.asked_at else None

    def one(self, slug: str) -> OutletHealth:
        """Trouble("crawl.unknown-outlet")."""
        if slug not in self.outlets:
            raise Trouble("crawl.unknown-outlet", outlet=slug, allowed=", ".join(sorted(self.outlets)))
        return self.outlets[slug]


def sources_of(me: Caller) -> Sources:
    """The health of sources as it stands in the database, judged at most MINUTES ago."""
    now, today = me.now, me.today

    def found(home: Home, configuration: Configuration) -> Sources:
        outlets, at = health_of(home, sorted(configuration.outlets), now=now, configuration=configuration)
        following = configuration.followed(today if at == now else local_day(at))
        by_name = sorted(following, key=lambda slug: folded(configuration.outlets[slug].name))
        return Sources({one.slug: one for one in outlets}, at, now, tuple(by_name))

    return remembered(me, "health", found, longest=0, minutes=MINUTES).answer
