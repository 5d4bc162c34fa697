"""The template for print, radio and television: made, filled (also by LibreOffice), taken in, refused row by row."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from config.load import load
from pipeline.jobs.collecting.imports import ImportReport
from pipeline.jobs.collecting.template import (
    choices_of,
    free_name,
    headings,
    import_template,
    make_template,
    write_refused,
)
from pipeline.jobs.home import Home
from pipeline.jobs.watching.list_files import OLD_MAGIC
from pipeline.lists.rows import Cell, Row
from pipeline.pdf_text import pdf_text, read
from pipeline.templates import COLUMNS, PIECES, PROGRAMMES, Refused, Told, read_sheet
from records import Trouble
from storage.pieces import enclosed_of
from storage.store import Store
from tests.conftest import Diembao
from tests.replayed import Nobody

NOW = datetime(2026, 7, 20, 15, tzinfo=UTC)
TODAY = date(2026, 7, 20)
CONFIGURATION = load()
CHOICES = choices_of(CONFIGURATION)
GOOD: dict[str, Any] = {
    "outlet": "Báo Nhân Dân", "channel": "báo in", "title": "Hàm Yên có cầu mới", "date": TODAY, "section": "Trang 3",
    "text": "Xã Hàm Yên, tỉnh Tuyên Quang có cầu mới. Người dân xã Hàm Yên, Tuyên Quang không phải đi đò nữa.",
}  # fmt: skip


def read_row(sheet: str = PIECES, **cells: Any) -> list[Told | Refused]:
    columns = COLUMNS[sheet]
    head = Row(sheet, 1, tuple(Cell(headings()[sheet][name]) for name in columns))
    row = Row(sheet, 2, tuple(Cell(cells.get(name)) for name in columns))
    return list(read_sheet(sheet, [head, row], headings()[sheet], CHOICES, TODAY))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"outlet": None}, "no-outlet"), ({"outlet": "Đài Không Có"}, "not-an-outlet"),
        ({"channel": "báo nói chuyện"}, "not-a-channel"), ({"title": "  … "}, "no-title"),
        ({"title": "a" * 501}, "title-too-long"), ({"date": None}, "no-date"), ({"date": "20/7"}, "not-a-date"),
        ({"date": "31/02/2026"}, "not-a-date"), ({"date": date(2026, 7, 22)}, "date-out-of-range"),
        ({"date": datetime(1, 1, 1)}, "not-a-date"), ({"time": "25:00"}, "not-a-time"),  # noqa: DTZ001
        ({"time": "tối"}, "not-a-time"), ({"duration": "lâu"}, "not-a-duration"), ({"duration": -3}, "not-a-duration"),
        ({"genre": "thơ"}, "not-a-genre"), ({"twin": "ở trên mạng"}, "bad-link"),
        ({"title": "=HYPERLINK(A1)"}, "cell-formula"),
    ],
)  # fmt: skip
def test_a_row_is_refused_with_its_reason(changed: dict[str, Any], reason: str) -> None:
    (refused,) = read_row(**{**GOOD, **changed})
    assert isinstance(refused, Refused)
    assert (refused.row, refused.reason) == (2, reason)


@pytest.mark.parametrize(
    ("changed", "field", "expected"),
    [
        ({"outlet": "nhan-dan"}, "outlet", "nhan-dan"), ({"outlet": "báo nhân dân "}, "outlet", "nhan-dan"),
        ({"outlet": "Báo Hà Giang"}, "outlet", "bao-tuyen-quang"),  # carried on by it since 1 July 2025
        ({"channel": None}, "channel", "online"), ({"channel": "Phát thanh"}, "channel", "radio"),
        ({"date": "20.7.2026"}, "published_at", datetime(2026, 7, 19, 17, tzinfo=UTC)),
        ({"date": 46223}, "published_at", datetime(2026, 7, 19, 17, tzinfo=UTC)),
        ({"time": time(19, 30)}, "published_at", datetime(2026, 7, 20, 12, 30, tzinfo=UTC)),
        ({"time": "19h30"}, "published_at", datetime(2026, 7, 20, 12, 30, tzinfo=UTC)),
        ({"time": 0.8125}, "published_at", datetime(2026, 7, 20, 12, 30, tzinfo=UTC)),
        ({"duration": "2:30"}, "seconds", 150), ({"duration": time(2, 30)}, "seconds", 150),
        ({"duration": 3}, "seconds", 180), ({"duration": "1 phút 5 giây"}, "seconds", 65),
        ({"genre": "Phóng sự"}, "genre", "phong_su"), ({"authors": "Lê A, Trần B"}, "authors", ("Lê A", "Trần B")),
        ({"twin": "https://nhandan.vn/a-post1.html?utm_source=x"}, "twin", "https://nhandan.vn/a-post1.html"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_people_write_it(changed: dict[str, Any], field: str, expected: object) -> None:
    (told,) = read_row(**{**GOOD, **changed})
    assert isinstance(told, Told), told
    assert getattr(told.piece, field) == expected


def test_a_programme_is_a_piece_for_each_of_its_titles_or_none() -> None:
    row = {"outlet": "Đài Phát thanh và Truyền hình Đồng Tháp", "date": TODAY, "time": "18:30", "section": "Thời sự"}
    told = read_row(PROGRAMMES, **row, titles="Mùa sen Tháp Mười\n- Cầu mới ở Cao Lãnh; Giá lúa")
    titles = [(one.piece.title, one.piece.channel, one.piece.section) for one in told if isinstance(one, Told)]
    assert titles == [
        (title, "television", "Thời sự") for title in ("Mùa sen Tháp Mười", "Cầu mới ở Cao Lãnh", "Giá lúa")
    ]
    assert len({one.piece.address for one in told if isinstance(one, Told)}) == 3
    (refused,) = read_row(PROGRAMMES, **row, titles="Mùa sen; " + "a" * 501)
    assert isinstance(refused, Refused)


CELLS = st.none() | st.text(max_size=30) | st.integers() | st.floats() | st.datetimes() | st.times() | st.timedeltas()


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS[PIECES], CELLS)), st.booleans())
def test_whatever_stands_in_a_row_it_is_a_piece_or_refused(cells: dict[str, Any], good: bool) -> None:
    found = read_row(**{**(GOOD if good else {}), **cells})
    is_empty = all(value is None or not str(value).strip() for value in ({**GOOD, **cells} if good else cells).values())
    assert len(found) == (0 if is_empty else 1)


# --- whole files ---


def filled(home: Home, path: Path, *rows: dict[str, Any], sheet: str = PIECES) -> Path:
    make_template(home, path)
    book = load_workbook(path)
    for row in rows:
        book[sheet].append([row.get(name) for name in COLUMNS[sheet]])
    book.save(path)
    return path


def imported(home: Home, path: Path, **more: Any) -> ImportReport:
    return import_template(home, path, clock=lambda: NOW, judge=Nobody(), **more)  # type: ignore[arg-type]


def taken(home: Home, path: Path) -> tuple[int, int, int, int]:
    report = imported(home, path)
    assert report.balances
    return report.entries, report.taken, report.known, len(report.refused)


def pdf(text: str) -> bytes:
    """A page with a text, or without any."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode() if text else b"0 0 100 100 re f"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, 2)
    for number, part in enumerate(parts, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    begin = out.tell()
    out.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % begin)
    return out.getvalue()


def test_rows_are_items_refused_rows_a_file_and_a_second_import_adds_nothing(tmp_path: Path) -> None:
    home, bad = Home(tmp_path / "home"), {**GOOD, "outlet": "Đài Không Có", "title": "Không ai nhận"}
    (tmp_path / "quet").mkdir()
    (tmp_path / "quet" / "trang3.pdf").write_bytes(pdf("Xa Ham Yen, tinh Tuyen Quang co cau moi"))
    scanned = {**GOOD, "title": "Bài có bản quét", "text": None, "file": "quet/trang3.pdf"}
    path = filled(home, tmp_path / "thang7.xlsx", GOOD, GOOD, bad, scanned, {**GOOD, "section": "Trang 3", "text": "?"})
    report = imported(home, path)
    assert (report.entries, report.taken, report.known, report.items) == (5, 2, 1, 2)
    assert [(one.row, one.reason) for one in report.refused] == [(4, "not-an-outlet"), (6, "row-contradicts")]
    with Store.open(home.path) as store:
        (scan,) = list(store.db.query("SELECT item, body FROM versions WHERE title = 'Bài có bản quét'"))
        assert scan["body"] == "Xa Ham Yen, tinh Tuyen Quang co cau moi"
        assert [row["name"] for row in enclosed_of(store.db, scan["item"])] == ["trang3.pdf"]
    write_refused(home, report, free_name(path))
    assert taken(home, path) == (5, 0, 3, 2)
    mended = load_workbook(tmp_path / "thang7-chua-nhan.xlsx")
    rows = list(mended[PIECES].iter_rows(min_row=2, values_only=True))
    assert [(row[2], row[-1].split(" (")[0]) for row in rows] == [
        ("Không ai nhận", "không có báo, đài tên này trong cấu hình"),
        ("Hàm Yên có cầu mới", "trùng với một dòng trước nhưng ghi khác"),
    ]
    mended[PIECES]["A2"] = "Báo Nhân Dân"
    mended.save(tmp_path / "sua.xlsx")
    assert taken(home, tmp_path / "sua.xlsx") == (2, 2, 0, 0)


def test_the_genre_that_a_person_wrote_is_his_decision_once(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    path = filled(home, tmp_path / "mau.xlsx", {**GOOD, "genre": "phóng sự"})
    for _ in range(2):
        imported(home, path, by="Cán bộ An")
    with Store.open(home.path) as store:
        assert [row["by"] for row in store.db.query("SELECT by FROM decisions")] == ["Cán bộ An"]
        (genre,) = [row["genre"] for row in store.db.query("SELECT genre FROM counted WHERE scope = ''")]
        assert genre == "phong_su"


def test_a_station_s_own_list_is_read_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "lich.csv"
    path.write_text(
        "Báo, đài;Loại hình;Ngày;Giờ;Trang hoặc chương trình;Các mục trong chương trình\n"
        "dai-dong-thap;phát thanh;20/7/2026;5h30;Thời sự sáng;Giá lúa | Mùa sen\n",
        encoding="utf-8",
    )
    assert taken(Home(tmp_path / "home"), path) == (1, 1, 0, 0)


def test_files_that_cannot_be_used_are_said_in_a_sentence_and_nothing_is_lost(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    huge, locked = tmp_path / "lon.xlsx", tmp_path / "khoa.xlsx"
    with huge.open("wb") as stream:
        stream.truncate(200_000_000)
    locked.write_bytes(OLD_MAGIC + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    for path, key in ((huge, "missed.too-large"), (locked, "import.password")):
        with pytest.raises(Trouble) as trouble:
            taken(home, path)
        assert trouble.value.key == key
    assert not home.path.exists()  # nothing was begun


def test_a_template_of_another_version(tmp_path: Path) -> None:
    home, path = Home(tmp_path / "home"), tmp_path / "mau.xlsx"
    filled(home, path, GOOD)
    book = load_workbook(path)
    book["Hướng dẫn"]["B1"] = 0
    book.save(tmp_path / "cu.xlsx")
    report = imported(home, tmp_path / "cu.xlsx")
    assert (report.taken, [key for key, _ in report.notes]) == (1, ["template.older"])
    book["Hướng dẫn"]["B1"] = 9
    book.save(tmp_path / "moi.xlsx")
    book["Hướng dẫn"]["B1"] = 1
    book[PIECES]["C1"] = "Tên gì đó"
    book.save(tmp_path / "thieu.xlsx")
    for name, key in (("moi", "template.newer"), ("thieu", "template.no-columns")):
        with pytest.raises(Trouble) as trouble:
            imported(home, tmp_path / f"{name}.xlsx")
        assert trouble.value.key == key


def test_files_of_rows_stay_in_the_folder_and_a_scan_without_text_is_kept(tmp_path: Path) -> None:
    home, folder = Home(tmp_path / "home"), tmp_path / "nhap"
    folder.mkdir()
    (tmp_path / "rieng.pdf").write_bytes(b"not for you")
    (folder / "quet.pdf").write_bytes(pdf(""))
    (folder / "hong.pdf").write_bytes(b"%PDF-1.4\n1 0 obj <</Type /Cat")
    (folder / "la.exe").write_bytes(b"MZ")
    with (folder / "lon.mp4").open("wb") as stream:
        stream.truncate(65_000_000)
    names = ("../rieng.pdf", "/etc/hostname", "la.exe", "khong-co.pdf", "lon.mp4", "quet.pdf", "hong.pdf")
    rows = [{**GOOD, "title": f"Bài số {name}", "text": None, "file": name} for name in names]
    report = imported(home, filled(home, folder / "mau.xlsx", *rows))
    assert [one.reason for one in report.refused] == [
        "file-elsewhere", "file-elsewhere", "file-unknown-kind", "file-missing", "file-too-large",
    ]  # fmt: skip
    assert [key for key, _ in report.notes] == ["import.pdf-without-text", "import.pdf-unreadable"]
    assert (report.taken, report.items) == (2, 2)


def test_a_pdf_is_read_within_its_limits(tmp_path: Path) -> None:
    path = tmp_path / "trang.pdf"
    path.write_bytes(pdf("Tuyen Quang khanh thanh cau treo"))
    assert read(path).text == "Tuyen Quang khanh thanh cau treo"
    assert pdf_text(path, seconds=0).why == "pdf-unreadable"
    with path.open("wb") as stream:
        stream.truncate(20_000_001)
    assert pdf_text(path).why == "pdf-too-large"


@given(st.binary(max_size=300), st.integers(0, 600))
def test_a_broken_pdf_is_named(noise: bytes, place: int) -> None:
    import tempfile

    whole = pdf("Tuyen Quang khanh thanh cau treo")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(whole[:place] + noise + whole[place + len(noise) :])
        file.flush()
        found = read(Path(file.name))
    assert bool(found.text) or found.why in ("pdf-unreadable", "pdf-without-text", "pdf-password")


# --- the command, and LibreOffice ---

SOFFICE = shutil.which("soffice")


def converted(path: Path, kind: str) -> Path:
    """What LibreOffice makes of a file."""
    profile = path.parent / "profile"
    words = [str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind]
    subprocess.run([*words, "--outdir", str(path.parent), str(path)], check=True, capture_output=True, timeout=120)
    return path.with_suffix(f".{kind}")


def ods_cell(value: object) -> str:
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, time):
        duration = value.strftime("PT%HH%MM%SS")
        return f'<table:table-cell office:value-type="time" office:time-value="{duration}"/>'
    text = escape(str(value or ""))
    kind = ' office:value-type="string"' if text else ""
    return f"<table:table-cell{kind}><text:p>{text}</text:p></table:table-cell>"


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice), which is not on this machine")
def test_the_template_filled_by_libreoffice_is_taken_in(tmp_path: Path, diembao: Diembao) -> None:
    home = tmp_path / "home"
    assert diembao("--home", home, "template", tmp_path / "mau.xlsx").returncode == 0
    spoken = {**GOOD, "outlet": "Đài Phát thanh và Truyền hình Đồng Tháp", "channel": "phát thanh", "time": time(5, 30),
              "duration": "2:30", "title": "Bản tin sáng"}  # fmt: skip
    rows = "".join(
        f"<table:table-row>{''.join(ods_cell(row.get(name)) for name in COLUMNS[PIECES])}</table:table-row>"
        for row in (GOOD, spoken, {**GOOD, "channel": "báo gì"})
    )
    flat = converted(tmp_path / "mau.xlsx", "fods")
    before, _, after = flat.read_text("utf-8").partition(f'table:name="{PIECES}"')
    head, end, rest = after.partition("</table:table-row>")
    (tmp_path / "dien.fods").write_text(f'{before}table:name="{PIECES}"{head}{end}{rows}{rest}', encoding="utf-8")
    path = converted(tmp_path / "dien.fods", "xlsx")
    done = diembao("--home", home, "import", path, "--format", "json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["taken"], [one["reason"] for one in told["refused"]]) == (1, 2, ["not-a-channel"])
    assert "dien-chua-nhan.xlsx" in done.stderr
    checks = load_workbook(path)[PIECES].data_validations.dataValidation
    assert {check.type for check in checks} == {"list", "date", "time"}
    with Store.open(home) as store:
        rows = list(store.db.query("SELECT outlet, channel FROM counted WHERE scope = '' ORDER BY 1"))
        assert [tuple(row.values()) for row in rows] == [("dai-dong-thap", "radio"), ("nhan-dan", "print")]
        lasts = list(store.db.query("SELECT seconds, url FROM pieces WHERE seconds IS NOT NULL"))
        assert [row["seconds"] for row in lasts] == [150]


def test_the_command_refuses_what_is_neither_template_nor_list(tmp_path: Path, diembao: Diembao) -> None:
    path = tmp_path / "khac.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    done = diembao("--home", tmp_path / "home", "import", path)
    assert (done.returncode, "Không thấy bảng tin, bài nào" in done.stderr) == (2, True)
