"""An outlet's list is uploaded, told three ways, downloaded and read back; figures open; with and without a script."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page

from config.web import WebSettings
from pipeline.jobs.ledger.counting import Filters
from records import Trouble
from tests.axe import needs_axe, violations
from tests.browser import PHONE, Screens, overhang
from tests.desk import NOW
from tests.pages import Pages, Visitor, filled_desk
from web.files.reconciliation import reconciled

FILLINGS = ("today", "counts")

PAGE = "/hop-dong/doi-chieu"
FOUND = ("Tin, bài để đếm, thứ 0", "https://vnexpress.net/dem000000000.html", "22/07/2026")
LOST = ("=cmd|' /C calc'!A0", "https://nhandan.vn/khong-co-bai-nay-post1.html", "20/07/2026")
ROWS = [("Tiêu đề", "Địa chỉ", "Ngày đăng"), FOUND, LOST]


def as_csv(rows: list[tuple[str, ...]] = ROWS) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx() -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in ROWS:
        book.active.append(row)
    book.active["A3"].data_type = "s"
    book.save(out)
    return out.getvalue()


def sent(visitor: Visitor, name: str = "danh sách.csv", body: bytes | None = None, **fields: str) -> str:
    """Upload a list as the form does; where the answer leads."""
    visitor.get(PAGE)
    files = {"tep": (name, as_csv() if body is None else body)}
    given = {"csrf": visitor.csrf, "ve": PAGE, "dong": "1", **fields}
    answer = visitor.client.post(PAGE, data=given, files=files)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


@pytest.mark.parametrize(("name", "body"), [("danh sách.csv", as_csv()), ("Danh sach.XLSX", as_xlsx())])
def test_a_list_is_told_three_ways_and_the_workbook_says_the_same(pages: Pages, name: str, body: bytes) -> None:
    lead = pages.signed_in("lead")
    address = sent(lead, name, body)
    page = lead.get(address).text
    for words in ("Kê, không thấy: 1", "Khớp: 1", "Thấy, không kê: 3", name, "/tin-bai/dem000000001"):
        assert words in page, words
    answer = lead.client.get(address.replace("?ma=", "/") + ".xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert [book[name].max_row for name in ("Khớp", "Kê, không thấy", "Thấy, không kê")] == [2, 2, 4]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert LOST[0] in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]
    told = [(row["action"], row["about"]) for row in pages.audit()]
    assert ("export-reconciled", "tuyen-quang-2024-2026/1") in told
    assert ("reconcile", "tuyen-quang-2024-2026/1") in told


def test_nothing_is_left_of_an_uploaded_file(reading: Pages, tmp_path: Path) -> None:
    home, about = reading.app.state.site.home, {"names": {}, "now": NOW, "within": tmp_path}
    reconciled(home, "a.csv", as_csv(), Filters(contract="1"), **about)
    with pytest.raises(Trouble, match="unreadable"):
        reconciled(home, "hong.xlsx", b"PK no workbook", Filters(contract="1"), **about)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "body", "fields", "words"),
    [
        ("bai.pdf", b"%PDF", {}, "Không biết đọc bai.pdf"),
        ("../../etc/hong.xlsx", b"PK\x03\x04", {}, "Không đọc được tệp hong.xlsx"),
        ("C:\\bao\\rong.csv", b"", {}, "Tệp rong.csv không có dòng nào"),
        ("a.csv", as_csv(), {"dong": "99"}, "không có dòng hợp đồng “99”"),
        ("a.csv", as_csv(), {"dong": ""}, "Hãy chọn dòng hợp đồng"),
        ("a.csv", as_csv(), {"dong": "11"}, "chưa có báo nào"),
        ("a.csv", as_csv(), {"tu": "hom-qua"}, "hom-qua"),
    ],
)
def test_what_cannot_be_read_is_told_on_the_form_with_the_sender_s_name_for_it(
    pages: Pages, name: str, body: bytes, fields: dict[str, str], words: str
) -> None:
    lead = pages.signed_in("lead")
    assert sent(lead, name, body, **fields) == PAGE
    page = lead.get(PAGE).text
    assert words in page
    assert tempfile.gettempdir() not in page


def test_a_form_without_a_file_is_told(pages: Pages) -> None:
    lead = pages.signed_in("lead")
    lead.get(PAGE)
    assert lead.post(PAGE, dong="1", ve=PAGE).headers["location"] == PAGE
    assert "Hãy chọn tệp" in lead.get(PAGE).text


def test_a_result_is_its_maker_s_alone_and_no_viewer_may_upload(pages: Pages) -> None:
    address = sent(pages.signed_in("lead"))
    assert pages.signed_in("admin").get(address).status_code == 404
    assert pages.signed_in("viewer").get(PAGE).status_code == 403
    assert 'href="/hop-dong/doi-chieu' not in pages.signed_in("viewer").get("/hop-dong").text


def test_a_list_above_the_limit_is_not_read(tmp_path: Path) -> None:
    pages = Pages(filled_desk(tmp_path).home, settings=WebSettings(upload_bytes=100_000))
    lead = pages.signed_in("lead")
    lead.get(PAGE)
    files = {"tep": ("lon.csv", b"x" * 200_000)}
    assert lead.client.post(PAGE, data={"csrf": lead.csrf, "dong": "1"}, files=files).status_code == 413
    pages.close()


def test_every_word_of_a_list_is_escaped(pages: Pages) -> None:
    hostile = "<script>alert(1)</script>"
    body = as_csv([ROWS[0], (hostile, "https://nhandan.vn/x-post2.html", "20/07/2026")])
    address = sent(pages.signed_in("lead"), "<b>.csv", body)
    page = pages.signed_in("lead").get(address).text
    assert hostile not in page
    assert "&lt;script&gt;" in page
    assert "<b>.csv" not in page


# --- in a real browser --------------------------------------------------------------------------


def upload(page: Page, file: Path) -> None:
    page.goto("/hop-dong")
    page.click("text=Đối chiếu danh sách của báo")
    page.select_option("[name=dong]", "1")
    page.set_input_files("[name=tep]", file)
    page.click("main button:has-text('Đối chiếu')")
    page.wait_for_url("**ma=*")


@pytest.mark.network
def test_a_lead_reconciles_a_list_and_reads_the_file_back(screens: Screens, tmp_path: Path) -> None:
    file = tmp_path / "danh-sach.csv"
    file.write_bytes(as_csv())
    with screens.open("lead") as page:
        upload(page, file)
        assert "Khớp: 1" in page.inner_text("main")
        with page.expect_download() as waiting:
            page.click("text=Tải kết quả (.xlsx)")
        book = load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    rows = [[cell.value for cell in row] for row in book["Kê, không thấy"].iter_rows()]
    assert len(rows) == 2
    assert LOST[1] in rows[1]
    assert FOUND[1] in [cell.value for row in book["Khớp"].iter_rows() for cell in row]


@needs_axe
@pytest.mark.network
def test_a_result_has_no_fault_that_axe_knows_and_fits_a_phone(screens: Screens, tmp_path: Path) -> None:
    file = tmp_path / "danh-sach.csv"
    file.write_bytes(as_csv())
    with screens.open("lead", size=PHONE, dark=True) as page:
        upload(page, file)
        assert violations(page) == []
        assert overhang(page) <= 0


@pytest.mark.network
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_figure_of_the_heat_table_opens_to_its_items_with_the_same_days(screens: Screens, script: bool) -> None:
    with screens.open("viewer", script=script) as page:
        page.click("nav.menu >> text=Kế hoạch")
        page.click("text=Năm nay")
        cell = page.locator("table.heat tbody tr", has_text="Báo Nhân Dân").locator("td.cell a").first
        assert cell.inner_text().replace("\xa0", " ") == "≥ 1"
        cell.click()
        for part in ("/tin-bai?", "bao=nhan-dan", "noi-dung=a", "tu=2026-01-01", "den=2026-12-31"):
            assert part in page.url
        page.go_back()
        page.locator("table.heat tbody tr", has_text="Báo Nhân Dân").locator("th a").click()
        assert "/bao/nhan-dan" in page.url
        assert page.locator("text=Theo nội dung kế hoạch").first.is_visible()


@pytest.mark.network
def test_a_figure_of_a_contract_line_opens_to_an_item(screens: Screens) -> None:
    with screens.open("viewer") as page:
        page.goto("/hop-dong")
        page.locator("tr", has_text="Báo Nhân dân").locator("a").first.click()
        assert page.locator("main tbody tr").count() == 4
        assert page.locator("main tbody tr a").first.get_attribute("href") == "/tin-bai/dem000000000"
