"""What is odd about the entries of one capture of a source: signs that its machine, not its newsroom, wrote them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from records import Lead
from times import is_believed

FEWEST = 3  # entries; fewer with one time or one title may be chance
ONE_TITLE = 0.5  # of the entries; a paper repeats the heading of a series, not that of half its feed


def believed(leads: Sequence[Lead]) -> tuple[Lead, ...]:
    """The leads; a date that cannot be is none, what was written stays."""
    return tuple(
        lead if is_believed(lead.published_at, lead.seen_at) else replace(lead, published_at=None) for lead in leads
    )


def oddities(leads: Sequence[Lead], seen_at: datetime) -> tuple[tuple[str, str], ...]:
    """Words of docs/reasons.md with a detail, for the entries of one capture as they were written."""
    if not leads:
        return ()
    ahead = [lead for lead in leads if not is_believed(lead.published_at, seen_at)]
    dates = [lead.published_at for lead in leads if lead.published_at]
    title, repeated = Counter(lead.title for lead in leads).most_common(1)[0]
    found = (
        ("future-dates", f"{len(ahead)}: {ahead[0].published_raw}" if ahead else ""),
        ("no-dates", f"{len(leads)}: {leads[0].published_raw}" if not dates else ""),
        ("one-time", leads[0].published_raw if len(dates) >= FEWEST and len(set(dates)) == 1 else ""),
        ("repeated-titles", f"{repeated}: {title}" if repeated >= FEWEST and repeated > ONE_TITLE * len(leads) else ""),
    )
    return tuple((reason, detail[:200]) for reason, detail in found if detail)
