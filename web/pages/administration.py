"""Quản trị: users, the audit, and what is configured, with where to change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from config.wording import sentence, shipped_sentences
from pipeline.jobs.items.views import outlets_view
from pipeline.jobs.ledger.counting import names_of
from pipeline.jobs.watching.sources import sources_of
from records import Trouble
from storage.accounts.audit import audit_page, audited_actions, joined_since
from storage.accounts.users import unused, users
from text import folded
from web.caching.counts import remembered
from web.caller import Called, Caller
from web.forms.fields import Field
from web.presenters.outlet_words import lineage_words
from web.queries.numbers import number_in
from web.registry import Entry, Routes
from web.roles import WORDS, Role
from web.signing_in.users import Change, invite, join, reset, set_standing, set_user, take_back, withdraw

routes = Routes(Entry("web.admin.title", "/quan-tri", Role.ADMIN, 100))
LINES = 50  # of the audit on a page
USERS = "/quan-tri/nguoi-dung"
VALUES = {
    "role": "web.role", "role_before": "web.role", "step": "step", "outcome": "outcome", "state": "claim-state",
    "undone": "audit",
}  # fmt: skip


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


def _people(
    me: Caller, secret: str = "", login: str = "", undo: tuple[str, dict[str, str]] | None = None
) -> Response:  # fmt: skip
    """The page, above it a password that is shown this once, and how to take back what made it."""
    me.stands = USERS
    with me.site.accounts.reading() as db:
        found, never, since = users(db), unused(db), joined_since(db)
    told = {"text": sentence("web.admin.secret", login=login), "tone": "good", "undo": undo, "beside": ""}
    departments = [(slug, one.name) for slug, one in me.configuration.departments.items() if one.exists_on(me.today)]
    return me.page(
        "users.html", users=found, secret=secret, told=told, departments=departments, roles=_roles(), never=never,
        since=since, oidc=me.site.oidc,
    )  # fmt: skip


def _way_back(me: Caller, change: Change, action: str) -> tuple[str, dict[str, str]]:
    """The form that takes a change back, for an hour and for who made it."""
    kept = me.site.changes.put(me.account, (change, action), now=me.now)
    return f"{USERS}/{change.before.login}/huy", {"ma": kept}


def _roles() -> list[tuple[str, str]]:
    return [(word, sentence(f"web.role.{word}")) for word in WORDS]


@routes.action("/quan-tri/nguoi-dung", role=Role.ADMIN, audit="user-add")
async def add_person(
    me: Called, login: Field = "", name: Field = "", role: Field = "", department: Field = ""
) -> Response:
    """A new user; the one-time password is shown on this one page only."""

    def done() -> Response:
        person = {"login": login, "name": name, "role": role, "department": department}
        user, secret = invite(me.site.accounts, me.site.passwords, me.configuration, **person, at=me.now)
        me.tell(user.login, role=user.role)
        return _people(me, secret, user.login, (f"{USERS}/{user.login}/rut", {}))

    return await run_in_threadpool(done)


@routes.action("/quan-tri/nguoi-dung/{login}", role=Role.ADMIN, audit="user-change")
def change_person(me: Called, login: str, name: Field = "", role: Field = "", department: Field = "") -> Response:
    """Another name, role or department."""
    change = set_user(me.site.accounts, me.configuration, login, name=name, role=role, department=department)
    after = change.after
    me.tell(login, role_before=change.before.role, role=after.role, name=after.name, department=after.department)
    return me.go(USERS, "web.admin.changed", undo=_way_back(me, change, "user-change"), name=after.name)


@routes.action("/quan-tri/nguoi-dung/{login}/rut", role=Role.ADMIN, audit="user-withdraw")
def withdraw_person(me: Called, login: str) -> Response:
    """Take back that a user was added, whom nobody ever was; to undo that is to add him anew."""
    user = withdraw(me.site.accounts, login)
    me.tell(login, role=user.role, name=user.name, department=user.department)
    again = {"login": login, "name": user.name, "role": user.role, "department": user.department}
    return me.go(USERS, "web.admin.withdrawn", undo=(USERS, again), login=login)


@routes.action("/quan-tri/nguoi-dung/{login}/huy", role=Role.ADMIN, audit="user-undo")
def undo_change(me: Called, login: str, ma: Field = "") -> Response:
    """Give a user what he had before a change of the last hour; an undo cannot be undone."""
    change, action = me.site.changes.get(me.account, ma, now=me.now)
    if change.before.login != login:
        raise Trouble("account.no-way-back")
    take_back(me.site.accounts, change)
    me.tell(login, undone=action)
    return me.go(USERS, f"web.admin.undone-{action}", login=login)


@routes.action("/quan-tri/nguoi-dung/{login}/mat-khau", role=Role.ADMIN, audit="user-reset")
def reset_person(me: Called, login: str) -> Response:
    """A new one-time password; every session of the user ends."""
    change, secret = reset(me.site.accounts, me.site.passwords, login, at=me.now)
    me.tell(login)
    return _people(me, secret, login, _way_back(me, change, "user-reset"))


@routes.action("/quan-tri/nguoi-dung/{login}/go-noi", role=Role.ADMIN, audit="user-unlink")
def part_person(me: Called, login: str) -> Response:
    """Part a user from the person at the province's sign-in; every session of the user ends."""
    change = join(me.site.accounts, login, "")
    me.tell(login)
    return me.go(USERS, "web.admin.parted", undo=_way_back(me, change, "user-unlink"), login=login)


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
    before = number_in(sau)
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
    return [(name, known.get(key) or _label(str(value), known)) for name, key, value in named]


def _label(value: str, known: Mapping[str, str]) -> str:
    """A label that was set, written tone|neg|incident, in words; anything else as it is."""
    kind, *parts = value.split("|")
    if f"said.{kind}" not in known or not parts:
        return value
    told = ", ".join(known.get(f"{kind}.{part}", part) for part in parts[-1 if kind == "relevance" else 0 :])
    return sentence(f"said.{kind}", value=told, place=parts[0])


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
