"""Fields for files speak Vietnamese, with and without a script, by keyboard and for screen readers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from config.wording import sentence
from tests.browser import PHONE, Screens
from web.rendering import HERE

pytestmark = pytest.mark.network
FILLINGS = ("sources",)
CHOOSE, NONE = sentence("web.file-choose"), sentence("web.file-none")
PLACES = [
    ("/nguon/nhap", "tep"),
    ("/nguon/nhap", "kem"),
    ("/hop-dong/doi-chieu", "tep"),
    ("/nguon/bi-sot/danh-sach", "upload"),
]


def shown(page: Page, field: str) -> str:
    """What an officer sees of a field, from left to right."""
    return page.locator(f".file:has([name={field}])").inner_text()


def watch(page: Page) -> None:
    """Keep what is pressed; the window in which one chooses a file stays closed."""
    page.evaluate("pressed = []")
    page.evaluate("addEventListener('click', (event) => { pressed.push(event.target.name); event.preventDefault(); })")


def pressed(page: Page) -> list[str]:
    found: list[str] = page.evaluate("pressed")
    return found


def tree(page: Page) -> list[dict[str, Any]]:
    """What Chromium tells a screen reader of a page."""
    nodes: list[dict[str, Any]] = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [one for one in nodes if "name" in one and not one["ignored"]]


def test_each_field_is_ours_and_names_what_was_chosen(screens: Screens, tmp_path: Path) -> None:
    file = tmp_path / "danh sách tháng 7.xlsx"
    file.write_bytes(b"x")
    with screens.open("lead") as page:
        for path, field in PLACES:
            page.goto(path)
            assert " ".join(shown(page, field).split()) == f"{CHOOSE} {NONE}"
            page.set_input_files(f"[name={field}]", file)
            assert " ".join(shown(page, field).split()) == f"{CHOOSE} danh sách tháng 7.xlsx"
            page.set_input_files(f"[name={field}]", [])
            watch(page)
            page.locator(f".file:has([name={field}]) .file-do").click(force=True)
            assert pressed(page) == [field]
            assert NONE in shown(page, field)


def test_it_is_large_enough_reached_by_keyboard_and_its_focus_is_seen(screens: Screens) -> None:
    with screens.open("officer", size=PHONE) as page:
        page.goto("/nguon/nhap")
        page.focus("[name=tep]")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == "kem"
        box = page.locator("[name=kem]").bounding_box()
        assert box
        assert box["height"] >= 24
        assert box["width"] >= 24
        outline = page.evaluate("getComputedStyle(document.activeElement.parentElement).outlineWidth")
        assert outline == "3px"
        watch(page)
        page.keyboard.press("Enter")
        assert pressed(page) == ["kem"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_screen_reader_hears_label_button_file_and_help(screens: Screens, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"x")
    label, help_ = sentence("web.import.enclosed"), sentence("web.import.enclosed-help")
    with screens.open("officer") as page:
        page.goto("/nguon/nhap")
        page.set_input_files("[name=kem]", [file])
        heard = [one for one in tree(page) if f"{label} {CHOOSE}" == one["name"]["value"]]
        assert [one["description"]["value"] for one in heard] == [f"a.xlsx {help_}"]
        assert page.locator("#o-kem-name").evaluate("o => o.tagName") == "OUTPUT"  # said when it changes


def test_without_a_script_our_words_lie_on_the_browsers_button_and_the_files_name_is_seen(
    screens: Screens, tmp_path: Path
) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"x")
    with screens.open("lead", script=False) as page:
        page.goto("/hop-dong/doi-chieu")
        field, ours = page.locator("[name=tep]"), page.locator(".file-do")
        outer, inner = field.bounding_box(), ours.bounding_box()
        assert outer
        assert inner
        assert abs(outer["x"] - inner["x"]) <= 1
        assert inner["height"] >= 24
        assert ours.inner_text() == CHOOSE
        clear = "rgba(0, 0, 0, 0)"
        button = field.evaluate("f => getComputedStyle(f, '::file-selector-button').color")
        assert (button, field.evaluate("f => getComputedStyle(f).color")) == (clear, clear)
        field.set_input_files(file)
        assert field.evaluate("f => getComputedStyle(f).color") != clear
        middle = [inner["x"] + inner["width"] / 2, inner["y"] + inner["height"] / 2]
        assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).name", middle) == "tep"  # is pressed there


def test_every_field_for_a_file_is_made_by_the_one_macro() -> None:
    found = {path.name: len(re.findall(r'type="file"', path.read_text("utf-8"))) for path in HERE.glob("templates/*")}
    assert {name: count for name, count in found.items() if count} == {"macros.html": 1}
