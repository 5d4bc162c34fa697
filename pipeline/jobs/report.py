"""What a job reports: counts for programs, names for people; the ledger in it balances."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Progress = Callable[[str, int, int], None]  # key of a sentence, done, of how many (0: unknown)


def silent(_key: str, _done: int, _total: int) -> None:
    """No progress shown."""


@dataclass(slots=True)
class Ledger:
    """The count of a run: entered = kept + dropped, kept = new + known."""

    entered: int = 0
    new: int = 0
    known: int = 0
    updated: int = 0  # of the known: a changed text was stored as a further version
    merged: int = 0  # items that turned out to be another item under a new address
    dropped: dict[str, int] = field(default_factory=dict)

    @property
    def kept(self) -> int:
        return self.new + self.known

    @property
    def balances(self) -> bool:
        return self.entered == self.kept + sum(self.dropped.values())

    def drop(self, reason: str) -> None:
        self.dropped[reason] = self.dropped.get(reason, 0) + 1


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that did not work and has a name: where, and which word of docs/reasons.md."""

    outlet: str
    url: str
    reason: str
    detail: str = ""


@dataclass(slots=True)
class CrawlReport:
    """Requests by outcome, the captures that this crawl dealt with, and what failed."""

    requests: dict[str, int] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    records_added: int = 0
    failures: list[Failure] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "requests": self.requests,
            "records_added": self.records_added,
            "failures": [vars_of(failure) for failure in self.failures],
        }


@dataclass(slots=True)
class ProcessReport:
    """The ledger of a run, faults of captures by reason, and how many items were judged."""

    ledger: Ledger = field(default_factory=Ledger)
    faults: dict[str, int] = field(default_factory=dict)
    captures: int = 0
    annotated: int = 0
    named: int = 0  # items about a province in which names were looked for
    failures: list[Failure] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        ledger = self.ledger
        return {
            "entered": ledger.entered, "kept": ledger.kept, "new": ledger.new, "known": ledger.known,
            "updated": ledger.updated, "merged": ledger.merged, "dropped": ledger.dropped, "faults": self.faults,
            "captures": self.captures, "annotated": self.annotated, "named": self.named,
            "failures": [vars_of(failure) for failure in self.failures],
        }  # fmt: skip


def vars_of(failure: Failure) -> dict[str, str]:
    return {
        "outlet": failure.outlet, "url": failure.url, "reason": failure.reason, "detail": failure.detail,
    }  # fmt: skip
