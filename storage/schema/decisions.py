"""The tables of what people decide, and of the labels that stand after it."""

from __future__ import annotations

from sqlite_utils import Database

_DECISIONS = """
CREATE TABLE decisions (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, by TEXT NOT NULL, at TEXT NOT NULL, about TEXT NOT NULL,
    key TEXT NOT NULL, said TEXT NOT NULL, undoes TEXT NOT NULL, document TEXT NOT NULL, note TEXT NOT NULL
) STRICT;
CREATE INDEX decisions_about ON decisions (about, key);
CREATE INDEX decisions_undone ON decisions (undoes) WHERE undoes <> '';

CREATE VIEW standing_decisions AS SELECT * FROM decisions d
WHERE d.undoes = '' AND NOT EXISTS (SELECT 1 FROM decisions u WHERE u.undoes = d.id AND u.undoes <> '')
"""


def m005_decisions(db: Database) -> None:
    """What people enter, in the order of the journal; brought back from it like everything else."""
    for statement in _DECISIONS.split(";"):
        db.execute(statement)


_LABELS = (
    "ALTER TABLE annotations RENAME TO judged_before",
    """CREATE TABLE annotations (
        item TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE, kind TEXT NOT NULL, scope TEXT NOT NULL,
        label TEXT NOT NULL, detail TEXT NOT NULL, score REAL NOT NULL, by TEXT NOT NULL, spans TEXT NOT NULL,
        decision TEXT NOT NULL DEFAULT '', overruled TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (item, kind, scope, label, detail, decision)
    ) STRICT""",
    """INSERT INTO annotations (item, kind, scope, label, detail, score, by, spans)
       SELECT item, kind, scope, label, detail, score, by, spans FROM judged_before""",
    "DROP TABLE judged_before",
    "CREATE INDEX annotations_by_label ON annotations (kind, scope, label, item) WHERE overruled = ''",
    # Items whose standing labels are to be made anew: a decision came in, or two items turned out to be one.
    "CREATE TABLE rerule (item TEXT PRIMARY KEY) STRICT",
    "INSERT OR IGNORE INTO rerule SELECT key FROM decisions WHERE about = 'item'",
    """CREATE TRIGGER rerule_decided AFTER INSERT ON decisions WHEN NEW.about = 'item'
       BEGIN INSERT OR IGNORE INTO rerule VALUES (NEW.key); END""",
    """CREATE TRIGGER rerule_merged AFTER UPDATE OF item ON addresses
       BEGIN INSERT OR IGNORE INTO rerule VALUES (NEW.item); END""",
)


def m005_labels(db: Database) -> None:
    """Officers' labels beside the machine's, which are marked where they are overruled."""
    for statement in _LABELS:
        db.execute(statement)
