"""The tables by which counting is fast."""

from __future__ import annotations

from sqlite_utils import Database

from storage.recount import recount, reprove
from storage.schema.count_tables import make_count_tables, make_day_tables
from storage.schema.listed_tables import make_list_tables


def m010_counts(db: Database) -> None:
    """What counts read, derived from items and annotations and kept beside them."""
    make_count_tables(db)
    recount(db)


def m011_days(db: Database) -> None:
    """When outlets were visited and which days are proven, derived from the ledger and the proofs."""
    make_day_tables(db)
    reprove(db)


def m017_lists(db: Database) -> None:
    """What lists of a province's items read, in their order; and the words of these items apart."""
    make_list_tables(db)
    db.execute("INSERT OR IGNORE INTO recount SELECT number FROM counted WHERE scope <> ''")
    recount(db)
