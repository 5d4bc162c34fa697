"""The tables of what asks for an answer: flags and matters, and what was found of registered claims."""

from __future__ import annotations

from sqlite_utils import Database

_MATTERS = """
CREATE TABLE matters (
    key TEXT PRIMARY KEY, province TEXT NOT NULL, kind TEXT NOT NULL, anchor TEXT NOT NULL, raised_at TEXT NOT NULL,
    severity TEXT NOT NULL
) STRICT;
CREATE INDEX matters_by_time ON matters (raised_at, key);
CREATE TABLE flags (
    matter TEXT NOT NULL REFERENCES matters (key) ON DELETE CASCADE,
    item TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    at TEXT NOT NULL, score REAL NOT NULL, by TEXT NOT NULL, spans TEXT NOT NULL, facts TEXT NOT NULL,
    PRIMARY KEY (matter, item)
) STRICT;
CREATE INDEX flags_by_item ON flags (item);
CREATE INDEX flags_by_time ON flags (at, matter);
CREATE INDEX decisions_at ON decisions (about, at)
"""


def m013_matters(db: Database) -> None:
    """What asks for an answer: flags on items, merged into matters; derived, but for what decisions keep."""
    for statement in _MATTERS.split(";"):
        db.execute(statement)


_CLAIMS = """
CREATE TABLE claim_looks (
    item TEXT PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE, reading_sha256 TEXT NOT NULL, register TEXT NOT NULL
) STRICT;
CREATE TABLE claim_matches (
    item TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE, claim TEXT NOT NULL, score REAL NOT NULL,
    stance TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, by TEXT NOT NULL,
    PRIMARY KEY (item, claim)
) STRICT;
CREATE INDEX claim_matches_by_claim ON claim_matches (claim)
"""


def m014_claims(db: Database) -> None:
    """Which items have a sentence near a registered claim, and with which register each was looked through."""
    for statement in _CLAIMS.split(";"):
        db.execute(statement)
