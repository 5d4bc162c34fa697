"""Every page under axe-core in Chromium: light and dark, at a desk and on a phone; and within the width of a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import DESK, PHONE, Screens
from tests.pages import Pages, every_page

pytestmark = pytest.mark.network
AXE = Path(os.environ.get("DIEMBAO_AXE", ""))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What a width changes does not depend on the colours, nor the other way round: two looks hold both.
LOOKS = [("light desk", DESK, False), ("dark phone", PHONE, True)]


@pytest.fixture(scope="module")
def paths(reading: Pages) -> list[str]:
    """The address of every page, one of each kind; whatever is not linked from anywhere makes this fail."""
    return every_page(reading)


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page: rule, place."""
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
    return [f"{one['id']}: {node['target']}" for one in found["violations"] for node in one["nodes"]]


def test_axe_finds_nothing(screens: Screens, paths: list[str]) -> None:
    if not AXE.is_file():
        pytest.skip("needs axe-core, which .ci/run fetches from the npm registry (DIEMBAO_AXE names axe.min.js)")
    script, wrong = AXE.read_text("utf-8"), []
    for name, size, dark in LOOKS:
        with screens.open("admin", size=size, dark=dark) as page:
            for path in paths:
                page.goto(path)
                page.evaluate(script)
                wrong += [f"{name} {path} {found}" for found in violations(page)]
    assert wrong == []


def test_nothing_is_wider_than_a_phone_and_the_policy_has_nothing_to_refuse(screens: Screens, paths: list[str]) -> None:
    screens.said.clear()
    with screens.open("admin", size=PHONE) as page:
        for path in paths:
            page.goto(path)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, path
    assert screens.said == []
