"""Nguồn: health in plain sentences, an address traced, a list compared, jobs that run beside the pages."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from time import sleep

import pytest
from openpyxl import load_workbook

from tests.browser import Screens
from tests.desk import Desk
from tests.pages import Pages, filled_desk

LIST = "/nguon/bi-sot/danh-sach"
STORED, LOST = "https://vnexpress.net/aaaaaaaaaaaa.html", "https://vnexpress.net/khong-co-4812345.html"
STRANGE = "https://khong-ai-biet.example/bai.html"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return filled_desk(tmp_path)


def test_every_source_says_how_it_is_and_what_to_do(reading: Pages) -> None:
    viewer = reading.signed_in("viewer")
    page = viewer.get("/nguon").text
    assert "Chưa lấy được lần nào." in page
    assert "/nguon/nhan-dan" in page
    assert 'action="/nguon/do"' not in page  # jobs are the lead's
    assert "lỗi máy chủ" in page or "500" in page
    assert 'action="/nguon/thu-lai"' not in page
    one = viewer.get("/nguon/nhan-dan").text
    assert "https://nhandan.vn/rss/home.rss" in one
    assert viewer.get("/nguon/khong-co").status_code == 404
    data = viewer.get("/api/v1/health").json()
    assert {"outlet", "findings", "proven", "sources"} <= set(data["outlets"][0])


def test_an_address_is_traced(reading: Pages) -> None:
    viewer = reading.signed_in("viewer")
    assert "Đã lưu với mã aaaaaaaaaaaa" in viewer.get("/nguon/tra", params={"dia-chi": STORED}).text
    assert "Không có trong kho" in viewer.get("/nguon/tra", params={"dia-chi": STRANGE}).text
    hostile = viewer.get("/nguon/tra", params={"dia-chi": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in hostile


def test_a_list_is_compared_as_a_page_and_as_a_file(pages: Pages) -> None:
    officer = pages.signed_in("officer")
    officer.get(LIST)
    page = officer.post(LIST, addresses=f"{STORED}\n{LOST}\n{STRANGE}\n{STORED}\nkhông có gì").text
    assert "4 địa chỉ: 1 có, 1 mất, 1 ngoài danh sách báo" in page
    assert page.index(LOST) < page.index(f">{STORED}<")
    sent = {"upload": ("danh sách.csv", f"Tiêu đề,Địa chỉ\n=1+1,{LOST}\n".encode(), "text/csv")}
    answer = officer.client.post(LIST, data={"csrf": officer.csrf, "form": "xlsx"}, files=sent)
    book = load_workbook(BytesIO(answer.content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert LOST in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)
    assert len(pages.audit(action="missed")) == 2


def test_what_is_no_list_is_told_by_the_name_that_was_sent(pages: Pages) -> None:
    officer = pages.signed_in("officer")
    officer.get(LIST)
    for name, content, told in (
        ("anh.png", b"\x89PNG", "anh.png"), ("../../x.xlsx", b"khong phai", "x.xlsx"),
        ("trong.txt", b" ", "Chưa có địa chỉ"),
    ):  # fmt: skip
        files = {"upload": (name, content, "application/octet-stream")}
        officer.client.post(LIST, data={"csrf": officer.csrf, "ve": LIST}, files=files)
        shown = officer.get(LIST).text
        assert told in shown
        assert "diembao-" not in shown


def test_jobs_run_beside_the_pages_and_tell_their_end(desk: Desk) -> None:
    pages = Pages(desk.home)
    lead = pages.signed_in("lead")
    lead.get("/nguon")
    for wrong in ("--help", "khong-co"):
        lead.post("/nguon/thu-lai", bao=wrong, ve="/nguon")
        assert "Không có báo nào mang mã" in lead.get("/nguon").text
    lead.post("/nguon/do", address="--output=/x", ve="/nguon")
    assert "không phải là địa chỉ trang báo" in lead.get("/nguon").text
    with desk.home.for_writing():  # so that no newspaper is asked anything
        lead.post("/nguon/thu-lai", ve="/nguon")
        lead.post("/nguon/do", address="http://127.0.0.1:9/", ve="/nguon")
        page = lead.get("/nguon").text
        assert "Đã bắt đầu." in page
        for _ in range(300):
            if "data-running" not in (shown := lead.get("/nguon/viec-nen").text):
                break
            sleep(0.1)
    assert "Thử lại: Báo Thanh Niên, Báo Tuổi Trẻ" in shown
    assert shown.count("không làm được") == 2
    assert "địa chỉ nội bộ" in shown
    assert str(desk.home.path) not in shown
    assert {line["action"] for line in pages.audit(login="lead")} >= {"sources-retry", "sources-probe"}
    assert pages.signed_in("officer").post("/nguon/do", address="bao.vn").status_code == 403
    pages.close()


@pytest.mark.network
def test_an_address_is_traced_without_a_script(screens: Screens) -> None:
    with screens.open("viewer", script=False) as page:
        page.goto("/nguon")
        page.fill("[name=dia-chi]", STORED)
        page.click("form[action='/nguon/tra'] button")
        assert "Đã lưu với mã" in page.inner_text("main")
