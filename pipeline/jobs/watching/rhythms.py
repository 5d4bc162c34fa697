"""The rhythm of a configured source, from what the database knows of its publishing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from crawlers.rhythm import MAX_PAUSE, MEMORY, Rhythm, counted_at, learn
from crawlers.silence import Alarm, alarms
from crawlers.stretches import Stretch
from storage.asked import newest_of, proven_spans, publishing, visits_to
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Life:
    """What a source has published, as far as it was watched, in the last four weeks."""

    rhythm: Rhythm
    moments: tuple[datetime, ...]  # in order
    watched: tuple[Stretch, ...]
    visits: tuple[tuple[datetime, int], ...]  # when, and how many entries were listed; 0 for a visit in vain
    newest: datetime | None

    def alarms(self, now: datetime) -> tuple[Alarm, ...]:
        return alarms(
            self.rhythm, newest=self.newest, visits=self.visits, moments=self.moments, watched=self.watched, now=now
        )


def life_of(store: Store, source: str, now: datetime) -> Life:
    """All that the model of a source needs; a source that nobody visited has the default rhythm."""
    db, since = store.db, now - MEMORY
    entries = publishing(db, source, since=since)
    counted = (counted_at(entry.published_at, entry.first_seen_at) for entry in entries)
    moments = sorted(moment for moment in counted if moment and moment >= since)
    visits = visits_to(db, source, since=since)
    watched = proven_spans(db, source, since=since) or _between(visits)
    return Life(learn(moments, watched=watched, until=now), tuple(moments), tuple(watched), tuple(visits),
                newest_of(db, source))  # fmt: skip


def _between(visits: list[tuple[datetime, int]]) -> list[Stretch]:
    """The time between neighbouring visits that listed something, for a source that cannot prove anything."""
    listed = [at for at, entries in visits if entries]
    return [(one, other) for one, other in pairwise(listed) if other - one <= MAX_PAUSE]
