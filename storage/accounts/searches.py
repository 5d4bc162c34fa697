"""What users look for again and again, each for himself: a name and the query of an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from records import Trouble
from times import iso

MOST = 50  # of one user: a list that can still be read


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """``query`` is that of the address, without a place to begin at."""

    id: int
    name: str
    query: str


def save_search(db: Database, user: int, *, name: str, query: str, at: datetime) -> int:
    """Keep a query under a name, in place of what bore that name; Trouble("search.too-many"). Returns its id."""
    known = {row["name"] for row in db.query("SELECT name FROM searches WHERE user = ?", [user])}
    if name not in known and len(known) >= MOST:
        raise Trouble("search.too-many", most=MOST)
    db.execute(
        """INSERT INTO searches (user, name, query, created_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (user, name) DO UPDATE SET query = excluded.query""",
        [user, name, query, iso(at)],
    )
    return int(db.execute("SELECT id FROM searches WHERE user = ? AND name = ?", [user, name]).fetchone()[0])


def searches_of(db: Database, user: int) -> list[SavedSearch]:
    rows = db.query("SELECT id, name, query FROM searches WHERE user = ? ORDER BY name", [user])
    return [SavedSearch(row["id"], row["name"], row["query"]) for row in rows]


def forget_search(db: Database, user: int, search: int) -> SavedSearch:
    """Remove a search of this user and return it; Trouble("search.unknown") where there is no such one."""
    for row in db.query("SELECT id, name, query FROM searches WHERE user = ? AND id = ?", [user, search]):
        db.execute("DELETE FROM searches WHERE id = ?", [search])
        return SavedSearch(row["id"], row["name"], row["query"])
    raise Trouble("search.unknown")
