"""Quản trị: users, the audit, and what is configured, with where to change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Form
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from config.wording import sentence, shipped_sentences
from pipeline.jobs.items.views import outlets_view
from pipeline.jobs.ledger.counting import names_of
from pipeline.jobs.watching.sources import sources_of
from storage.accounts.audit import audit_page, audited_actions
from storage.accounts.users import users
from text import folded
from web.caching.counts import remembered
from web.caller import Called, Caller
from web.presenters.outlet_words import lineage_words
from web.registry import Entry, Routes
from web.roles import WORDS, Role
from web.signing_in.users import invite, reset, set_standing, set_user

routes = Routes(Entry("web.admin.title", "/quan-tri", Role.ADMIN, 100))
LINES = 50  # of the audit on a page
VALUES = {"role": "web.role", "role_before": "web.role", "step": "step", "outcome": "outcome", "state": "claim-state"}


@routes.page("/quan-tri", role=Role.ADMIN)
def administration(me: Called) -> Response:
    """What is administered, and where."""
    with me.site.accounts.reading() as db:
        counted = len(users(db))
    return me.page("admin.html", users=counted, configuration=me.configuration, config=me.home.path / "config")


@routes.page("/quan-tri/nguoi-dung", role=Role.ADMIN)
def people(me: Called) -> Response:
    """Who may use the pages."""
    return _people(me)


def _people(me: Caller, secret: str = "", login: str = "") -> Response:
    with me.site.accounts.reading() as db:
        found = users(db)
    departments = [(slug, one.name) for slug, one in me.configuration.departments.items() if one.exists_on(me.today)]
    return me.page(
        "users.html", users=found, secret=secret, new=login, departments=departments, roles=_roles()
    )  # fmt: skip


def _roles() -> list[tuple[str, str]]:
    return [(word, sentence(f"web.role.{word}")) for word in WORDS]


@routes.action("/quan-tri/nguoi-dung", role=Role.ADMIN, audit="user-add")
async def add_person(
    me: Called, login: Annotated[str, Form()] = "", name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "", department: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """A new user; the one-time password is shown on this one page only."""

    def done() -> Response:
        person = {"login": login, "name": name, "role": role, "department": department}
        user, secret = invite(me.site.accounts, me.site.passwords, me.configuration, **person, at=me.now)
        me.tell(user.login, role=user.role)
        return _people(me, secret, user.login)

    return await run_in_threadpool(done)


@routes.action("/quan-tri/nguoi-dung/{login}", role=Role.ADMIN, audit="user-change")
def change_person(
    me: Called, login: str, name: Annotated[str, Form()] = "", role: Annotated[str, Form()] = "",
    department: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Another name, role or department."""
    before, after = set_user(me.site.accounts, me.configuration, login, name=name, role=role, department=department)
    me.tell(login, role_before=before.role, role=after.role, name=after.name, department=after.department)
    undo: dict[str, str] = {"name": before.name, "role": before.role, "department": before.department}
    return me.go(
        "/quan-tri/nguoi-dung", "web.admin.changed", undo=(f"/quan-tri/nguoi-dung/{login}", undo), name=after.name
    )  # fmt: skip


@routes.action("/quan-tri/nguoi-dung/{login}/mat-khau", role=Role.ADMIN, audit="user-reset")
def reset_person(me: Called, login: str) -> Response:
    """A new one-time password; every session of the user ends."""
    secret = reset(me.site.accounts, me.site.passwords, login, at=me.now)
    me.tell(login)
    return _people(me, secret, login)


@routes.action("/quan-tri/nguoi-dung/{login}/ngung", role=Role.ADMIN, audit="user-disable")
def disable_person(me: Called, login: str) -> Response:
    """Let nobody sign in as this user any more, at once."""
    set_standing(me.site.accounts, login, disabled=me.now)
    me.tell(login)
    undo: tuple[str, dict[str, str]] = (f"/quan-tri/nguoi-dung/{login}/mo-lai", {})
    return me.go("/quan-tri/nguoi-dung", "web.admin.disabled", undo=undo, login=login)


@routes.action("/quan-tri/nguoi-dung/{login}/mo-lai", role=Role.ADMIN, audit="user-enable")
def enable_person(me: Called, login: str) -> Response:
    """Let the user sign in again."""
    set_standing(me.site.accounts, login, disabled=None)
    me.tell(login)
    undo: tuple[str, dict[str, str]] = (f"/quan-tri/nguoi-dung/{login}/ngung", {})
    return me.go("/quan-tri/nguoi-dung", "web.admin.enabled", undo=undo, login=login)


@routes.page("/quan-tri/nhat-ky", role=Role.ADMIN)
def audit(me: Called, nguoi: str = "", viec: str = "", sau: str = "") -> Response:
    """Who did what when, newest first."""
    before = int(sau) if sau.isdecimal() and len(sau) < 19 else None
    with me.site.accounts.reading() as db:
        rows = audit_page(db, login=nguoi, action=viec, before=before, limit=LINES + 1)
        actions, people_ = audited_actions(db), [user.login for user in users(db)]
    after = rows[LINES - 1]["id"] if len(rows) > LINES else ""
    facts: dict[str, Any] = {"actions": actions, "people": people_, "login": nguoi, "action": viec}
    return me.page(
        "audit.html", rows=rows[:LINES], after=after, first=before is not None, in_words=_in_words, **facts
    )  # fmt: skip


def _in_words(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the audit says beside who and what, names and values as officers know them; else as they were written."""
    known = shipped_sentences()
    named = [(known.get(f"audit-fact.{name}", name), f"{VALUES.get(name, '')}.{value}", value)
             for name, value in facts.items() if value not in ("", None)]  # fmt: skip
    return [(name, known.get(key, str(value))) for name, key, value in named]


@routes.page("/quan-tri/bao", role=Role.ADMIN)
def outlets(me: Called) -> Response:
    """Every configured outlet, as it is configured."""
    known, listed = me.configuration.outlets, remembered(me, "outlets", lambda home, _: outlets_view(home), longest=0)
    rows = [
        {**row, "lineage": lineage_words(known[row["slug"]], known), "sources": len([*sources_of(known[row["slug"]])])}
        for row in sorted(listed.answer, key=lambda row: folded(row["name"]))
    ]
    return me.page("admin-outlets.html", rows=rows, config=me.home.path / "config")


@routes.page("/quan-tri/ke-hoach", role=Role.ADMIN)
def plans(me: Called) -> Response:
    """The plans with their clauses, as they are configured."""
    subs = names_of(me.configuration, me.plan)["sub"]
    return me.page("admin-plans.html", plans=me.configuration.plans.values(), subs=subs, config=me.home.path / "config")


@routes.page("/quan-tri/don-vi", role=Role.ADMIN)
def departments(me: Called) -> Response:
    """The departments, as they are configured."""
    rows = list(me.configuration.departments.values())
    names = {slug: one.name for slug, one in me.configuration.provinces.items()}
    return me.page("admin-departments.html", rows=rows, provinces=names, config=me.home.path / "config")
