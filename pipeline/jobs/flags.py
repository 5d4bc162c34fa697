"""Raises flags on what was judged, merges them into matters, and keeps what was decided; no network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from casework import FlagRule, Signalled
from config.load import Configuration
from pipeline.matters import known_of, merged
from storage.flags import annotated, corrected, matter_decisions, removed, save_matters
from storage.store import Store
from times import from_iso

Row = Mapping[str, Any]
WORDS_OF_LABELS = 4  # questions about one headline that are told


def raise_flags(store: Store, configuration: Configuration) -> int:
    """Raise every flag anew from the annotations, copies, corrections and removals; returns how many there are.

    Derived as a whole each time, so that it does not matter which items came first; decisions keep their matters.
    """
    signals = [
        signal
        for rule in configuration.flag_rules.values()
        for signal in SIGNALS[rule.signal](store, configuration, rule)
    ]
    matters, flags = merged(signals, known_of(matter_decisions(store.db)))
    return save_matters(store.db, matters, flags)


Signals = Callable[[Store, Configuration, FlagRule], Iterator[Signalled]]


def _of_annotations(store: Store, _configuration: Configuration, rule: FlagRule) -> Iterator[Signalled]:
    """One signal an item and province: several annotations of one kind (questions of a headline) are one."""
    found: dict[tuple[str, str], Signalled] = {}
    for row in annotated(store.db, rule.annotation, rule.labels, rule.least):
        if (rule.main_only and row["relevance"] != "2") or (rule.whole_text and row["origin"] != "page"):
            continue
        spans = tuple((start, end) for start, end in row["spans"])
        details = [row["detail"]] if row["detail"] else []
        signal = _signal(row, rule, score=row["score"], by=row["by"], spans=spans, facts={"details": details})
        before = found.setdefault((row["item"], row["province"]), signal)
        if before is not signal:
            found[row["item"], row["province"]] = _both(before, signal)
    yield from found.values()


def _both(one: Signalled, other: Signalled) -> Signalled:
    details = [*one.facts["details"], *other.facts["details"]][:WORDS_OF_LABELS]  # type: ignore[misc]
    spans = tuple(sorted({*one.spans, *other.spans}))
    return replace(one, spans=spans, score=max(one.score, other.score), facts={"details": details})


def _of_removals(store: Store, _configuration: Configuration, rule: FlagRule) -> Iterator[Signalled]:
    for row in removed(store.db):
        if not (rule.main_only and row["relevance"] != "2"):
            yield _signal(row, rule, facts={"seen_at": row["seen"]})


def _of_corrections(store: Store, _configuration: Configuration, rule: FlagRule) -> Iterator[Signalled]:
    for row in corrected(store.db):
        if not (rule.main_only and row["relevance"] != "2"):
            yield _signal(row, rule, facts={"notice": row["notice"]})


def _none_yet(_store: Store, _configuration: Configuration, _rule: FlagRule) -> Iterator[Signalled]:
    yield from ()


def _signal(row: Row, rule: FlagRule, **more: Any) -> Signalled:
    at: datetime = from_iso(row["at"])
    severity = rule.severity if row["relevance"] == "2" else "low"  # in passing: seldom about the province at all
    seen = {"score": 1.0, "by": "", **more}
    return Signalled(row["item"], row["province"], rule.kind, at, severity, group=row["group"], **seen)


SIGNALS: Mapping[str, Signals] = {
    "annotation": _of_annotations,
    "removed": _of_removals,
    "correction": _of_corrections,
    "burst": _none_yet,
    "claim": _none_yet,
}
