"""The tables of the first migration, as they were made then; later ones stand in ``storage/schema/collected.py``."""

FIRST_TABLES = """
CREATE TABLE fetches (
    key TEXT PRIMARY KEY, outlet TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL,
    outcome TEXT NOT NULL, status INTEGER, warc TEXT, "offset" INTEGER, named_by TEXT,
    replayed INTEGER NOT NULL, detail TEXT NOT NULL,
    processed INTEGER NOT NULL DEFAULT 0, entered INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX fetches_by_kind ON fetches (kind, outlet, at);
CREATE INDEX fetches_by_url ON fetches (url, kind);
CREATE INDEX fetches_to_process ON fetches (at, key) WHERE processed = 0 AND warc IS NOT NULL;

CREATE TABLE journals (name TEXT PRIMARY KEY, bytes INTEGER NOT NULL) STRICT;

CREATE TABLE items (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, url TEXT NOT NULL UNIQUE, outlet TEXT NOT NULL,
    channel TEXT NOT NULL, title TEXT NOT NULL, published_at TEXT, published_from TEXT NOT NULL, day TEXT,
    first_seen_at TEXT NOT NULL, origin TEXT NOT NULL, version INTEGER NOT NULL, annotated_by TEXT NOT NULL
) STRICT;
CREATE INDEX items_by_outlet ON items (outlet, day);
CREATE INDEX items_by_day ON items (day);
CREATE INDEX items_to_annotate ON items (annotated_by);

CREATE TABLE addresses (
    url TEXT PRIMARY KEY, item TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX addresses_by_item ON addresses (item);

CREATE TABLE versions (
    item TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE, number INTEGER NOT NULL, seen_at TEXT NOT NULL,
    origin TEXT NOT NULL, source TEXT NOT NULL, title TEXT NOT NULL, lede TEXT NOT NULL, body TEXT NOT NULL,
    kicker TEXT NOT NULL,
    captions TEXT NOT NULL, authors TEXT NOT NULL, section TEXT NOT NULL, tags TEXT NOT NULL, parser TEXT NOT NULL,
    published_at TEXT, published_from TEXT NOT NULL,
    text_sha256 TEXT NOT NULL, reading_sha256 TEXT NOT NULL, record TEXT NOT NULL REFERENCES fetches (key),
    PRIMARY KEY (item, number)
) STRICT;

CREATE TABLE leads (
    url TEXT NOT NULL, source TEXT NOT NULL, outlet TEXT NOT NULL, title TEXT NOT NULL, summary TEXT NOT NULL,
    published_raw TEXT NOT NULL, published_at TEXT, first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL,
    record TEXT NOT NULL REFERENCES fetches (key),
    PRIMARY KEY (url, source)
) STRICT;

CREATE TABLE annotations (
    item TEXT NOT NULL REFERENCES items (id) ON DELETE CASCADE, kind TEXT NOT NULL, scope TEXT NOT NULL,
    label TEXT NOT NULL, detail TEXT NOT NULL, score REAL NOT NULL, by TEXT NOT NULL, spans TEXT NOT NULL,
    PRIMARY KEY (item, kind, scope, label, detail)
) STRICT;
CREATE INDEX annotations_by_label ON annotations (kind, scope, label, item);

CREATE TABLE proofs (
    source TEXT NOT NULL, record TEXT NOT NULL REFERENCES fetches (key), outlet TEXT NOT NULL,
    since TEXT NOT NULL, until TEXT NOT NULL,
    PRIMARY KEY (record, source)
) STRICT;
CREATE INDEX proofs_by_outlet ON proofs (outlet, since);

CREATE TABLE drops (
    record TEXT NOT NULL REFERENCES fetches (key), stage TEXT NOT NULL, key TEXT NOT NULL, reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (record, stage, key)
) STRICT;

CREATE TABLE faults (
    record TEXT NOT NULL REFERENCES fetches (key), reason TEXT NOT NULL, detail TEXT NOT NULL,
    PRIMARY KEY (record, reason)
) STRICT;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY, command TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT NOT NULL,
    report TEXT NOT NULL
) STRICT;
"""
