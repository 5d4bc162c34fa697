"""The tables of readers' comments."""

from __future__ import annotations

from sqlite_utils import Database

# Of readers' comments only what a redacted record holds: no name, and a hash of it that differs under every article.
_COMMENTS = """
CREATE TABLE threads (
    record TEXT PRIMARY KEY REFERENCES fetches (key), url TEXT NOT NULL, at TEXT NOT NULL, total INTEGER
) STRICT;
CREATE INDEX threads_by_url ON threads (url, at);
CREATE TABLE comments (
    url TEXT NOT NULL, id TEXT NOT NULL, reader TEXT NOT NULL, is_reply INTEGER NOT NULL, at TEXT,
    likes INTEGER NOT NULL, text TEXT NOT NULL, first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL,
    record TEXT NOT NULL REFERENCES fetches (key),
    PRIMARY KEY (url, id)
) STRICT
"""


def m007_comments(db: Database) -> None:
    """Readers' comments on articles, by the article's address."""
    for statement in _COMMENTS.split(";"):
        db.execute(statement)
