"""The queue of matters as officers see it, one matter with its case, and what they decide on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from casework import ABOUT_MATTER, OF_TEXT, SEVERITIES, Flag, FlagRule, Matter, Step
from config.load import Configuration
from config.wording import sentence
from pipeline.cases import ASSIGNED, STATES, UNDER_WAY, Wish, check_complete, days_per_state, next_state, said, steps_of
from pipeline.jobs.home import Home
from pipeline.jobs.ledger.counting import countable_day, day_of
from pipeline.jobs.queue.reasons import facts_of, marked, reason, who_says
from pipeline.jobs.queue.remedies import check_claim, check_correction
from pipeline.matters import kept
from records import Decision, Trouble
from storage.decisions import Entry, decide, history, new_id
from storage.flags import QueueFilter, flagged_items, groups_of, matter, queue, queue_counts, signalled
from storage.opening import Opened, open_database
from storage.store import Store
from times import day_start, from_iso, iso, local_day

Row = dict[str, Any]
PARTICULARS = ("kind", *ASSIGNED, "due", "request", "claim", "outcome")  # of a step
# Several states by one word: what is not at its end, and what somebody has taken up.
GROUPS = {"pending": STATES[:-1], "under-way": (*UNDER_WAY, "corrected")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer restricts the queue to; empty is everything."""

    plan: str = ""
    kind: str = ""
    state: str = ""  # or a word of GROUPS
    severity: str = ""
    since: str = ""  # days of Hà Nội, inclusive
    until: str = ""
    department: str = ""
    person: str = ""  # login; with a department: what is given to either
    late: bool = False


def flags_view(
    home: Home, asked: Asked, *, now: datetime, after: tuple[str, str] | None = None, limit: int | None = None,
    oldest: bool = False,
) -> tuple[list[Row], dict[tuple[str, str], int]]:  # fmt: skip
    """A page of the queue as of :func:`queue_page`; and how many matters there are of each kind and state."""
    rows = queue_page(home, asked, now=now, after=after, limit=limit, oldest=oldest)
    wanted = wanted_of(home.configuration(), asked, now)
    db = open_database(home.path, write=False)
    try:
        return rows, queue_counts(db, wanted)
    finally:
        db.close()


def queue_page(
    home: Home, asked: Asked, *, now: datetime, after: tuple[str, str] | None = None, limit: int | None = None,
    oldest: bool = False,
) -> list[Row]:  # fmt: skip
    """Matters with reasons, newest or oldest first; Trouble names what is asked for and does not exist."""
    configuration = home.configuration()
    wanted = wanted_of(configuration, asked, now)
    db = open_database(home.path, write=False)
    try:
        return with_reasons(
            db, configuration, queue(db, wanted, after=after, limit=limit, oldest=oldest), now
        )  # fmt: skip
    finally:
        db.close()


def wanted_of(configuration: Configuration, asked: Asked, now: datetime) -> QueueFilter:
    """The filter of storage; Trouble names a plan, kind, department or day that is none."""
    plan = configuration.plans.get(asked.plan)
    for name, value, known in (
        ("plan", asked.plan, configuration.plans), ("kind", asked.kind, configuration.flag_rules),
        ("department", asked.department, configuration.departments), ("severity", asked.severity, SEVERITIES),
        ("state", asked.state, (*STATES, "renewed", *GROUPS)),
    ):  # fmt: skip
        if value and value not in known:
            raise Trouble(f"matter.unknown-{name}", value=value, allowed=", ".join(sorted(known)))
    since, until = (countable_day(day) if day else None for day in (asked.since, asked.until))
    if since and until and since > until:
        raise Trouble("coverage.days-reversed", since=since, until=until)
    return QueueFilter(
        province=plan.province if plan else "", kinds=(asked.kind,) if asked.kind else (),
        states=GROUPS.get(asked.state, (asked.state,) if asked.state else ()), department=asked.department,
        person=asked.person, severities=(asked.severity,) if asked.severity else (),
        since=iso(day_start(since)) if since else "",
        until=iso(day_start(until + timedelta(days=1))) if until else "",
        late_on=local_day(now).isoformat() if asked.late else "",
    )  # fmt: skip


def with_reasons(db: Opened, configuration: Configuration, rows: Sequence[Row], now: datetime) -> list[Row]:
    """Rows of the queue with reason, evidence sentence, who says it and days open, by their first item."""
    found = {(one["matter"], one["item"]): one for one in flagged_items(db, [row["key"] for row in rows])}
    return [_with_reason(row, found.get((row["key"], row["anchor"])), configuration, now) for row in rows]


def _with_reason(row: Row, flag: Row | None, configuration: Configuration, now: datetime) -> Row:
    facts = facts_of(flag) if flag else {}
    rule = configuration.flag_rules.get(row["kind"])
    return {
        **row,
        "reason": reason(rule, facts) if flag else "", "evidence": facts.get("evidence", ""),
        "said_by": who_says(row, flag["by"], flag["score"], flag["at"]) if flag else "",
        "days_open": days_open(row, now), "name": row["event"] or row["title"] or "",
    }  # fmt: skip


def days_open(row: Mapping[str, Any], now: datetime) -> int:
    """Whole days from the raising to the closing, or to now."""
    end = from_iso(row["moved_at"]) if row["state"] == "closed" else now  # a note after the end does not open it again
    return max(0, (end - from_iso(row["raised_at"])).days)


# --- one matter ---


def matter_view(home: Home, key: str, *, now: datetime) -> Row:
    """A matter with its items, its reasons, every step of its case and the days of each state."""
    configuration = home.configuration()
    db = open_database(home.path, write=False)
    try:
        found, row = _found(db, key)
        shown = with_reasons(db, configuration, [row], now)[0]
        steps = steps_of([(entry.decision, entry.undone_by) for entry in history(db, ABOUT_MATTER, key)])
        flags = flagged_items(db, [key])
    finally:
        db.close()
    days = [{"state": state, "days": round(lasted, 1)} for state, lasted in days_per_state(found.raised_at, steps, now)]
    rule = configuration.flag_rules.get(row["kind"])
    return {
        **shown,
        "flags": [_flag_row(flag, row, rule) for flag in flags],
        "steps": [*map(_step_row, steps)],
        "days": days,
    }


def _flag_row(flag: Row, row: Row, rule: FlagRule | None) -> Row:
    facts = facts_of(flag)
    return {
        "item": flag["item"], "outlet": flag["outlet"], "title": flag["title"], "url": flag["url"],
        "published_at": flag["published_at"], "reason": reason(rule, facts), "evidence": facts["evidence"],
        "said_by": who_says(row, flag["by"], flag["score"], flag["at"]), "spans": flag["spans"],
        "marked": marked(flag["text"], flag["spans"], facts["evidence"]),
    }  # fmt: skip


def _step_row(step: Step) -> Row:
    one = step.decision
    return {
        "id": one.id, "at": iso(one.at), "by": one.by, "step": one.said.get("step", ""), "state": step.state,
        "undone_by": step.undone_by, "document": one.document, "note": one.note,
        **{name: one.said[name] for name in PARTICULARS if name in one.said},
    }  # fmt: skip


def _found(db: Opened, key: str) -> tuple[Matter, Row]:
    """A matter as it was raised and as it stands; Trouble("matter.unknown")."""
    found = matter(db, key)
    rows = queue(db, QueueFilter(keys=(key,)))
    if found is None or not rows:
        raise Trouble("matter.unknown", value=key)
    return found, rows[0]


# --- deciding ---


def take_step(
    home: Home, keys: Sequence[str], wish: Wish, *, by: str, now: datetime, seen: str | None = None
) -> list[Decision]:  # fmt: skip
    """Take one step with each of these matters, all or none; Trouble says what does not go.

    ``seen`` is the newest step that the officer knows of ("" is none): Trouble("case.changed") where there is another.
    Returns what was written, a decision a matter.
    """
    configuration = home.configuration()
    check_complete(wish)
    _check_names(configuration, wish, local_day(now))
    with Store.open(home.path) as store:

        def decisions() -> list[Decision]:
            return [_decision(store.db, configuration, key, wish, by=by, now=now) for key in dict.fromkeys(keys)]

        def check_seen() -> None:
            if seen is not None and any(newest_step(store.db, key) != seen for key in keys):
                raise Trouble("case.changed")

        check_seen()
        written = decisions()
        states = [one.said.get("state") for one in written]

        def still_right() -> None:
            check_seen()
            if [one.said.get("state") for one in decisions()] != states:  # a colleague was quicker
                raise Trouble("case.changed")

        decide(home.path, store.db, written, now=now, check=still_right)
        return written


def newest_step(db: Opened, key: str) -> str:
    """The id of the newest step of a case that stands; "" for none."""
    return next((one.id for one in reversed(_standing(history(db, ABOUT_MATTER, key)))), "")


def _check_names(configuration: Configuration, wish: Wish, today: date) -> None:
    department = configuration.departments.get(wish.department)
    if wish.department and (department is None or not department.exists_on(today)):
        allowed = ", ".join(slug for slug, one in configuration.departments.items() if one.exists_on(today))
        raise Trouble("matter.unknown-department", value=wish.department, allowed=allowed)
    if wish.due and wish.due != day_of(wish.due).isoformat():  # days are compared as they are written
        raise Trouble("coverage.bad-day", value=wish.due)
    if wish.due and day_of(wish.due) < today:
        raise Trouble("case.due-passed", due=wish.due, today=today)
    if wish.kind and wish.kind not in OF_TEXT:
        raise Trouble("matter.unknown-kind", value=wish.kind, allowed=", ".join(OF_TEXT))


def _check_province(configuration: Configuration, department: str, province: str) -> None:
    """Does the department work for the province of a matter?"""
    of = configuration.departments[department]
    if province not in of.provinces:
        names = {slug: one.name for slug, one in configuration.provinces.items()}
        worked_for = ", ".join(names.get(slug, slug) for slug in of.provinces)
        raise Trouble(
            "case.other-province", department=of.name, provinces=worked_for, province=names.get(province, province)
        )  # fmt: skip


def _decision(db: Opened, configuration: Configuration, key: str, wish: Wish, *, by: str, now: datetime) -> Decision:
    found, row = _found(db, key)
    state = _next_state(row["state"], wish)
    rows = flagged_items(db, [key])
    if not rows:  # its items were merged into other addresses
        raise Trouble("matter.no-items", value=key)
    if wish.department:
        _check_province(configuration, wish.department, found.province)
    if wish.kind and found.kind not in OF_TEXT:
        raise Trouble("case.kind-stays", kind=found.kind)
    if wish.claim:
        check_claim(db, wish.claim, items=[one["item"] for one in rows], province=found.province)
    if wish.step == "correction":
        check_correction(db, configuration, items=[one["item"] for one in rows], since=found.raised_at)
    facts = {**found_facts(db, found, rows), **said(wish, state)}
    return Decision(new_id(), by, now, ABOUT_MATTER, key, facts, document=wish.document, note=wish.note)


def _next_state(state: str, wish: Wish) -> str:
    """The state after a step; what does not go is said in the officers' words."""
    try:
        return next_state(state, wish)
    except Trouble as trouble:
        raise Trouble(trouble.key, **{**trouble.facts, "state": sentence(f"case.{state}")}) from trouble


def found_facts(db: Opened, found: Matter, rows: Sequence[Row]) -> dict[str, object]:
    """What a decision keeps of its matter, so that it is never raised a second time and can always be shown."""
    groups = groups_of(db, [row["item"] for row in rows])
    flags = [Flag(signalled(row, found, groups[row["item"]]), found.key) for row in rows]
    anchor = next((row for row in rows if row["item"] == found.anchor), rows[0])
    return {"matter": kept(found, flags, facts_of(anchor))}


def undo(home: Home, key: str, *, by: str, now: datetime, note: str = "") -> Decision:
    """Take back the newest step of a case; returns what was taken back. Trouble("case.nothing-to-undo")."""
    with Store.open(home.path) as store:
        _found(store.db, key)
        standing = _standing(history(store.db, ABOUT_MATTER, key))
        if not standing:
            raise Trouble("case.nothing-to-undo")
        _take_back(home, store, {key: standing[-1].id}, by=by, now=now, note=note)
        return standing[-1]


def undo_steps(home: Home, steps: Mapping[str, str], *, by: str, now: datetime) -> None:
    """Take back these steps, ids by matter, all or none; Trouble("case.changed") where one is the newest no more."""
    with Store.open(home.path) as store:
        for key in steps:
            _found(store.db, key)
        _take_back(home, store, steps, by=by, now=now)


def _take_back(
    home: Home, store: Store, steps: Mapping[str, str], *, by: str, now: datetime, note: str = ""
) -> None:  # fmt: skip
    def still_newest() -> None:
        if not steps or any(newest_step(store.db, key) != step or not step for key, step in steps.items()):
            raise Trouble("case.changed")

    still_newest()
    taken_back = [
        Decision(new_id(), by, now, ABOUT_MATTER, key, {"step": "undo"}, undoes=step, note=note)
        for key, step in steps.items()
    ]
    decide(home.path, store.db, taken_back, now=now, check=still_newest)


def _standing(entries: Sequence[Entry]) -> list[Decision]:
    """The steps of a case that nobody took back, oldest first."""
    return [one.decision for one in entries if not one.undone_by and not one.decision.undoes]
