"""Before anything was collected: every page is calm and says what to do; nothing speaks of commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.web import WebSettings
from pipeline.jobs.home import Home
from tests.desk import NOW
from tests.pages import QUICK, Pages, Visitor
from web.app import make_app, page_routes
from web.roles import Role
from web.signing_in.passwords import Passwords

PLACES = {"{week}": "2026-W30"}
READ = [
    one for routes in page_routes() for one in routes.declared
    if one.kind == "page" and one.role > Role.ANYONE and not re.search(r"\{(?!week)", one.path)
]  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    path = tmp_path_factory.mktemp("empty")
    made = Pages(Home(path))
    yield made
    made.close()


@pytest.mark.parametrize("path", [one.path for one in READ])
def test_every_page_is_calm(empty: Pages, path: str) -> None:
    answer = empty.signed_in("admin").get(path.replace("{week}", "2026-W30"))
    assert answer.status_code == 200
    assert "diembao run" not in answer.text
    assert "<h1" in answer.text


def test_a_page_of_counts_says_what_to_do(empty: Pages) -> None:
    shown = empty.signed_in("viewer").get("/hop-dong").text
    assert "Chưa có dữ liệu" in shown
    assert "người phụ trách kỹ thuật" in shown
    assert 'href="/quan-tri/nguoi-dung"' not in shown


def test_without_any_account_the_door_says_who_makes_the_first(tmp_path: Path) -> None:
    app = make_app(Home(tmp_path), WebSettings(), clock=lambda: NOW, passwords=Passwords(QUICK))
    shown = Visitor(app).get("/vao")
    assert shown.status_code == 200
    assert "Chưa có tài khoản nào" in shown.text
    assert "Quên mật khẩu" not in shown.text
    app.state.site.accounts.close()


def test_programs_are_told_by_the_status(empty: Pages) -> None:
    answer = empty.signed_in("viewer").get("/api/v1/items")
    assert answer.status_code == 503
    assert answer.json() == {"error": "Chưa có dữ liệu: hệ thống chưa thu thập lần nào."}
