"""What is archived of an item: the requests whose records prove its versions, its standing, its removal."""

from __future__ import annotations

from sqlite_utils import Database

from records import Fetch
from storage.rows import fetch_of_row

# The captures that the versions were read from; every archived look at the item's page or post, "gone" and "not
# modified" included; the files that came with it; and the captures whose bodies such an answer says still stand.
_ARCHIVED = """
WITH asked AS (
    SELECT record AS key FROM versions WHERE item = :item
    UNION
    SELECT f.key FROM addresses a CROSS JOIN fetches f ON f.url = a.url AND f.kind IN ('page', 'piece')
    WHERE a.item = :item
    UNION
    SELECT f.key FROM addresses a CROSS JOIN enclosed e ON e.url = a.url
    CROSS JOIN fetches f ON f.url = 'diembao:tep/' || e.sha256 AND f.kind = 'enclosed' WHERE a.item = :item
)
SELECT * FROM fetches WHERE warc IS NOT NULL AND key IN (
    SELECT key FROM asked UNION SELECT same_as FROM fetches WHERE key IN (SELECT key FROM asked)
) ORDER BY at, key
"""


def archived_of(db: Database, item: str) -> list[Fetch]:
    """The archived requests about an item, oldest first."""
    return [fetch_of_row(row) for row in db.query(_ARCHIVED, {"item": item})]
