"""What finding a page's posts again asks of the tables."""

from __future__ import annotations

from sqlite_utils import Database


def m016_social(db: Database) -> None:
    """The posts of a page by the name that stands in their journal lines."""
    db.execute("CREATE INDEX fetches_of_pieces ON fetches (named_by, url) WHERE kind = 'piece'")
