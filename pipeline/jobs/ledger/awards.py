"""``awards``: a shortlist of outlets, authors and teams by the plan's words, each nominee with the reasons.

What the machine can count stands for quality (originals, deep genres), for range and for spread (pick-up by others);
truth is held by leaving out what was materially corrected. Tone, flags and claims are not asked. Whether a piece made
for agreement ("đồng thuận") is for the committee.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from config.ledger import Author
from pipeline.jobs.ledger.counting import Books, Filters, checked, missing_of
from pipeline.jobs.ledger.snapshots import families_of
from records import Plan
from storage.awards import Period, by_lines, make_awarded, name_nominees, pieces_of, shortlist
from text import folded, one_line, words

KINDS = ("outlet", "author", "team")
LEAST, LISTED = 3, 10  # originals of a nominee; nominees of a kind


@dataclass(frozen=True, slots=True)
class AwardsView:
    """The shortlist of each kind, and how far it can be relied upon."""

    plan: Plan
    since: str
    until: str
    nominees: Mapping[str, list[dict[str, Any]]]
    gap_days: int
    unsigned: int  # pieces that name no author
    names: Mapping[str, str]
    snapshot: str = ""


def awards_view(books: Books, *, filters: Filters, least: int = LEAST, limit: int = LISTED) -> AwardsView:
    """The shortlist of a plan's period; Trouble names a plan or a day that is none."""
    plan, since, until, unsigned = _named(books, filters)
    period = _period(plan, since, until, filters)
    found = {
        kind: shortlist(books.db, kind, period, plan=plan.code, least=least, limit=limit) for kind in KINDS
    }  # fmt: skip
    gaps, _ = missing_of(books, filters.within(plan=plan.code, since=since, until=until))
    names = {slug: outlet.name for slug, outlet in books.configuration.outlets.items()}
    return AwardsView(plan, since, until, found, gaps, unsigned, names, books.snapshot)


def _period(plan: Plan, since: str, until: str, filters: Filters) -> Period:
    return Period(plan.province, since, until, filters.channel, filters.language)


def nominee_view(books: Books, kind: str, name: str, *, filters: Filters) -> list[dict[str, Any]]:
    """All pieces of a nominee, also those that do not count."""
    plan, since, until, _ = _named(books, filters)
    return pieces_of(books.db, kind, name, _period(plan, since, until, filters))


def _named(books: Books, filters: Filters) -> tuple[Plan, str, str, int]:
    """Name the nominees of a period; the plan, the period, and how many pieces name no author."""
    plan = checked(books.configuration, filters)
    since, until = filters.since or plan.since.isoformat(), filters.until or plan.until.isoformat()
    if not books.snapshot:
        make_awarded(books.db, plan.province, families_of(books.configuration))
    spellings = Spellings(books.configuration.ledger.authors)
    rows = by_lines(books.db, _period(plan, since, until, filters))
    name_nominees(books.db, (one for row in rows for one in _nominees(row, spellings)))
    return plan, since, until, sum(not row["authors"] for row in rows)


def _nominees(row: Mapping[str, Any], spellings: Spellings) -> Iterator[tuple[int, str, str]]:
    yield row["number"], "outlet", row["outlet"]
    authors = sorted({name for printed in row["authors"] if (name := spellings.name_of(printed, row["outlet"]))})
    for name in authors:
        yield row["number"], "author", name
    if len(authors) > 1:
        yield row["number"], "team", ", ".join(authors)


class Spellings:
    """The officers' list of authors: one name for the spellings of one person. A pen name is linked on his own word."""

    def __init__(self, authors: Iterable[Author]) -> None:
        self._names: dict[tuple[str, str], str] = {}
        for author in authors:
            linked = author.pen_names if author.own_word else ()
            for spelling in (author.name, *author.spellings, *linked):
                self._names[_form(spelling), author.outlet] = author.name

    def name_of(self, printed: str, outlet: str) -> str:
        """The author as he is to be named; who is not in the list is named as he is printed."""
        form = _form(printed)
        return self._names.get((form, outlet)) or self._names.get((form, "")) or one_line(printed)


def _form(name: str) -> str:
    return " ".join(words(folded(name)))
