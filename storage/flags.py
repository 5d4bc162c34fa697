"""Flags and matters: what raises them, what was raised, and the queue as decisions left it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from casework import ABOUT_MATTER, Flag, Matter, Signalled
from records import Decision
from storage.decisions import decisions_about
from storage.labels import labels_of
from storage.rows import text_of
from times import from_iso, iso

EVER = "9999"  # a moment after all others

# Which items are one event: the one place where flags learn of it. Where no event is known, the cluster of copies.
_ITEMS = """
items i LEFT JOIN event_items ev ON ev.item = i.id LEFT JOIN events en ON en.id = ev.event
LEFT JOIN places pl ON pl.item = i.id
"""
_GROUP = "coalesce(ev.event, pl.original, i.id)"
_ABOUT = f"""{labels_of("relevance")} re ON re.item = i.id AND re.label IN ('1', '2')"""

_ANNOTATED = f"""
SELECT i.id AS item, re.scope AS province, re.label AS relevance, i.first_seen_at AS at, {_GROUP} AS "group",
       i.published_at,
       i.origin, (SELECT length(v.lede) + length(v.body) FROM versions v
                  WHERE v.item = i.id AND v.number = i.version) AS characters, a.label, a.detail, a.score, a.by, a.spans
FROM annotations a JOIN {_ITEMS.replace("items i", "items i ON i.id = a.item", 1)} JOIN {_ABOUT}
WHERE a.kind = :kind AND a.scope = '' AND a.label IN (SELECT value FROM json_each(:labels)) AND a.score >= :least
  AND a.overruled = ''
ORDER BY i.number, re.scope, a.label, a.detail
"""
# CROSS JOIN: from the few addresses of an item, else all requests for pages are gone through.
_REMOVED = f"""
SELECT i.id AS item, re.scope AS province, re.label AS relevance, i.removed_at AS at, {_GROUP} AS "group",
       i.published_at,
       (SELECT max(f.at) FROM addresses b CROSS JOIN fetches f ON f.url = b.url AND f.kind IN ('page', 'piece')
        AND f.outcome IN ('ok', 'not-modified') WHERE b.item = i.id) AS seen
FROM {_ITEMS} JOIN {_ABOUT} WHERE i.removed_at IS NOT NULL ORDER BY i.number, re.scope
"""
_CORRECTED = f"""
SELECT i.id AS item, re.scope AS province, re.label AS relevance, n.first_seen_at AS at, {_GROUP} AS "group",
       i.published_at,
       n.title AS notice
FROM corrections c JOIN items n ON n.id = c.item
JOIN {_ITEMS.replace("items i", "items i ON i.id = c.corrects", 1)} JOIN {_ABOUT}
ORDER BY i.number, n.number, re.scope
"""
_MATCHED = f"""
SELECT i.id AS item, re.scope AS province, re.label AS relevance, i.first_seen_at AS at, {_GROUP} AS "group",
       i.published_at,
       c.claim, c.score, c.by, c.start, c.stop
FROM claim_matches c JOIN {_ITEMS.replace("items i", "items i ON i.id = c.item", 1)} JOIN {_ABOUT}
WHERE c.stance = 'repeats' ORDER BY i.number, c.claim, re.scope
"""
_RHYTHM = f"""
SELECT i.id AS item, re.scope AS province, i.first_seen_at AS seen, i.published_at,
       coalesce(i.published_at, i.first_seen_at) AS at,
       i.outlet, {_GROUP} AS "group", coalesce(en.name, '') AS event,
       (SELECT count(*) FROM event_items x WHERE x.event = ev.event) AS size,
       coalesce((SELECT t.detail FROM {labels_of("theme")} t WHERE t.item = i.id AND t.scope = ''
                 ORDER BY t.score DESC, t.detail LIMIT 1), '') AS sub, i.title
FROM {_ITEMS} JOIN {_ABOUT} WHERE re.label = '2' OR NOT :main_only ORDER BY at, i.number
"""


def annotated(db: Database, kind: str, labels: Sequence[str], least: float) -> list[dict[str, Any]]:
    """Annotations of items with a province in them that raise a flag: one row an annotation and province."""
    asked = {"kind": kind, "labels": json.dumps(list(labels)), "least": least}
    return [{**row, "spans": json.loads(row["spans"])} for row in db.query(_ANNOTATED, asked)]


def removed(db: Database) -> list[dict[str, Any]]:
    """Items with a province in them whose page is gone, with when it was last seen."""
    return list(db.query(_REMOVED))


def corrected(db: Database) -> list[dict[str, Any]]:
    """Items with a province in them that their newspaper corrected, with the notice."""
    return list(db.query(_CORRECTED))


def rhythm(db: Database, *, main_only: bool) -> list[dict[str, Any]]:
    """The items about a province, oldest first, with event and main sub-theme: what bursts are counted over."""
    return list(db.query(_RHYTHM, {"main_only": main_only}))


def matched_items(db: Database) -> list[dict[str, Any]]:
    """Items with a province in them that repeat a registered claim, with the place of the sentence."""
    return list(db.query(_MATCHED))


def groups_of(db: Database, items: Sequence[str]) -> dict[str, str]:
    """The event, or the cluster of copies, of each of these items."""
    sql = f'SELECT i.id, {_GROUP} AS "group" FROM {_ITEMS} WHERE i.id IN (SELECT value FROM json_each(?))'
    return {row["id"]: row["group"] for row in db.query(sql, [json.dumps(list(items))])}


def save_matters(db: Database, matters: Iterable[Matter], flags: Iterable[Flag]) -> int:
    """Put these in place of all that was raised before; flags on items that are gone are left out."""
    found = list(flags)
    named = json.dumps(sorted({flag.signal.item for flag in found}))
    known = {row[0] for row in db.execute("SELECT id FROM items WHERE id IN (SELECT value FROM json_each(?))", [named])}
    rows = [_flag_row(flag) for flag in found if flag.signal.item in known]
    with db.atomic():
        db.execute("DELETE FROM flags")
        db.execute("DELETE FROM matters")
        db.table("matters").insert_all(_matter_row(matter) for matter in matters)
        db.table("flags").insert_all(rows)
    return len(rows)


def _matter_row(matter: Matter) -> dict[str, Any]:
    return {
        "key": matter.key, "province": matter.province, "kind": matter.kind, "anchor": matter.anchor,
        "raised_at": iso(matter.raised_at), "severity": matter.severity,
    }  # fmt: skip


def _flag_row(flag: Flag) -> dict[str, Any]:
    one = flag.signal
    return {
        "matter": flag.matter, "item": one.item, "at": iso(one.at), "score": one.score, "by": one.by,
        "spans": json.dumps(one.spans), "facts": json.dumps(one.facts, ensure_ascii=False, sort_keys=True),
    }  # fmt: skip


# --- the queue ---

# A decision of a matter that stood at a moment. The state is that of the newest step which led to one.
_STEP = """
SELECT {what} FROM decisions d WHERE d.about = 'matter' AND d.key = m.key AND d.undoes = '' AND d.at < :as_of
AND json_extract(d.said, '$.{has}') IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM decisions u WHERE u.undoes = d.id AND u.undoes <> '' AND u.at < :as_of
) ORDER BY d.number DESC LIMIT 1
"""


def _said(name: str) -> str:
    return f"({_STEP.format(what=f'''json_extract(d.said, '$.{name}')''', has=name)})"


_QUEUE = f"""
SELECT m.key, m.province, coalesce({_said("kind")}, m.kind) AS kind, m.kind AS raised_as, m.severity, m.anchor,
       m.raised_at, coalesce({_said("state")}, 'open') AS state, {_said("department")} AS department,
       {_said("person")} AS person, {_said("person_name")} AS person_name,
       {_said("due")} AS due, {_said("outcome")} AS outcome, {_said("claim")} AS claim,
       ({_STEP.format(what="d.by", has="confirmed")}) AS confirmed_by,
       ({_STEP.format(what="d.at", has="confirmed")}) AS confirmed_at,
       ({_STEP.format(what="d.at", has="state")}) AS moved_at,
       (SELECT max(+d.at) FROM decisions d WHERE d.about = 'matter' AND d.key = m.key AND +d.at < :as_of) AS changed_at
FROM matters m
"""
# CROSS JOIN: from an event to the labels of its items, else all labels of a province are gone through.
# An event bears its name where at least half of its items have the province in them; else the first item's headline.
# The order is forced: from the few items of an event, not from all that are about the province.
_EVENT_NAME = f"""
CASE WHEN 2 * (SELECT count(*) FROM event_items x CROSS JOIN {labels_of("relevance")} r ON r.item = x.item
               AND r.scope = q.province AND r.label IN ('1', '2') WHERE x.event = ev.event)
          >= (SELECT count(*) FROM event_items x WHERE x.event = ev.event) THEN coalesce(en.name, '') ELSE '' END
"""
_SHOWN = f"""
SELECT q.*, i.title, i.outlet, i.url, i.published_at, {_EVENT_NAME} AS event,
       (SELECT count(*) FROM flags f WHERE f.matter = q.key) AS items,
       (SELECT count(DISTINCT j.outlet) FROM flags f JOIN items j ON j.id = f.item WHERE f.matter = q.key) AS outlets,
       (SELECT count(*) FROM flags f WHERE f.matter = q.key AND f.at > q.changed_at) AS since_decided
FROM (SELECT * FROM ({_QUEUE}) WHERE {{where}}) q LEFT JOIN {_ITEMS.replace("items i", "items i ON i.id = q.anchor", 1)}
"""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue is restricted to; empty is everything. Moments are ISO 8601 in UTC, days those of Hà Nội."""

    province: str = ""
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    department: str = ""
    person: str = ""  # with a department: what is given to either
    since: str = ""  # moment, inclusive
    until: str = ""  # moment, exclusive
    late_on: str = ""  # day: only what is due before it and not closed
    keys: tuple[str, ...] = ()
    as_of: str = EVER  # states as they stood at this moment


# A closed matter of which more was raised since: it waits for an answer like an open one.
_RENEWED = "(state = 'closed' AND EXISTS (SELECT 1 FROM flags f WHERE f.matter = key AND f.at > changed_at))"
# The keys of matters that wait for an answer now; to be read in SQL as a list.
WAITING = f"SELECT key FROM ({_QUEUE.replace(':as_of', repr(EVER))}) WHERE state <> 'closed' OR {_RENEWED}"
_WHERE = f"""
    (:province = '' OR province = :province) AND (:kinds = '[]' OR kind IN (SELECT value FROM json_each(:kinds)))
    AND (:states = '[]' OR state IN (SELECT value FROM json_each(:states))
         OR (('open' IN (SELECT value FROM json_each(:states)) OR 'renewed' IN (SELECT value FROM json_each(:states)))
             AND {_RENEWED}))
    AND (:severities = '[]' OR severity IN (SELECT value FROM json_each(:severities)))
    AND ((:department = '' AND :person = '') OR department = nullif(:department, '') OR person = nullif(:person, ''))
    AND (:since = '' OR raised_at >= :since) AND (:until = '' OR raised_at < :until)
    AND (:late_on = '' OR (due < :late_on AND state <> 'closed'))
    AND (:keys = '[]' OR key IN (SELECT value FROM json_each(:keys)))
"""


def queue(
    db: Database, wanted: QueueFilter, *, after: tuple[str, str] | None = None, limit: int | None = None,
    oldest: bool = False,
) -> list[dict[str, Any]]:  # fmt: skip
    """Matters, newest or ``oldest`` first, each with its state and first item.

    ``after`` is (raised_at, key) of the last row seen.
    """
    beyond, way = (">", "ASC") if oldest else ("<", "DESC")
    paged = f"AND (:after_at = '' OR (raised_at, key) {beyond} (:after_at, :after_key))"
    sql = _SHOWN.format(where=f"{_WHERE} {paged} ORDER BY raised_at {way}, key {way} LIMIT :limit")
    at, key = after or ("", "")
    asked = {**_asked(wanted), "after_at": at, "after_key": key, "limit": -1 if limit is None else limit}
    return list(db.query(f"{sql} ORDER BY q.raised_at {way}, q.key {way}", asked))


def queue_counts(db: Database, wanted: QueueFilter) -> dict[tuple[str, str], int]:
    """How many matters there are of each kind and state; "renewed" are closed ones of which more was raised since."""
    stands = f"CASE WHEN {_RENEWED} THEN 'renewed' ELSE state END AS stands"
    sql = f"SELECT kind, {stands}, count(*) AS matters FROM ({_QUEUE}) WHERE {_WHERE} GROUP BY kind, stands"
    return {(row["kind"], row["stands"]): row["matters"] for row in db.query(sql, _asked(wanted))}


# Whom a matter was given to; "" is nobody and matches nobody.
_OWN = "coalesce(department, '') = nullif(:own, '') OR coalesce(person, '') = nullif(:own_person, '')"


def queue_totals(
    db: Database, wanted: QueueFilter, *, today: str, department: str, person: str
) -> list[dict[str, Any]]:  # fmt: skip
    """How many matters there are by state (as in :func:`queue_counts`), by being late, by being given to either."""
    stands = f"CASE WHEN {_RENEWED} THEN 'renewed' ELSE state END AS stands"
    sql = f"""SELECT {stands}, coalesce(due < :today AND state <> 'closed', 0) AS late,
        coalesce(({_OWN}) AND state <> 'closed', 0) AS own, count(*) AS matters
        FROM ({_QUEUE}) WHERE {_WHERE} GROUP BY stands, late, own"""
    return list(db.query(sql, {**_asked(wanted), "today": today, "own": department, "own_person": person}))


def moved(db: Database, wanted: QueueFilter, *, since: str, until: str, late: str) -> list[dict[str, Any]]:
    """Matters decided on ("decided") from a moment up to another, or with a flag raised from ``late`` up to it."""
    decided = "SELECT key FROM decisions WHERE about = 'matter' AND at >= :begin AND at < :end"
    raised = "SELECT matter FROM flags WHERE at >= :late AND at < :end"
    sql = _SHOWN.format(where=f"{_WHERE} AND (key IN ({raised}) OR key IN ({decided}))")
    sql = sql.replace("SELECT q.*", f"SELECT q.*, q.key IN ({decided}) AS decided", 1)
    return list(
        db.query(f"{sql} ORDER BY q.raised_at, q.key", {**_asked(wanted), "begin": since, "end": until, "late": late})
    )


def _asked(wanted: QueueFilter) -> dict[str, Any]:
    return {
        "province": wanted.province, "kinds": json.dumps(wanted.kinds), "states": json.dumps(wanted.states),
        "severities": json.dumps(wanted.severities), "department": wanted.department, "since": wanted.since,
        "until": wanted.until, "late_on": wanted.late_on, "person": wanted.person,
        "keys": json.dumps(wanted.keys), "as_of": wanted.as_of,
    }  # fmt: skip


_FLAGGED = f"""
SELECT f.matter, f.item, f.at, f.score, f.by, f.spans, f.facts, i.outlet, i.channel, i.url, i.published_at,
       i.first_seen_at, v.title, v.lede, v.body,
       (SELECT min(t.label) FROM {labels_of("tone")} t WHERE t.item = i.id AND t.scope = '') AS tone,
       (SELECT json_group_array(json_array(t.scope, t.label)) FROM {labels_of("theme")} t
        WHERE t.item = i.id) AS themes
FROM flags f JOIN items i ON i.id = f.item JOIN versions v ON v.item = i.id AND v.number = i.version
WHERE f.matter IN (SELECT value FROM json_each(?)) ORDER BY f.matter, f.at, i.published_at, f.item
"""


def flagged_items(db: Database, matters: Sequence[str]) -> list[dict[str, Any]]:
    """The flags of these matters with the text of their items, what else is said of them, and the evidence."""
    rows = db.query(_FLAGGED, [json.dumps(list(matters))])
    packed = ("spans", "facts", "themes")
    return [{**row, "text": text_of(row), **{name: json.loads(row[name]) for name in packed}} for row in rows]


def signalled(row: dict[str, Any], matter: Matter, group: str) -> Signalled:
    """A stored flag as what raised it."""
    spans = tuple((start, end) for start, end in row["spans"])
    return Signalled(
        row["item"], matter.province, matter.kind, from_iso(row["at"]), matter.severity, row["score"], row["by"],
        group, spans, row["facts"], row["published_at"] or "",
    )  # fmt: skip


def matter(db: Database, key: str) -> Matter | None:
    """The matter with this key, as it was raised."""
    for row in db.query("SELECT * FROM matters WHERE key = ?", [key]):
        return Matter(
            row["key"], row["province"], row["kind"], row["anchor"], from_iso(row["raised_at"]), row["severity"]
        )
    return None


def matter_decisions(db: Database) -> list[Decision]:
    """All decisions about matters that were ever made, oldest first, undone ones too."""
    return decisions_about(db, ABOUT_MATTER)
