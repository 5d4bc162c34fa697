"""Who asks, and what an endpoint needs to answer: the one argument that every endpoint takes."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.load import Configuration
from config.wording import sentence
from pipeline.jobs.home import Home
from records import Plan, Trouble
from storage.accounts.users import Session, User, set_notice, users
from times import local_day
from web.addresses import local_path
from web.caching.home import Fault
from web.configuration_notices import fault_of
from web.error_messages import page_words
from web.forms.pending_forms import COOKIE
from web.forms.refill import refilled
from web.forms.submission import Submission, from_json
from web.roles import Role
from web.site import Site

SEE_OTHER = 303
THEME = "giao-dien"
THEMES = ("may", "sang", "toi")  # as the machine says, light, dark
KEYS, OFF = "phim-tat", "tat"  # the cookie of who wants no shortcuts of one letter


@dataclass(slots=True)
class Caller:
    """One request of one person or program."""

    site: Site
    request: Request
    role: Role
    csrf: str  # what forms must send back
    user: User | None = None
    session: Session | None = None
    about: str = ""  # for the audit
    facts: dict[str, object] = field(default_factory=dict)
    login: str = ""  # for the audit, where nobody is signed in
    door: str = ""  # the cookie of who is not signed in
    stands: str = ""  # the page on which the answer to a form is shown; "" is one of its own
    slip: str = field(default_factory=lambda: secrets.token_urlsafe(9))  # the number of this page's forms

    @property
    def home(self) -> Home:
        return self.site.home

    @property
    def configuration(self) -> Configuration:
        return self.site.home.configuration()

    @property
    def fault(self) -> Fault | None:
        """What is wrong with the configuration's files while an earlier configuration holds."""
        return fault_of(self.site.home)

    @property
    def now(self) -> datetime:
        """Aware; by the clock of the site."""
        return self.site.clock()

    @property
    def today(self) -> date:
        """The day in Hà Nội."""
        return local_day(self.now)

    @property
    def plan(self) -> Plan:
        """The plan that pages speak of where nothing else is asked for."""
        return self.configuration.plans[self.configuration.settings.default_plan]

    @property
    def outlet_names(self) -> dict[str, str]:
        """The names of all configured outlets, by slug."""
        return {slug: one.name for slug, one in self.configuration.outlets.items()}

    @property
    def by(self) -> str:
        """The name under which a decision is written."""
        return self.user.name if self.user else ""

    @property
    def account(self) -> str:
        """The login of who asks, "" for nobody; names are not unique, logins are."""
        return self.user.login if self.user else ""

    @property
    def signed_in(self) -> User:
        """Who is signed in, on a route that asks for a role: the guard lets nobody else come there."""
        assert self.user is not None
        return self.user

    @property
    def address(self) -> str:
        """The network address that the request came from; "" where the server was not told."""
        return self.request.client.host if self.request.client else ""

    @property
    def here(self) -> str:
        """The address of this page within the site, with its query."""
        url = self.request.url
        return self.stands or (f"{url.path}?{url.query}" if url.query else url.path)

    @property
    def theme(self) -> str:
        """One of THEMES, as this browser chose."""
        chosen = self.request.cookies.get(THEME, "")
        return chosen if chosen in THEMES else THEMES[0]

    @property
    def has_accounts(self) -> bool:
        """Is there anybody who can sign in?"""
        with self.site.accounts.reading() as db:
            return bool(users(db))

    @property
    def has_keys(self) -> bool:
        """Do letters typed outside of fields do anything?"""
        return self.request.cookies.get(KEYS) != OFF

    def may(self, role: Role) -> bool:
        """Does this person's role suffice for what asks for ``role``?"""
        return self.role >= role

    def is_in(self, path: str) -> bool:
        """Is this page the one of that menu entry, or one below it and of no nearer entry?"""
        asked = self.request.url.path
        above = [one.path for one in self.site.menu if asked == one.path or asked.startswith(f"{one.path}/")]
        return path == max(above, key=len, default="")

    def asks_too_much(self, status: int) -> bool:
        """Does a page say no to what stands behind the question mark, so that the same page without it would answer?"""
        asked = self.request.url
        is_list = any(asked.path == one.path for one in self.site.menu)
        return self.request.method == "GET" and bool(asked.query) and (is_list or status in (400, 422))

    def tell(self, about: str, **facts: object) -> None:
        """What the audit says beside who, when and which action; never a secret."""
        self.about = about
        self.facts.update(facts)

    def page(self, template: str, /, *, status: int = 200, **facts: Any) -> Response:
        """A page of a template with these facts."""
        notice, typed = self._take_notice()
        shown = self.site.templates.get_template(template).render(me=self, notice=notice, **facts)
        return HTMLResponse(refilled(shown, typed) if typed else shown, status)

    def go(
        self, path: str, key: str = "", /, *, undo: tuple[str, dict[str, str]] | None = None, **facts: object
    ) -> Response:  # fmt: skip
        """Show another page next; above it the sentence of ``key``, with a button that undoes what was done.

        ``undo`` is the path of the action that takes it back and the fields that it wants.
        """
        if key:
            self.notify(key, tone="good", undo=undo, **facts)
        return RedirectResponse(path, SEE_OTHER)

    def back(self, sent: str, otherwise: str, key: str = "", /, **facts: Any) -> Response:
        """Like :meth:`go`, to where the form stood (its field ``ve``), if that is a page of ours."""
        return self.go(local_path(sent, otherwise), key, **facts)

    def notify(
        self, key: str, /, *, tone: str, undo: tuple[str, dict[str, str]] | None = None, **facts: object
    ) -> None:
        """What the next page of this session says first."""
        self._keep({"text": sentence(key, **facts), "tone": tone, "undo": undo})

    def complain(self, trouble: Trouble, typed: Submission | None = None) -> None:
        """Let the next page say why something could not be done, with the form as it was filled in."""
        text, kept = self.site.without_path(page_words(trouble)), typed.as_json() if typed else ""
        self._keep({"text": text, "tone": "bad", "undo": None, "typed": kept})

    def _keep(self, notice: dict[str, Any]) -> None:
        if self.session:
            with self.site.accounts.writing() as db:
                set_notice(db, self.session.digest, json.dumps(notice, ensure_ascii=False))

    def _take_notice(self) -> tuple[dict[str, Any] | None, Submission | None]:
        """What is to be said first, and the form that is to be filled in."""
        if self.session is None or not self.session.notice:
            typed = self._take_pending()
            told = {"text": sentence("web.form.unsent"), "tone": "warn", "undo": None, "beside": ""}
            return (told if typed else None), typed
        with self.site.accounts.writing() as db:
            set_notice(db, self.session.digest, "")
        found: dict[str, Any] = json.loads(self.session.notice)
        typed = from_json(found["typed"]) if found.get("typed") else None
        return {**found, "beside": typed.fault if typed else ""}, typed

    def _take_pending(self) -> Submission | None:
        """What this browser sent from this page when its session had ended."""
        name = self.request.cookies.get(self.site.cookie(COOKIE), "") if self.session else ""
        return self.site.pending_forms.take(name, self.here, now=self.now) if name else None


def _of_request(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


Called = Annotated[Caller, Depends(_of_request)]
