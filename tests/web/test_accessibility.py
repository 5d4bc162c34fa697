"""Every page under axe-core in Chromium: light and dark, at a desk and on a phone; and within the width of a phone."""

from __future__ import annotations

import pytest

from tests.axe import needs_axe, violations
from tests.browser import DESK, PHONE, Screens, overhang
from tests.pages import Pages, every_page

pytestmark = pytest.mark.network
# What a width changes does not depend on the colours, nor the other way round: two looks hold both.
LOOKS = [("light desk", DESK, False), ("dark phone", PHONE, True)]


@pytest.fixture(scope="module")
def paths(reading: Pages) -> list[str]:
    """The address of every page, one of each kind; whatever is not linked from anywhere makes this fail."""
    return every_page(reading)


@needs_axe
def test_axe_finds_nothing(screens: Screens, paths: list[str]) -> None:
    wrong = []
    for name, size, dark in LOOKS:
        with screens.open("admin", size=size, dark=dark) as page:
            for path in paths:
                page.goto(path)
                wrong += [f"{name} {path} {found}" for found in violations(page)]
    assert wrong == []


def test_nothing_is_wider_than_a_phone_and_the_policy_has_nothing_to_refuse(screens: Screens, paths: list[str]) -> None:
    screens.said.clear()
    with screens.open("admin", size=PHONE) as page:
        for path in paths:
            page.goto(path)
            assert overhang(page) <= 0, path
    assert screens.said == []
