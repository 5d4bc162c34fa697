"""Matters that may need an answer, as pages tell of them, and to whom they can be given."""

from __future__ import annotations

from datetime import date
from typing import Any

from config.wording import sentence
from pipeline.jobs.queue.case_words import case_state, given_to, kind_name
from pipeline.jobs.queue.raised import matters_raised
from records import Trouble
from storage.accounts.users import find_user, users
from text import folded
from web.caller import Caller
from web.roles import Role, role_of


def in_queue(me: Caller, row: dict[str, Any]) -> dict[str, Any]:
    """What the queue and a case call a matter, beside its row: kind, department, outlet, and how late it is."""
    return {
        "kind_name": kind_name(row["kind"], me.configuration), "late": overdue_days(row, me.today),
        "given_to": ", ".join(given_to(row, me.configuration)),
        "outlet_name": me.outlet_names.get(row["outlet"], row["outlet"] or ""),
        "is_renewed": bool(row["state"] == "closed" and row["since_decided"]),
    }  # fmt: skip


def overdue_days(row: dict[str, Any], today: date) -> int:
    """How many days a matter is late; 0 for one that is not, or is at its end."""
    if not row["due"] or row["state"] == "closed":
        return 0
    return max(0, (today - date.fromisoformat(row["due"])).days)


def raised_of(me: Caller, *, item: str = "", event: str = "") -> list[dict[str, Any]]:
    """The matters that an item or an event raised, each with its kind and the state of its case in words."""
    configuration = me.configuration
    return [
        {**row, "kind_name": kind_name(row["kind"], configuration), "case": case_state(row, configuration)}
        for row in matters_raised(me.home, item=item, event=event, now=me.now)
    ]


def departments_of(me: Caller, province: str = "") -> list[tuple[str, str]]:
    """The departments of today that a matter can be given to, of a province if one is named."""
    return [
        (slug, one.name) for slug, one in me.configuration.departments.items()
        if one.exists_on(me.today) and (not province or province in one.provinces)
    ]  # fmt: skip


def people_of(me: Caller) -> list[tuple[str, str]]:
    """Whom a matter can be given to, oneself first: accounts that may decide."""
    with me.site.accounts.reading() as db:
        able = [one for one in users(db) if one.disabled_at is None and role_of(one.role) >= Role.OFFICER]
    able.sort(key=lambda one: (one.login != me.account, folded(one.name), one.login))
    return [
        (one.login, sentence("web.flags.myself", name=one.name) if one.login == me.account else one.name)
        for one in able
    ]  # fmt: skip


def named_person(me: Caller, login: str) -> dict[str, str]:
    """The account that a matter is given to, as a step keeps it; Trouble("matter.unknown-person")."""
    if not login:
        return {"person": "", "person_name": ""}
    with me.site.accounts.reading() as db:
        found = find_user(db, login)
    if found is None or found.disabled_at or role_of(found.role) < Role.OFFICER:
        raise Trouble("matter.unknown-person", value=login)
    return {"person": found.login, "person_name": found.name}
