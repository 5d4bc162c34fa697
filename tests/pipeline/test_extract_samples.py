"""``sample``: a case is made of a file or of an archived page, and says why where it cannot be."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.jobs.collecting.run import run_cycle
from pipeline.jobs.collecting.sample import make_sample
from pipeline.jobs.home import Home
from records import Trouble

CASE = Path(__file__).parent / "cases" / "vnexpress" / "news.html"
ADDRESS = "https://thu.example.vn/nha-may-dien-rac-5047111.html"
NOW = datetime(2026, 8, 10, 1, tzinfo=UTC)


def clock():
    return NOW


def made_of(small_home, wanted, **more):
    return make_sample(Home(small_home.path), str(wanted), clock=clock, **more)


def expected():
    return json.loads(CASE.with_suffix(".json").read_text("utf-8"))


def test_a_file_makes_a_case(small_home, tmp_path):
    made = made_of(small_home, CASE, url=ADDRESS, folder=tmp_path / "out")
    case = json.loads(made.case.read_text("utf-8"))
    assert (made.page.read_bytes(), made.page.parent) == (CASE.read_bytes(), tmp_path / "out" / "vnexpress")
    assert (case["url"], case["outlet"], made.read_by) == (ADDRESS, "thu", "vnexpress")
    assert {name: case[name] for name in ("title", "body", "byline")} == {
        name: expected()[name] for name in ("title", "body", "byline")
    }


def test_a_file_names_its_own_address(small_home, tmp_path):
    page = tmp_path / "trang.html"
    page.write_text(
        CASE.read_text("utf-8").replace("<head>", f'<head><link rel="canonical" href="{ADDRESS}">'), "utf-8"
    )
    assert made_of(small_home, page).outlet == "thu"


def test_an_archived_page_makes_a_case_without_asking(small_home):
    file = small_home.captured((ADDRESS, "2026-08-05T01:00:00Z", "text/html; charset=utf-8", CASE.read_bytes()))
    run_cycle(Home(small_home.path), replay=file, clock=clock)
    with pytest.raises(RuntimeError):  # the crawl closed its own, whose sockets would be open until the end
        asyncio.get_event_loop()
    made = made_of(small_home, ADDRESS)
    case = json.loads(made.case.read_text("utf-8"))
    assert (case["captured_at"], case["body"]) == ("2026-08-05T01:00:00Z", expected()["body"])


@pytest.mark.parametrize(
    ("text", "url", "key"),
    [
        pytest.param(None, "", "sample.no-address", id="no-address"),
        pytest.param(None, "https://la.example.vn/x-1.html", "sample.no-outlet", id="no-outlet"),
        pytest.param("<html><body></body></html>", ADDRESS, "sample.no-article", id="no-article"),
    ],
)
def test_what_makes_no_case_says_why(small_home, tmp_path, text, url, key):
    page = tmp_path / "trang.html"
    page.write_text(text or CASE.read_text("utf-8"), "utf-8")
    with pytest.raises(Trouble) as trouble:
        made_of(small_home, page, url=url)
    assert trouble.value.key == key


def test_what_is_neither_file_nor_address_says_so(small_home):
    with pytest.raises(Trouble) as trouble:
        made_of(small_home, "không có gì")
    assert trouble.value.key == "sample.neither"
