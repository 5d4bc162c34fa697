"""Whole numbers in an address: what is none is no number, however long it is."""

from __future__ import annotations

MOST_DIGITS = 18  # so many fit the integers of the database, of 64 bits


def number_in(written: str) -> int | None:
    """The number; None for what is none, or more than can be one."""
    return int(written) if written.isdecimal() and len(written) <= MOST_DIGITS else None
