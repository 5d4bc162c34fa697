"""What the page of one newspaper asks beside the counts: its days, and its pieces that were most seen or reprinted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from storage.ledger import COPY

_DAYS = """
SELECT o.day, o.state, round(o.covered_seconds / 3600.0, 1) AS covered_hours,
       (SELECT count(*) FROM items i WHERE i.outlet = o.outlet AND i.day = o.day) AS items
FROM outlet_days o WHERE o.outlet = :outlet AND o.day BETWEEN :since AND :until ORDER BY o.day
"""
# Only copies that another house printed and most of whose words stand in the original, as for the awards.
_PICKED_UP = """
SELECT i.id, i.title, i.published_at, count(DISTINCT copy.outlet) AS pickups,
       json_group_array(DISTINCT copy.outlet) AS by_outlets
FROM counted c INDEXED BY counted_by_outlet CROSS JOIN items i ON i.number = c.number
CROSS JOIN places p ON p.original = i.id AND p.mark <> 'original' AND p.overlap >= :copy
CROSS JOIN items copy ON copy.id = p.item
WHERE c.scope = :province AND c.outlet = :outlet AND c.day BETWEEN :since AND :until AND c.relevance = 2
  AND coalesce(json_extract(:families, '$."' || copy.outlet || '"'), copy.outlet) <> :family
GROUP BY i.number ORDER BY pickups DESC, i.published_at DESC, i.id LIMIT :limit
"""
_COUNTED_PIECES = "SELECT DISTINCT url FROM totals WHERE name = 'views'"
_BY_ITEM = """
counted c INDEXED BY counted_by_outlet CROSS JOIN items i ON i.number = c.number
CROSS JOIN addresses a ON a.item = i.id
"""
_BY_PIECE = f"""
({_COUNTED_PIECES}) s CROSS JOIN addresses a ON a.url = s.url CROSS JOIN items i ON i.id = a.item
CROSS JOIN counted c ON c.number = i.number
"""
FEW = 5_000  # pieces with views: of so many it is quicker to look which are the outlet's than to look at all its items
# Of each place where a piece stands the newest count, which may be less than an earlier one; then the largest of them:
# counts of two platforms are of other people, or of the same twice, and are never added.
_VIEWED = """
SELECT id, title, published_at, platform, at, max(value) AS views FROM (
    SELECT i.number, i.id, i.title, i.published_at, t.platform, max(t.at) AS at, t.value
    FROM {source} CROSS JOIN totals t ON t.url = a.url AND t.name = 'views'
    WHERE c.scope = :province AND c.outlet = :outlet AND c.day BETWEEN :since AND :until AND c.relevance = 2
    GROUP BY i.number, t.url, t.platform)
GROUP BY number ORDER BY views DESC, published_at DESC, id LIMIT :limit
"""


def days_of_outlet(db: Database, outlet: str, *, since: str, until: str) -> list[dict[str, Any]]:
    """The due days of an outlet in a period: day, state, covered_hours, and how many items of any kind it has.

    Needs ``outlet_days``; days on which nobody watched the outlet are not among them.
    """
    return list(db.query(_DAYS, {"outlet": outlet, "since": since, "until": until}))


def most_picked_up(
    db: Database, outlet: str, *, province: str, since: str, until: str, families: Mapping[str, str], limit: int
) -> list[dict[str, Any]]:
    """Items of an outlet about a province that most other houses printed: id, title, published_at, pickups, by_outlets.

    ``families`` maps outlets to the house that owns them.
    """
    asked = {
        "outlet": outlet, "province": province, "since": since, "until": until, "copy": COPY, "limit": limit,
        "family": families.get(outlet, outlet), "families": json.dumps(dict(families)),
    }  # fmt: skip
    return [{**row, "by_outlets": json.loads(row["by_outlets"])} for row in db.query(_PICKED_UP, asked)]


def most_viewed(
    db: Database, outlet: str, *, province: str, since: str, until: str, limit: int, few: int = FEW
) -> list[dict[str, Any]]:  # fmt: skip
    """Items of an outlet about a province that were seen most, where a platform or a tool told how often: id, title,
    published_at, platform, at (when it was counted), views."""
    asked = {"outlet": outlet, "province": province, "since": since, "until": until, "limit": limit}
    pieces = db.execute(f"SELECT count(*) FROM ({_COUNTED_PIECES} LIMIT ?)", [few + 1]).fetchone()[0]
    return list(db.query(_VIEWED.format(source=_BY_PIECE if pieces <= few else _BY_ITEM), asked))
