"""The officers' own ledger beside the plans (``ledger.toml``), and through which titles each contract line counts.

Nothing of it is shipped filled in: who signed what, what was agreed, which pieces were ordered and how authors
spell their names is known in the office and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar, Literal

from config.checks import check_outlet_known, check_period
from config.files import lone_file, read_record
from config.wording import sentence
from records import STRICT, Contract, Outlet, Plan, Trouble

State = Literal["unsigned", "signed", "paused", "settled"]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """In which state a contract line is from a day on, by which document."""

    __pydantic_config__: ClassVar = STRICT
    plan: str
    contract: str
    state: State
    since: date
    document: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """An outlet with which a contract was signed under a line: of the open line, or a further title of a partner."""

    __pydantic_config__: ClassVar = STRICT
    plan: str
    contract: str
    outlet: str
    since: date
    until: date
    document: str = ""


@dataclass(frozen=True, slots=True)
class Deliverable:
    """How many pieces a year were agreed for a line; the plans themselves set no number."""

    __pydantic_config__: ClassVar = STRICT
    plan: str
    contract: str
    pieces: int
    theme: str = ""  # a clause; "" is any
    genre: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A label (section, tag, kicker, source line) under which an outlet prints what was ordered of it."""

    __pydantic_config__: ClassVar = STRICT
    plan: str
    contract: str
    label: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """An officer's word on one piece: ordered or not, of which line, by which document."""

    __pydantic_config__: ClassVar = STRICT
    item: str  # id or address
    by: str
    day: date
    plan: str = ""  # needed with a contract; "" holds in every plan
    ordered: bool | None = None
    contract: str = ""  # of two lines that end in one title, the one to which the piece belongs
    document: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """One author as he is to be named, and the spellings under which newspapers print him."""

    __pydantic_config__: ClassVar = STRICT
    name: str
    spellings: tuple[str, ...] = ()
    outlet: str = ""  # slug; "" in any
    pen_names: tuple[str, ...] = ()
    own_word: str = ""  # the document in which he himself says that the pen names are his; without it none counts


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that officers keep beside the plans."""

    __pydantic_config__: ClassVar = STRICT
    states: tuple[Standing, ...] = ()
    signed: tuple[Signed, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    ordered: tuple[Mark, ...] = ()
    decided: tuple[Decided, ...] = ()
    authors: tuple[Author, ...] = ()


def load_ledger(home_config: Path | None, plans: Mapping[str, Plan], outlets: Mapping[str, Outlet]) -> Ledger:
    """The home's ledger; Trouble names the entry that speaks of a line, outlet or period that is none."""
    filed = read_record(lone_file("ledger.toml", home_config), Ledger)
    ledger, file = filed.record, filed.file
    for name in ("states", "signed", "deliverables", "ordered"):
        for number, entry in enumerate(getattr(ledger, name), 1):
            _check_line(file, f"{name}[{number}]", entry.plan, entry.contract, plans)
    for number, ruled in enumerate(ledger.decided, 1):
        if ruled.plan or ruled.contract:
            _check_line(file, f"decided[{number}]", ruled.plan, ruled.contract, plans, may_lack=True)
    for number, one in enumerate(ledger.signed, 1):
        check_outlet_known(file, f"signed[{number}]", "outlet", one.outlet, outlets)
        check_period(file, f"signed[{number}]", one.since, one.until)
    for number, author in enumerate(ledger.authors, 1):
        if author.pen_names and not author.own_word:
            _refuse(file, f"authors[{number}]", "own_word", author.name, "config.pen-name", "own-word")
    return ledger


def _check_line(
    file: str, entry: str, plan: str, contract: str, plans: Mapping[str, Plan], *, may_lack: bool = False
) -> None:
    if plan not in plans:
        raise Trouble(
            "config.unknown-plan", file=file, entry=entry, field="plan", value=plan, allowed=", ".join(sorted(plans))
        )
    lines = [line.number for line in plans[plan].contracts if line.number]
    if contract not in lines and (contract or not may_lack):
        allowed = ", ".join(lines)
        raise Trouble(
            "config.unknown-contract", file=file, entry=entry, field="contract", value=contract, allowed=allowed
        )


def _refuse(file: str, entry: str, field: str, value: str, key: str, allowed: str) -> None:
    raise Trouble(key, file=file, entry=entry, field=field, value=value, allowed=sentence(f"config.allowed.{allowed}"))


# --- through which titles a line counts -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Title:
    """A title through which a contract line counts, from one day to another.

    ``host``, ``section`` or ``label`` narrow it to what is printed there: such a title goes before one without.
    """

    line: str
    outlet: str
    since: date
    until: date
    inherited: bool = False  # the line's own paper has ended: this is its successor
    apart: bool = False  # inherited, and sections are known under which the successor carries it on
    host: str = ""
    section: str = ""
    label: str = ""
    common: str = ""  # no title of its own: a section that does not tell the ended paper from its successor

    @property
    def is_narrow(self) -> bool:
        return bool(self.host or self.section or self.label or self.common)


def titles_of(plan: Plan, outlets: Mapping[str, Outlet], signed: tuple[Signed, ...] = ()) -> tuple[Title, ...]:
    """All titles through which the plan's lines count: partners, the titles that they own, successors."""
    partners = [Title(line.number, line.partner, line.since, line.until) for line in plan.contracts if line.partner]
    partners += [Title(one.contract, one.outlet, one.since, one.until) for one in signed if one.plan == plan.code]
    return tuple(dict.fromkeys(title for partner in partners for title in _of_partner(partner, outlets)))


def _of_partner(partner: Title, outlets: Mapping[str, Outlet]) -> Iterator[Title]:
    for slug in _with_owned(partner.outlet, outlets):
        yield from _lives(replace(partner, outlet=slug), outlets, {slug})


def _with_owned(slug: str, outlets: Mapping[str, Outlet]) -> list[str]:
    owned = [slug]
    for one in owned:  # grows while it is read: a title may own titles
        owned += [other.slug for other in outlets.values() if other.owner == one and other.slug not in owned]
    return owned


def _lives(title: Title, outlets: Mapping[str, Outlet], seen: set[str]) -> Iterator[Title]:
    """A title, and what carries it on behind its end. What still comes in under its own name stays its own."""
    yield title
    outlet = outlets.get(title.outlet)
    if outlet is None or not outlet.successor or outlet.until is None or outlet.successor in seen:
        return
    begin = max(title.since, outlet.until + ONE_DAY)
    if begin > title.until:
        return
    for heir in _with_owned(outlet.successor, outlets):
        born = outlets[heir].since  # of a merger: what it dates before that day moved in with the ended paper
        since = title.since if born and born >= begin else begin
        after = replace(title, outlet=heir, since=since, inherited=True, apart=bool(outlet.carried))
        yield from _lives(after, outlets, {*seen, outlet.successor, heir})
        yield from _narrow(after, outlet)


def _narrow(after: Title, ended: Outlet) -> Iterator[Title]:
    """What tells the ended paper's pieces within its successor: its hosts, its sections, its name as a label."""
    for domain in ended.domains:
        yield replace(after, host=domain.name)
    for name in ended.carried:
        since, until = max(after.since, name.since or after.since), min(after.until, name.until or after.until)
        yield replace(after, since=since, until=until, section=name.name)
    for name in ended.titles:
        yield replace(after, label=name.name)
    for section in ended.common:
        yield replace(after, common=section)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a contract line's partner on a day: a word of the sentences and its names."""

    line: str
    day: date
    kind: Literal["merged", "took-in", "renamed", "governed"]
    before: str
    after: str


def changes_of(plan: Plan, outlets: Mapping[str, Outlet]) -> list[Change]:
    """The dated changes of the plan's partners and their titles within the lines' periods, in order."""
    found = []
    for line in plan.contracts:
        slugs = dict.fromkeys(title.outlet for title in titles_of(replace(plan, contracts=(line,)), outlets))
        changes = [change for slug in slugs if slug in outlets for change in _changes(line, outlets[slug], outlets)]
        found += sorted({one for one in changes if line.since <= one.day <= line.until}, key=_in_time)
    return found


def _in_time(change: Change) -> tuple[date, str, str, str]:
    return change.day, change.kind, change.before, change.after


def _changes(line: Contract, outlet: Outlet, outlets: Mapping[str, Outlet]) -> Iterator[Change]:
    if outlet.successor and outlet.until and outlet.successor in outlets:
        heir = outlets[outlet.successor].name
        yield Change(line.number, outlet.until + ONE_DAY, "merged", outlet.name, heir)
    for other in outlets.values():
        if other.successor == outlet.slug and other.until:
            ended = other.until + ONE_DAY
            kind: Literal["merged", "took-in"] = "took-in" if other.slug != line.partner else "merged"
            yield Change(line.number, ended, kind, other.name, outlet.name)
    for before, after in zip(outlet.titles, outlet.titles[1:], strict=False):
        if after.since:
            yield Change(line.number, after.since, "renamed", before.name, after.name)
    for body in outlet.governed_by:
        if body.since:
            yield Change(line.number, body.since, "governed", outlet.name, body.name)
