"""The nouns of what officers handle: rules that raise flags, departments, flags with their matters, claims; as records.

A **flag** is raised on one item, of one kind; flags of one kind on one event are one **matter**, which officers decide
and whose decisions are its **case**. A **claim** is a statement in the register; what is said of it is said by people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Literal

from records import STRICT, Decision, Span

Severity = Literal["high", "medium", "low"]
Signal = Literal["annotation", "burst", "claim", "correction", "removed"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")
ABOUT_MATTER, ABOUT_CLAIM = "matter", "claim"  # what a decision is about

# The kinds that a text is flagged for by the models; an item keeps one decided matter among them.
OF_TEXT = ("criticism", "claim", "dispute")


@dataclass(frozen=True, slots=True)
class FlagRule:
    """One rule of ``flags.toml``: which signal raises which kind of flag, how urgent, said how."""

    __pydantic_config__: ClassVar = STRICT
    kind: str
    name: str  # Vietnamese, for tables
    signal: Signal
    severity: Severity
    sentence: str  # the reason, with {words}, {items} … filled in from the flag's facts
    annotation: str = ""  # kind of annotation; only for signal "annotation"
    labels: tuple[str, ...] = ()  # of it
    least: float = 0.0  # score of the annotation, or improbability of a burst
    items: int = 0  # least number of items of a burst
    main_only: bool = False  # only where the province is the main subject (relevance 2)
    characters: int = 0  # least length of lede and body
    whole_text: bool = False  # only where the article's page was read: a feed's summary leaves out too much


@dataclass(frozen=True, slots=True)
class Department:
    """A department that a matter can be given to, and when it existed."""

    __pydantic_config__: ClassVar = STRICT
    slug: str
    name: str
    provinces: tuple[str, ...]
    since: date | None = None
    until: date | None = None

    def exists_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Signalled:
    """A reason to raise a flag on an item, before it is known to which matter it belongs."""

    item: str
    province: str
    kind: str
    at: datetime
    severity: Severity
    score: float
    by: str
    group: str  # items of one event have the same
    spans: tuple[Span, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    published: str = ""  # of those that were seen at one moment the first published stands for them


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag with the matter that it belongs to."""

    signal: Signalled
    matter: str


@dataclass(frozen=True, slots=True)
class Matter:
    """Flags of one kind on one event: what stands in the queue as one row."""

    key: str
    province: str
    kind: str
    anchor: str  # id of the item that is shown for it
    raised_at: datetime
    severity: Severity


@dataclass(frozen=True, slots=True)
class Known:
    """A matter that was decided on, as it was then: what keeps it from being raised again."""

    key: str
    province: str
    kind: str
    group: str
    severity: Severity
    rows: tuple[tuple[str, str, float, str], ...]  # item, moment, score, by
    spans: tuple[Span, ...] = ()  # of the first
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def items(self) -> frozenset[str]:
        return frozenset(row[0] for row in self.rows)


@dataclass(frozen=True, slots=True)
class Step:
    """One decision of a case, the state that it led to, and whether it was taken back."""

    decision: Decision
    state: str
    undone_by: str = ""


ClaimState = Literal["verifying", "refuted", "true", "undecided"]


@dataclass(frozen=True, slots=True)
class Source:
    """What speaks against a claim, or for it: who, which document, of which day."""

    name: str
    document: str
    day: date
    is_own: bool  # the body that the claim is about speaks for itself


@dataclass(frozen=True, slots=True)
class Statement:
    """An officer's word on the state of a claim."""

    by: str
    at: datetime
    state: ClaimState
    document: str
    account: str = ""  # login under which it was said on the pages; "" is the command line


@dataclass(frozen=True, slots=True)
class Claim:
    """A checkable statement in the register, as what was decided of it stands."""

    number: str
    text: str
    province: str
    body: str  # whom it is about
    by: str
    at: datetime
    variants: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    statements: tuple[Statement, ...] = ()  # since the wording was last changed
    state: ClaimState = "verifying"
    since: datetime | None = None  # when its newest wording or statement was written down; None: there is none

    @property
    def wordings(self) -> tuple[str, ...]:
        return (self.text, *self.variants)

    @property
    def is_half_refuted(self) -> bool:
        """One officer has said that it is false, and a second one has not yet."""
        return self.state == "verifying" and bool(self.statements) and self.statements[-1].state == "refuted"
