"""Rows as files: accents survive, figures stay figures, and nothing from outside becomes a formula."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipeline.reports.tables import as_csv, as_json, as_xlsx

HEADINGS = {"title": "Tiêu đề", "items": "Tin, bài"}
ROWS = [{"title": "Hàm Yên: đường mới", "items": 12}, {"title": None, "items": 0}]
HOSTILE = ['=cmd|" /C calc"!A0', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]


def cells(content: bytes) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_workbook_opens_with_headings_text_and_figures() -> None:
    assert cells(as_xlsx(ROWS, HEADINGS, title="diembao")) == [
        ["Tiêu đề", "Tin, bài"], ["Hàm Yên: đường mới", 12], [None, 0],
    ]  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_headline_never_becomes_a_formula(hostile: str) -> None:
    sheet = load_workbook(io.BytesIO(as_xlsx([{"title": hostile}], HEADINGS, title="x"))).active
    assert sheet is not None
    assert sheet["A2"].data_type == "s"
    row = next(csv.reader(io.StringIO(as_csv([{"title": hostile}], HEADINGS).removeprefix("\ufeff").split("\n", 1)[1])))
    assert row[0].startswith("'")


def test_csv_begins_with_a_byte_order_mark_and_keeps_accents() -> None:
    written = as_csv(ROWS, HEADINGS)
    assert written.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(written.removeprefix("\ufeff")))) == [
        ["Tiêu đề", "Tin, bài"], ["Hàm Yên: đường mới", "12"], ["", "0"],
    ]  # fmt: skip


def test_no_rows_are_a_file_all_the_same() -> None:
    assert cells(as_xlsx([], HEADINGS, title="x")) == []
    assert as_csv([], HEADINGS).strip("\ufeff\r\n") == ""
    assert as_json([]) == "[]"


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_any_text_can_be_written(titles: list[str]) -> None:
    rows = [{"title": title} for title in titles]
    assert len(cells(as_xlsx(rows, HEADINGS, title="x"))) >= 1
    as_csv(rows, HEADINGS)
    assert json.loads(as_json(rows)) == rows
