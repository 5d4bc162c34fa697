"""The derived tables that make counting fast: what they hold, what keeps them, how they are filled.

``counted`` has one row for each item under scope "" and one for each province that it is about (relevance 1
or 2); ``counted_themes`` and ``counted_tones`` stand apart, so that a total that must not know of tone
cannot read it. ``tallies`` adds ``counted`` up by month, by triggers. ``printed`` is what a page prints of an
item about a province and counts need: host, section, labels, authors. ``proven`` is the proven seconds of each
outlet-day, ``visited`` when an outlet's sources were asked. Triggers note in ``recount`` and ``reprove`` what a
write touched; :mod:`storage.recount` brings it up to date within the same transaction.
"""

from __future__ import annotations

import re

from sqlite_utils import Database

_COUNTS = """
CREATE TABLE counted (
    scope TEXT NOT NULL, number INTEGER NOT NULL, relevance INTEGER NOT NULL, outlet TEXT NOT NULL,
    channel TEXT NOT NULL, day TEXT NOT NULL, genre TEXT NOT NULL, language TEXT NOT NULL,
    PRIMARY KEY (scope, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX counted_by_day ON counted (scope, day);

CREATE TABLE counted_themes (
    plan TEXT NOT NULL, number INTEGER NOT NULL, theme TEXT NOT NULL, sub TEXT NOT NULL,
    PRIMARY KEY (plan, number, theme, sub)
) STRICT, WITHOUT ROWID;

CREATE TABLE counted_tones (
    scope TEXT NOT NULL, number INTEGER NOT NULL, tone TEXT NOT NULL,
    PRIMARY KEY (scope, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE printed (
    number INTEGER PRIMARY KEY, host TEXT NOT NULL, section TEXT NOT NULL, labels TEXT NOT NULL, authors TEXT NOT NULL
) STRICT;

CREATE TABLE tallies (
    scope TEXT NOT NULL, month TEXT NOT NULL, outlet TEXT NOT NULL, channel TEXT NOT NULL, genre TEXT NOT NULL,
    language TEXT NOT NULL, relevance INTEGER NOT NULL, items INTEGER NOT NULL,
    PRIMARY KEY (scope, month, outlet, channel, genre, language, relevance)
) STRICT, WITHOUT ROWID;

CREATE TABLE recount (number INTEGER PRIMARY KEY) STRICT
"""

_KEEP_COUNTS = (
    """CREATE TRIGGER tally_more AFTER INSERT ON counted BEGIN
           INSERT INTO tallies VALUES
               (NEW.scope, substr(NEW.day, 1, 7), NEW.outlet, NEW.channel, NEW.genre, NEW.language,
                NEW.relevance, 1)
           ON CONFLICT DO UPDATE SET items = items + 1;
       END""",
    """CREATE TRIGGER tally_less AFTER DELETE ON counted BEGIN
           UPDATE tallies SET items = items - 1
           WHERE scope = OLD.scope AND month = substr(OLD.day, 1, 7) AND outlet = OLD.outlet
             AND channel = OLD.channel AND genre = OLD.genre AND language = OLD.language AND relevance = OLD.relevance;
           DELETE FROM tallies
           WHERE scope = OLD.scope AND month = substr(OLD.day, 1, 7) AND outlet = OLD.outlet
             AND channel = OLD.channel AND genre = OLD.genre AND language = OLD.language AND relevance = OLD.relevance
             AND items = 0;
       END""",
    """CREATE TRIGGER recount_new AFTER INSERT ON items
       BEGIN INSERT OR IGNORE INTO recount VALUES (NEW.number); END""",
    """CREATE TRIGGER recount_gone AFTER DELETE ON items
       BEGIN INSERT OR IGNORE INTO recount VALUES (OLD.number); END""",
    """CREATE TRIGGER recount_changed AFTER UPDATE OF outlet, channel, day, version, url, annotated_by ON items
       BEGIN INSERT OR IGNORE INTO recount VALUES (NEW.number); END""",
    """CREATE TRIGGER recount_judged AFTER INSERT ON annotations
       WHEN NEW.kind IN ('relevance', 'theme', 'tone', 'genre', 'language')
       BEGIN INSERT OR IGNORE INTO recount SELECT number FROM items WHERE id = NEW.item; END""",
    """CREATE TRIGGER recount_overruled AFTER UPDATE OF overruled ON annotations
       BEGIN INSERT OR IGNORE INTO recount SELECT number FROM items WHERE id = NEW.item; END""",
    """CREATE TRIGGER recount_unjudged AFTER DELETE ON annotations
       WHEN OLD.kind IN ('relevance', 'theme', 'tone', 'genre', 'language')
       BEGIN INSERT OR IGNORE INTO recount SELECT number FROM items WHERE id = OLD.item; END""",
)

_DAYS = """
CREATE TABLE visited (
    outlet TEXT NOT NULL, replayed INTEGER NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL,
    PRIMARY KEY (outlet, replayed)
) STRICT, WITHOUT ROWID;

CREATE TABLE proven (
    outlet TEXT NOT NULL, day TEXT NOT NULL, seconds INTEGER NOT NULL,
    PRIMARY KEY (outlet, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE reprove (outlet TEXT NOT NULL, since TEXT NOT NULL, until TEXT NOT NULL) STRICT;
CREATE INDEX proofs_by_end ON proofs (outlet, until)
"""

# In an archive that is replayed any page may be taken for a listing.
_IS_VISIT = """
({row}kind IN ('feed', 'sitemap') OR ({row}kind = 'listing' AND {row}replayed = 0)) AND {row}outcome <> 'not-in-archive'
"""
_REPROVE = "INSERT INTO reprove VALUES ({row}.outlet, {row}.since, {row}.until)"
_KEEP_DAYS = (
    f"""CREATE TRIGGER keep_visited AFTER INSERT ON fetches WHEN {_IS_VISIT.format(row="NEW.")} BEGIN
           INSERT INTO visited VALUES (NEW.outlet, NEW.replayed, NEW.at, NEW.at)
           ON CONFLICT DO UPDATE SET first_at = min(first_at, NEW.at), last_at = max(last_at, NEW.at);
       END""",
    f"CREATE TRIGGER reprove_new AFTER INSERT ON proofs BEGIN {_REPROVE.format(row='NEW')}; END",
    f"CREATE TRIGGER reprove_gone AFTER DELETE ON proofs BEGIN {_REPROVE.format(row='OLD')}; END",
    f"""CREATE TRIGGER reprove_changed AFTER UPDATE OF outlet, since, until ON proofs
        BEGIN {_REPROVE.format(row="OLD")}; {_REPROVE.format(row="NEW")}; END""",
)


def make_count_tables(db: Database) -> None:
    """The tables of counts and their triggers; all items are noted to be counted."""
    for statement in (*_COUNTS.split(";"), *_KEEP_COUNTS):
        db.execute(statement)
    db.execute("INSERT INTO recount SELECT number FROM items")


def remake_count_tables(db: Database) -> None:
    """The same in the place of earlier ones of another shape: all of it is derived."""
    for trigger in re.findall(r"CREATE TRIGGER (\w+)", "".join(_KEEP_COUNTS)):
        db.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    for table in re.findall(r"CREATE TABLE (\w+)", _COUNTS):
        db.execute(f"DROP TABLE IF EXISTS {table}")
    make_count_tables(db)


def make_day_tables(db: Database) -> None:
    """The tables of visits and proven days and their triggers; all proofs are noted."""
    for statement in (*_DAYS.split(";"), *_KEEP_DAYS):
        db.execute(statement)
    db.execute(
        f"""INSERT INTO visited SELECT outlet, replayed, min(at), max(at) FROM fetches
            WHERE {_IS_VISIT.format(row="")} GROUP BY outlet, replayed"""
    )
    db.execute("INSERT INTO reprove SELECT outlet, min(since), max(until) FROM proofs GROUP BY outlet")
