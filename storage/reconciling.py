"""What an outlet's own list is held against: the collected items of the titles through which a line counts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

_ITEMS = """
SELECT i.id, i.outlet, i.title, i.day, i.removed_at,
       (SELECT json_group_array(url) FROM addresses a WHERE a.item = i.id) AS urls,
       (SELECT relevance FROM counted c WHERE c.scope = :province AND c.number = i.number) AS relevance,
       (SELECT json_group_array(line) FROM delivered d WHERE d.number = i.number) AS lines,
       (SELECT min(standing) FROM delivered d WHERE d.number = i.number AND d.line = :line) AS standing
FROM items i
WHERE i.outlet IN (SELECT value FROM json_each(:outlets)) AND (i.day IS NULL OR i.day BETWEEN :since AND :until)
ORDER BY i.published_at, i.id
"""


def collected(
    db: Database, outlets: Iterable[str], *, province: str, line: str, since: str, until: str
) -> list[dict[str, Any]]:
    """Items of these outlets and days, whatever they are about; ``relevance`` is None where not of the province.

    ``urls`` are all addresses; ``lines`` those that count the item, ``standing`` is how this line does.
    Needs ``delivered``.
    """
    asked = {"outlets": json.dumps(sorted(outlets)), "province": province, "line": line, "since": since, "until": until}
    rows = db.query(_ITEMS, asked)
    return [{**row, "urls": json.loads(row["urls"]), "lines": json.loads(row["lines"])} for row in rows]
