"""Signals of flags as models give them, and the matters that were decided about them."""

from __future__ import annotations

from datetime import timedelta

from casework import Known, Signalled
from pipeline.matters import kept, known_of, merged
from records import Decision
from tests.desk import NOW

KINDS = ("criticism", "claim", "dispute", "removed")


def signal(item: str, kind: str = "criticism", group: str = "", hours: int = 0, **facts: object) -> Signalled:
    at = NOW + timedelta(hours=hours)
    return Signalled(item, "tuyen-quang", kind, at, "high", 0.9, "flag@1", group or item, ((0, 3),), facts)


def decided(found: list[Signalled]) -> list[Known]:
    """Every matter of these signals, as decisions about it keep it."""
    matters, flags = merged(found, [])
    said = [(m.key, {"matter": kept(m, [f for f in flags if f.matter == m.key], {})}) for m in matters]
    return known_of([Decision(f"d{n}", "A", NOW, "matter", key, facts) for n, (key, facts) in enumerate(said)])
