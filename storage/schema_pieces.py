"""The tables of what comes by other ways than a crawl."""

from __future__ import annotations

from sqlite_utils import Database

# Under addresses, as comments are: two items that turn out to be one keep both.
_PIECES = """
CREATE TABLE pieces (
    record TEXT PRIMARY KEY REFERENCES fetches (key), url TEXT NOT NULL, at TEXT NOT NULL, channel TEXT NOT NULL,
    source TEXT NOT NULL, seconds INTEGER, twin TEXT NOT NULL
) STRICT;
CREATE INDEX pieces_by_url ON pieces (url, at);

CREATE TABLE enclosed (
    url TEXT NOT NULL, sha256 TEXT NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL, bytes INTEGER NOT NULL,
    record TEXT NOT NULL REFERENCES fetches (key),
    PRIMARY KEY (url, sha256)
) STRICT;

CREATE TABLE totals (
    url TEXT NOT NULL, at TEXT NOT NULL, platform TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL,
    record TEXT NOT NULL REFERENCES fetches (key),
    PRIMARY KEY (url, at, platform, name)
) STRICT
"""


def m015_pieces(db: Database) -> None:
    """Pieces, the files that came with them, and what platforms counted of them, as a series."""
    for statement in _PIECES.split(";"):
        db.execute(statement)
