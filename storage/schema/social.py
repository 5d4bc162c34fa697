"""What finding a page's posts again asks of the tables."""

from __future__ import annotations

from sqlite_utils import Database

# Single requests to an interface are a ledger for people; where an address "stands" is asked of looks alone, and each
# list of fifty videos is an address that never comes again.
_NO_STANDING = """
CREATE TRIGGER no_standing_of_interfaces AFTER INSERT ON asked WHEN NEW.kind = 'interface'
BEGIN
    DELETE FROM asked WHERE url = NEW.url AND kind = NEW.kind;
END
"""


def m016_social(db: Database) -> None:
    """The posts of a page by the name that stands in their journal lines; no standing of single requests."""
    db.execute(_NO_STANDING)
    db.execute("CREATE INDEX fetches_of_pieces ON fetches (named_by, url) WHERE kind = 'piece'")
