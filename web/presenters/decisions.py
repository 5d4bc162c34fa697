"""What officers said of one item, told without the codes of decisions: which was taken back is said in its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cells import decision_row, said_words
from config.wording import sentence

Row = Mapping[str, Any]


def decided_rows(decisions: Sequence[Row], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """The decisions, the last first: rows of ``cells.decision_row``, and whether each stands.

    ``names`` has what provinces and sub-themes are called, by code.
    """
    said = {row["id"]: said_words(row["said"], names) for row in decisions}
    return [
        {**decision_row(row, names), "class": _told(row, said), "stands": _stands(row)} for row in reversed(decisions)
    ]


def _told(decision: Row, said: Mapping[str, str]) -> str:
    if decision["undoes"]:
        return sentence("web.item.took-back", said=said.get(decision["undoes"], ""))
    told = said[decision["id"]]
    return sentence("web.item.taken-back", said=told) if decision["undone_by"] else told


def _stands(decision: Row) -> bool:
    return not decision["undoes"] and not decision["undone_by"]
