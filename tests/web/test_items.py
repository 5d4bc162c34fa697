"""Tin, bài: what is found is what is counted and what is taken away; searches are one's own; in a real browser too."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from storage.listing import LEDE
from tests.browser import PHONE, Screens
from tests.desk import PLAN, shipped_configuration
from tests.fillings.items import LISTED
from tests.pages import PASSWORD, Pages
from web.pages.items import shortened
from web.queries.item_query import Wanted, described, of_query

FILLINGS = ("today", "items")

_COUNT = re.compile(r'<p class="found-count"[^>]*>\s*(?:≥ )?([\d.]+)')


def shown(pages: Pages, query: str) -> tuple[int, list[str]]:
    """The number on the page, and the ids that its pages list."""
    first = pages.signed_in("viewer").get(f"/tin-bai?{query}").text
    found, ids, text = _COUNT.search(first), re.findall(r'<a href="/tin-bai/(\w+)">', first), first
    while following := re.search(r'rel="next" href="([^"]+)"', text):
        text = pages.signed_in("viewer").get(following[1].replace("&amp;", "&")).text
        ids += re.findall(r'<a href="/tin-bai/(\w+)">', text)
    return int(found[1].replace(".", "")) if found else 0, ids


QUERIES = [
    {}, {"q": "cau moi"}, {"q": "mua cam ham yen", "xep": "cu"}, {"noi-dung": "c", "bao": "nhan-dan"},
    {"sac-thai": "pos"}, {"sac-thai": "-", "lien-quan": "ca-hai"}, {"lien-quan": "nhac"}, {"ke-hoach": "-"},
    {"tu": "2026-06-01", "den": "2026-06-12", "xep": "thu"}, {"tinh-trang": "cho"}, {"q": "khong co gi ca"},
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=lambda one: urlencode(one) or "all")
def test_the_number_is_the_list_is_the_file_is_the_data(reading: Pages, query: dict[str, str]) -> None:
    asked, viewer = urlencode(query), reading.signed_in("viewer")
    number, ids = shown(reading, asked)
    assert number == len(ids) == len(set(ids))
    rows = list(csv.DictReader(io.StringIO(viewer.get(f"/tin-bai.csv?{asked}").text.removeprefix("\ufeff"))))
    assert [row["Mã"] for row in rows] == ids
    book = load_workbook(io.BytesIO(viewer.get(f"/tin-bai.xlsx?{asked}").content)).active
    table = list(book.iter_rows(values_only=True))
    assert [row[-1] for row in table[4:]] == ids
    data = viewer.get(f"/api/v1/items?{asked}").json()
    assert (data["total"], data["more"]) == (number, False)
    assert [row["id"] for row in data["items"]] == ids[:50]
    part = viewer.get(f"/tin-bai/nhanh?{asked}").text
    assert re.findall(r'<a href="/tin-bai/(\w+)">', part) == ids[:50]
    assert "<html" not in part


def test_no_cell_of_a_file_is_a_formula(reading: Pages) -> None:
    viewer = reading.signed_in("viewer")
    rows = viewer.get("/tin-bai.csv?q=hyperlink").text
    assert "'=HYPERLINK" in rows
    book = load_workbook(io.BytesIO(viewer.get("/tin-bai.xlsx?q=hyperlink").content)).active
    cell = next(cell for row in book.iter_rows() for cell in row if str(cell.value).startswith("=HYPERLINK"))
    assert cell.data_type == "s"


def test_every_export_is_audited_with_its_rows(pages: Pages) -> None:
    pages.signed_in("viewer").get("/tin-bai.csv?q=cau+moi")
    pages.signed_in("viewer").get("/tin-bai.xlsx?bao=nhan-dan")
    book, sheet = pages.audit(action="export-items")
    assert (sheet["facts"], book["login"]) == ({"rows": LISTED // 2 + 1, "format": "csv"}, "viewer")
    assert "cau moi" in sheet["about"]
    assert "Nhân Dân" in book["about"]


def test_a_plan_is_called_by_its_name_though_the_address_has_its_code(reading: Pages) -> None:
    wanted = Wanted(ke_hoach=PLAN, noi_dung="c")
    known = shipped_configuration()
    told = described(wanted, known, known.plans[PLAN])
    assert told.startswith("Kế hoạch hợp tác truyền thông")
    assert PLAN not in told
    assert described(wanted, known, known.plans[PLAN], brief=True) == told.split("; ", 1)[1]
    viewer = reading.signed_in("viewer")
    book = load_workbook(io.BytesIO(viewer.get(f"/tin-bai.xlsx?ke-hoach={PLAN}").content)).worksheets[0]
    assert str(book["A1"].value).startswith("Kế hoạch hợp tác truyền thông")


def test_the_list_is_walked_by_keys_after_it_was_searched_too(screens: Screens) -> None:
    with screens.open("viewer") as page:
        page.goto("/tin-bai")
        title = page.locator("ol.items > li .title a")
        page.keyboard.press("j")
        expect(title.first).to_be_focused()
        page.keyboard.press("j")
        expect(title.nth(1)).to_be_focused()
        page.fill("#o-q", "tin trong tuan")
        expect(page.locator("ol.items mark").first).to_be_visible()
        page.locator("#ket-qua").get_by_role("link", name="Excel").focus()
        for key, at in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
            page.keyboard.press(key)
            expect(title.nth(at)).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/tin-bai/tuan*")


def test_a_session_that_ends_while_one_types_leads_to_the_door_and_back(screens: Screens) -> None:
    with screens.open("viewer") as page:
        page.goto("/tin-bai")
        page.context.clear_cookies()
        page.locator("#o-q").press_sequentially("tin trong tuan")
        page.wait_for_url("**/vao?tiep=*")
        page.fill("[name=login]", "viewer")
        page.fill("[name=password]", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/tin-bai?q=tin*")


def test_a_printed_list_says_what_it_is_a_list_of(screens: Screens) -> None:
    with screens.open("viewer") as page:
        page.goto("/tin-bai?noi-dung=c&sac-thai=neg")
        asked = page.locator(".asked-for")
        expect(asked).to_be_hidden()
        page.emulate_media(media="print")
        expect(asked).to_contain_text("c) Thành tựu, an ninh, chương trình mục tiêu quốc gia; Tiêu cực. Số liệu lúc ")
        expect(page.locator(".head .lede")).to_be_hidden()


def test_days_that_are_often_asked_for_are_one_click_away(reading: Pages) -> None:
    page = reading.signed_in("viewer").get("/tin-bai?q=tuan&bao=vnexpress").text
    quick = dict(reversed(one) for one in re.findall(r'<a href="(/tin-bai\?[^"]+&amp;tu=[^"]+)">([^<]+)</a>', page))
    assert list(quick) == ["Hôm nay", "Hôm qua", "7 ngày qua", "Tháng này"]
    address = unescape(quick["7 ngày qua"])
    assert address == "/tin-bai?q=tuan&bao=vnexpress&tu=2026-07-16&den=2026-07-22"
    again = reading.signed_in("viewer").get(address).text
    assert re.search(r'aria-current="true">7 ngày qua<', again)
    assert 'value="16/07/2026"' in again


def test_what_is_cut_ends_at_a_word() -> None:
    text = "một hai " * 40
    assert shortened(text[:LEDE]).endswith("một…")
    assert shortened("ngắn thôi") == "ngắn thôi"
    assert shortened("x" * LEDE) == "x" * LEDE


def test_a_floor_is_told_where_days_are_missing(reading: Pages) -> None:
    text = reading.signed_in("viewer").get("/tin-bai?tu=2026-06-01&den=2026-06-12").text
    assert "≥ " in text
    assert "(thiếu 12 ngày)" in text


@pytest.mark.parametrize(
    "query", ["ke-hoach=x", "bao=x", "noi-dung=z", "tinh-trang=x", "lien-quan=x", "xep=x", "tu=hom-qua", "sau=abc",
              "sau=1~2~x", "tu=2026-07-02&den=2026-07-01"],
)  # fmt: skip
def test_what_is_none_is_said_in_a_sentence(reading: Pages, query: str) -> None:
    for path in ("/tin-bai", "/tin-bai/nhanh", "/api/v1/items"):
        answer = reading.signed_in("viewer").get(f"{path}?{query}")
        assert answer.status_code in (400, 404)
        assert "Traceback" not in answer.text


def test_a_search_is_kept_for_its_user_alone_and_may_be_undone(pages: Pages) -> None:
    officer, lead = pages.signed_in("officer"), pages.signed_in("lead")
    officer.get("/tin-bai")
    officer.post("/tin-bai/luu", name="  Cầu   Na Hang ", query="q=cau&bao=nhan-dan", ve="/tin-bai?q=cau")
    kept = officer.get("/tin-bai").text
    assert 'href="/tin-bai?q=cau&amp;bao=nhan-dan"' in kept
    assert "Cầu Na Hang" in kept
    assert "Cầu Na Hang" not in lead.get("/tin-bai").text
    action = re.search(r'action="(/tin-bai/luu/\d+/xoa)"', kept)
    assert action
    assert lead.post(action[1], ve="/tin-bai").status_code == 303
    assert "Cầu Na Hang" in officer.get("/tin-bai").text
    officer.post(action[1], ve="/tin-bai")
    assert "Hủy thao tác" in officer.get("/tin-bai").text
    assert 'href="/tin-bai?q=cau&amp;bao=nhan-dan"' not in officer.get("/tin-bai").text
    assert [row["action"] for row in pages.audit(login="officer")][:2] == ["search-forget", "search-save"]


@pytest.mark.parametrize(("name", "query"), [("", "q=a"), ("x" * 81, "q=a"), ("a", "bao=zz"), ("a", f"q={'x' * 300}")])
def test_what_cannot_be_kept_is_told(pages: Pages, name: str, query: str) -> None:
    officer = pages.signed_in("officer")
    officer.get("/tin-bai")
    officer.post("/tin-bai/luu", name=name, query=query, ve="/tin-bai")
    assert 'class="notice bad"' in officer.get("/tin-bai").text


def test_an_address_is_the_query_there_and_back() -> None:
    wanted = of_query("q=c%E1%BA%A7u&ke-hoach=-&tu=2026-01-01&sau=1~2~3&x=1")
    assert wanted == Wanted(q="cầu", ke_hoach="-", tu="2026-01-01", sau="1~2~3")
    assert of_query(wanted.query()) == wanted
    assert "sau" not in wanted.address("/tin-bai", "sau")


def taken(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).click()
    return waiting.value.path().read_bytes()


@pytest.mark.network
def test_find_filter_open_and_take_away_as_one_types(screens: Screens) -> None:
    with screens.open("officer") as page:
        page.goto("/tin-bai")
        page.get_by_label("Từ cần tìm").press_sequentially("cau moi na ha")
        expect(page.locator(".found-count")).to_contain_text(f"{LISTED // 2} tin, bài")
        expect(page.locator(".items mark").first).to_have_text("Cầu")
        page.get_by_label("Báo", exact=True).select_option("nhan-dan")
        expect(page).to_have_url(re.compile(r"/tin-bai\?q=cau\+moi\+na\+ha&bao=nhan-dan$"))
        expect(page.locator(".found-count")).to_contain_text("20 tin, bài")
        rows = list(csv.reader(io.StringIO(taken(page, "CSV").decode("utf-8-sig"))))
        assert len(rows) == 21
        book = load_workbook(io.BytesIO(taken(page, "Excel"))).active
        assert book.max_row == 24
        page.reload()
        expect(page.locator(".items > li")).to_have_count(20)
        page.get_by_role("button", name="Tìm", exact=True).click()
        expect(page).to_have_url(re.compile(r"/tin-bai\?q=cau\+moi\+na\+ha&bao=nhan-dan$"))
        page.get_by_text("Lưu câu hỏi này").click()
        page.get_by_label("Tên").fill("Cầu của Nhân Dân")
        page.get_by_role("button", name="Lưu", exact=True).click()
        expect(page.get_by_role("link", name="Cầu của Nhân Dân")).to_have_attribute("aria-current", "true")
    assert screens.said == []


@pytest.mark.network
def test_the_same_without_a_script_and_on_a_phone(screens: Screens) -> None:
    with screens.open("viewer", size=PHONE, script=False) as page:
        page.goto("/tin-bai")
        page.get_by_label("Từ cần tìm").fill("mua cam ham yen")
        page.get_by_label("Báo", exact=True).select_option("nhan-dan")
        page.get_by_role("button", name="Tìm", exact=True).click()
        expect(page.locator(".found-count")).to_contain_text("20 tin, bài")
        assert len(list(csv.reader(io.StringIO(taken(page, "CSV").decode("utf-8-sig"))))) == 21
        page.goto("/tin-bai")
        page.get_by_role("link", name="Trang sau").click()
        expect(page).to_have_url(re.compile(r"sau="))
        page.get_by_role("link", name="Trang đầu").click()
        expect(page.locator(".items > li")).to_have_count(50)
