"""The addresses of an outlet that name articles; known without the crawler."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from records import Outlet, Visit, VisitKind

FRESH = timedelta(hours=48)  # a sitemap lists weeks: what it names for the first time and is older is left alone


@dataclass(frozen=True, slots=True)
class Source:
    """An address of an outlet that names articles."""

    outlet: str
    url: str
    kind: VisitKind
    first_visit: str = ""

    @property
    def visit(self) -> Visit:
        if self.first_visit:
            return Visit(self.outlet, self.first_visit, "probe")
        return Visit(self.outlet, self.url, self.kind)


def sources_of(outlet: Outlet, *, everything: bool = False) -> Iterator[Source]:
    """The polled sources of an outlet, feeds first; ``everything`` adds the sitemaps and listings that are not."""
    yield from (Source(outlet.slug, one.url, "feed", one.first_visit) for one in outlet.feeds if one.polled)
    yield from (Source(outlet.slug, one.url, "sitemap") for one in outlet.sitemaps if one.polled or everything)
    yield from (Source(outlet.slug, one.url, "listing") for one in outlet.listings if one.polled or everything)
