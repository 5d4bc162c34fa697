"""What every count stands on: the database or a snapshot, the configuration that goes with it, what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from config.ledger import Decided, Title, titles_of
from config.load import Configuration
from pipeline.jobs.home import Home
from records import Plan, Trouble
from storage.coverage import NONE, Scope
from storage.days import Life, make_outlet_days, missing_days
from storage.ledger import OrderMark, Ruling, Share, is_delivered, make_delivered
from storage.opening import Opened, hold_still, open_database
from storage.queries import find_item
from storage.recount import label_form
from times import EARLIEST, LATEST, from_iso, local_day


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person may restrict a count to; empty is everything, NONE is what has no value."""

    plan: str = ""
    outlet: str = ""
    theme: str = ""
    tone: str = ""
    since: str = ""
    until: str = ""
    genre: str = ""
    channel: str = ""
    language: str = ""
    contract: str = ""

    def within(self, *, plan: str, since: str, until: str) -> Filters:
        """The same within a plan and a period."""
        return replace(self, plan=plan, since=since, until=until)

    def scope(self, plan: Plan, *, province: str) -> Scope:
        """The same for the queries; themes are those of ``plan``."""
        return Scope(
            plan=plan.code, province=province, outlet=self.outlet, theme=self.theme, tone=self.tone, since=self.since,
            until=self.until, genre=self.genre, channel=self.channel, language=self.language,
            contract=self.contract,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Books:
    """What is counted from: a home's database as it stands; outlet-days and names are of the moment ``now``."""

    db: Opened
    configuration: Configuration
    now: str
    snapshot: str = ""
    changed: bool = False  # the plan or what goes with it is another now than when the snapshot was taken

    @property
    def today(self) -> date:
        return local_day(from_iso(self.now))


@contextmanager
def books_of(home: Home, *, now: str, configuration: Configuration | None = None) -> Iterator[Books]:
    """The home's database, open for counting as it stands at this moment; its outlet-days are made.

    Who has read the configuration hands it in.
    """
    configuration = configuration or home.configuration()
    db = open_database(home.path, write=False, to_count=True)
    try:
        hold_still(db)
        books = Books(db, configuration, now)
        make_outlet_days(db, now=now, ends=ends_of(configuration, books.today))
        yield books
    finally:
        db.close()


def ends_of(configuration: Configuration, today: date) -> dict[str, str]:
    """The last due day of outlets that ended, and "" (the last visit) for those that are no longer followed."""
    followed = configuration.followed(today)
    outlets = configuration.outlets.items()
    return {slug: outlet.until.isoformat() if outlet.until else "" for slug, outlet in outlets if slug not in followed}


def day_of(written: str) -> date:
    """A day as officers write it; Trouble("coverage.bad-day") otherwise.

    Days are compared as they are written, so the other forms of ISO 8601 (20260718, 2026-W29-6) are none either.
    """
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise Trouble("coverage.bad-day", value=written) from error
    if day.isoformat() != written:
        raise Trouble("coverage.bad-day", value=written)
    return day


def countable_day(written: str) -> date:
    """A day from which can be counted on and back; Trouble("coverage.far-day") before 1990 and after 2100."""
    if not EARLIEST <= (day := day_of(written)) <= LATEST:
        raise Trouble("coverage.far-day", value=written, since=EARLIEST, until=LATEST)
    return day


def checked(configuration: Configuration, filters: Filters, *, undated: bool = False) -> Plan:
    """The plan whose themes are counted; Trouble names what is not there.

    ``undated``: the period may begin with NONE, which asks for items without a day.
    """
    _check_known("plan", filters.plan, configuration.plans)
    _check_known("outlet", filters.outlet, configuration.outlets)
    plan = configuration.plans[filters.plan or configuration.settings.default_plan]
    themes = [clause.code for clause in plan.clauses] + [sub.code for sub in configuration.themes]
    if filters.theme not in ("", NONE, *themes):
        raise Trouble("coverage.unknown-theme", value=filters.theme, plan=plan.code, allowed=", ".join(themes))
    lines = [line.number for line in plan.contracts if line.number]
    if filters.contract and filters.contract not in lines:
        raise Trouble("contracts.unknown", value=filters.contract, plan=plan.code, allowed=", ".join(lines) or "-")
    _check_period("" if undated and filters.since == NONE else filters.since, filters.until)
    return plan


def _check_period(since: str, until: str) -> None:
    days = [day_of(day) for day in (since, until) if day]
    if len(days) == 2 and days[0] > days[1]:
        raise Trouble("coverage.days-reversed", since=days[0], until=days[1])


def _check_known(kind: str, value: str, known: Mapping[str, object]) -> None:
    keys = {"plan": "coverage.unknown-plan", "outlet": "coverage.unknown-outlet"}
    if value and value not in known:
        raise Trouble(keys[kind], value=value, allowed=", ".join(sorted(known)))


def lives_of(books: Books, filters: Filters) -> list[Life]:
    """Which outlets were to be collected when, within a period that is asked for, until today.

    Without a period there are none: then days are due from the first visit on.
    """
    if filters.since in ("", NONE):
        return []
    follow, found = books.configuration.settings.follow, []
    for slug, outlet in books.configuration.outlets.items():
        if outlet.domains and (slug == filters.outlet or (not filters.outlet and (not follow or slug in follow))):
            since = max(filters.since, outlet.since.isoformat() if outlet.since else "")
            ends = [filters.until, outlet.until.isoformat() if outlet.until else "", books.today.isoformat()]
            found.append((slug, since, min(filter(None, ends))))
    return found


def missing_of(books: Books, filters: Filters) -> tuple[int, int]:
    """Days of the period on which anything is missing, and those among them on which an outlet was not watched."""
    period = {"outlet": filters.outlet, "since": filters.since, "until": filters.until}
    (row,) = missing_days(books.db, (), lives_of(books, filters), **period).values()
    return int(row["gap_days"]), int(row["unwatched_days"])


def check_dimensions(by: Sequence[str], allowed: Sequence[str]) -> None:
    for name in by:
        if name not in allowed:
            raise Trouble("coverage.unknown-dimension", value=name, allowed=", ".join(allowed))


def names_of(configuration: Configuration, plan: Plan) -> dict[str, dict[str, str]]:
    """What the values of dimensions are called."""
    return {
        "outlet": {slug: outlet.name for slug, outlet in configuration.outlets.items()},
        "theme": {clause.code: f"{clause.code}) {clause.name}" for clause in plan.clauses},
        "sub": {sub.code: f"{sub.code} {sub.name}" for sub in configuration.themes},
    }


def deliver(books: Books, plan: Plan) -> tuple[Title, ...]:
    """Make ``delivered`` for the plan's lines; the titles through which they count. A snapshot has it already."""
    titles = titles_of(plan, books.configuration.outlets, books.configuration.ledger.signed)
    if not books.snapshot:
        marks = list(_order_marks(books.configuration, plan))
        make_delivered(books.db, plan.province, map(share_of, titles), marks, list(_rulings(books, plan)))
    return titles


def share_of(title: Title) -> Share:
    """A title as the queries read it."""
    return Share(
        title.line, title.outlet, title.since.isoformat(), title.until.isoformat(), title.inherited, title.apart,
        title.host, label_form(title.section), label_form(title.label), label_form(title.common),
    )  # fmt: skip


def _order_marks(configuration: Configuration, plan: Plan) -> Iterator[OrderMark]:
    for mark in configuration.ledger.ordered:
        if mark.plan == plan.code:
            since, until = mark.since or plan.since, mark.until or plan.until
            yield OrderMark(mark.contract, label_form(mark.label), since.isoformat(), until.isoformat())


def _rulings(books: Books, plan: Plan) -> Iterator[Ruling]:
    for one in _decided(books, plan):
        if item := find_item(books.db, one.item):
            yield Ruling(item, one.contract, one.ordered)


def idle_rulings(books: Books, plan: Plan) -> list[str]:
    """What officers decided on that changes nothing: no item that was collected, or not one of the line that they name.

    Needs ``delivered``; a snapshot was made of what its moment knew.
    """
    return [] if books.snapshot else [one.item for one in _decided(books, plan) if not _rules(books, one)]


def _rules(books: Books, one: Decided) -> bool:
    item = find_item(books.db, one.item)
    return item is not None and (not one.plan or is_delivered(books.db, item, one.contract))


def _decided(books: Books, plan: Plan) -> list[Decided]:
    return [one for one in books.configuration.ledger.decided if one.plan in ("", plan.code)]
