"""The heat table without colours: shades differ by lightness, its numbers can be read, on paper ink says the same."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.browser import Screens
from tests.contrast import TEXT, Colour, contrast, luminance, rgb
from web.pages.plan_table import SHADES
from web.rendering import STATIC

SHEET = (STATIC / "counting.css").read_text("utf-8")
APART = 1.15  # contrast of two neighbouring shades: what an eye tells apart side by side


def shades(block: str) -> tuple[list[Colour], list[Colour]]:
    """The grounds of a block of the sheet in order, and the inks: of light grounds, of dark ones."""
    found = {name: rgb(value) for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)}
    return [found[f"heat-{shade}"] for shade in range(1, SHADES + 1)], [found["on-heat"], found["on-heat-dark"]]


LIGHT, DARK, DARK_BY_MACHINE = re.findall(r":root[^{]*\{[^}]*--heat-1[^}]*\}", SHEET)[:3]


@pytest.mark.parametrize("block", [LIGHT, DARK], ids=["light", "dark"])
def test_shades_are_told_apart_by_lightness_alone_and_numbers_can_be_read(block: str) -> None:
    grounds, inks = shades(block)
    light = [luminance(ground) for ground in grounds]
    assert light in (sorted(light), sorted(light, reverse=True))
    assert min(contrast(one, other) for one, other in pairwise(grounds)) >= APART
    for shade, ground in enumerate(grounds, 1):
        assert contrast(inks[shade > 3], ground) >= TEXT, shade


def test_dark_shades_are_the_same_whoever_asked_for_dark() -> None:
    assert shades(DARK) == shades(DARK_BY_MACHINE)


@pytest.mark.network
def test_on_paper_the_edge_of_a_cell_grows_with_its_number(screens: Screens) -> None:
    with screens.open("viewer") as page:
        page.goto("/ke-hoach")
        page.emulate_media(media="print")
        edge = "getComputedStyle(c).borderBottomWidth"
        script = rf"cells => cells.map(c => [parseInt(c.innerText.replace(/\D/g, '')), {edge}])"
        cells = page.locator("table.heat td.cell a").evaluate_all(script)
        edges = {number: int(edge.removesuffix("px")) for number, edge in cells}
        assert list(dict(sorted(edges.items())).values()) == sorted(edges.values())
        assert len(set(edges.values())) > 1
        assert not page.locator(".periods").is_visible()
