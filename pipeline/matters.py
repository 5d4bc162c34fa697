"""Flags of one kind on one event are one matter; a matter that was decided on is never raised again.

What an item is flagged for changes with models, and which items tell of one event changes with what comes in. A
decision therefore names the items that it was about, and holds for them: whatever group they fall into later, their
flags go to the matter that was decided.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from casework import OF_TEXT, SEVERITIES, Flag, Known, Matter, Signalled
from records import Decision
from times import from_iso, iso

MOST_ITEMS = 500  # of a matter that a decision names; further ones join by their event
Group = tuple[str, str, str]  # province, kind, event


def merged(signals: Iterable[Signalled], known: Sequence[Known]) -> tuple[list[Matter], list[Flag]]:
    """Matters with their flags: those decided on as they were, each with what belongs to it; and new ones."""
    by_item = {(*_about(one.province, one.kind, one.facts), item): one for one in reversed(known) for item in one.items}
    by_group: dict[Group, str] = {(one.province, one.kind, one.group): one.key for one in reversed(known)}
    flags: dict[tuple[str, str], Flag] = {}
    loose: dict[Group, list[Signalled]] = {}
    for signal in sorted(signals, key=_order):
        group = signal.province, signal.kind, signal.group
        if one := by_item.get((*_about(signal.province, signal.kind, signal.facts), signal.item)):
            flags.setdefault((one.key, signal.item), Flag(signal, one.key))
            if one.kind == signal.kind:
                by_group.setdefault(group, one.key)
        else:
            loose.setdefault(group, []).append(signal)
    fresh = []
    for group, found in loose.items():
        key = by_group.get(group)
        if key is None:
            fresh.append(_matter(found))
            key = fresh[-1].key
        flags.update({(key, one.item): Flag(one, key) for one in reversed(found)})
    decided = [_decided(one, flags) for one in known]
    return [*decided, *fresh], list(flags.values())


def _order(signal: Signalled) -> tuple[Any, ...]:
    return signal.at, signal.published, signal.item, signal.kind, signal.province, signal.group


def _about(province: str, kind: str, facts: Mapping[str, object]) -> tuple[str, str, str]:
    """What a flag is about: the models' kinds are one question, each registered claim is one."""
    return province, "text" if kind in OF_TEXT else kind, str(facts.get("number", ""))


def _matter(found: Sequence[Signalled]) -> Matter:
    """A new matter of these flags, the oldest first."""
    first = found[0]
    severity = min((one.severity for one in found), key=SEVERITIES.index)
    return Matter(key_of(first), first.province, first.kind, first.item, first.at, severity)


def key_of(first: Signalled) -> str:
    """The key of a matter by its oldest flag: 50 bits of a SHA-256 in ten characters."""
    written = "|".join((*_about(first.province, first.kind, first.facts), first.kind, first.item))
    return base64.b32encode(hashlib.sha256(written.encode()).digest()).decode()[:10].lower()


def _decided(known: Known, flags: dict[tuple[str, str], Flag]) -> Matter:
    """The matter as it was decided on; flags that no model raises any more stay."""
    for place, (item, written, score, by) in enumerate(known.rows):
        spans, facts = (known.spans, known.facts) if not place else ((), {})
        at = from_iso(written)
        kept = Signalled(
            item, known.province, known.kind, at, known.severity, score, by, known.group, spans=spans, facts=facts
        )
        found = flags.get((known.key, item))
        signal = replace(found.signal, facts={**found.signal.facts, **facts}) if found else kept
        flags[known.key, item] = Flag(replace(signal, at=kept.at), known.key)
    first = known.rows[0]
    at = min(from_iso(row[1]) for row in known.rows)
    return Matter(known.key, known.province, known.kind, first[0], at, known.severity)


# --- what a decision keeps of its matter ---


def kept(matter: Matter, flags: Sequence[Flag], facts: Mapping[str, object]) -> dict[str, object]:
    """A matter as a decision writes it down; ``facts`` are those of its first item, with the words that show it."""
    ordered = sorted(flags, key=lambda flag: (flag.signal.item != matter.anchor, *_order(flag.signal)))
    rows = [[one.signal.item, iso(one.signal.at), one.signal.score, one.signal.by] for one in ordered[:MOST_ITEMS]]
    return {
        "province": matter.province, "kind": matter.kind, "group": ordered[0].signal.group,
        "severity": matter.severity, "rows": rows, "spans": [list(span) for span in ordered[0].signal.spans],
        "facts": dict(facts),
    }  # fmt: skip


def known_of(decisions: Iterable[Decision]) -> list[Known]:
    """The matters that were ever decided on, undone or not, as their latest decision names them."""
    found: dict[str, Known] = {}
    for one in decisions:
        written = one.said.get("matter")
        if isinstance(written, Mapping):
            found[one.key] = _known(one.key, written)
    return list(found.values())


def inherited(known: Known, heirs: Mapping[str, str]) -> Known:
    """A matter with each item that was merged into another named by that one: what was decided follows the item."""
    rows: dict[str, tuple[str, str, float, str]] = {}
    for row in known.rows:
        item = heirs.get(row[0], row[0])
        rows.setdefault(item, (item, *row[1:]))
    claim, _, group = known.group.rpartition(":")
    group = f"{claim}:{heirs.get(group, group)}" if claim else heirs.get(group, group)
    return replace(known, group=group, rows=tuple(rows.values()))


def _known(key: str, written: Mapping[str, Any]) -> Known:
    rows = tuple((str(item), str(at), float(score), str(by)) for item, at, score, by in written["rows"])
    spans = tuple((int(start), int(end)) for start, end in written["spans"])
    return Known(
        key, written["province"], written["kind"], written["group"], written["severity"], rows, spans, written["facts"]
    )  # fmt: skip
