"""``awards``: a shortlist of outlets, authors and teams by the plan's words, each nominee with the reasons.

What the machine can count stands for quality (originals, deep genres), for range and for spread (pick-up by others);
truth is held by leaving out what was materially corrected. Tone, flags and claims are not asked. Whether a piece made
for agreement ("đồng thuận") is for the committee.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from config.ledger import Author
from pipeline.jobs.ledger.counting import Books, Filters, checked, missing_of
from pipeline.jobs.ledger.snapshots import families_of
from records import Plan
from storage.awards import Period, make_awarded, make_nominees, pieces_of, shortlist, unsigned_pieces
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
    plan, period = _named(books, filters)
    found = {
        kind: shortlist(books.db, kind, period, plan=plan.code, least=least, limit=limit) for kind in KINDS
    }  # fmt: skip
    since, until = period.since, period.until
    gaps, _ = missing_of(books, filters.within(plan=plan.code, since=since, until=until))
    names = {slug: outlet.name for slug, outlet in books.configuration.outlets.items()}
    unsigned = unsigned_pieces(books.db, period)
    return AwardsView(plan, since, until, found, gaps, unsigned, names, books.snapshot)


def nominee_view(books: Books, kind: str, name: str, *, filters: Filters) -> list[dict[str, Any]]:
    """All pieces of a nominee, also those that do not count."""
    _, period = _named(books, filters)
    return pieces_of(books.db, kind, name, period)


def _named(books: Books, filters: Filters) -> tuple[Plan, Period]:
    """Name the nominees; the plan and the period."""
    plan = checked(books.configuration, filters)
    if not books.snapshot:
        make_awarded(books.db, plan.province, families_of(books.configuration))
    authors = tuple(books.configuration.ledger.authors)
    spellings = Spellings(authors)
    make_nominees(books.db, plan.province, partial(_nominees, spellings), source=authors)
    since, until = filters.since or plan.since.isoformat(), filters.until or plan.until.isoformat()
    return plan, Period(plan.province, since, until, filters.channel, filters.language)


def _nominees(spellings: Spellings, outlet: str, printed: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield "outlet", outlet
    authors = sorted({name for author in printed if (name := spellings.name_of(author, outlet))})
    for name in authors:
        yield "author", name
    if len(authors) > 1:
        yield "team", ", ".join(authors)


class Spellings:
    """The officers' list of authors: one name for the spellings of one person. A pen name is linked on his own word."""

    def __init__(self, authors: Iterable[Author]) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._told: dict[tuple[str, str], str] = {}  # by what was printed: few write most
        for author in authors:
            linked = author.pen_names if author.own_word else ()
            for spelling in (author.name, *author.spellings, *linked):
                self._names[_form(spelling), author.outlet] = author.name

    def name_of(self, printed: str, outlet: str) -> str:
        """The author as he is to be named; who is not in the list is named as he is printed."""
        known = self._told.get((printed, outlet))
        return self._told.setdefault((printed, outlet), self._named(printed, outlet)) if known is None else known

    def _named(self, printed: str, outlet: str) -> str:
        form = _form(printed)
        return self._names.get((form, outlet)) or self._names.get((form, "")) or one_line(printed)


def _form(name: str) -> str:
    return " ".join(words(folded(name)))
