"""What a visit to a source proves: from when to when an outlet's publishing is collected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from crawlers.sitemaps import SitemapReading, named_end
from records import Lead, Proof
from times import day_start, local_day

# A feed's tail may hold old pieces put up again (BBC lists one from ten days before). An entry that is
# further from its newer neighbour than this proves nothing about the time between:
STRAGGLER_GAP = timedelta(hours=48)
STRAGGLER_RHYTHM = 7  # times the mean gap of the newer entries: chance below 0.1 % if they come at random


def proof_of_sitemap(
    reading: SitemapReading, *, outlet: str, source: str, visited: datetime, record: str
) -> Proof | None:
    """The span that a sitemap proves: a news sitemap, like a feed, up to the visit.

    Any other only up to the newest change that it lists, since nobody says how often it is written; one whose
    address names a month or a year no further: an edit of November says nothing of it in July's sitemap. A time
    without an hour proves whole days only: neither the first nor the last of them.
    """
    latest = min(visited, named_end(source) or visited)
    if reading.is_news:
        times = [lead.published_at for lead in reading.leads if lead.published_at and ":" in lead.published_raw]
    else:
        times = list(reading.modified.values())
    falling = sorted((moment for moment in times if moment <= latest), reverse=True)
    in_order = _without_stragglers(falling)
    if not in_order:
        return None
    since = _after_a_bare_day(in_order[-1])
    is_current = reading.is_news and latest - in_order[0] <= STRAGGLER_GAP  # and no old page of an archive
    until = latest if is_current else in_order[0]
    return Proof(outlet, source, since, until, record) if since < until else None


def _after_a_bare_day(moment: datetime) -> datetime:
    """Midnight in Hà Nội is taken for a day without an hour, of which a part may be missing: its end."""
    start = day_start(local_day(moment))
    return start + timedelta(days=1) if moment == start else moment


def proof_of_listing(leads: Iterable[Lead], *, outlet: str, source: str, visited: datetime, record: str,
                     is_first_page: bool) -> Proof | None:  # fmt: skip
    """The span that a page of a listing of everything proves; a further page only up to its newest entry."""
    moments = sorted((lead.published_at for lead in leads if lead.published_at and lead.published_at <= visited),
                     reverse=True)  # fmt: skip
    in_order = _without_stragglers(moments)
    if not in_order:
        return None
    until = visited if is_first_page else in_order[0]
    return Proof(outlet, source, in_order[-1], until, record) if in_order[-1] < until else None


def proof_of(leads: Iterable[Lead], *, outlet: str, source: str, visited: datetime, record: str) -> Proof | None:
    """The span that a visit to a feed proves: from the oldest entry in order up to the visit; None proves nothing.

    Entries dated after the visit are left out; so are pinned ones (outside the longest run of entries
    from new to old) and stragglers (see :data:`STRAGGLER_GAP`).
    """
    moments = [lead.published_at for lead in leads if lead.published_at and lead.published_at <= visited]
    in_order = _without_stragglers(_longest_falling(moments))
    return Proof(outlet, source, in_order[-1], visited, record) if in_order else None


def _longest_falling(moments: Sequence[datetime]) -> list[datetime]:
    """The longest subsequence that never rises (quadratic; feeds list tens of entries, at most 2,000)."""
    lengths: list[int] = []
    before: list[int] = []
    for here, moment in enumerate(moments):
        best = max((i for i in range(here) if moments[i] >= moment), key=lambda i: lengths[i], default=-1)
        before.append(best)
        lengths.append(1 + (lengths[best] if best >= 0 else 0))
    run: list[datetime] = []
    # Of runs of one length the newer: what it proves is less.
    at = max(range(len(moments)), key=lambda i: (lengths[i], moments[i]), default=-1)
    while at >= 0:
        run.append(moments[at])
        at = before[at]
    return run[::-1]


def _without_stragglers(falling: list[datetime]) -> list[datetime]:
    for count, (newer, older) in enumerate(pairwise(falling), start=1):
        mean_gap = (falling[0] - newer) / max(count - 1, 1)
        if newer - older > max(STRAGGLER_GAP, STRAGGLER_RHYTHM * mean_gap):
            return falling[:count]
    return falling
