"""Before anything was collected: every page is calm and says what to do; nothing speaks of commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from pipeline.jobs.home import Home
from tests.pages import Pages
from web.app import page_routes
from web.roles import Role

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


def test_programs_are_told_by_the_status(empty: Pages) -> None:
    answer = empty.signed_in("viewer").get("/api/v1/items")
    assert answer.status_code == 503
    assert answer.json() == {"error": "Chưa có dữ liệu: hệ thống chưa thu thập lần nào."}
