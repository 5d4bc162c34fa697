"""What came in between two moments about a province: the rows of a digest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from storage.labels import labels_of

# By the moment at which an item was first seen, which survives every rebuild: whatever is published late or dated
# wrongly comes up in exactly one stretch.
_ITEMS = f"""
SELECT i.id, i.url, i.outlet, i.title, i.published_at, i.first_seen_at, i.removed_at,
       CAST(c.relevance AS TEXT) AS relevance,
       v.lede, v.body,
       (SELECT json_group_array(json_array(label, detail)) FROM (
            SELECT label, detail FROM {labels_of("theme")} WHERE item = i.id AND scope = :plan
            ORDER BY label, detail)) AS themes,
       (SELECT json_array(label, score, detail) FROM {labels_of("tone")}
        WHERE item = i.id AND scope = :province) AS tone,
       (SELECT json_array(label, score, by, spans) FROM {labels_of("flag")}
        WHERE item = i.id AND scope = :province ORDER BY score DESC LIMIT 1) AS flag,
       (SELECT label FROM {labels_of("genre")} WHERE item = i.id AND scope = '') AS genre,
       (SELECT original FROM places WHERE item = i.id AND original <> i.id) AS copy_of,
       (SELECT json_array(e.id, e.name) FROM event_items m JOIN events e ON e.id = m.event
        WHERE m.item = i.id) AS event
FROM items i INDEXED BY items_by_first_seen CROSS JOIN counted c ON c.scope = :province AND c.number = i.number
JOIN versions v ON v.item = i.id AND v.number = i.version
WHERE i.first_seen_at > :since AND i.first_seen_at <= :until
ORDER BY i.published_at DESC, i.number DESC
"""
_PACKED = ("themes", "tone", "flag", "event")


def seen_between(db: Database, *, province: str, plan: str, since: str, until: str) -> list[dict[str, Any]]:
    """Items about a province (relevance 1 or 2) first seen after one moment and not after another, newest first.

    "themes" holds pairs of clause and sub-theme, "tone" label ("unsure" where it is), score and detail, "flag" label,
    score, model and spans (of title, lede and body, one a line), "event" id and name; None where there is none.
    """
    asked = {"province": province, "plan": plan, "since": since, "until": until}
    return [_unpacked(row) for row in db.query(_ITEMS, asked)]


def _unpacked(row: Mapping[str, Any]) -> dict[str, Any]:
    unpacked = {name: json.loads(row[name]) if row[name] else None for name in _PACKED}
    if unpacked["flag"]:
        label, score, by, spans = unpacked["flag"]
        unpacked["flag"] = [label, score, by, json.loads(spans)]
    return {**row, **unpacked}


def annotated_until(db: Database, since: str, until: str) -> int:
    """How many items of a stretch nobody has judged yet: they may be about the province."""
    sql = "SELECT count(*) FROM items WHERE first_seen_at > ? AND first_seen_at <= ? AND annotated_by = ''"
    return int(db.execute(sql, [since, until]).fetchone()[0])
