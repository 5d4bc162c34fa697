"""The longer statements with which the store writes."""

NEW_ITEM = """
INSERT INTO items (id, url, outlet, channel, title, published_at, published_from, day, first_seen_at, origin, version,
                   annotated_by)
VALUES (:id, :url, :outlet, :channel, :title, :published_at, :published_from, :day, :first_seen_at, :origin,
        :version, '')
"""

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
INSERT INTO leads (url, source, outlet, title, summary, published_raw, published_at,
                   first_seen_at, last_seen_at, record)
VALUES (:url, :source, :outlet, :title, :summary, :published_raw, :published_at,
        :first_seen_at, :last_seen_at, :record)
ON CONFLICT (url, source) DO UPDATE SET first_seen_at = min(first_seen_at, :first_seen_at)
"""

RENEW_LEAD = """
UPDATE leads SET title = :title, summary = :summary, published_raw = :published_raw, published_at = :published_at,
    last_seen_at = :last_seen_at, record = :record
WHERE url = :url AND source = :source AND last_seen_at <= :last_seen_at
"""
