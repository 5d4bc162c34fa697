"""The labels that stand: the machine's unless an officer decided otherwise, and a tone only where it is sure of it.

Every query that reads labels reads :func:`labels_of` in the place of a table; ``annotations`` itself has both sides.
"""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils import Database

# Confidence below which a tone counts and is shown as not judged; an officer's tone has 1. Measured out of fold:
# see nlp/models/CARD.md, "Reliability".
SURE_TONE = 0.78
_UNSURE = f"kind = 'tone' AND score < {SURE_TONE}"
SHOWN = f"iif({_UNSURE}, 'unsure', label)"

_ANNOTATIONS = f"""
SELECT a.kind, a.scope, a.label, a.detail, a.score, a.by, a.spans, {SHOWN} AS shown, a.decision, a.overruled,
       d.at AS decided_at FROM annotations a LEFT JOIN decisions d ON d.id = a.decision
WHERE a.item = ? ORDER BY a.kind, a.scope, a.label
"""


def labels_of(kind: str) -> str:
    """The labels of one kind that stand, to be read in SQL as a table: item, scope, label, detail, score, by, spans."""
    # only a tone may be unsure: around another label the expression would keep SQLite from its index
    columns = f"{SHOWN} AS label, iif({_UNSURE}, '', detail) AS detail" if kind == "tone" else "label, detail"
    return (
        f"(SELECT item, scope, {columns}, score, by, spans FROM annotations WHERE kind = '{kind}' AND overruled = '')"
    )


def annotations_of(db: Database, item: str) -> list[dict[str, Any]]:
    """All labels of an item, also those that were overruled: ``overruled`` is then the id of the decision."""
    return [{**row, "spans": json.loads(row["spans"])} for row in db.query(_ANNOTATIONS, [item])]
