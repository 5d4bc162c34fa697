"""The derived tables by which lists of a province's items are quick: what they hold and what keeps them.

``listed`` has one row for each row of ``counted`` under a province, in the order of lists, with all that a list is
narrowed down by; ``about_fts`` has the words of these items alone, a fourteenth of all or less. Lists alone read them:
what is counted for the ledger cannot learn of tone here. Triggers note what a write touched in ``recount``, and
:mod:`storage.recount` brings both up to date within the same transaction.
"""

from __future__ import annotations

from sqlite_utils import Database

_TABLES = """
CREATE TABLE listed (
    scope TEXT NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL, number INTEGER NOT NULL, relevance INTEGER NOT NULL,
    outlet TEXT NOT NULL, channel TEXT NOT NULL, genre TEXT NOT NULL, language TEXT NOT NULL, tone TEXT NOT NULL,
    copied INTEGER NOT NULL, edited INTEGER NOT NULL, removed INTEGER NOT NULL, themes TEXT NOT NULL,
    PRIMARY KEY (scope, day, at, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX listed_by_number ON listed (scope, number);
CREATE VIRTUAL TABLE about_fts USING fts5 (text, columnsize = 0, tokenize = 'unicode61 remove_diacritics 2')
"""
_KEEP = (
    """CREATE TRIGGER recount_moved AFTER UPDATE OF published_at, removed_at ON items
       BEGIN INSERT OR IGNORE INTO recount VALUES (NEW.number); END""",
    """CREATE TRIGGER recount_copied AFTER INSERT ON places WHEN NEW.original <> NEW.item
       BEGIN INSERT OR IGNORE INTO recount SELECT number FROM items WHERE id = NEW.item; END""",
    """CREATE TRIGGER recount_no_copy AFTER DELETE ON places WHEN OLD.original <> OLD.item
       BEGIN INSERT OR IGNORE INTO recount SELECT number FROM items WHERE id = OLD.item; END""",
)

# A row's themes of all plans: "/plan:theme//plan:sub/", once for each annotation.
_FILL = """
INSERT INTO listed
SELECT c.scope, c.day, coalesce(i.published_at, ''), c.number, c.relevance, c.outlet, c.channel, c.genre, c.language,
       coalesce((SELECT tone FROM counted_tones tn WHERE tn.scope = c.scope AND tn.number = c.number), ''),
       EXISTS (SELECT 1 FROM places p WHERE p.item = i.id AND p.original <> i.id), i.version > 1,
       i.removed_at IS NOT NULL,
       coalesce((SELECT group_concat('/' || plan || ':' || theme || '//' || plan || ':' || sub || '/', '') FROM (
           SELECT plan, theme, sub FROM json_each(:plans) p
           CROSS JOIN counted_themes t ON t.plan = p.value AND t.number = i.number ORDER BY plan, theme, sub
       )), '')
FROM json_each(:numbers) n CROSS JOIN counted c ON c.scope = :scope AND c.number = n.value
CROSS JOIN items i ON i.number = c.number
"""
_ABOUT = "SELECT 1 FROM listed c WHERE c.scope IN (SELECT value FROM json_each(:scopes)) AND c.number = {number}"
_WORDS = (
    f"""DELETE FROM about_fts WHERE rowid IN (
            SELECT a.rowid FROM json_each(:numbers) n CROSS JOIN about_fts a ON a.rowid = n.value
            WHERE NOT EXISTS ({_ABOUT.format(number="a.rowid")})
               OR a.text IS NOT (SELECT text FROM items_fts WHERE rowid = n.value)
        )""",
    f"""INSERT INTO about_fts (rowid, text)
        SELECT f.rowid, f.text FROM json_each(:numbers) n CROSS JOIN items_fts f ON f.rowid = n.value
        WHERE EXISTS ({_ABOUT.format(number="n.value")})
          AND NOT EXISTS (SELECT 1 FROM about_fts a WHERE a.rowid = n.value)""",
)


def make_list_tables(db: Database) -> None:
    """The tables of lists and their triggers, empty."""
    for statement in (*_TABLES.split(";"), *_KEEP):
        db.execute(statement)


def has_list_tables(db: Database) -> bool:
    """Steps before the one that makes them count, too."""
    return db.execute("SELECT 1 FROM sqlite_master WHERE name = 'listed'").fetchone() is not None


def list_again(db: Database, numbers: str, *, scopes: str, plans: str) -> None:
    """Enter the items of these numbers (a JSON list), which stand in ``counted`` already and in ``listed`` no more."""
    for row in list(db.query("SELECT value AS scope FROM json_each(?)", [scopes])):
        db.execute(_FILL, {"numbers": numbers, "scope": row["scope"], "plans": plans})
    for statement in _WORDS:
        db.execute(statement, {"numbers": numbers, "scopes": scopes})
