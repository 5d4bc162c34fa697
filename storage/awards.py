"""What the shortlist of awards is drawn from: pieces, authors, pick-up by others, corrections.

Nothing here reads tone, flags or claims; a test holds it to that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from storage.ledger import COPY

_TABLES = """
DROP TABLE IF EXISTS temp.families;
CREATE TEMP TABLE families (outlet TEXT PRIMARY KEY, family TEXT);
DROP TABLE IF EXISTS temp.picked_up;
DROP TABLE IF EXISTS temp.corrected
"""
# Copies of a province's items that outlets of other houses printed: most of the copy's words stand in the original.
_PICKED_UP = """
CREATE TEMP TABLE picked_up AS
SELECT c.number, i.outlet, i.id AS copy FROM counted c
JOIN items o ON o.number = c.number JOIN places p ON p.original = o.id AND p.mark <> 'original' AND p.overlap >= :copy
JOIN items i ON i.id = p.item
LEFT JOIN families fo ON fo.outlet = o.outlet LEFT JOIN families fi ON fi.outlet = i.outlet
WHERE c.scope = :province AND coalesce(fo.family, o.outlet) <> coalesce(fi.family, i.outlet)
"""
_CORRECTED = """
CREATE TEMP TABLE corrected AS
SELECT i.number, n.id AS notice, r.basis FROM corrections r JOIN items i ON i.id = r.corrects
JOIN items n ON n.id = r.item JOIN counted c ON c.scope = :province AND c.number = i.number
"""


def make_awarded(db: Database, province: str, families: Mapping[str, str]) -> None:
    """Make the temporary tables ``picked_up (number, outlet, copy)`` and ``corrected (number, notice, basis)``.

    ``families`` maps outlets to the house that owns them: what one title prints of another of its house is no pick-up.
    """
    for statement in _TABLES.split(";"):
        db.execute(statement)
    db.conn.executemany("INSERT INTO families VALUES (?, ?)", list(families.items()))
    db.execute(_PICKED_UP, {"province": province, "copy": COPY})
    db.execute(_CORRECTED, {"province": province})


_PIECES = """
SELECT i.id, i.title, i.url, i.published_at, c.number, c.outlet, c.genre, p.authors,
       coalesce((SELECT json_group_array(DISTINCT theme) FROM counted_themes t
                 WHERE t.plan = :plan AND t.number = c.number), '[]') AS themes,
       (SELECT count(DISTINCT outlet) FROM picked_up k WHERE k.number = c.number) AS pickups,
       (SELECT min(notice) FROM corrected x WHERE x.number = c.number) AS notice,
       (SELECT min(line) FROM delivered d WHERE d.number = c.number) AS line,
       coalesce((SELECT min(standing) FROM delivered d WHERE d.number = c.number),
                'unknown') AS standing
FROM counted c JOIN items i ON i.number = c.number JOIN printed p ON p.number = c.number
WHERE c.scope = :province AND c.relevance = 2 AND c.day BETWEEN :since AND :until
ORDER BY i.published_at, i.id
"""


def award_pieces(db: Database, *, plan: str, province: str, since: str, until: str) -> list[dict[str, Any]]:
    """The items of a period with the province as main subject, and what an award looks at of each.

    Needs ``delivered``, ``picked_up`` and ``corrected``.
    """
    asked = {"plan": plan, "province": province, "since": since, "until": until}
    return list(db.query(_PIECES, asked))
