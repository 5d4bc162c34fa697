"""Every route × every role × nobody: made from what the page modules declare, so a new route is in it by itself."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI

from tests.pages import Pages, every_page
from web.app import check_declared, page_routes
from web.registry import Declared
from web.roles import WORDS, Role, role_of

DECLARED = [one for routes in page_routes() for one in routes.declared]
_PLACE = re.compile(r"\{[^}]*\}")


def asked(pages: Pages, declared: Declared, role: str) -> int:
    """The status of asking for a route, with a wrong token for what writes: who may is refused for the token only."""
    visitor = pages.signed_in(role) if role else pages.nobody()
    path = _PLACE.sub("1", declared.path)
    if declared.method == "GET":
        return visitor.client.get(path).status_code
    return visitor.client.post(path, data={"csrf": "wrong"}).status_code


@pytest.mark.parametrize("role", ["", *WORDS])
@pytest.mark.parametrize("declared", DECLARED, ids=lambda one: f"{one.method} {one.path}")
def test_a_route_serves_who_may_and_nobody_else(reading: Pages, declared: Declared, role: str) -> None:
    rank = role_of(role) if role else Role.ANYONE
    status = asked(reading, declared, role)
    if rank >= declared.role:
        assert status < 500
        if declared.method == "POST":
            assert status == 403  # the token
            assert "cũ" in reading.nobody().client.post("/vao", data={"csrf": "wrong"}).text
        else:
            assert status not in (401, 403)
    elif role:
        assert status == 403
    else:
        assert status == (303 if declared.method == "GET" and declared.kind != "data" else 401)


def test_there_are_routes_of_every_kind() -> None:
    assert {one.kind for one in DECLARED} >= {"page", "action", "data", "part"}
    paths = [(one.method, one.path) for one in DECLARED]
    assert len(paths) == len(set(paths))


def test_what_writes_is_audited_or_says_that_it_is_not() -> None:
    assert {one.path for one in DECLARED if one.kind in ("action", "file") and not one.audit} == {
        "/giao-dien",
        "/phim-tat",
    }


def test_a_route_without_a_role_does_not_start() -> None:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.get("/hidden")(lambda: "")
    with pytest.raises(RuntimeError, match="hidden"):
        check_declared(app.router.routes)


def test_a_role_that_nobody_knows_lets_nobody_in() -> None:
    with pytest.raises(ValueError, match="anyone"):
        role_of("anyone")


def test_who_only_reads_finds_by_links_all_that_may_be_read(reading: Pages) -> None:
    assert len(every_page(reading, "viewer")) >= 20


def test_the_small_home_has_what_pages_show(reading: Pages) -> None:
    shown = reading.signed_in("viewer").get("/").text
    assert "Xã Thử Nghiệm chậm trả tiền" in shown
    assert "/canh-bao/" in shown
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
