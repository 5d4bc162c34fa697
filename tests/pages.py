"""The pages of a small home in this process: an application, a signed-in browser per role, forms as browsers send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from config.web import WebSettings
from pipeline.jobs.home import Home
from storage.accounts.audit import audit_page
from storage.accounts.users import User, add_user, set_password, user_named
from storage.recount import recount
from tests.desk import NOW, Desk
from web.app import make_app, page_routes
from web.registry import Routes
from web.roles import WORDS, role_of
from web.signing_in.oidc import OidcSignIn
from web.signing_in.passwords import Passwords

PASSWORD = "mật khẩu của phòng tin"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
BASE = "http://localhost"
LOOK, DONE = "/giao-dien", 303  # a form that changes nothing that another test sees, and what answers it
_LINK = re.compile(r'href="(/[^"#]*)"')
FILLINGS = Path(__file__).parent / "fillings"  # what each page wants to find in the small home: NAME.py with fill(desk)
LINKS_FOLLOWED = 400
OF_A_KIND = 4  # addresses of one page that are followed: lists link to many
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **by: float) -> None:
        self.now += timedelta(**by)


class Visitor:
    """A browser: keeps cookies, sends forms with the token of the page that it saw last."""

    def __init__(self, app: FastAPI) -> None:
        self.client = TestClient(app, base_url=BASE, follow_redirects=False, raise_server_exceptions=False)
        self.csrf = ""

    def get(self, path: str, **more: Any) -> Response:
        answer = self.client.get(path, **more)
        if found := _CSRF.search(answer.text):
            self.csrf = found[1]
        return answer

    def post(self, path: str, *, csrf: str | None = None, **fields: str) -> Response:
        """Send a form; without ``csrf`` with the token of the last page that had one."""
        answer = self.client.post(path, data={"csrf": self.csrf if csrf is None else csrf, **fields})
        if found := _CSRF.search(answer.text):
            self.csrf = found[1]
        return answer

    def sign_in(self, login: str, password: str = PASSWORD, *, onward: str = "/") -> Response:
        self.get("/vao")
        answer = self.post("/vao", login=login, password=password, tiep=onward)
        if answer.status_code == 303:
            self.get("/tai-khoan")
        return answer


class Pages:
    """The application of a home, with a user for each role, named like the role."""

    def __init__(
        self, home: Home, *, now: datetime = NOW, settings: WebSettings | None = None, more: Iterable[Routes] = (),
        passwords: Passwords | None = None, users: Iterable[str] = WORDS, oidc: OidcSignIn | None = None,
    ) -> None:  # fmt: skip
        self.clock = Clock(now)
        self.passwords = passwords or Passwords(QUICK)
        self.settings = settings or WebSettings()
        self.app = make_app(home, self.settings, clock=self.clock, passwords=self.passwords, more=more, oidc=oidc)
        self.accounts = self.app.state.site.accounts
        self._signed: dict[str, Visitor] = {}
        for role in users:
            self.add_user(role, role)

    def close(self) -> None:
        self.accounts.close()

    def forget(self) -> None:
        """Be again as if nobody had ever come, for the next test: users and clock as at first, and only the audit."""
        self.clock.now = NOW
        with self.accounts.writing() as db:
            for table in ("failures", "sessions", "browsers", "tokens"):
                db.table(table).delete_where()
            hashed = self.app.state.site.passwords.hashed(PASSWORD)
            first = "UPDATE users SET role = login, password = ?, disabled_at = NULL, must_change = 0"
            db.execute(first, [hashed])
        self._signed.clear()

    def add_user(self, login: str, role: str) -> User:
        """A user whose first password was changed already."""
        with self.accounts.writing() as db:
            given = {"login": login, "name": f"Cán bộ {login}", "role": role, "department": "", "password": ""}
            user = add_user(db, **given, at=self.clock())
            set_password(db, user.id, self.passwords.hashed(PASSWORD), must_change=False, at=self.clock())
            return replace(user_named(db, login))

    def user(self, login: str) -> User:
        """A user as the accounts have it now."""
        with self.accounts.reading() as db:
            return user_named(db, login)

    def nobody(self) -> Visitor:
        """A browser that never was here."""
        return Visitor(self.app)

    def signed_in(self, role: str) -> Visitor:
        """A browser in which the user of this role is signed in; one for all tests that share these pages."""
        if role not in self._signed:
            visitor = self.nobody()
            assert visitor.sign_in(role).status_code == 303
            self._signed[role] = visitor
        return self._signed[role]

    def form_token(self, role: str) -> str:
        """The token that forms of this role's session bring along."""
        visitor = self.signed_in(role)
        visitor.get("/tai-khoan")
        return visitor.csrf

    def audit(self, **asked: Any) -> list[dict[str, Any]]:
        with self.accounts.reading() as db:
            return audit_page(db, **asked)


def field_value(page: str, name: str) -> str:
    """What the first field of this name holds on a page where it holds anything."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def filled_desk(folder: Path, fillings: Sequence[str] = ()) -> Desk:
    """A home with a few judged items, flags among them, and text that would be a script if it were not escaped.

    ``fillings`` of ``tests/fillings`` come to it, all of them where none is named.
    """
    desk = Desk(folder)
    hostile = '<script>alert("x")</script><img src=x onerror=alert(1)>'
    desk.item("aaaaaaaaaaaa", title="Xã Thử Nghiệm chậm trả tiền đền bù", more=(("tone", "neg", "criticism"),))
    desk.item("bbbbbbbbbbbb", title=f"Bài có mã độc {hostile}", body=f"Nội dung {hostile} ở xã Thử.", flag="dispute")
    desk.item("cccccccccccc", title="Lễ hội mùa thu", flag="", relevance="1", at=NOW - timedelta(hours=5))
    desk.item("dddddddddddd", title="Khánh thành cầu mới", flag="", at=NOW - timedelta(days=3), event="cau-moi")
    for name in fillings or sorted(path.stem for path in FILLINGS.glob("*.py")):
        import_module(f"tests.fillings.{name}").fill(desk)
    with desk.db.atomic():
        recount(desk.db)
    desk.raise_flags()
    return desk


def every_page(pages: Pages, role: str = "admin") -> list[str]:
    """One address of each page that this role may read; whatever is linked from nowhere fails."""
    found, lacking = one_of_each(pages, role)
    assert lacking == [], "no page of the small home leads there: link it, or see tests/fillings"
    return found


def one_of_each(pages: Pages, role: str = "admin") -> tuple[list[str], list[str]]:
    """One address of each page that this role may read, found by following links from the first; and those pages to
    which no link led."""
    pages_of = [one for routes in page_routes() for one in routes.declared if one.kind == "page"]
    wanted = {one.path: _pattern(one.path) for one in pages_of if one.role <= role_of(role)}
    found: dict[str, list[str]] = {}
    seen, waiting = {"/vao", "/"}, ["/vao", "/"]
    while waiting and len(seen) < LINKS_FOLLOWED:
        address = waiting.pop(0)
        kind = _kind_of(address, wanted)
        if kind not in wanted or len(found.setdefault(kind, [])) == OF_A_KIND:
            continue
        found[kind].append(address)
        seen.add(address)
        links = {unescape(one) for one in _LINK.findall(pages.signed_in(role).get(address).text)}
        waiting += sorted(links - seen - set(waiting))
    return sorted(addresses[0] for addresses in found.values()), sorted(set(wanted) - set(found))


def _kind_of(address: str, wanted: Mapping[str, re.Pattern[str]]) -> str:
    """The declared page that an address is of; its own path for what is no page."""
    path = urlsplit(address).path
    return path if path in wanted else next((one for one, pattern in wanted.items() if pattern.fullmatch(path)), path)


def _pattern(declared: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(declared)))
