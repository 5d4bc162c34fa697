"""When the silence of a source is alarming: measured against what it normally publishes.

Three kinds. ``not-answering``: visits were made and none brought an entry (a failure, or a feed that lists
nothing). ``nothing-new``: the source answers with entries, but none is new. ``shrinking``: it publishes, but
far less than normal over 3 and 7 days. Future dates, one date for all and repeated titles are faults of a
single capture and not looked for here. Pure, as the rhythm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from crawlers.rhythm import DAY, SILENCE_CHANCE, SILENCE_LEAST, Rhythm, chance_of_at_most, silences
from crawlers.stretches import Stretch, clipped, joined, length, without

# "At latest after 24 h", for a source that publishes daily: one of which an average day is empty with a chance
# below 1 % (five to six items a day and more). Then even a slow Sunday (below 3 %) is no excuse. Two hours less
# than the day, for the pause between visits at night and for whoever asks only hourly.
LATE, DAILY_CHANCE, LATE_CHANCE = timedelta(hours=22), 0.01, 0.03
LEAST_FAILURES = 3  # visits without an entry in a row; one or two are a hiccup
SHRUNK_SPANS = (3 * DAY, 7 * DAY)  # the issue's
SHRUNK = 0.5  # of what is normal: weeks differ by a quarter of themselves, and "far fewer" is meant
LEAST_WATCHED = 0.5  # of a span; on less nothing is said about shrinking


@dataclass(frozen=True, slots=True)
class Alarm:
    """Why a source needs a look: since when, how unlikely that is in normal times, expected items and seen ones."""

    kind: Literal["not-answering", "nothing-new", "shrinking"]
    since: datetime
    chance: float
    expected: float
    seen: int


def alarms(
    rhythm: Rhythm,
    *,
    newest: datetime | None,
    visits: Sequence[tuple[datetime, int]],
    moments: Sequence[datetime],
    watched: Sequence[Stretch],
    now: datetime,
) -> tuple[Alarm, ...]:
    """What is alarming about a source at ``now``: none, one or several kinds.

    ``visits`` in order: the moment and how many entries were listed, 0 where the visit failed; a day's worth
    beyond the last one that listed any is enough. ``moments`` in order (at least the last seven days) and
    ``newest``, of all time, are publication moments by ``crawlers.rhythm.counted_at``; ``watched`` are the
    stretches that visits prove. A source whose items were never seen is silent from its first listing on.
    """
    silent = _not_answering(rhythm, visits, now) or _nothing_new(rhythm, visits, newest)
    shrunk = _shrinking(rhythm, moments, joined(watched), now)
    return tuple(alarm for alarm in (silent, shrunk) if alarm)


def _not_answering(rhythm: Rhythm, visits: Sequence[tuple[datetime, int]], now: datetime) -> Alarm | None:
    """Counted from the first visit in vain, not from the last good one: between them nobody may have asked."""
    answered = max((number for number, (_, listed) in enumerate(visits, start=1) if listed), default=0)
    vain = visits[answered:]
    if len(vain) < LEAST_FAILURES:
        return None
    alarm = _silence("not-answering", rhythm, vain[0][0], now)
    is_late = now - alarm.since >= LATE  # a host that fails for a day is no matter of rhythm
    return alarm if is_late or _is_incredible(rhythm, alarm, until=now) else None


def _nothing_new(rhythm: Rhythm, visits: Sequence[tuple[datetime, int]], newest: datetime | None) -> Alarm | None:
    """Up to the last visit that listed entries: of the time since then nothing is known."""
    listing = [at for at, listed in visits if listed]
    if not listing:
        return None
    alarm = _silence("nothing-new", rhythm, listing[0] if newest is None else newest, listing[-1])
    return alarm if _is_incredible(rhythm, alarm, until=listing[-1]) else None


def _silence(kind: Literal["not-answering", "nothing-new"], rhythm: Rhythm, since: datetime, until: datetime) -> Alarm:
    return Alarm(kind, since, rhythm.chance_of_at_most(0, since, until), rhythm.expected(since, until), 0)


def _is_incredible(rhythm: Rhythm, alarm: Alarm, *, until: datetime) -> bool:
    lasting = until - alarm.since
    if lasting < SILENCE_LEAST:
        return False
    return alarm.chance < (LATE_CHANCE if lasting >= LATE and _is_daily(rhythm) else SILENCE_CHANCE)


def _is_daily(rhythm: Rhythm) -> bool:
    return chance_of_at_most(0, rhythm.sums[-1] / 7, rhythm.spread + rhythm.doubt) < DAILY_CHANCE


def _shrinking(rhythm: Rhythm, moments: Sequence[datetime], union: Sequence[Stretch], now: datetime) -> Alarm | None:
    """The rarer of the spans; a silence inside was its own alarm, and must not echo for a week."""
    found = [alarm for span in SHRUNK_SPANS if (alarm := _shrunk(rhythm, moments, union, now - span, now))]
    return min(found, key=lambda alarm: alarm.chance, default=None)


def _shrunk(
    rhythm: Rhythm, moments: Sequence[datetime], union: Sequence[Stretch], since: datetime, now: datetime
) -> Alarm | None:
    stretches = clipped(union, since, now)
    recent = [moment for moment in moments if any(a <= moment <= b for a, b in stretches)]
    lively = without(stretches, silences(rhythm, recent, stretches))
    if length(lively) < LEAST_WATCHED * (now - since):
        return None
    chance, expected = rhythm.chance_in(len(recent), lively), rhythm.expected_in(lively)
    is_far_fewer = chance < SILENCE_CHANCE and len(recent) < SHRUNK * expected
    return Alarm("shrinking", since, chance, expected, len(recent)) if is_far_fewer else None
