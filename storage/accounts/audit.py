"""Who did what when on the pages: appended, read, never changed; the file's own triggers refuse anything else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from times import iso


def write_audit(
    db: Database, *, at: datetime, login: str, role: str, address: str, action: str, about: str = "",
    facts: Mapping[str, object] | None = None, outcome: str = "ok",
) -> None:  # fmt: skip
    """One line: ``action`` and ``outcome`` are words, ``about`` names the thing, ``facts`` never hold a secret."""
    row = {
        "at": iso(at), "login": login, "role": role, "address": address, "action": action, "about": about,
        "facts": json.dumps(dict(facts or {}), ensure_ascii=False, default=str), "outcome": outcome,
    }  # fmt: skip
    db.table("audit").insert(row)


def audit_page(
    db: Database, *, login: str = "", action: str = "", before: int | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """Lines, newest first, of a user or of an action; ``before`` is the id of the last line of the page before."""
    rows = db.query(
        """SELECT id, at, login, role, address, action, about, facts, outcome FROM audit
           WHERE (:login = '' OR login = :login) AND (:action = '' OR action = :action)
             AND (:before IS NULL OR id < :before)
           ORDER BY id DESC LIMIT :limit""",
        {"login": login, "action": action, "before": before, "limit": limit},
    )
    return [{**row, "facts": json.loads(row["facts"])} for row in rows]


_JOINED = """
SELECT about, min(at) AS at FROM audit a
WHERE outcome = 'ok' AND (action = 'user-link' OR action = 'sign-in' AND json_extract(facts, '$.elsewhere') IS NOT NULL)
  AND id >= coalesce((SELECT max(id) FROM audit b WHERE b.action IN ('user-link', 'user-unlink') AND b.about = a.about),
                     0)
GROUP BY about
"""


def joined_since(db: Database) -> dict[str, str]:
    """Since which moment each login is joined to a person of the issuer: by command, or as it first came from there."""
    return {row["about"]: row["at"] for row in db.query(_JOINED)}


def audited_actions(db: Database) -> list[str]:
    return [row["action"] for row in db.query("SELECT DISTINCT action FROM audit ORDER BY action")]
