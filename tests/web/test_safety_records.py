"""What every answer carries, what a fault tells, what the audit keeps."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from httpx import Response
from starlette.requests import Request
from starlette.responses import Response as Answer

from config.wording import sentence
from records import Trouble
from tests.pages import Pages
from web.app import page_routes
from web.caller import Called
from web.middleware import HEADERS, POLICY, Shield
from web.registry import Routes
from web.roles import Role

SECRET = "mật khẩu của cơ sở dữ liệu"
SENT = {"accept": "text/html"}


def failing() -> Routes:
    """Routes of every kind that fail as code of ours may."""
    routes = Routes()

    def fails(me: Called) -> Answer:
        raise RuntimeError(SECRET)

    def refuses(me: Called) -> Answer:
        raise Trouble("storage.cannot-write", file=str(me.home.path / "diembao.db"), detail="disk I/O error")

    routes.page("/hong", role=Role.ANYONE)(fails)
    routes.data("/hong", role=Role.ANYONE)(fails)
    routes.action("/hong", role=Role.VIEWER, audit="test")(fails)
    routes.page("/day", role=Role.ANYONE)(refuses)
    routes.data("/day", role=Role.ANYONE)(refuses)
    routes.action("/day", role=Role.VIEWER, audit="test")(refuses)
    return routes


OFFICE = {"more": [failing()]}


# --- what every answer carries ---


def answers(pages: Pages) -> Iterator[tuple[str, Response]]:
    """An answer of every kind, good and bad."""
    viewer, outside = pages.signed_in("viewer"), pages.nobody()
    paths = (
        "/", "/vao", "/tai-khoan", "/static/diembao.css", "/static/khong-co", "/khong-co", "/tin-bai/", "/tin-bai.csv",
        "/quan-tri", "/api/v1/me", "/api/v1/khong-co", "/hong", "/api/v1/hong", "/ra",
    )  # fmt: skip
    for path in paths:
        yield path, viewer.client.get(path)
        yield f"{path} from outside", outside.client.get(path)
    yield "no token", viewer.client.post("/ra")
    yield "too large", viewer.client.post("/ra", content=b"a" * 300_000)
    yield "another host", outside.client.get("/", headers={"host": "evil.example"})
    yield "another method", viewer.client.delete("/tai-khoan")
    yield "no cross-origin", viewer.client.options("/api/v1/me", headers={"origin": "https://evil.example"})


def test_every_answer_forbids_what_pages_do_not_need(office: Pages) -> None:
    seen = set()
    for what, answer in answers(office):
        seen.add(answer.status_code)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (what, name)
        assert answer.headers["Cache-Control"], what
        if "static" not in what:
            assert answer.headers["Cache-Control"] == "no-store", what
        assert "server" not in answer.headers
        assert not [name for name in answer.headers if name.startswith("access-control-")], what
    assert seen >= {200, 303, 308, 400, 401, 403, 404, 405, 413, 500}


def test_the_policy_lets_nothing_in_from_elsewhere_and_nothing_run_within_a_page() -> None:
    assert set(re.findall(r"'[\w-]+'", POLICY)) == {"'none'", "'self'"}
    assert "default-src 'none'" in POLICY
    assert not re.search(r"https?:|\*|data:|blob:|unsafe|nonce", POLICY)


# --- faults ---


@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_of_ours_tells_nothing_of_the_machine(office: Pages, debug: bool) -> None:
    office.app.debug = debug
    viewer = office.signed_in("viewer")
    viewer.get("/tai-khoan")
    answered = [viewer.client.get("/hong"), viewer.client.get("/api/v1/hong"), viewer.post("/hong"),
                office.nobody().client.get("/hong", headers=SENT)]  # fmt: skip
    for answer in answered:
        assert answer.status_code == 500
        for words in (SECRET, "Traceback", "RuntimeError", ".py", "line ", str(office.app.state.site.home.path)):
            assert words not in answer.text
    assert answered[1].json() == {"error": "500"}
    assert sentence("web.error.500") in answered[0].text
    assert office.signed_in("viewer").get("/tai-khoan").status_code == 200
    office.app.debug = False


def test_a_trouble_names_no_folder_of_the_machine(office: Pages) -> None:
    home = str(office.app.state.site.home.path)
    viewer = office.signed_in("viewer")
    viewer.get("/tai-khoan")
    for answer in (viewer.client.get("/day"), viewer.client.get("/api/v1/day"), office.nobody().client.get("/day")):
        assert answer.status_code == 503
        assert home not in answer.text
        assert "…/diembao.db" in answer.text
    assert viewer.post("/day", ve="/tai-khoan").status_code == 303
    shown = viewer.get("/tai-khoan").text
    assert "…/diembao.db" in shown
    assert home not in shown


def test_where_the_page_of_faults_fails_too_there_is_a_bare_number() -> None:
    async def fails(*_: Any) -> None:
        raise RuntimeError(SECRET)

    def broken(_: Request) -> Answer:
        raise RuntimeError(SECRET)

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/", "headers": [(b"host", b"localhost")], "query_string": b"", "method": "GET"}
    shield = Shield(fails, names=("localhost",), secure=True, broken=broken)
    asyncio.run(shield(scope, fails, send))
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    assert (sent[0]["status"], sent[1]["body"]) == (500, b"500")
    assert headers["content-security-policy"] == POLICY
    assert headers["strict-transport-security"].startswith("max-age=")


# --- the audit ---


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM audit", "UPDATE audit SET login = 'x'", "DELETE FROM audit WHERE id = 1",
     "INSERT OR REPLACE INTO audit SELECT id, at, 'x', role, address, action, about, facts, outcome FROM audit",
     "REPLACE INTO audit SELECT * FROM audit", "UPDATE OR REPLACE audit SET id = 1"],
)  # fmt: skip
def test_no_line_of_the_audit_is_changed_or_lost(office: Pages, statement: str) -> None:
    office.signed_in("viewer").get("/")
    before = office.audit(limit=500)
    assert before
    with pytest.raises(Trouble, match=r"storage\.cannot-write"), office.accounts.writing() as db:
        db.execute(statement)
    assert office.audit(limit=500) == before


def test_a_line_says_who_when_what_and_from_where(office: Pages) -> None:
    viewer, admin = office.signed_in("viewer"), office.signed_in("admin")
    viewer.get("/tai-khoan")
    office.clock.go_on(minutes=5)
    viewer.post("/tai-khoan/ma-truy-cap", name="bảng tính")
    viewer.get("/quan-tri")
    admin.post("/quan-tri/nguoi-dung/officer", name="Cán bộ", role="lead", department="")
    changed, refused, token = office.audit(limit=3)
    at = "2026-07-22T03:05:00Z"
    assert (token["at"], token["login"], token["role"], token["action"], token["about"], token["outcome"]) == (
        at, "viewer", "viewer", "token", "bảng tính", "ok",
    )  # fmt: skip
    assert token["address"] == "testclient"
    assert (refused["login"], refused["about"], refused["outcome"]) == ("viewer", "/quan-tri", "refused")
    assert (changed["login"], changed["about"]) == ("admin", "officer")
    assert (changed["facts"]["role_before"], changed["facts"]["role"]) == ("officer", "lead")


def test_every_word_of_the_audit_can_be_read(office: Pages) -> None:
    words = {one.audit for routes in page_routes() for one in routes.declared if one.audit} | {"page"}
    assert all(sentence(f"audit.{word}") for word in words)
    assert office.signed_in("admin").get("/quan-tri/nhat-ky").status_code == 200
