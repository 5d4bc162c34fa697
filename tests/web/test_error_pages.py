"""A page that says no has the menu of who is signed in, and for nobody the way to sign in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from httpx import Response
from starlette.responses import Response as Answer

from config.wording import sentence
from tests.desk import KnownHome
from tests.pages import Pages, Visitor
from web.caller import Called
from web.registry import Routes
from web.roles import Role

UNKNOWN = ("/khong-co", "/quan-tri/khong-co", "/static/khong-co.css", "/tin-bai/khong/co")


def failing() -> Routes:
    routes = Routes()

    @routes.page("/hong", role=Role.ANYONE)
    def fails(me: Called) -> Answer:
        raise RuntimeError

    return routes


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    pages = Pages(KnownHome(tmp_path_factory.mktemp("errors")), more=[failing()])
    yield pages
    pages.close()


def menu(answer: Response) -> list[str]:
    """Where the menu of a page leads."""
    nav = answer.text.partition('<nav class="menu"')[2].partition("</nav>")[0]
    return re.findall(r'href="([^"]+)"', nav)


def refused(visitor: Visitor) -> Iterator[tuple[int, Response]]:
    """Answers that say no, each with the status that it should have."""
    for path in UNKNOWN:
        yield 404, visitor.client.get(path)
    yield 405, visitor.client.delete("/tai-khoan")
    yield 404, visitor.client.post("/khong-co", data={"a": "b"})
    yield 500, visitor.client.get("/hong")


@pytest.mark.parametrize("role", ["viewer", "officer", "lead", "admin"])
def test_who_is_signed_in_keeps_the_menu(office: Pages, role: str) -> None:
    visitor = office.signed_in(role)
    of_role = menu(visitor.get("/tai-khoan"))
    assert len(of_role) > 8
    assert ("/quan-tri" in of_role) == (role == "admin")
    for status, answer in refused(visitor):
        assert answer.status_code == status
        assert menu(answer) == of_role
        assert f'class="who-name">Cán bộ {role}<' in answer.text
        assert 'href="/vao"' not in answer.text


def test_who_may_not_and_who_sends_a_foreign_form_keep_the_menu(office: Pages) -> None:
    viewer = office.signed_in("viewer")
    of_role = menu(viewer.get("/tai-khoan"))
    answers = [viewer.client.get("/quan-tri"), viewer.client.post("/tai-khoan/ma-truy-cap", data={"name": "x"}),
               viewer.client.post("/tai-khoan/ma-truy-cap", content=b"a" * 300_000)]  # fmt: skip
    assert [answer.status_code for answer in answers] == [403, 403, 413]
    assert [menu(answer) for answer in answers] == [of_role] * 3
    kind, pieces = {"content-type": "application/x-www-form-urlencoded"}, (b"a" * 10_000 for _ in range(30))
    streamed = viewer.client.post("/tai-khoan/ma-truy-cap", content=pieces, headers=kind)
    assert (streamed.status_code, menu(streamed)) == (413, of_role)
    assert sentence("web.error.413") in answers[2].text
    assert viewer.client.request("GET", "/api/v1/me", content=b"a" * 300_000).json() == {
        "error": sentence("web.error.413-form")
    }


def test_the_forms_of_such_a_page_work(office: Pages) -> None:
    lead = office.signed_in("lead")
    lead.get("/khong-co")
    assert lead.post("/giao-dien", **{"giao-dien": "toi", "ve": "/khong-co"}).status_code == 303


def test_nobody_is_shown_the_way_to_sign_in_and_nothing_else(office: Pages) -> None:
    nobody = office.nobody()
    seen = set()
    for status, answer in refused(nobody):
        assert answer.status_code == status
        assert menu(answer) == []
        assert f'href="/vao">{sentence("web.sign-in.do")}<' in answer.text
        seen |= {re.sub(r'href="/static/[^"]*"', "", answer.text)} if status == 404 else set()
    assert len(seen) == 1  # the same words for every address that is not there
    old = office.nobody()
    old.client.cookies.set("phien", "không-có-phiên-này".encode().hex())
    assert menu(old.client.get("/khong-co")) == []


def test_a_session_that_has_ended_or_must_change_its_password_has_no_menu(office: Pages) -> None:
    visitor = office.nobody()
    visitor.sign_in("officer")
    with office.accounts.writing() as db:
        db.execute("UPDATE users SET must_change = 1 WHERE login = 'officer'")
    assert menu(visitor.client.get("/khong-co")) == []
    with office.accounts.writing() as db:
        db.execute("UPDATE users SET must_change = 0 WHERE login = 'officer'")
        db.execute("DELETE FROM sessions")
    assert menu(visitor.client.get("/khong-co")) == []


def test_where_the_accounts_cannot_be_read_the_page_is_nobodys(office: Pages) -> None:
    visitor = office.nobody()
    visitor.sign_in("lead")
    with office.accounts.writing() as db:
        db.execute("ALTER TABLE sessions RENAME TO away")
    answer = visitor.client.get("/khong-co")
    with office.accounts.writing() as db:
        db.execute("ALTER TABLE away RENAME TO sessions")
    assert (answer.status_code, menu(answer)) == (404, [])
    assert menu(visitor.client.get("/khong-co"))
