"""The tables of the names that relevant items bear."""

from __future__ import annotations

from sqlite_utils import Database

_NAMES = (
    """CREATE TABLE named (
        number INTEGER PRIMARY KEY, item TEXT NOT NULL UNIQUE REFERENCES items (id) ON DELETE CASCADE, by TEXT NOT NULL,
        text_sha256 TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE names (
        item TEXT NOT NULL REFERENCES named (item) ON DELETE CASCADE, kind TEXT NOT NULL, text TEXT NOT NULL,
        folded TEXT NOT NULL, office TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        PRIMARY KEY (item, kind, text)
    ) STRICT""",
    "CREATE INDEX names_folded ON names (folded, item)",
    "CREATE VIRTUAL TABLE names_fts USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')",
    """CREATE TRIGGER names_lost AFTER DELETE ON named
       BEGIN DELETE FROM names_fts WHERE rowid = OLD.number; END""",
)


def m005_names(db: Database) -> None:
    """Organisations and office-holders that relevant items name: for search and for grouping, no list of persons."""
    for statement in _NAMES:
        db.execute(statement)
