"""The tables of what comes by other ways than a crawl."""

from __future__ import annotations

from sqlite_utils import Database

from storage.recount import recount
from storage.schema.count_tables import remake_count_tables

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


# ``twins``: pairs of a printed or broadcast item and one on the web, as they were compared; ``appearances``: which item
# is a further appearance of which, after what officers decided. ``rematch``: items whose pairs are to be looked for.
_TWINS = """
CREATE TABLE twins (
    one TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    other TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    verdict TEXT NOT NULL, score REAL NOT NULL, basis TEXT NOT NULL,
    PRIMARY KEY (one, other)
) STRICT;
CREATE INDEX twins_by_other ON twins (other);

CREATE TABLE appearances (
    item TEXT PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE,
    of TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX appearances_by_first ON appearances (of);

CREATE TABLE rematch (item TEXT PRIMARY KEY) STRICT;
CREATE INDEX items_off_the_web ON items (outlet, day) WHERE channel IN ('print', 'radio', 'television')
"""
_REMATCH = (
    "CREATE TRIGGER rematch_new AFTER INSERT ON items BEGIN INSERT OR IGNORE INTO rematch VALUES (NEW.id); END",
    """CREATE TRIGGER rematch_changed AFTER UPDATE OF outlet, channel, day, version, url ON items
       BEGIN INSERT OR IGNORE INTO rematch VALUES (NEW.id); END""",
    """CREATE TRIGGER rematch_told AFTER INSERT ON pieces BEGIN
       INSERT OR IGNORE INTO rematch SELECT item FROM addresses WHERE url = NEW.url; END""",
)


def m018_channels(db: Database) -> None:
    """The language as a dimension of counts, and pieces that appear twice."""
    if "language" not in db["counted"].columns_dict:
        remake_count_tables(db)
        recount(db)
    for statement in (*_TWINS.split(";"), *_REMATCH):
        db.execute(statement)
    db.execute("INSERT INTO rematch SELECT id FROM items")
