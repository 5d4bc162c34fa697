"""The queue in Chromium: by keys alone, without a script, several at once, the week's file read back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.axe import has_axe, violations
from tests.browser import DESK, PHONE, Screens
from tests.pages import PASSWORD

FILLINGS = ("today", "flags", "sources")

pytestmark = pytest.mark.network
TITLE = "Xã Thử Nghiệm chậm trả tiền đền bù"


def at(page: Page) -> str:
    """What the keyboard stands on."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


@dataclass(frozen=True)
class Focus:
    """What the keyboard stands on."""

    name: str
    text: str
    outlined: bool  # shown by an outline of at least two pixels
    clear: bool  # its middle is within the window, and nothing lies over it


STANDS = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const [x, y] = [box.x + Math.min(box.width / 2, 40), box.y + Math.min(box.height / 2, 40)];
  const top = document.elementFromPoint(x, y);
  return {name: one.getAttribute("name") || one.id || one.tagName, text: one.textContent.trim().replace(/\\s+/g, " "),
          outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
          clear: top !== null && (one.contains(top) || top.contains(one) && top !== document.body)};
}"""
MOST_TABS = 250


def stands(page: Page) -> Focus:
    return Focus(**page.evaluate(STANDS))


def tab_to(page: Page, wanted: str) -> None:
    """Go on with the tabulator to what has this name, or begins with this text; all on the way can be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        found = stands(page)
        assert found.outlined, found
        assert found.clear, found
        if found.name == wanted or found.text.startswith(wanted):
            return
    raise AssertionError(wanted)


def test_from_signing_in_to_a_decision_taken_back_without_a_mouse(screens: Screens) -> None:
    with screens.open(reduced_motion="reduce") as page:
        page.goto("/canh-bao")
        tab_to(page, "login")
        page.keyboard.type("officer")
        tab_to(page, "password")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Cảnh báo")
        tab_to(page, "Đến nội dung chính")
        page.keyboard.press("Enter")
        tab_to(page, TITLE)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(TITLE)
        tab_to(page, "Xác nhận")
        page.keyboard.press("Enter")
        tab_to(page, "kind")
        tab_to(page, "Xác nhận")
        page.keyboard.press("Enter")
        expect(page.locator(".notice.good")).to_be_focused()
        expect(page.locator(".notice.good")).to_contain_text("Đã ghi: xác nhận.")
        page.keyboard.press("Tab")
        assert stands(page).text == "Hủy thao tác"
        page.keyboard.press("Enter")
        expect(page.locator(".notice.good")).to_be_focused()
        expect(page.locator(".notice.good")).to_contain_text("Đã hủy: xác nhận.")
        page.keyboard.press("Shift+Tab")
        assert stands(page).name != "DIV"  # back into the menu: nothing holds the keyboard
        page.goto(page.url)
        tab_to(page, "Cán bộ officer")
        page.keyboard.press("Enter")
        tab_to(page, "Đăng xuất")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("Đăng nhập")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_keyboard_passes_through_and_is_never_under_the_head(screens: Screens, size: tuple[int, int]) -> None:
    """Forth to the end of the queue and back to its beginning: each stop can be seen, none holds one fast."""
    with screens.open("lead", size=size, reduced_motion="reduce") as page:
        page.goto("/canh-bao")
        for key in ("Tab", "Shift+Tab"):
            stops = []
            for _ in range(MOST_TABS):
                page.keyboard.press(key)
                found = stands(page)
                if found.name in ("BODY", "HTML") or (stops and found == stops[0]):
                    break
                assert found.outlined, found
                assert found.clear, found
                stops.append(found)
            assert 30 < len(stops) < MOST_TABS


def test_a_refused_step_puts_the_keyboard_into_the_field_at_fault(screens: Screens) -> None:
    with screens.open("lead") as page:
        page.goto("/canh-bao")
        page.click(f"text={TITLE}")
        expect(page.locator("h1")).to_have_text(TITLE)
        page.wait_for_load_state("load")  # with its scripts
        page.keyboard.press("d")
        page.evaluate("document.querySelector('#o-close-outcome').required = false")
        page.fill("#o-close-note", "Đã gọi cho xã")
        page.click("form:has(#o-close-outcome) button")
        expect(page.locator(".notice.bad")).to_contain_text("còn thiếu")
        expect(page.locator("#o-close-outcome")).to_be_focused()
        expect(page.locator("#o-close-note")).to_have_value("Đã gọi cho xã")
        assert page.locator("#o-close-outcome").get_attribute("aria-describedby") == "loi-outcome"
        expect(page.locator("#loi-outcome")).to_be_visible()
        if has_axe:
            assert violations(page) == []


def test_the_queue_by_keys_alone(screens: Screens) -> None:
    screens.said.clear()
    with screens.open("lead") as page:
        page.goto("/canh-bao")
        page.keyboard.press("j")
        assert at(page) == TITLE
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(TITLE)
        page.wait_for_load_state("load")
        page.keyboard.press("n")
        page.keyboard.type("Gọi cho xã trước")
        page.keyboard.press("Enter")
        expect(page.locator(".notice.good")).to_contain_text("Đã ghi: ghi chú.")
        page.wait_for_load_state("load")
        page.keyboard.press("u")
        expect(page.locator(".notice.good")).to_contain_text("Đã hủy: ghi chú.")
        page.wait_for_load_state("load")
        page.keyboard.press("j")
        expect(page.locator("h1")).not_to_have_text(TITLE)
        page.wait_for_load_state("load")
        page.keyboard.press("b")
        expect(page.locator("h1")).to_have_text("Cảnh báo")
        page.wait_for_load_state("load")
        for key in ("j", "x", "j", "x", "d"):
            page.keyboard.press(key)
        assert page.locator("[name=viec]:checked").count() == 2
        assert at(page) == "o-nhieu-ket-thuc"
        page.keyboard.press("End")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".notice.good")).to_contain_text("cho 2 việc")
        page.wait_for_load_state("load")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".notice.good")).to_contain_text("Đã hủy cho 2 việc")
    assert screens.said == []


def test_who_wants_no_keys_has_none_on_any_page(screens: Screens) -> None:
    """One switch, in the menu of the account on every page; what stands in a table is walked by arrows still."""
    with screens.open("officer") as page:
        page.goto("/nguon")
        page.keyboard.press("j")
        assert page.locator("tr.at").count() == 1
        page.click("details.who summary")
        page.click("button:text-is('Tắt phím tắt một chữ')")
        expect(page.locator("html[data-no-keys]")).to_have_count(1)
        for path in ("/nguon", "/canh-bao", "/quan-tri/tin-da-kiem-chung"):
            page.goto(path)
            for key in ("j", "/", "k"):
                page.keyboard.press(key)
            assert page.locator("tr.at").count() == 0, path
            assert page.evaluate("document.activeElement.tagName") == "BODY", path
        page.locator("table[data-walk] a").first.focus()
        page.keyboard.press("ArrowDown")
        assert page.locator("tr.at").count() == 1
        page.goto("/canh-bao")
        page.click("summary:text-is('Phím tắt')")
        page.click("main button:text-is('Bật phím tắt một chữ')")
        expect(page.locator("html:not([data-no-keys])")).to_have_count(1)
        page.wait_for_load_state("load")
        page.keyboard.press("j")
        assert page.locator("tr.at").count() == 1


def test_a_flag_is_assigned_and_decided_without_a_script(screens: Screens) -> None:
    with screens.open("lead", script=False) as page:
        page.goto("/canh-bao")
        page.click(f"text={TITLE}")
        page.click("summary:has-text('Giao')")
        page.select_option("#o-assign-department", "so-y-te")
        page.fill("#o-assign-due", "2026-07-30")
        page.click("form[action$='/giao'] button")
        expect(page.locator(".notice.good")).to_contain_text("Đã ghi: giao.")
        expect(page.locator("main")).to_contain_text("30/07/2026")
        page.click("summary:has-text('Kết thúc')")
        page.select_option("#o-close-outcome", "accepted")
        page.click("form:has(#o-close-outcome) button")
        expect(page.locator("main")).to_contain_text("phê bình đúng, đã tiếp thu")
        for _ in range(2):
            page.click("form[action$='/huy'] button >> nth=-1")
        expect(page.locator("main")).to_contain_text("Đã hủy: giao.")


def test_this_weeks_list_is_two_clicks_away(screens: Screens, tmp_path: Path) -> None:
    with screens.open("viewer") as page:
        page.goto("/canh-bao")
        page.click("text=Danh sách tuần này")
        with page.expect_download() as download:
            page.click("text=Tải tệp Excel")
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
    assert file.name == "can-xem-2026-W30-tuyen-quang-2024-2026.xlsx"
    cells = [cell.value for sheet in load_workbook(file) for row in sheet.iter_rows() for cell in row]
    assert TITLE in cells
