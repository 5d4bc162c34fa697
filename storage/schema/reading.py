"""Indexes by which the pages are quick."""

from __future__ import annotations

from sqlite_utils import Database

# As ``last_errors`` of storage/health.py asks: an index is used only where a query has its very words.
_FAILED = """
CREATE INDEX fetches_failed ON fetches (url, at)
WHERE kind IN ('feed', 'sitemap', 'listing') AND outcome NOT IN ('ok', 'not-modified', 'redirect', 'not-in-archive')
"""


def m019_reading(db: Database) -> None:
    """Errors of sources, what one outlet printed of a province, what came in since: without going through the rest."""
    db.execute(_FAILED)
    db.execute("CREATE INDEX counted_by_outlet ON counted (scope, outlet, day)")
    db.execute("CREATE INDEX items_by_first_seen ON items (first_seen_at, annotated_by)")


def m020_outlets(db: Database) -> None:
    """What a newspaper's page asks: its main items without a look at each row, and which pieces have views."""
    db.execute("CREATE INDEX totals_viewed ON totals (url) WHERE name = 'views'")
    db.execute("DROP INDEX counted_by_outlet")
    db.execute("CREATE INDEX counted_by_outlet ON counted (scope, outlet, day, relevance)")
