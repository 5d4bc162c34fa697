"""Sessions: new at each sign-in, ended when they should, worth nothing before the first password is one's own."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from httpx import Response

from config.web import WebSettings
from storage.accounts.users import Session, find_session, set_password, users
from tests.desk import KnownHome
from tests.pages import BASE, PASSWORD, Pages, Visitor, field_value
from web.app import page_routes
from web.roles import Role
from web.signing_in.authentication import BROWSER, SESSION

FILLINGS = ("today",)
DOMAIN = "localhost.local"  # as cookie jars call a name without a dot
NEW = "một mật khẩu khác hẳn"
SIGNED_IN, OUT = 200, 303  # what /tai-khoan answers


def signed(pages: Pages, login: str = "officer") -> Visitor:
    visitor = pages.nobody()
    assert visitor.sign_in(login).status_code == 303
    return visitor


def secret_of(visitor: Visitor) -> str:
    return str(visitor.client.cookies[SESSION])


def stands(visitor: Visitor) -> bool:
    return visitor.client.get("/tai-khoan").status_code == SIGNED_IN


def session(pages: Pages, secret: str) -> Session | None:
    with pages.accounts.reading() as db:
        return find_session(db, secret)


def cookies_of(answer: Response) -> dict[str, dict[str, str]]:
    """The cookies that an answer sets: names with attributes."""
    found: SimpleCookie = SimpleCookie()
    for line in answer.headers.get_list("set-cookie"):
        found.load(line)
    return {name: {key: str(value) for key, value in one.items() if value} for name, one in found.items()}


# --- a session is new ---


def test_a_session_that_was_planted_is_worth_nothing(office: Pages) -> None:
    visitor = office.nobody()
    visitor.client.cookies.set(SESSION, "planted", domain=DOMAIN)
    visitor.sign_in("officer")
    assert secret_of(visitor) != "planted"
    attacker = office.nobody()
    attacker.client.cookies.set(SESSION, "planted", domain=DOMAIN)
    assert not stands(attacker)


def test_the_session_of_an_attacker_ends_when_its_victim_signs_in_with_it(office: Pages) -> None:
    attacker = signed(office, "viewer")
    victim = office.nobody()
    victim.get("/vao")
    victim.client.cookies.set(SESSION, secret_of(attacker), domain=DOMAIN)
    victim.get("/tai-khoan")
    victim.post("/vao", login="officer", password=PASSWORD)
    assert secret_of(victim) != secret_of(attacker)
    assert stands(victim)
    assert not stands(attacker)


def test_each_sign_in_has_another_secret_token_and_door(office: Pages) -> None:
    found = [signed(office) for _ in range(3)]
    assert len({secret_of(one) for one in found}) == len({one.csrf for one in found}) == 3
    assert all(stands(one) for one in found)
    assert all(re.fullmatch(r"[\w-]{43}", secret_of(one)) for one in found)
    before = secret_of(found[0])
    found[0].post("/vao", login="officer", password=PASSWORD)
    assert secret_of(found[0]) != before
    assert session(office, before) is None


def test_no_secret_is_stored_as_it_is(office: Pages) -> None:
    visitor = signed(office)
    visitor.get("/tai-khoan")
    shown = visitor.post("/tai-khoan/ma-truy-cap", name="bảng tính").text
    token = re.search(r"diembao_[\w-]+", shown)
    assert token is not None
    stored = Path(office.accounts.path).read_bytes() + Path(f"{office.accounts.path}-wal").read_bytes()
    for secret in (secret_of(visitor), str(visitor.client.cookies[BROWSER]), token[0], PASSWORD):
        assert secret.encode() not in stored
    assert office.accounts.path.stat().st_mode & 0o077 == 0


# --- cookies ---


@pytest.mark.parametrize("secure", [False, True])
def test_cookies_are_for_this_site_alone(tmp_path: Path, secure: bool) -> None:
    pages = Pages(KnownHome(tmp_path), settings=WebSettings(secure=secure), users=("officer",))
    client = pages.nobody().client
    client.base_url = BASE.replace("http", "https" if secure else "http")
    asked = client.get("/vao")
    answer = client.post(
        "/vao", data={"csrf": field_value(asked.text, "csrf"), "login": "officer", "password": PASSWORD}
    )
    assert answer.status_code == 303
    set_ = {**cookies_of(asked), **cookies_of(answer)}
    start = "__Host-" if secure else ""
    assert set(set_) == {f"{start}{name}" for name in ("cua", "phien", "may-quen")}
    for name, cookie in set_.items():
        assert (cookie["httponly"], cookie["path"], "domain" in cookie) == ("True", "/", False), name
        assert cookie["samesite"] in ("lax", "strict")
        assert ("secure" in cookie) is secure
    assert "max-age" not in set_[f"{start}phien"]
    assert ("Strict-Transport-Security" in answer.headers) is secure
    assert client.get("/tai-khoan").status_code == SIGNED_IN
    pages.close()


# --- a session ends ---


def test_an_hour_of_nothing_and_twelve_hours_in_any_case_end_a_session(office: Pages) -> None:
    visitor = signed(office)
    idle, absolute = office.settings.idle_minutes, office.settings.absolute_hours
    for _ in range(absolute * 60 // (idle - 1)):
        office.clock.go_on(minutes=idle - 1)
        assert stands(visitor)
    office.clock.go_on(minutes=idle - 1)
    assert not stands(visitor)
    again = signed(office)
    office.clock.go_on(minutes=idle, seconds=1)
    assert not stands(again)
    assert session(office, secret_of(again)) is None


def test_signing_out_ends_this_session_and_signing_out_everywhere_all(office: Pages) -> None:
    here, there, others = signed(office), signed(office), signed(office, "lead")
    secret = secret_of(here)
    assert here.post("/ra").headers["location"] == "/vao"
    assert session(office, secret) is None
    assert stands(there)
    back = signed(office)
    assert back.post("/ra-moi-noi").status_code == 303
    assert [stands(one) for one in (here, there, back, others)] == [False, False, False, True]
    line = office.audit(action="sign-out-everywhere", limit=1)[0]
    assert (line["login"], line["facts"]) == ("officer", {"sessions": 2})


def test_a_changed_password_ends_all_other_sessions(office: Pages) -> None:
    here, there = signed(office), signed(office)
    before = secret_of(here)
    answer = here.post("/tai-khoan/mat-khau", current=PASSWORD, new=NEW, repeated=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert secret_of(here) != before
    assert (stands(here), stands(there), session(office, before)) == (True, False, None)
    assert office.nobody().sign_in("officer").status_code == 401
    assert office.nobody().sign_in("officer", NEW).status_code == 303


@pytest.mark.parametrize(
    ("path", "fields"),
    [("/quan-tri/nguoi-dung/officer", {"name": "Cán bộ", "role": "lead", "department": ""}),
     ("/quan-tri/nguoi-dung/officer", {"name": "Cán bộ", "role": "viewer", "department": ""}),
     ("/quan-tri/nguoi-dung/officer/mat-khau", {}), ("/quan-tri/nguoi-dung/officer/ngung", {})],
)  # fmt: skip
def test_another_role_a_reset_and_a_disabled_user_end_sessions_at_once(
    office: Pages, path: str, fields: dict[str, str]
) -> None:
    here, admin = signed(office), signed(office, "admin")
    assert admin.post(path, **fields).status_code in (200, 303)
    assert not stands(here)
    assert stands(admin)


def test_another_name_ends_no_session(office: Pages) -> None:
    here, admin = signed(office), signed(office, "admin")
    admin.post("/quan-tri/nguoi-dung/officer", name="Tên mới", role="officer", department="")
    assert "Tên mới" in here.get("/tai-khoan").text


# --- the first password ---


@pytest.fixture
def fresh(office: Pages) -> Visitor:
    """A browser that signed in with a first password."""
    with office.accounts.writing() as db:
        user = next(one for one in users(db) if one.login == "admin")
        set_password(db, user.id, office.passwords.hashed(PASSWORD), must_change=True, at=office.clock())
    visitor = office.nobody()
    assert visitor.sign_in("admin").status_code == 303
    visitor.get("/tai-khoan/mat-khau")
    return visitor


def test_no_route_serves_who_still_has_the_first_password(fresh: Visitor) -> None:
    declared = [one for routes in page_routes() for one in routes.declared if one.role > Role.ANYONE]
    for one in declared:
        if one.path in ("/tai-khoan/mat-khau", "/ra"):
            continue
        path = re.sub(r"\{[^}]*\}", "1", one.path)
        answer = fresh.get(path) if one.method == "GET" else fresh.post(path)
        if one.method == "GET" and one.kind != "data":
            assert (answer.status_code, answer.headers["location"]) == (303, "/tai-khoan/mat-khau"), path
        else:
            assert answer.status_code == 403, path
    assert fresh.get("/tai-khoan/mat-khau").status_code == 200
    assert fresh.post("/ra").status_code == 303


def test_the_first_password_is_changed_and_then_all_is_open(office: Pages, fresh: Visitor) -> None:
    same = {"current": PASSWORD, "new": PASSWORD, "repeated": PASSWORD, "ve": "/tai-khoan/mat-khau"}
    assert fresh.post("/tai-khoan/mat-khau", **same).status_code == 303
    assert fresh.get("/quan-tri").status_code == 303  # the same is no change
    assert 'role="alert"' in fresh.get("/tai-khoan/mat-khau").text
    assert fresh.post("/tai-khoan/mat-khau", current=PASSWORD, new=NEW, repeated=NEW).status_code == 303
    assert fresh.get("/quan-tri").status_code == 200
    assert office.user("admin").must_change is False
