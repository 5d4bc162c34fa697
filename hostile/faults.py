"""The catalogue: every fault that the hostile press knows, in a fixed order that gives each its host."""

from __future__ import annotations

from collections.abc import Sequence

from hostile import faults_of_answers, faults_of_feeds, faults_of_pages, faults_of_the_wire
from hostile.fault import Fault, words

CONTROL = Fault("control", "Nothing is wrong: twenty articles.", words(), 20, articles=20)
FAULTS: tuple[Fault, ...] = (
    *faults_of_answers.FAULTS,
    *faults_of_the_wire.FAULTS,
    *faults_of_feeds.FAULTS,
    *faults_of_pages.FAULTS,
)
NUMBERS = {fault.name: number for number, fault in enumerate((CONTROL, *FAULTS))}


def chosen(names: Sequence[str]) -> tuple[Fault, ...]:
    """The faults of these names, all where none is named; LookupError for a name that is none."""
    if unknown := set(names) - set(NUMBERS):
        raise LookupError(f"no such fault: {', '.join(sorted(unknown))}; see: python -m hostile list")
    return tuple(fault for fault in FAULTS if not names or fault.name in names)
