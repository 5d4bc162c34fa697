"""Raises flags on what was judged, merges them into matters, and keeps what was decided; no network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from casework import ABOUT_CLAIM, FlagRule, Signalled
from config.load import Configuration
from pipeline.bursts import Told, bursts
from pipeline.claims import register
from pipeline.matters import inherited, known_of, merged
from storage.decisions import standing
from storage.flags import annotated, corrected, matched_items, matter_decisions, removed, rhythm, save_matters
from storage.rulings import heirs_of
from storage.store import Store
from times import from_iso, iso

Row = Mapping[str, Any]
BURST = "burst@1"
EVEN = 0.5  # score below which the models themselves think it less likely than not
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
    known = known_of(matter_decisions(store.db))
    heirs = heirs_of(store.db, (item for one in known for item in one.items))
    matters, flags = merged(signals, [inherited(one, heirs) for one in known])
    return save_matters(store.db, matters, flags)


Signals = Callable[[Store, Configuration, FlagRule], Iterator[Signalled]]


def _of_annotations(store: Store, _configuration: Configuration, rule: FlagRule) -> Iterator[Signalled]:
    """One signal an item and province: several annotations of one kind (questions of a headline) are one."""
    found: dict[tuple[str, str], Signalled] = {}
    for row in annotated(store.db, rule.annotation, rule.labels, rule.least):
        if not _is_meant(rule, row):
            continue
        spans = tuple((start, end) for start, end in row["spans"])
        details = [row["detail"]] if row["detail"] else []
        signal = _signal(row, rule, score=row["score"], by=row["by"], spans=spans, facts={"details": details})
        before = found.setdefault((row["item"], row["province"]), signal)
        if before is not signal:
            found[row["item"], row["province"]] = _both(before, signal)
    yield from found.values()


def _is_meant(rule: FlagRule, row: Row) -> bool:
    """Does a rule speak of such an item: how much it is about the province, was its page read, is it long enough?"""
    is_read = row["origin"] != "feed" or not rule.whole_text
    return is_read and row["characters"] >= rule.characters and (row["relevance"] == "2" or not rule.main_only)


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


def _of_bursts(store: Store, _configuration: Configuration, rule: FlagRule) -> Iterator[Signalled]:
    """All items of a burst's days; the name is that of the event, or of its first item's copies."""
    rows = rhythm(store.db, main_only=rule.main_only)
    by_item = {(row["province"], row["item"]): row for row in rows}
    own = Counter((row["province"], row["group"]) for row in rows)
    for province in sorted({row["province"] for row in rows}):
        for burst in bursts(_told(rows, province), least_items=rule.items, chance=rule.least):
            first = by_item[province, burst.told[0].item]
            subject = _subject(first, own[province, burst.event])
            facts = {"subject": subject, "items": burst.items, "outlets": burst.outlets,
                     "usual": f"{burst.usual:.1f}".replace(".", ","), "chance": percent(burst.chance)}  # fmt: skip
            for one in burst.told:
                row = {**by_item[province, one.item], "relevance": "2", "at": iso(max(one.seen, burst.seen))}
                yield _signal(row, rule, score=1 - burst.chance, by=BURST, facts=facts)


def _subject(first: Row, own: int) -> str:
    """The event's name where at least half of its items, ``own``, are about the province; else its first headline."""
    return str(first["event"] if first["event"] and 2 * own >= first["size"] else first["title"])


def _told(rows: Sequence[Row], province: str) -> Iterator[Told]:
    for row in rows:
        if row["province"] == province:
            yield Told(row["item"], row["group"], row["outlet"], from_iso(row["at"]), from_iso(row["seen"]))


def percent(chance: float) -> str:
    """A small chance as officers read it."""
    return "dưới 0,01 %" if chance < 0.0001 else f"{100 * chance:.2g} %".replace(".", ",")


def _of_claims(store: Store, _configuration: Configuration, rule: FlagRule) -> Iterator[Signalled]:
    """Items that repeat a claim which two officers found false; those that rebut or quote it are not raised."""
    claims = register(standing(store.db, ABOUT_CLAIM))
    for row in matched_items(store.db):
        claim = claims.get(row["claim"])
        if claim is None or claim.state != "refuted" or claim.province != row["province"]:
            continue
        facts = {"number": claim.number, "claim": claim.text, "score": f"{row['score']:.2f}".replace(".", ",")}
        at = iso(max(from_iso(row["at"]), claim.since or claim.at))
        spans = ((row["start"], row["stop"]),)
        signal = _signal({**row, "at": at}, rule, score=row["score"], by=row["by"], spans=spans, facts=facts)
        yield replace(signal, group=f"{claim.number}:{signal.group}")


def _signal(row: Row, rule: FlagRule, **more: Any) -> Signalled:
    at: datetime = from_iso(row["at"])
    seen = {"score": 1.0, "by": "", "published": row["published_at"] or "", **more}
    is_urgent = row["relevance"] == "2" and seen["score"] >= EVEN  # in passing it is seldom about the province at all
    severity = rule.severity if is_urgent else "low"
    return Signalled(row["item"], row["province"], rule.kind, at, severity, group=row["group"], **seen)


SIGNALS: Mapping[str, Signals] = {
    "annotation": _of_annotations,
    "removed": _of_removals,
    "correction": _of_corrections,
    "burst": _of_bursts,
    "claim": _of_claims,
}
