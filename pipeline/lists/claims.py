"""Which row of an outlet's list claims an item, where several could: each item is claimed once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pipeline.lists.matches import Match, Shelf, bare, form
from pipeline.lists.rows import Entry


def matched(entries: Sequence[Entry], shelf: Shelf, years: Iterable[int]) -> list[Match]:
    """What became of each entry, in order; an item is claimed once, further rows for it are duplicates.

    A row by its title that names another day than its item's comes last: the day before may be another issue of
    the same column, which was not collected. A cut title without a day gives way to a row that names the same item
    better. Both are then left to the officer.
    """
    known = frozenset(years)
    found = [_match(entry, shelf, known) for entry in entries]
    better = {one.item.id for one in found if one.verdict == "matched" and one.item and not _is_weak(one)}
    days, first = _days_by_title(entries, known), dict[str, Entry]()
    in_turn = sorted(enumerate(found), key=lambda told: (_is_of_another_day(told[1], known), told[0]))
    settled = {n: _once(_unless_recurring(one, days, first, known), better, first) for n, one in in_turn}
    return [settled[n] for n in range(len(found))]


def _match(entry: Entry, shelf: Shelf, years: Iterable[int]) -> Match:
    """A row that is no entry stays none, but for a lone text that is an item's title."""
    if entry.reason and not (entry.reason == "row-remark" and entry.title):
        return Match(entry, "refused", entry.reason)
    match = shelf.match(entry, years)
    if entry.reason and (match.verdict == "not-found" or match.why == "near-title"):
        return Match(entry, "refused", entry.reason)
    return match


def _days_by_title(entries: Iterable[Entry], years: Iterable[int]) -> Mapping[str, Collection[date]]:
    """All days for which the list names a title."""
    days: dict[str, set[date]] = defaultdict(set)
    for entry in entries:
        if entry.title and (day := _day(entry, years)):
            days[form(bare(entry.title))].add(day)
    return days


def _day(entry: Entry, years: Iterable[int]) -> date | None:
    return entry.day.within(years) if entry.day else None


def _is_of_another_day(match: Match, years: Iterable[int]) -> bool:
    """Matched by its title alone to an item of the day before or after."""
    if match.verdict != "matched" or match.item is None or match.entry.address:
        return False
    day = _day(match.entry, years)
    return day is not None and match.item.day != day


def _unless_recurring(
    match: Match, days: Mapping[str, Collection[date]], first: Mapping[str, Entry], years: Iterable[int]
) -> Match:
    """A match to another day's item is none where a row of another day has that item, or the same title."""
    if match.item is None or not _is_of_another_day(match, years):
        return match
    before = first.get(match.item.id)
    is_taken = before is not None and _day(before, years) != _day(match.entry, years)
    if not is_taken and len(days[form(bare(match.entry.title))]) == 1:
        return match
    return replace(match, verdict="doubtful", why="day-differs", item=None, candidates=(match.item,))


def _once(match: Match, better: Collection[str], first: dict[str, Entry]) -> Match:
    if match.verdict != "matched" or match.item is None:
        return match
    if _is_weak(match) and match.item.id in better:
        return replace(match, verdict="doubtful", why="several-titles", item=None, candidates=(match.item,))
    before = first.setdefault(match.item.id, match.entry)
    if before is match.entry:
        return match
    return replace(match, verdict="duplicate", why="claimed-before", first=before)


def _is_weak(match: Match) -> bool:
    return match.why == "by-title-start" and match.entry.day is None
