"""A whole morning in Chromium, with and without JavaScript: from the first password to signing out, files read back."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Page, expect

from storage.accounts.users import set_password
from tests.browser import PHONE, Screens, served
from tests.desk import NOW
from tests.pages import Pages, filled_desk

FILLINGS = ("today", "flags", "items", "counts", "whole_item")

pytestmark = pytest.mark.network
FIRST, OWN = "mật khẩu cấp lần đầu", "một câu của riêng tôi"
TITLE = "Xã Thử Nghiệm chậm trả tiền đền bù"
ITEM = "aaaaaaaaaaaa"
WAYS = [pytest.param(True, id="with a script"), pytest.param(False, id="without a script")]


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pages, Screens]]:
    """An office of its own: the walks write."""
    pages = Pages(filled_desk(tmp_path_factory.mktemp("walk"), FILLINGS).home, now=NOW)
    with served(pages) as address:
        yield pages, Screens(browser, address)
    pages.close()


def newcomer(pages: Pages, login: str) -> str:
    """Somebody in charge who has a first password and never was here."""
    user = pages.add_user(login, "lead")
    with pages.accounts.writing() as db:
        set_password(db, user.id, pages.passwords.hashed(FIRST), must_change=True, at=pages.clock())
    return login


@pytest.mark.parametrize("script", WAYS)
def test_a_morning(office: tuple[Pages, Screens], tmp_path: Path, script: bool) -> None:
    pages, screens = office
    screens.said.clear()
    login = newcomer(pages, "moi-den" if script else "moi-den-nua")
    with screens.open(script=script) as page:
        signs_in_for_the_first_time(page, login)
        finds(page, script=script)
        narrows_down_and_takes_away(page, tmp_path)
        keeps_the_search(page)
        corrects_a_label(page)
        decides_and_gives_away(page)
        decides_on_several(page)
        holds_a_list_against_a_line(page, tmp_path)
        leaves(page)
    assert [
        one for one in screens.said if not one.startswith("Clear-Site-Data")
    ] == []  # the browser tells that it obeyed


def signs_in_for_the_first_time(page: Page, login: str) -> None:
    """Whatever was asked for, the first password is changed first."""
    page.goto("/canh-bao")
    page.fill("[name=login]", login)
    page.fill("[name=password]", FIRST)
    page.click("main button")
    expect(page.locator("h1")).to_have_text("Đổi mật khẩu")
    page.goto("/tin-bai")
    expect(page.locator("h1")).to_have_text("Đổi mật khẩu")
    page.fill("[name=current]", FIRST)
    page.fill("[name=new]", OWN)
    page.fill("[name=repeated]", OWN)
    page.click("main button")
    expect(page.locator("h1")).to_have_text("Hôm nay")


def finds(page: Page, *, script: bool) -> None:
    """Without diacritics; as one types where a script may, with the button where none is."""
    page.click("nav.menu a:text-is('Tin, bài')")
    page.locator("#o-q").press_sequentially("cau moi o na han")
    if not script:
        page.click("form.items-filters button:text-is('Tìm')")
    expect(page.locator(".found-count")).to_contain_text("30 tin, bài")
    assert "cau" in page.url
    assert page.locator("ol.items mark").count() > 0


def narrows_down_and_takes_away(page: Page, folder: Path) -> None:
    """One newspaper; then all of it over two pages; the files hold the rows that were shown, in their order."""
    page.select_option("[name=bao]", "nhan-dan")
    page.press("#o-q", "Enter")
    expect(page.locator(".found-count")).to_contain_text("20 tin, bài")
    assert [row["id"] for row in as_csv(page, folder)] == shown(page)
    assert [row["id"] for row in as_xlsx(page, folder)] == shown(page)
    page.click("form.items-filters a:text-is('Bỏ lọc')")
    first = shown(page)
    page.click("a[rel=next]")
    expect(page.locator("nav.pager a:text-is('Trang đầu')")).to_be_visible()
    both = [*first, *shown(page)]
    assert len(both) > len(first) == 50
    for rows in (as_csv(page, folder), as_xlsx(page, folder)):
        assert [row["id"] for row in rows] == both
        told = " ".join(row["title"] for row in rows)
        assert "Mùa cam Hàm Yên, kỳ 0" in told
        assert "HYPERLINK" in told


def shown(page: Page) -> list[str]:
    """The items of the list, as they stand."""
    links = page.locator("ol.items .title a")
    return [str(address).rpartition("/")[2] for address in links.evaluate_all("all => all.map(one => one.href)")]


def as_csv(page: Page, folder: Path) -> list[dict[str, str]]:
    with downloaded(page, "CSV", folder).open(encoding="utf-8-sig", newline="") as file:
        heads, *rows = csv.reader(file)
    return named(heads, rows)


def as_xlsx(page: Page, folder: Path) -> list[dict[str, str]]:
    sheet = load_workbook(downloaded(page, "Excel", folder)).worksheets[0]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    at = next(number for number, line in enumerate(lines) if "Tiêu đề" in line)
    return named([str(head) for head in lines[at]], [[str(cell or "") for cell in line] for line in lines[at + 1 :]])


def named(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    title, name = heads.index("Tiêu đề"), heads.index("Mã")
    return [{"id": row[name], "title": row[title]} for row in rows]


def downloaded(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.click(f".found-take a:text-is('{name}')")
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def keeps_the_search(page: Page) -> None:
    page.goto("/tin-bai?q=na+hang&bao=nhan-dan")
    address = page.url
    page.click("summary:has-text('Lưu câu hỏi này')")
    page.fill("#o-ten", "Na Hang trên Nhân Dân")
    page.click("button:text-is('Lưu')")
    expect(page.locator(".notice.good")).to_contain_text("Đã lưu câu hỏi: Na Hang trên Nhân Dân")
    page.goto("/")
    page.click("nav.menu a:text-is('Tin, bài')")
    page.click("nav.searches a:text-is('Na Hang trên Nhân Dân')")
    assert page.url.partition("?")[2] == address.partition("?")[2]
    page.click("nav.searches button.forget")
    expect(page.locator(".notice.good")).to_contain_text("Đã bỏ")
    page.click(".notice button:text-is('Hủy thao tác')")
    expect(page.locator("nav.searches")).to_contain_text("Na Hang trên Nhân Dân")


def corrects_a_label(page: Page) -> None:
    """Two clicks for another tone, one to take it back."""
    page.goto("/tin-bai?q=cham+tra+tien")
    page.click(f"ol.items a:has-text('{TITLE}')")
    expect(page.locator("h1")).to_have_text(TITLE)
    page.click("section[aria-labelledby=nhan] li:has-text('Tiêu cực') summary:has-text('Sửa')")
    page.click("button[name=nhan][value='tone|pos']")
    expect(page.locator(".notice.good")).to_contain_text("Đã sửa nhãn.")
    expect(page.locator("section[aria-labelledby=nhan]")).to_contain_text("Tích cực")
    page.click(".notice button:text-is('Hủy thao tác')")
    expect(page.locator(".notice.good")).to_contain_text("Đã hủy")
    expect(page.locator("section[aria-labelledby=nhan]")).to_contain_text("Tiêu cực")


def decides_and_gives_away(page: Page) -> None:
    """A flag is confirmed, then given to a department by a day; both are taken back."""
    page.click("nav.menu a:text-is('Cảnh báo')")
    page.click(f"table a:has-text('{TITLE}')")
    page.click("summary:has-text('Xác nhận')")
    page.click("form:has([name=step][value=confirm]) button")
    expect(page.locator(".notice.good")).to_contain_text("Đã ghi: xác nhận.")
    page.click("summary:has-text('Giao')")
    page.select_option("#o-assign-department", "so-y-te")
    page.fill("#o-assign-due", "2026-07-30")
    page.click("form[action$='/giao'] button:not([type=button])")
    expect(page.locator(".notice.good")).to_contain_text("Đã ghi: giao.")
    expect(page.locator("main")).to_contain_text("30/07/2026")
    for step in ("giao", "xác nhận"):
        page.click("form[action$='/huy'] button >> nth=-1")
        expect(page.locator(".notice.good")).to_contain_text(f"Đã hủy: {step}.")


def decides_on_several(page: Page) -> None:
    page.goto("/canh-bao")
    for number in (0, 1):
        page.check(f"[name=viec] >> nth={number}")
    page.fill(".bulk [name=note]", "Đã nắm, không cần trả lời.")
    page.select_option("#o-nhieu-ket-thuc", "none")
    page.click("button[name=step][value=close]")
    expect(page.locator(".notice.good")).to_contain_text("Đã ghi “kết thúc” cho 2 việc.")
    page.click(".notice button:text-is('Hủy thao tác')")
    expect(page.locator(".notice.good")).to_contain_text("Đã hủy cho 2 việc.")
    expect(page.locator("table")).to_contain_text(TITLE)


def holds_a_list_against_a_line(page: Page, folder: Path) -> None:
    """The outlet's own workbook is told three ways; the answer is a workbook again."""
    given = folder / "danh sách của báo.xlsx"
    book = Workbook()
    book.active.append(["Tiêu đề", "Địa chỉ", "Ngày đăng"])
    book.active.append(["Tin, bài để đếm, thứ 0", "https://vnexpress.net/dem000000000.html", "22/07/2026"])
    book.active.append(["Bài không ai thấy", "https://nhandan.vn/khong-co-post1.html", "20/07/2026"])
    book.save(given)
    page.click("nav.menu a:text-is('Hợp đồng')")
    page.click("main a:has-text('Đối chiếu')")
    page.select_option("[name=dong]", "1")
    page.set_input_files("[name=tep]", given)
    page.click("main form[method=post] button:not([type=button])")
    expect(page.locator("main")).to_contain_text("danh sách của báo.xlsx")
    with page.expect_download() as download:
        page.click("main a[href$='.xlsx']")
    download.value.save_as(folder / "ket-qua.xlsx")
    sheets = load_workbook(folder / "ket-qua.xlsx")
    told = {sheet.title: [cell.value for row in sheet.iter_rows() for cell in row] for sheet in sheets}
    assert any("Bài không ai thấy" in cells for cells in told.values())
    assert any("Tin, bài để đếm, thứ 0" in cells for cells in told.values())


def leaves(page: Page) -> None:
    """Signed out, and the button of the browser that goes back shows nothing of what was seen."""
    page.goto(f"/tin-bai/{ITEM}")
    page.click("details.who summary")
    page.click("button:text-is('Đăng xuất')")
    expect(page.locator("h1")).to_have_text("Đăng nhập")
    for _ in range(2):
        page.go_back()
        expect(page.locator("h1")).to_have_text("Đăng nhập")
        assert TITLE not in page.content()


def test_any_label_takes_two_clicks(office: tuple[Pages, Screens]) -> None:
    """Whatever is said of an item: one click opens the choices, the second says another; every one can be undone."""
    _, screens = office
    with screens.open("officer", script=False) as page:
        page.goto(f"/tin-bai/{ITEM}")
        labels = page.locator("section[aria-labelledby=nhan] details.correct")
        assert labels.count() >= 4  # of whom it speaks, tone, genre, themes
        for number in range(labels.count()):
            label = labels.nth(number)
            before = page.locator("section[aria-labelledby=nhan]").inner_text()
            label.locator("summary >> nth=0").click()
            label.locator("button[name=nhan]:not([aria-pressed]) >> nth=0").click()
            expect(page.locator(".notice.good")).to_contain_text("Đã sửa nhãn.")
            assert page.locator("section[aria-labelledby=nhan]").inner_text() != before
            page.click(".notice button:text-is('Hủy thao tác')")
            expect(page.locator(".notice.good")).to_contain_text("Đã hủy")


def test_a_newcomers_three_questions_take_three_clicks_at_most(office: tuple[Pages, Screens], tmp_path: Path) -> None:
    """What one newspaper published this month on a clause; what needs an answer since when; this week's list."""
    _, screens = office
    with screens.open("officer") as page:
        page.click("nav.menu a:text-is('Kế hoạch')")
        page.click("a:text-is('Tháng này')")
        row = page.locator(".heat tbody tr:has(a[href^='/bao/nhan-dan'])")
        place = page.locator(".heat thead th").all_inner_texts().index("c")
        row.locator("td").nth(place - 1).locator("a").click()
        expect(page.locator("ol.items")).to_contain_text("Tin, bài để đếm, thứ 0")
        page.goto("/")
        page.click("nav.menu a:text-is('Cảnh báo')")
        expect(page.locator("tr", has_text=TITLE).locator(".waits")).to_contain_text("22/07/2026 10:00")
        page.goto("/")
        page.click("nav.menu a:text-is('Cảnh báo')")
        page.click("main a:text-is('Danh sách tuần này')")
        with page.expect_download() as download:
            page.click("main a:text-is('Tải tệp Excel')")
        download.value.save_as(tmp_path / "tuan.xlsx")
        cells = [cell.value for sheet in load_workbook(tmp_path / "tuan.xlsx") for row in sheet for cell in row]
        assert TITLE in cells


def test_reading_needs_no_script(office: tuple[Pages, Screens]) -> None:
    """Every entry of the menu opens, every fold opens, every chart has its table."""
    _, screens = office
    with screens.open("viewer", size=PHONE, script=False) as page:
        links = page.locator("nav.menu a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        assert len(links) >= 9
        for link in links:
            page.goto(link)
            assert page.locator("h1").count() == 1, link
            for chart in page.locator("figure.chart").all():
                assert chart.locator("img").evaluate("one => one.complete && one.alt.length > 10"), link
                chart.locator("summary >> nth=0").click()
                expect(chart.locator("table >> nth=0")).to_be_visible()
