"""The longer statements with which the store writes."""

NEW_ITEM = """
INSERT INTO items (id, url, outlet, channel, title, published_at, published_from, day, first_seen_at, origin, version,
                   annotated_by)
VALUES (:id, :url, :outlet, :channel, :title, :published_at, :published_from, :day, :first_seen_at, :origin,
        :version, '')
"""

NEW_ADDRESS = "INSERT OR IGNORE INTO addresses (url, item) VALUES (?, ?)"

# What an item shows is its newest version's.
CHANGE_ITEM = """
UPDATE items SET annotated_by = '', first_seen_at = min(first_seen_at, :seen_at), (title, version, origin) = (
    SELECT title, number, origin FROM versions WHERE item = :id ORDER BY number DESC LIMIT 1
) WHERE id = :id
"""

# The first page that was read tells an item's time; the feed does where no page has it. An edit does not
# change it, a better reading of that first page does.
TELL_TIME = """
UPDATE items SET (published_at, published_from, day) = (
    SELECT published_at, published_from, date(published_at, '+7 hours') FROM (
        SELECT published_at, published_from, origin = 'feed' AS late, number FROM versions WHERE item = :id
        UNION ALL
        SELECT l.published_at, 'feed', 2, l.first_seen_at FROM leads l JOIN addresses a ON a.url = l.url
        WHERE a.item = :id
        UNION ALL
        SELECT published_at, published_from, 3, 0 FROM items WHERE id = :id
        UNION ALL
        SELECT NULL, 'missing', 4, 0
    ) WHERE published_at IS NOT NULL OR late = 4 ORDER BY late, number LIMIT 1
) WHERE id = :id
"""

SAVE_LEAD = """
INSERT INTO leads (url, link, source, outlet, title, summary, published_raw, published_at,
                   first_seen_at, last_seen_at, record)
VALUES (:url, :link, :source, :outlet, :title, :summary, :published_raw, :published_at,
        :first_seen_at, :last_seen_at, :record)
ON CONFLICT (url, source) DO UPDATE SET first_seen_at = min(first_seen_at, :first_seen_at)
"""

RENEW_LEAD = """
UPDATE leads SET link = :link, title = :title, summary = :summary, published_raw = :published_raw,
    published_at = :published_at, last_seen_at = :last_seen_at, record = :record
WHERE url = :url AND source = :source AND last_seen_at <= :last_seen_at
"""

# What a capture brought into the ledger; a page whose item was new then is known when it is read again.
TELL_ENTERED = """
UPDATE fetches SET processed = 1, entered = iif(kind = 'page', max(entered, :entered), :entered) WHERE key = :key
"""

# An item whose page or post was read and has answered "gone" ever since: the moment at which that was first seen.
# CROSS JOIN: from the few addresses of an item, else all requests for pages are gone through.
TELL_REMOVAL = """
UPDATE items SET removed_at = (
    SELECT min(f.at) FROM addresses a CROSS JOIN fetches f ON f.url = a.url
    WHERE a.item = items.id AND f.kind IN ('page', 'piece') AND f.outcome IN ('http-404', 'http-410', 'removed')
    AND f.at > (
        SELECT max(g.at) FROM addresses b CROSS JOIN fetches g ON g.url = b.url
        WHERE b.item = items.id AND g.kind IN ('page', 'piece') AND g.outcome IN ('ok', 'not-modified')
    )
) WHERE id = (SELECT item FROM addresses WHERE url = :url)
    AND (removed_at IS NOT NULL OR :outcome IN ('http-404', 'http-410', 'removed'))
"""

# Addresses that a source names for the first time, moments after it said "not modified".
HIDDEN = """
SELECT value AS url FROM json_each(:urls) WHERE EXISTS (
    SELECT 1 FROM fetches WHERE url = :url AND outcome = 'not-modified' AND at BETWEEN :since AND :at
) AND NOT EXISTS (SELECT 1 FROM leads WHERE leads.url = value AND source = :url AND first_seen_at < :at)
"""

# A source that has long had nothing new proves nothing beyond its newest entry.
END_PROOFS = "UPDATE proofs SET until = :at WHERE source = :source AND since < :at AND until > :at"
DROP_PROOFS = "DELETE FROM proofs WHERE source = :source AND since >= :at"
TELL_FROZEN = """
INSERT OR REPLACE INTO faults (record, reason, detail)
SELECT key, 'nothing-new', :at FROM fetches WHERE url = :source AND processed = 1 ORDER BY at DESC, key LIMIT 1
"""

# The proofs that rest on answers "not modified" which this whole answer has shown to be untrue: those since the
# whole answer before it.
WITHDRAW_PROOFS = """
DELETE FROM proofs WHERE source = :source AND record IN (
    SELECT key FROM fetches WHERE url = :source AND outcome = 'not-modified' AND at <= (
        SELECT at FROM fetches WHERE key = :key
    ) AND at >= coalesce((
        SELECT max(o.at) FROM fetches o WHERE o.url = :source AND o.outcome = 'ok' AND o.key <> :key
            AND o.at < (SELECT at FROM fetches WHERE key = :key)
    ), '')
)
"""
