"""One newspaper in words: its counts with where each figure opens to, and what became of it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.wording import sentence
from pipeline.jobs.ledger.one_outlet import OutletView, Stretch
from records import Outlet
from web.addresses import with_query
from web.rendering import shown_day, shown_number

COUNTS = ("theme", "genre", "tone", "month")
QUERY = {"theme": "noi-dung", "genre": "the-loai", "tone": "sac-thai"}  # of the list that a figure opens to
NO_VALUE = "-"


def tables(view: OutletView, asked: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The rows of each count: "name", "items", "gap_days", and the "address" of the items behind."""
    return {name: [_row(view, name, row, asked) for row in view.by[name]] for name in COUNTS}


def _row(view: OutletView, name: str, row: Mapping[str, Any], asked: Mapping[str, str]) -> dict[str, Any]:
    of_row = _days(row["value"], asked) if name == "month" else {QUERY[name]: row["value"] or NO_VALUE}
    address = with_query("/tin-bai", **{**asked, "bao": view.outlet.slug, **of_row})
    return {**row, "name": _named(view, name, row["value"]), "address": address}


def _days(month: str, asked: Mapping[str, str]) -> dict[str, str]:
    """The days of a month that lie in the period."""
    last = monthrange(int(month[:4]), int(month[5:]))[1]
    return {"tu": max(f"{month}-01", asked["tu"]), "den": min(f"{month}-{last:02}", asked["den"])}


def _named(view: OutletView, name: str, value: str | None) -> str:
    if value is None:
        return sentence("value.none")
    if name == "month":
        return f"{value[5:]}/{value[:4]}"
    if name == "theme":
        return view.names["theme"].get(value, value)
    return sentence(f"web.tone.{value}") if name == "tone" else sentence(f"genre.{value}")


@dataclass(frozen=True, slots=True)
class Life:
    """Something that was true of an outlet from one day to another; ``slug`` is the page that it leads to, "" none."""

    word: str
    name: str
    since: date | None
    until: date | None
    slug: str = ""

    @property
    def when(self) -> str:
        """From which day to which in words; "" where neither is known."""
        key = "-".join(word for word, day in (("from", self.since), ("to", self.until)) if day)
        days = {"since": shown_day(self.since), "until": shown_day(self.until)}
        return sentence(f"web.outlets.{key}", **days) if key else ""


def lineage(outlet: Outlet, outlets: Mapping[str, Outlet]) -> list[Life]:
    """Names, governing bodies, addresses, owner, the papers that it took in and the one that carries it on."""
    return list(_lives(outlet, outlets))


def _lives(outlet: Outlet, outlets: Mapping[str, Outlet]) -> Iterator[Life]:
    for word, dated in (("title", outlet.titles), ("governed", outlet.governed_by), ("domain", outlet.domains)):
        yield from (Life(word, one.name, one.since, one.until) for one in dated)
    if owner := outlets.get(outlet.owner):
        yield Life("owner", owner.name, None, None, owner.slug)
    for other in outlets.values():
        if other.successor == outlet.slug:
            yield Life("took-in", other.name, other.since, other.until, other.slug)
        if other.owner == outlet.slug:
            yield Life("owns", other.name, other.since, other.until, other.slug)
    if heir := outlets.get(outlet.successor):
        yield Life("successor", heir.name, heir.since, heir.until, heir.slug)


def lineage_words(outlet: Outlet, outlets: Mapping[str, Outlet]) -> str:
    """The same in a line, without the addresses and without the name that it has now."""
    told: dict[str, list[str]] = {}
    for one in _lives(outlet, outlets):
        if one.word != "domain" and one.name != outlet.name:
            word = "former" if one.word == "title" and one.until else one.word
            told.setdefault(sentence(f"web.outlets.life-{word}"), []).append(_life(one))
    return "; ".join(f"{word}: {', '.join(names)}" for word, names in told.items())


def _life(one: Life) -> str:
    return f"{one.name} ({one.when})" if one.when else one.name


def stretch_words(one: Stretch, *, covered: bool) -> str:
    """Days one behind the other; with ``covered`` how many hours of each were collected."""
    key = "web.outlets.stretch-one" if one.days == 1 else "web.outlets.stretch"
    days = sentence(key, since=shown_day(one.since), until=shown_day(one.until), days=one.days)
    if not covered:
        return days
    if not one.hours:
        return f"{days} {sentence('web.outlets.no-hours')}"
    hours = sentence("web.outlets.hours-one" if one.days == 1 else "web.outlets.hours", hours=shown_number(one.hours))
    return f"{days} {hours}"
