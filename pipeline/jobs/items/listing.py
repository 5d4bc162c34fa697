"""Items as a list that is leafed through, counted and taken away as a file: one question, one set of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from config.load import Configuration
from pipeline.jobs.home import Home
from pipeline.jobs.ledger.counting import Filters, books_of, checked, missing_of
from records import Plan, Trouble
from storage.coverage import Scope
from storage.item_states import ITEM_STATES
from storage.listing import MANY, Found, Order, Place, Total, details, every, found_by, leaf, numbers, total
from storage.matching import How
from storage.opening import Opened, hold_still, open_database
from times import iso

PAGE = 50  # items
STATES = tuple(ITEM_STATES)
ORDERS: tuple[Order, ...] = ("newest", "oldest", "stored")
SUBJECTS = ("items", "passing", "both")  # figures of storage.coverage: main subject, in passing, either
FIELDS = "~"  # stands between the parts of a place in an address
UNCOUNTED = Total(0, more=True)
Row = dict[str, Any]
Counter = Callable[..., Total | None]  # as storage.listing.total


@dataclass(frozen=True, slots=True)
class Sought:
    """What a list is of: filters, words, how the items are about the plan's province, and in which order."""

    filters: Filters = field(default_factory=Filters)
    words: str = ""
    subject: str = "items"
    state: str = ""
    order: Order = "newest"


@dataclass(frozen=True, slots=True)
class ListView:
    """A page of a list."""

    rows: list[Row]
    after: str  # where the next page begins; "" on the last
    total: Total
    how: How | None  # how the words stand in what was found
    order: Order  # that in which the rows are
    plan: Plan  # whose themes the rows have


def items_page(
    home: Home, sought: Sought, *, configuration: Configuration, after: str = "", exact: bool = False,
    counted: Counter = total, limit: int = PAGE,
) -> ListView:  # fmt: skip
    """A page, and how many items there are in all; ``counted`` counts where there are no words.

    Of words more than MANY matches are told to be more, and stand as they were stored: they need not be gathered
    then. With ``exact`` they are counted and put in order whatever it takes. Trouble names a plan, outlet, theme,
    day, state or place that is none.
    """
    plan, place = plan_of(sought, configuration), place_of(after)
    with _opened(home, sought, plan) as (db, scope):
        found = found_by(db, scope, sought.subject, sought.words) if sought.words else None
        number, order = _counted(db, scope, found, sought, counted=counted, exact=exact, after=after)
        if found and not number.more and not exact:
            places = leaf(found, order, after=place)
        elif number == Total(0):
            places = []
        else:
            wanted = found.scope if found else scope
            places = numbers(db, wanted, sought.subject, order, after=place, limit=limit + 1)
        rows = details(db, scope, places[:limit])
    further = written(places[limit - 1], order) if len(places) > limit else ""
    if number == UNCOUNTED:
        number = Total(len(rows), more=bool(further or after))
    return ListView(rows, further, number, found.how if found else None, order, plan)


def _counted(
    db: Opened, scope: Scope, found: Found | None, sought: Sought, *, counted: Counter, exact: bool, after: str
) -> tuple[Total, Order]:  # fmt: skip
    """How many there are, and the order in which they stand; a list goes on in the order in which it began."""
    began_stored = bool(after) and FIELDS not in after
    if found and not exact:
        more = (began_stored and sought.order != "stored") or len(found.matches) > MANY
        return (Total(MANY, more=True), "stored") if more else (Total(len(found.matches)), sought.order)
    number = counted(db, found.scope if found else scope, sought.subject, exact=exact)
    return number or UNCOUNTED, "stored" if began_stored else sought.order


def plan_of(sought: Sought, configuration: Configuration) -> Plan:
    """The plan whose themes are asked for; Trouble names what there is not."""
    for name, value, known in (
        ("state", sought.state, ("", *STATES)), ("subject", sought.subject, SUBJECTS), ("order", sought.order, ORDERS),
    ):  # fmt: skip
        if value not in known:
            raise Trouble(f"items.unknown-{name}", value=value, allowed=", ".join(filter(None, known)))
    return checked(configuration, sought.filters, undated=True)


@contextmanager
def _opened(home: Home, sought: Sought, plan: Plan) -> Iterator[tuple[Opened, Scope]]:
    """The database as it stands now, and the scope of what is sought in it, without its words."""
    db = open_database(home.path, write=False)
    try:
        hold_still(db)
        scope = sought.filters.scope(plan, province=plan.province if sought.filters.plan else "")
        yield db, replace(scope, state=sought.state)
    finally:
        db.close()


def written(place: Place, order: Order) -> str:
    """A place as it stands in an address."""
    return str(place.number) if order == "stored" else FIELDS.join((place.day, place.at, str(place.number)))


def place_of(address: str) -> Place | None:
    """The place that an address names; Trouble("items.bad-place") where it is none."""
    if not address:
        return None
    day, at, number = [*address.split(FIELDS), "", ""][:3] if FIELDS in address else ("", "", address)
    if not (number.isdecimal() and number.isascii() and len(number) < 19):
        raise Trouble("items.bad-place", value=address)
    return Place(day, at, int(number))


def gap_days(home: Home, sought: Sought, *, configuration: Configuration, now: datetime) -> int:
    """Days of the period on which anything is missing: what is counted there is "at least"."""
    checked(configuration, sought.filters, undated=True)
    with books_of(home, now=iso(now), configuration=configuration) as books:
        return missing_of(books, sought.filters)[0]


def all_items(home: Home, sought: Sought, *, configuration: Configuration, most: int) -> Iterator[Row]:
    """Every item of a list, in its order, as it stood when the first was read.

    Trouble("items.too-many") before the first where there are more than ``most``: a file is whole or is none.
    """
    plan = plan_of(sought, configuration)
    with _opened(home, sought, plan) as (db, scope):
        scope = found_by(db, scope, sought.subject, sought.words).scope if sought.words else scope
        counted = total(db, scope, sought.subject, exact=True)
        if counted and counted.items > most:
            raise Trouble("items.too-many", count=counted.items, most=most)
        yield from every(db, scope, sought.subject, sought.order)
