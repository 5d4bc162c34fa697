"""Lists of addresses as outlets send them, and as somebody sends them who means ill."""

import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.jobs.watching import addresses
from pipeline.jobs.watching.addresses import _in_cell, published, read_list, read_lists
from records import Trouble

IN_A_CELL = datetime(2026, 7, 20, 8, 30)  # noqa: DTZ001 - as a workbook gives it
ONE, TWO = "https://a.vn/tin-1.html", "http://b.vn/tin-2.html?id=3"


@pytest.fixture
def file(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def found(path):
    return [one.address for one in read_list(path).given]


def workbook(path, *rows, sheets=("Trang",)):
    book = Workbook()
    for number, name in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = name
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ONE, [ONE]),
        (f"Xem {ONE}, và {TWO}.", [ONE, TWO]),
        (f"({ONE})", [ONE]),
        ("https://a.vn/x_(y).html)", ["https://a.vn/x_(y).html"]),
        (f"“{ONE}”;", [ONE]),
        (f"<a href='{ONE}'>", [ONE]),
        (f'=HYPERLINK("{ONE}","Tít")', [ONE]),
        (f"1.{ONE}", [ONE]),
        ("HTTPS://A.VN/X", ["HTTPS://A.VN/X"]),
        ("a.vn/tin-1.html javascript:alert(1) ftp://a.vn", []),
        ("https://", []),
        (None, []),
        (20260720, []),
    ],
)
def test_addresses_are_found_in_any_words(text, expected):
    assert list(_in_cell(text)) == expected


@given(st.text(max_size=200))
def test_any_words_are_read_without_an_error(text):
    for address in _in_cell(text):
        assert address.lower().startswith("http")


def test_a_text_file_gives_its_addresses_in_order(file):
    listed = read_list(file("a.txt", f"Danh sách quý 3\n\n1. {ONE}\n2. {TWO} - {ONE}\n"))
    assert [(one.place, one.address) for one in listed.given] == [("dòng 3", ONE), ("dòng 4", TWO), ("dòng 4", ONE)]
    assert listed.without == 1  # the heading; an empty line is nothing


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_file_keeps_titles_and_dates(file, delimiter, encoding):
    rows = [["STT", "Tiêu đề", "Đường dẫn", "Ngày đăng"], ["1", "Lũ ở Hàm Yên", ONE, "20/07/2026"], ["2", "", TWO, ""]]
    content = "\r\n".join(delimiter.join(row) for row in rows)
    first, second = read_list(file("a.csv", content.encode(encoding))).given
    assert (first.place, first.address, first.title, first.date) == ("dòng 2", ONE, "Lũ ở Hàm Yên", "20/07/2026")
    assert (second.title, second.date, second.published) == ("", "", None)


def test_the_old_windows_coding_is_read(file):
    given_ = read_list(file("a.csv", f"title,url\nĐô\u0300ng Tha\u0301p,{ONE}".encode("cp1258"))).given
    assert given_[0].title == "Đồng Tháp"


def test_a_workbook_is_read_sheet_by_sheet(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", ["Báo cáo"], [None, "Tên bài", "Link", "Thời gian"],
        [1, "Bài một", ONE, IN_A_CELL], [2, "Bài hai", f'=HYPERLINK("{TWO}","xem")', "18/7/2026"],
        sheets=("Tháng 7", "Tháng 8"),
    )  # fmt: skip
    listed = read_list(path)
    assert [one.place for one in listed.given] == ["Tháng 7!C3", "Tháng 7!C4", "Tháng 8!C3", "Tháng 8!C4"]
    first, second = listed.given[:2]
    assert (first.address, first.title, first.date) == (ONE, "Bài một", "20/07/2026 08:30")
    assert first.published == (datetime(2026, 7, 20, 1, 30, tzinfo=UTC),) * 2
    assert (second.address, second.title) == (TWO, "Bài hai")


def test_a_link_behind_a_title_is_an_address_too(tmp_path):
    book = Workbook()
    book.active.title = "Bài"
    book.active["A1"], book.active["B1"] = "Tiêu đề", "Ngày"
    book.active["A2"], book.active["A2"].hyperlink = "Bài một", ONE
    book.active["A3"], book.active["A3"].hyperlink = TWO, TWO  # as Excel does of itself
    book.active["A4"], book.active["A4"].hyperlink = "Thư", "mailto:a@b.vn"
    book.save(tmp_path / "a.xlsx")
    listed = read_list(tmp_path / "a.xlsx")
    assert [(one.place, one.address, one.title) for one in listed.given] == [
        ("Bài!A2", ONE, "Bài một"), ("Bài!A3", TWO, TWO),
    ]  # fmt: skip
    assert listed.without == 1


@pytest.mark.parametrize(
    ("written", "first", "hours"),
    [
        ("20/07/2026", datetime(2026, 7, 19, 17, tzinfo=UTC), 24),
        ("20-7-2026", datetime(2026, 7, 19, 17, tzinfo=UTC), 24),
        ("2026-07-20", datetime(2026, 7, 19, 17, tzinfo=UTC), 24),
        ("20/07/2026 08:30", datetime(2026, 7, 20, 1, 30, tzinfo=UTC), 0),
        (datetime(2026, 7, 20), datetime(2026, 7, 19, 17, tzinfo=UTC), 24),  # noqa: DTZ001 - as a workbook gives it
        ("hôm qua", None, None),
        ("32/13/2026", None, None),
        (45123, None, None),
        (None, None, None),
    ],
)
def test_dates_are_days_in_hanoi(written, first, hours):
    assert published(written) == (first and (first, first + timedelta(hours=hours)))


# --- what cannot be used ----------------------------------------------------------------------


def refused(path):
    with pytest.raises(Trouble) as caught:
        read_list(path)
    return caught.value.key


def test_what_is_no_list_is_named(file, tmp_path):
    assert refused(tmp_path / "khong-co.xlsx") == "missed.no-such-file"
    assert refused(tmp_path) == "missed.no-such-file"
    assert refused(file("a.doc", ONE)) == "missed.unknown-suffix"
    assert refused(file("a.txt", "không có gì")) == "missed.empty"
    assert refused(file("b.txt", "")) == "missed.empty"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_a_workbook_that_is_none(file, content):
    assert refused(file("a.xlsx", content)) == "missed.unreadable"


def packed(path, **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return path


def broken_workbook(tmp_path, sheet):
    """A workbook of one good sheet whose XML is put in place of this one."""
    good, bad = workbook(tmp_path / "good.xlsx", [ONE]), tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, sheet if name.startswith("xl/worksheets/") else source.read(name))
    return bad


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def test_a_zip_without_a_workbook_and_a_broken_sheet(tmp_path):
    assert refused(packed(tmp_path / "a.xlsx", readme="x")) == "missed.unreadable"
    assert refused(broken_workbook(tmp_path, "<worksheet")) == "missed.unreadable"


def test_a_zip_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(addresses, "MAX_UNZIPPED", 1_000_000)
    assert refused(packed(tmp_path / "a.xlsx", bomb=b"0" * 2_000_000)) == "missed.too-large"


def test_entities_are_not_multiplied(tmp_path):
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 "aaaaaaaaaa">{levels}]><worksheet {MAIN}><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData></worksheet>'
    )
    assert refused(broken_workbook(tmp_path, bomb)) in ("missed.unreadable", "missed.empty")


def test_a_sheet_that_claims_to_be_huge_is_as_large_as_its_cells(tmp_path):
    cell = f'<c r="A1" t="inlineStr"><is><t>{ONE}</t></is></c>'
    sheet = (
        f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData><row r="1">{cell}</row>'
        f'<row r="1048576">{cell.replace("A1", "XFD1048576")}</row></sheetData></worksheet>'
    )
    listed = read_list(broken_workbook(tmp_path, sheet))
    assert [one.place for one in listed.given] == ["Trang!A1", "Trang!XFD1048576"]


def test_too_many_far_away_cells_are_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(addresses, "MAX_CELLS", 100_000)
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 20))
    assert refused(broken_workbook(tmp_path, f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>")) == (
        "missed.too-large"
    )


def test_limits_of_bytes_and_addresses(file, monkeypatch):
    monkeypatch.setattr(addresses, "MAX_ADDRESSES", 3)
    assert refused(file("a.txt", f"{ONE}\n" * 4)) == "missed.too-many"
    with pytest.raises(Trouble, match="too-many"):
        read_lists([ONE, TWO, str(file("b.txt", f"{ONE} {TWO}"))])
    monkeypatch.setattr(addresses, "MAX_BYTES", 10)
    assert refused(file("c.txt", ONE)) == "missed.too-large"


def test_a_csv_cell_beyond_measure_is_named(file):
    assert refused(file("a.csv", f'"{"x" * 200_000}",{ONE}')) == "missed.unreadable"


def test_words_of_the_command_line_and_files_mix(file):
    path = file("a.txt", f"không\n{TWO}")
    listed = read_lists([ONE, str(path)])
    assert [(one.place, one.address) for one in listed.given] == [("địa chỉ 1", ONE), ("dòng 2", TWO)]
    assert listed.without == 1
