"""Missed coverage: which addresses of a list are stored, which were lost at which step, which are not ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from config.wording import Say, sentence
from pipeline.jobs.home import Home
from pipeline.jobs.watching.addresses import AddressList, Given
from pipeline.jobs.watching.trace import FOUND, NO_ARTICLE, Asked, Trace, Where, traced
from pipeline.jobs.watching.unlinked import Unlinked
from records import Visit
from storage.opening import open_database
from storage.store import Store
from times import iso

Result = Literal["found", "lost", "not-ours", "no-article", "duplicate"]
RESULTS: tuple[Result, ...] = ("found", "lost", "not-ours", "no-article", "duplicate")
_RESULT_OF: dict[Where, Result] = {
    **dict.fromkeys(FOUND, "found"), **dict.fromkeys(NO_ARTICLE, "no-article"), "not-ours": "not-ours",
}  # fmt: skip
# A page that was read and dropped reads no better when it is asked once more.
NOT_WORTH_ASKING: tuple[Where, ...] = ("dropped", "not-read", "unread")


@dataclass(frozen=True, slots=True)
class Line:
    """One given address and what became of it."""

    given: Given
    result: Result
    trace: Trace
    same_as: str = ""  # place of the first line with the same article

    @property
    def why(self) -> str:
        return sentence("missed.same-as", place=self.same_as) if self.same_as else self.trace.text


@dataclass(frozen=True, slots=True)
class Missed:
    """A whole list: every given address has one line and one result, so the results add up to them."""

    lines: tuple[Line, ...]
    without: int = 0  # rows of the list that hold no address

    @property
    def counts(self) -> dict[str, int]:
        """How many addresses were given, and of each result."""
        found = Counter(line.result for line in self.lines)
        return {"given": len(self.lines), **{result.replace("-", "_"): found[result] for result in RESULTS}}

    @property
    def steps(self) -> list[tuple[Where, int]]:
        """At which step how many were lost, the most first."""
        return Counter(line.trace.where for line in self.lines if line.result == "lost").most_common()

    def summary(self) -> Iterator[tuple[str, dict[str, object]]]:
        """Keys and facts of the sentences that sum it up."""
        yield "missed.summary", dict(self.counts)
        for where, count in self.steps:
            yield "missed.step", {"count": count, "step": sentence(f"step.{where}")}
        if self.without:
            yield "missed.without", {"rows": self.without}

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        rows = [
            {"place": line.given.place, "result": line.result, "same_as": line.same_as, "title": line.given.title,
             "date": line.given.date, **line.trace.as_row()} for line in self.lines
        ]  # fmt: skip
        return {
            **self.counts,
            "without_address": self.without,
            "lost_at": dict(self.steps),
            "rows": rows,
        }


def missed(home: Home, listed: AddressList, *, now: datetime) -> Missed:
    """Where each given address is; the second line of an article is a duplicate, under another address too."""
    configuration = home.configuration()
    db = open_database(home.path, write=False)
    try:
        asked = [Asked(given.address, given.published) for given in listed.given]
        traces = list(traced(configuration, Unlinked(configuration, Store(db), now), asked, now=now))
    finally:
        db.close()
    return Missed(tuple(_lines(listed.given, traces)), listed.without)


def _lines(given: Sequence[Given], traces: Sequence[Trace]) -> Iterator[Line]:
    first: dict[str, str] = {}
    for one, trace in zip(given, traces, strict=True):
        key = trace.item or trace.url or one.address
        if key in first:
            yield Line(one, "duplicate", trace, first[key])
        else:
            first[key] = one.place
            yield Line(one, _RESULT_OF.get(trace.where, "lost"), trace)


def pages_to_collect(found: Missed) -> tuple[Visit, ...]:
    """The lost pages that are worth asking for, each once; also those of outlets that are not followed."""
    visits = (
        Visit(line.trace.outlet, line.trace.link, "page")
        for line in found.lines
        if line.result == "lost" and line.trace.where not in NOT_WORTH_ASKING
    )
    return tuple(dict.fromkeys(visits))


def table_rows(found: Missed, say: Say = sentence) -> list[dict[str, Any]]:
    """One row for each given address, in the list's order and in words; titles and dates as they were given."""
    return [_table_row(line, say) for line in found.lines]


def _table_row(line: Line, say: Say) -> dict[str, Any]:
    facts: Mapping[str, Any] = line.trace.facts
    published = facts.get("published_at")
    return {
        "place": line.given.place, "address": line.given.address, "result": sentence(f"missed.{line.result}"),
        "why": line.why, "advice": "" if line.same_as else line.trace.advised(say), "outlet": line.trace.outlet,
        "item": line.trace.item, "title": facts.get("title", ""),
        "published_at": iso(published) if isinstance(published, datetime) else None,
        "given_title": line.given.title, "given_date": line.given.date,
    }  # fmt: skip
