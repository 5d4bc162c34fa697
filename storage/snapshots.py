"""What a snapshot keeps of a period: the rows that its counts read, and the way back into a database of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlite_utils import Database

# Each table that counts read, with the columns that they need of it and the part that a snapshot keeps. Whatever
# is counted from a snapshot is counted by the same queries.
_OF_PERIOD = """number IN (
    SELECT number FROM counted WHERE scope = :province AND (day = '' OR day BETWEEN :since AND :until)
)"""
KEPT = {
    "counted": ("scope, number, relevance, outlet, channel, day, genre, language",
                f"scope = :province AND {_OF_PERIOD}"),
    "counted_themes": ("plan, number, theme, sub", f"plan = :plan AND {_OF_PERIOD}"),
    "counted_tones": ("scope, number, tone", f"scope = :province AND {_OF_PERIOD}"),
    "items": ("number, id, url, outlet, title, published_at", _OF_PERIOD),
    "printed": ("number, authors", _OF_PERIOD),
    "delivered": ("line, number, shared, standing, commission", _OF_PERIOD),
    "picked_up": ("number, outlet, copy", _OF_PERIOD),
    "corrected": ("number, notice, basis", _OF_PERIOD),
    "copied": ("number", _OF_PERIOD),
    "outlet_days": ("outlet, month, day, covered_seconds, state", "day BETWEEN :since AND :until"),
    "visited": ("outlet, replayed, first_at, last_at", ":since <= :until"),
}  # fmt: skip
_KEYS = (
    "CREATE UNIQUE INDEX kept_counted ON counted (scope, number)",
    "CREATE INDEX kept_themes ON counted_themes (plan, number)",
    "CREATE INDEX kept_tones ON counted_tones (scope, number)",
    "CREATE INDEX kept_delivered ON delivered (number)",
    "CREATE INDEX kept_picked_up ON picked_up (number, outlet)",
    "CREATE INDEX kept_corrected ON corrected (number)",
    "CREATE INDEX kept_copied ON copied (number)",
    "CREATE UNIQUE INDEX kept_items ON items (number)",
    # The order of a figure's items, which a living home's ``delivered`` has with it.
    "ALTER TABLE delivered ADD COLUMN id",
    "ALTER TABLE delivered ADD COLUMN published_at",
    """UPDATE delivered SET (id, published_at) =
       (SELECT id, published_at FROM items i WHERE i.number = delivered.number)""",
    """CREATE TABLE tallies AS SELECT scope, substr(day, 1, 7) AS month, outlet, channel, genre, language,
       relevance, count(*) AS items FROM counted GROUP BY 1, 2, 3, 4, 5, 6, 7""",
)
Line = list[Any]


def kept_rows(db: Database, *, plan: str, province: str, since: str, until: str) -> Iterator[Line]:
    """The rows of a period, each led by its table's name, in an order of their own values.

    Needs ``outlet_days``, ``delivered``, ``picked_up`` and ``corrected``.
    """
    asked = {"plan": plan, "province": province, "since": since, "until": until}
    for table, (columns, where) in KEPT.items():
        used = {name: value for name, value in asked.items() if f":{name}" in where}
        for row in db.execute(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {columns}", used):
            yield [table, *row]


def models_of(db: Database, *, province: str, since: str, until: str) -> list[str]:
    """Who judged the items of a period: the signatures of models, lexicons and plans."""
    sql = f"SELECT DISTINCT a.by FROM annotations a JOIN items i ON i.id = a.item WHERE i.{_OF_PERIOD} ORDER BY 1"
    asked = {"province": province, "since": since, "until": until}
    return [row["by"] for row in db.query(sql, asked)]


def restored(lines: Iterable[Line]) -> Database:
    """A database in memory with these rows, for the queries of counts alone."""
    db = Database(memory=True)
    inserts = {}
    for table, (columns, _) in KEPT.items():
        temporary = "TEMP" if table == "outlet_days" else ""  # where a living home's are
        db.execute(f"CREATE {temporary} TABLE {table} ({columns})")
        places = ", ".join("?" * len(columns.split(",")))
        inserts[table] = f"INSERT INTO {table} VALUES ({places})"
    for table, *row in lines:
        lacking = inserts[table].count("?") - len(row)  # a snapshot of before a column was there
        db.conn.execute(inserts[table], [*row, *[""] * lacking])
    for statement in _KEYS:
        db.execute(statement)
    return db
