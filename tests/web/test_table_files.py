"""The workbooks of Kế hoạch, Hợp đồng and Khen thưởng: the figures of the page, as numbers, with what must be said."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.desk import PLAN
from tests.pages import Pages

FILLINGS = ("today", "counts")
TABLES = ("/ke-hoach", "/hop-dong", "/khen-thuong")


def opened(content: bytes) -> tuple[list[str], list[dict[str, Any]]]:
    """The lines above the table, and its rows by heading."""
    rows = [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]
    top = next(place for place, row in enumerate(rows) if row.count(None) == 0 and len(row) > 1)
    return [str(row[0]) for row in rows[:top]], [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def taken(pages: Pages, path: str) -> tuple[list[str], list[dict[str, Any]]]:
    """The file that the page offers, in the page's days."""
    visitor = pages.signed_in("viewer")
    link = re.search(rf'href="({path}\.xlsx[^"]*)"', visitor.get(path).text)
    assert link
    answer = visitor.get(link[1].replace("&amp;", "&"))
    assert answer.status_code == 200
    return opened(answer.content)


@pytest.mark.parametrize("path", TABLES)
def test_every_table_is_taken_with_its_days_and_by_whom(reading: Pages, path: str) -> None:
    lines, rows = taken(reading, path)
    assert "Kế hoạch hợp tác truyền thông" in lines[0]
    assert lines[1].startswith("Từ ")
    assert "Cán bộ viewer" in lines[2]
    assert not re.search(r"(?<!\w)--[a-z]|\.toml", " ".join(lines))
    assert rows
    assert reading.audit(action="export-table")[0]["login"] == "viewer"


def test_the_cells_of_the_plan_are_those_of_the_page(reading: Pages) -> None:
    page = reading.signed_in("viewer").get("/ke-hoach").text
    _, rows = taken(reading, "/ke-hoach")
    *outlets, total = rows
    assert total["Báo"] == "Tất cả các báo"
    assert total["Tin, bài"] == sum(row["Tin, bài"] for row in outlets)
    for row in outlets:
        assert row["Báo"] in page
        assert all(isinstance(value, int | None) for name, value in row.items() if name != "Báo")


def test_the_items_behind_a_figure_are_taken_as_they_are_shown(reading: Pages) -> None:
    viewer = reading.signed_in("viewer")
    ledger = viewer.get("/hop-dong?tu=2026-07-01&den=2026-09-30").text
    link = re.search(r'href="(/hop-dong/tin-bai\?so=pieces&amp;dong=1&amp;[^"]*)"[^>]*>(?:≥\s)?(\d+)<', ledger)
    assert link
    page = viewer.get(unescape(link[1])).text
    file = re.search(r'href="(/hop-dong/tin-bai\.xlsx[^"]*)"', page)
    assert file
    lines, rows = opened(viewer.get(unescape(file[1])).content)
    assert len(rows) == int(link[2]) > 1
    shown = re.findall(r'"/tin-bai/\w+">([^<]+)</a>', page)
    assert [row["Tiêu đề"] for row in rows] == [unescape(one) for one in shown]
    assert {row["Nguồn bài"] for row in rows} <= {"tự sản xuất", "đăng lại", "trùng trong hợp đồng"}
    assert all(row["Địa chỉ"].startswith("https://") for row in rows)
    assert "Dòng 1" in " ".join(lines)
    assert reading.audit(action="export-table")[0]["facts"]["rows"] == len(rows)


def test_lines_of_the_ledger_are_numbers_with_their_missing_days(reading: Pages) -> None:
    lines, rows = taken(reading, "/hop-dong")
    assert all(isinstance(row["Tin, bài tính"], int) for row in rows)
    assert any(row["Thiếu (ngày)"] for row in rows)
    assert any("không quy ra tiền quảng cáo" in line for line in lines)


def test_a_nominee_stands_with_the_reasons(reading: Pages) -> None:
    _, rows = taken(reading, "/khen-thuong")
    assert all(row["Tên"] and "trung bình" in row["Lý do"] for row in rows)


@pytest.mark.parametrize("path", TABLES)
def test_wrong_days_are_told_in_a_sentence(reading: Pages, path: str) -> None:
    assert reading.signed_in("viewer").get(f"{path}.xlsx?tu=hom-kia").status_code == 400


def test_a_lead_freezes_what_is_shown_and_the_file_of_the_snapshot_says_so(pages: Pages) -> None:
    lead = pages.signed_in("lead")
    lead.get("/hop-dong")
    answer = lead.post("/hop-dong/chot", plan=PLAN, since="2026-07-01", until="2026-12-31")
    assert answer.status_code == 303
    place = answer.headers["location"]
    page = lead.get(place).text
    assert "Đã chốt số liệu từ 01/07/2026 đến 22/07/2026" in page
    name = place.partition("ban-chot=")[2]
    lines, rows = opened(lead.get(f"/hop-dong.xlsx?ban-chot={name}").content)
    assert f"Theo bản chốt {name}." in lines
    assert rows
    assert pages.audit(action="snapshot")[0]["about"] == name


@pytest.mark.parametrize(
    ("since", "until"), [("2027-01-01", "2027-02-01"), ("hom-kia", ""), ("2026-07-09", "2026-07-01")]
)
def test_days_that_cannot_be_frozen_are_told_on_the_page(pages: Pages, since: str, until: str) -> None:
    lead = pages.signed_in("lead")
    lead.get("/hop-dong")
    assert lead.post("/hop-dong/chot", plan=PLAN, since=since, until=until, ve="/hop-dong").status_code == 303
    assert 'class="notice bad"' in lead.get("/hop-dong").text
