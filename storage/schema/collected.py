"""The tables of what is collected and read, migration by migration; storage/schema/migrations.py has the order."""

from __future__ import annotations

from sqlite_utils import Database

from storage.schema.first_tables import FIRST_TABLES


def m001_first_tables(db: Database) -> None:
    for statement in FIRST_TABLES.split(";"):
        if statement.strip():
            db.execute(statement)
    # A folded copy of title, lede and body: the tokenizer folds diacritics but not đ.
    db.execute("CREATE VIRTUAL TABLE items_fts USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')")


_SOURCES = """
ALTER TABLE fetches ADD COLUMN digest TEXT NOT NULL DEFAULT '';
ALTER TABLE fetches ADD COLUMN same_as TEXT NOT NULL DEFAULT '';
ALTER TABLE fetches ADD COLUMN etag TEXT NOT NULL DEFAULT '';
ALTER TABLE fetches ADD COLUMN modified TEXT NOT NULL DEFAULT '';
ALTER TABLE fetches ADD COLUMN not_before TEXT;
ALTER TABLE items ADD COLUMN removed_at TEXT;
ALTER TABLE leads ADD COLUMN link TEXT NOT NULL DEFAULT '';
CREATE INDEX fetches_by_day ON fetches (at, outlet) WHERE replayed = 0;
CREATE INDEX leads_by_source ON leads (source, first_seen_at);

CREATE TABLE asked (
    url TEXT NOT NULL, kind TEXT NOT NULL, outlet TEXT NOT NULL, named_by TEXT,
    first_ok_at TEXT, ok_at TEXT, ok_key TEXT, at TEXT NOT NULL, outcome TEXT NOT NULL,
    failures INTEGER NOT NULL, failing_since TEXT, not_before TEXT,
    PRIMARY KEY (url, kind)
) STRICT;
CREATE INDEX asked_and_failed ON asked (kind, failures) WHERE failures > 0;
CREATE INDEX asked_first ON asked (kind, first_ok_at);
"""

# Where each address stands, kept up by every line of the fetch ledger, oldest first or not. A failure is an
# answer of the server or none at all; a request that was not made says nothing of the server. The second and third
# try of one visit, some two minutes behind the first, are no further failures.
_KEEP_ASKED = """
CREATE TRIGGER keep_asked AFTER INSERT ON fetches WHEN NEW.outcome <> 'redirect'
BEGIN
    INSERT INTO asked (url, kind, outlet, named_by, first_ok_at, ok_at, ok_key, at, outcome, failures, failing_since,
                       not_before)
    SELECT NEW.url, NEW.kind, NEW.outlet, NEW.named_by,
           iif(NEW.outcome = 'ok', NEW.at, NULL), iif(NEW.outcome IN ('ok', 'not-modified'), NEW.at, NULL),
           iif(NEW.outcome = 'ok', NEW.key, NULL), NEW.at, NEW.outcome, {failed}, iif({failed}, NEW.at, NULL),
           NEW.not_before
    WHERE true
    ON CONFLICT (url, kind) DO UPDATE SET
        first_ok_at = iif(NEW.outcome = 'ok', min(coalesce(first_ok_at, NEW.at), NEW.at), first_ok_at),
        ok_key = iif(NEW.outcome = 'ok' AND NEW.at >= coalesce(ok_at, ''), NEW.key, ok_key),
        ok_at = iif(NEW.outcome IN ('ok', 'not-modified'), max(coalesce(ok_at, ''), NEW.at), ok_at),
        failures = CASE WHEN NEW.at < at OR {not_asked} THEN failures
                        WHEN {failed} THEN failures + (failures = 0 OR unixepoch(NEW.at) - unixepoch(at) > 300)
                        ELSE 0 END,
        failing_since = CASE WHEN NEW.at < at OR {not_asked} THEN failing_since
                             WHEN {failed} THEN coalesce(failing_since, NEW.at) END,
        not_before = CASE WHEN NEW.at < at OR {not_asked} THEN not_before ELSE NEW.not_before END,
        named_by = coalesce(NEW.named_by, named_by),
        outcome = iif(NEW.at < at, outcome, NEW.outcome),
        at = max(at, NEW.at);
END
"""
_NOT_ASKED = "NEW.outcome IN ('over-budget', 'postponed', 'host-failing', 'not-in-archive')"
_FAILED = f"(NOT {_NOT_ASKED} AND NEW.outcome NOT IN ('ok', 'not-modified'))"


def m002_sources(db: Database) -> None:
    """What was asked of each address, what is to be asked again, and which items were removed."""
    for statement in _SOURCES.split(";"):
        if statement.strip():
            db.execute(statement)
    db.execute(_KEEP_ASKED.format(failed=_FAILED, not_asked=_NOT_ASKED))
    _bring_in_what_was_asked(db)


def _bring_in_what_was_asked(db: Database) -> None:
    """Let the trigger see the ledger as it stands: through a table of the same name, row by row in time."""
    columns = "key, outlet, url, kind, at, outcome, named_by, not_before"
    db.execute(f"CREATE TEMP TABLE ledger AS SELECT {columns} FROM fetches WHERE false")
    on_ledger = _KEEP_ASKED.replace(
        "TRIGGER keep_asked AFTER INSERT ON fetches", "TEMP TRIGGER fill AFTER INSERT ON ledger"
    )
    db.execute(on_ledger.format(failed=_FAILED, not_asked=_NOT_ASKED))
    db.execute(f"INSERT INTO temp.ledger SELECT {columns} FROM fetches ORDER BY at, key")
    db.execute("DROP TABLE temp.ledger")


_ARTICLE_FIELDS = """
ALTER TABLE versions ADD COLUMN byline TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN credit TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN updated_at TEXT;
ALTER TABLE versions ADD COLUMN photos INTEGER NOT NULL DEFAULT 0;
ALTER TABLE versions ADD COLUMN form TEXT NOT NULL DEFAULT 'text';
ALTER TABLE versions ADD COLUMN comments INTEGER;
ALTER TABLE versions ADD COLUMN language TEXT NOT NULL DEFAULT '';
"""


def m003_article_fields(db: Database) -> None:
    """What a page prints beside its text; pages that were read before have it when they are processed again."""
    for statement in _ARTICLE_FIELDS.split(";"):
        if statement.strip():
            db.execute(statement)


_DUPLICATES = """
CREATE TABLE sketches (
    item TEXT PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE, reading_sha256 TEXT NOT NULL, sketch BLOB NOT NULL
) STRICT;

CREATE TABLE copies (
    one TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    other TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    one_in_other REAL NOT NULL, other_in_one REAL NOT NULL,
    PRIMARY KEY (one, other)
) STRICT;
CREATE INDEX copies_by_other ON copies (other, one);

CREATE TABLE regroup (item TEXT PRIMARY KEY) STRICT;

CREATE TABLE places (
    item TEXT PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE, original TEXT NOT NULL, mark TEXT NOT NULL,
    overlap REAL NOT NULL, taken REAL NOT NULL
) STRICT;
CREATE INDEX places_by_original ON places (original);

CREATE TABLE corrections (
    item TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    corrects TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE, basis TEXT NOT NULL,
    PRIMARY KEY (item, corrects)
) STRICT;
CREATE INDEX corrections_by_corrected ON corrections (corrects);

CREATE TABLE events (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE event_items (
    item TEXT PRIMARY KEY REFERENCES items (id) ON DELETE CASCADE, event TEXT NOT NULL, reading_sha256 TEXT NOT NULL
) STRICT;
CREATE INDEX event_items_by_event ON event_items (event)
"""

# Whose clusters are to be made anew: kept up by every change of a pair or of what decides the order of copies, also
# where an item goes because it was another under a new address.
_REGROUP = (
    """CREATE TRIGGER regroup_found AFTER INSERT ON copies
       BEGIN INSERT OR IGNORE INTO regroup VALUES (NEW.one), (NEW.other); END""",
    """CREATE TRIGGER regroup_lost AFTER DELETE ON copies
       BEGIN INSERT OR IGNORE INTO regroup VALUES (OLD.one), (OLD.other); END""",
    """CREATE TRIGGER regroup_moved AFTER UPDATE OF published_at, first_seen_at ON items
       WHEN EXISTS (SELECT 1 FROM copies WHERE NEW.id IN (one, other))
       BEGIN INSERT OR IGNORE INTO regroup VALUES (NEW.id); END""",
)


def m004_duplicates(db: Database) -> None:
    """Which items are copies of which, which correct which, and which tell of one event: all derived."""
    for statement in _DUPLICATES.split(";"):
        db.execute(statement)
    for trigger in _REGROUP:
        db.execute(trigger)


def m007_read_by(db: Database) -> None:
    """Which version of the reader read a text; "" for what was read before it was kept."""
    db.execute("ALTER TABLE versions ADD COLUMN read_by TEXT NOT NULL DEFAULT ''")
