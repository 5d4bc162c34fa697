"""Nhập: an officer fills the template in, looks at what would come, brings it in; names of files lead nowhere else."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from openpyxl import load_workbook

from config.wording import sentence
from pipeline.templates import PIECES
from records import Trouble
from tests.pages import Pages, Visitor
from web.files.imports import Given, imported

FILLINGS = ("today",)
PATH = "/nguon/nhap"
GOOD: Mapping[str, Any] = {
    "outlet": "Báo Nhân Dân", "channel": "báo in", "title": "Hàm Yên có trường mới", "date": date(2026, 7, 20),
    "section": "Trang 3", "text": "Xã Hàm Yên, tỉnh Tuyên Quang có trường mới.", "file": "trang-3.pdf",
}  # fmt: skip
BAD = {**GOOD, "outlet": "Đài Không Có", "title": "Bài của đài không có", "file": None}


def filled(template: bytes, *rows: Mapping[str, Any]) -> bytes:
    """The template with these rows, as an officer saves it."""
    book = load_workbook(io.BytesIO(template))
    sheet = book[PIECES]
    top = next(row for row in sheet.iter_rows(max_row=12) if sentence("template.title") in [cell.value for cell in row])
    columns = {str(cell.value): cell.column for cell in top}
    for number, row in enumerate(rows, top[0].row + 1):
        for name, value in row.items():
            sheet.cell(number, columns[sentence(f"template.{name}")]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(visitor: Visitor, content: bytes, *, name: str = "bao-in.xlsx", **more: str) -> Response:
    """The form with a table and the scan that it names."""
    visitor.get(PATH)
    files = [("tep", (name, content)), ("kem", ("trang-3.pdf", b"%PDF-1.4 scan"))]
    data = {"csrf": visitor.csrf, "ve": PATH, **more}
    return visitor.client.post(PATH, data=data, files=files)


def test_that_an_import_stays_is_said_beside_its_button_before(reading: Pages) -> None:
    shown = reading.signed_in("officer").get(PATH).text
    assert f'<p class="help" id="khong-rut">{sentence("web.import.kept")}</p>' in shown
    asked = f'aria-describedby="khong-rut" data-confirm="{sentence("web.import.sure")}"'
    assert f'name="viec" value="nhap" {asked}>' in shown


@pytest.mark.slow
def test_an_officer_looks_then_brings_in_and_takes_the_refused_rows_along(pages: Pages) -> None:
    officer = pages.signed_in("officer")
    template = officer.get(f"{PATH}/mau.xlsx")
    assert template.status_code == 200
    book = filled(template.content, GOOD, BAD)
    looked = officer.get(sent(officer, book).headers["location"]).text
    assert "Xem trước: bao-in.xlsx" in looked
    assert "Chưa có gì được ghi" in looked
    done = sent(officer, book, viec="nhap").headers["location"]
    shown = officer.get(done).text
    assert "Đã nhập: bao-in.xlsx" in shown
    assert "Đài Không Có" in shown
    name = done.partition("ma=")[2]
    refused = load_workbook(io.BytesIO(officer.get(f"{PATH}/{name}/chua-nhan.xlsx").content))
    assert "Đài Không Có" in [cell.value for row in refused[PIECES].iter_rows() for cell in row]
    assert "Hàm Yên có trường mới" in officer.get("/tin-bai?ke-hoach=-&xep=thu").text
    lines = [line["facts"] for line in pages.audit(action="import")]
    assert [(line["preview"], line["taken"], line["refused"]) for line in lines] == [(False, 1, 1), (True, 1, 1)]
    assert pages.signed_in("lead").get(done).status_code == 404, "a result is its officer's alone"


@pytest.mark.parametrize(
    ("table", "beside", "tool"),
    [
        (Given("a.exe", b"x"), (), ""), (Given(".xlsx", b"x"), (), ""), (Given("a.xlsx", b""), (), ""),
        (Given("..", b"x"), (), ""), (Given("a.csv", b"x"), (), "--dry-run"), (Given("a.csv", b"x"), (), "../x"),
        (Given("a.csv", b"x"), (Given("../.bashrc", b"x"),), ""), (Given("a.csv", b"x"), (Given("A.CSV", b"x"),), ""),
        (Given("a.csv", b"x"), (Given("b.pdf", b"1"), Given("B.pdf", b"2")), ""),
        (Given("a.csv", b"x"), (Given("chua-nhan.xlsx", b"x"),), ""),
    ],
)  # fmt: skip
def test_names_that_could_lead_elsewhere_are_refused_before_anything_runs(
    reading: Pages, table: Given, beside: tuple[Given, ...], tool: str
) -> None:
    with pytest.raises(Trouble, match=r"web\.import\.bad-"):
        imported(reading.app.state.site.home, table, beside, by="x", tool=tool)


@pytest.mark.slow
def test_what_the_command_refuses_is_said_without_the_folder_that_only_it_saw(pages: Pages) -> None:
    officer = pages.signed_in("officer")
    answer = sent(officer, b"not a workbook")
    assert answer.status_code == 303
    page = officer.get(PATH).text
    assert "Chưa nhập được gì" in page
    assert "bao-in.xlsx" in page
    assert str(Path("/tmp")) not in page
    assert "Traceback" not in page


def test_a_form_without_a_file_is_told_so(pages: Pages) -> None:
    officer = pages.signed_in("officer")
    officer.get(PATH)
    officer.post(PATH, ve=PATH)
    assert "Hãy chọn tệp cần nhập" in officer.get(PATH).text
