"""Every case in ``cases/``: a page written by hand in an outlet's markup, and what stands on it by reading.

``diembao sample`` makes further ones; docs/adding-an-outlet.md says how.
"""

import json
from pathlib import Path

import pytest

from pipeline.extract import article_of_page
from pipeline.parsers import LAYOUTS
from pipeline.samples import CASE_FIELDS, case_of, page_of_case
from records import Outlet

CASES = sorted((Path(__file__).parent / "cases").rglob("*.json"))
FEWEST = 3  # cases of every family


def read(path):
    case = json.loads(path.read_text("utf-8"))
    page = page_of_case(case, path.with_suffix(".html").read_bytes())
    return case, article_of_page(page, Outlet(case["outlet"], "Báo Ví Dụ", parser=case["parser"]))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_case_is_read_as_it_is_written(path):
    case, article = read(path)
    told = case_of(article)
    assert {name: told[name] for name in CASE_FIELDS} == {name: case[name] for name in CASE_FIELDS}


@pytest.mark.parametrize("parser", ["generic", *sorted(LAYOUTS)])
def test_every_family_has_its_cases(parser):
    assert len([path for path in CASES if path.parent.name == parser]) >= FEWEST


def test_the_cases_show_every_form():
    forms = {json.loads(path.read_text("utf-8"))["form"] for path in CASES}
    assert forms == {"text", "photo", "video", "audio", "e-magazine"}
