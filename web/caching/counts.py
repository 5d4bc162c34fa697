"""Counts for pages: from the home or from a snapshot, kept while nothing changes (see web/caching/answers.py)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from config.load import Configuration
from pipeline.jobs.home import Home
from pipeline.jobs.ledger.counting import Books, Filters
from pipeline.jobs.ledger.snapshots import books_for
from times import iso
from web.caching.answers import LONGEST, Known
from web.caller import Caller

Found = TypeVar("Found")


def counted(
    me: Caller, filters: Filters, work: Callable[[Books, Filters], Found], *, snapshot: str = "", more: Hashable = ()
) -> Known[Found]:
    """What ``work`` finds in the books under these filters, and the moment for which it holds.

    The function, the filters and ``more`` (what else the function was made with) are the question: two that are alike
    get one answer.
    """

    def found() -> Found:
        with books_for(me.home, filters, snapshot, now=iso(me.now)) as (books, within):
            return work(books, within)

    question = (work.__module__, work.__qualname__, filters, snapshot, more)
    return me.site.answers.of(question, found, now=me.now, also=(me.today, me.configuration))


def remembered(
    me: Caller, question: Hashable, work: Callable[[Home, Configuration], Found], *, files: object = None,
    longest: float = LONGEST, minutes: int = 0,
) -> Known[Found]:  # fmt: skip
    """The same for what is not counted from books; ``files``: the state of files that it is read from, too.

    ``minutes``: what changes by the clock alone is made anew that often, though nobody writes.
    """
    configuration = me.configuration
    turn = int(me.now.timestamp()) // (60 * minutes) if minutes else 0
    return me.site.answers.of(
        question, lambda: work(me.home, configuration), now=me.now, also=(me.today, turn, configuration, files),
        longest=longest,
    )  # fmt: skip
