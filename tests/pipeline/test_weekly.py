"""The weekly file: read back cell by cell, as spreadsheets see it, and never half-written."""

from __future__ import annotations

import csv
import html
import io
import shutil
import stat
import subprocess
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.cases import Wish
from pipeline.jobs.exports.weekly import export_week, week_of
from pipeline.jobs.ledger.snapshots import take_snapshot
from pipeline.jobs.queue.cases import take_step
from pipeline.reports.saving import save_whole
from records import Trouble
from tests.desk import ASSIGN, DAY, NOW, PLAN, Desk
from times import iso

NOTICE = "Nhãn máy gợi ý, không phải kết luận đúng sai; không dùng để xử lý hay xếp hạng."
MONDAY = datetime.fromisoformat("2026-07-20T00:00:00+07:00")
EVIL = "=cmd|' /C calc'!A0"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.item("truoc", title="Tuần trước", at=MONDAY - timedelta(seconds=1))
    desk.item("dau", title="Đầu tuần", at=MONDAY, more=[("tone", "neg", ""), ("theme", "h3", "h3")])
    desk.item("cuoi", title=EVIL, body="+1+1. @SUM(A1)", at=MONDAY + 7 * DAY - timedelta(seconds=1), flag="claim")
    desk.item("sau", title="Tuần sau", at=MONDAY + 7 * DAY)
    desk.raise_flags()
    return desk


def key(desk: Desk, item: str) -> str:
    return next(str(row["key"]) for row in desk.matters() if row["anchor"] == item)


def rows_of(sheet: Worksheet) -> list[dict[str, object]]:
    """The rows under the headings, which stand where the sheet is frozen."""
    top = int(str(sheet.freeze_panes)[1:]) - 1
    headings, *rows = list(sheet.iter_rows(min_row=top, values_only=True))
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def titles(desk: Desk, week: str, now: datetime = NOW + 30 * DAY) -> dict[str, list[object]]:
    file = export_week(desk.home, week, now=now, plan=PLAN).files[0]
    book = load_workbook(file)
    return {sheet.title: [row["Tiêu đề"] for row in rows_of(sheet)] for sheet in book.worksheets[:-1]}


def test_a_week_holds_what_was_raised_in_it_in_hanoi_time(desk: Desk) -> None:
    assert titles(desk, "2026-W30")["Mới"] == ["Đầu tuần", EVIL]
    assert titles(desk, "2026-W29")["Mới"] == ["Tuần trước"]
    assert titles(desk, "2026-w31")["Mới"] == ["Tuần sau"]
    assert titles(desk, "2026-W32")["Mới"] == []


def test_a_matter_whose_state_changed_in_a_week_stands_in_it_and_earlier_weeks_stay_as_they_were(desk: Desk) -> None:
    before = titles(desk, "2026-W30")
    take_step(desk.home, [key(desk, "dau")], ASSIGN, by="Trần Thử", now=NOW + 7 * DAY)
    assert titles(desk, "2026-W31") == {**{state: [] for state in before}, "Mới": ["Tuần sau"], "Đã giao": ["Đầu tuần"]}
    assert titles(desk, "2026-W30") == before


def test_cells_are_what_they_say(desk: Desk) -> None:
    take_step(desk.home, [key(desk, "dau")], Wish("confirm"), by="Trần Thử", now=NOW)
    take_step(desk.home, [key(desk, "dau")], ASSIGN, by="Trần Thử", now=NOW)
    name, _ = take_snapshot(desk.home, plan=PLAN, since="2026-07-01", until="2026-07-26", now=iso(NOW))
    book = load_workbook(export_week(desk.home, "2026-W30", now=NOW + 30 * DAY, plan=PLAN, snapshot=name).files[0])
    assert book.sheetnames[-1] == "Ngày thiếu"
    sheet = book["Đã giao"]
    assert sheet["A2"].value == NOTICE
    assert "2026-W30 (20/07/2026 – 26/07/2026)" in str(sheet["A1"].value)
    assert sheet["A3"].value == f"Số liệu chốt: {name}"
    assert sheet.auto_filter.ref == "A4:T5"
    assert sheet.column_dimensions["C"].width > 8
    row = rows_of(sheet)[0]
    assert row["Thời điểm đăng"] == row["Nêu lên"] == datetime(2026, 7, 20)  # noqa: DTZ001 - spreadsheets know no zones
    assert row["Hạn"] == datetime(2026, 8, 1)  # noqa: DTZ001
    assert sheet["F5"].is_date
    assert row["Ai nói"] == "Cán bộ xác nhận: Trần Thử, 22/07/2026"
    assert (row["Sắc thái"], row["Loại"], row["Sở, ban, ngành"]) == ("tiêu cực", "Phê bình, phản ánh", "Sở Y tế")
    assert (row["Báo"], row["Loại hình"]) == ("VnExpress", "báo điện tử")
    assert row["Câu trong bài"] == "Đầu tuần"
    assert row["Số ngày"] == 7
    other = rows_of(book["Mới"])[0]
    assert other["Ai nói"] == "Máy gợi ý (bản 2.1, 90 %)"
    cell = next(cell for cell in book["Mới"]["D"] if cell.value == EVIL)
    assert (cell.data_type, cell.value) == ("s", EVIL)


def test_the_same_week_made_again_is_the_same_file_to_the_byte(desk: Desk) -> None:
    made = []
    for _ in range(2):
        made.append(export_week(desk.home, "2026-W30", now=NOW, plan=PLAN).files[0].read_bytes())
    with zipfile.ZipFile(io.BytesIO(made[0])) as book:  # an hour could go by between the two
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in book.read("docProps/core.xml")
    assert made[0] == made[1]


def test_no_snapshot_is_said(desk: Desk) -> None:
    sheet = load_workbook(export_week(desk.home, "2026-W30", now=NOW).files[0])["Mới"]
    assert sheet["A3"].value == "Số liệu chốt: chưa chốt số liệu"


def test_the_csv_holds_the_same_with_the_notice_and_without_formulas(desk: Desk) -> None:
    done = export_week(desk.home, "2026-W30", now=NOW, form="csv")
    with done.files[0].open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == done.rows == 2
    assert {row["Lưu ý"] for row in rows} == {NOTICE}
    assert {row["Tiêu đề"] for row in rows} == {"Đầu tuần", f"'{EVIL}"}
    assert {row["Thời điểm đăng"] for row in rows} == {"20/07/2026 00:00", "26/07/2026 23:59"}
    assert done.files[1].name == "can-xem-2026-W30-thieu.csv"


def test_gaps_are_a_sheet_of_their_own(desk: Desk) -> None:
    fetch = {"key": "f", "outlet": "vnexpress", "url": "https://vnexpress.net/rss", "kind": "feed", "replayed": 1}
    desk.db.table("fetches").insert({**fetch, "at": "2026-07-21T01:00:00Z", "outcome": "ok", "detail": ""})
    sheet = load_workbook(export_week(desk.home, "2026-W30", now=NOW).files[0])["Ngày thiếu"]
    rows = [tuple(row.values()) for row in rows_of(sheet)]
    assert rows == [("VnExpress", datetime(2026, 7, 21), "không thu được", 0)]  # noqa: DTZ001
    assert "còn thiếu" in str(sheet["A2"].value)


@pytest.mark.parametrize(
    "written", ["2026-31", "2026-W54", "2026-W00", "W31", "0000-W01", "0001-W01", "9999-W52", "", "2026-W3x", "=1+1"]
)
def test_what_is_no_week_is_told(written: str) -> None:
    with pytest.raises(Trouble, match=r"export\.bad-week"):
        week_of(written)


def test_the_first_week_of_a_year_may_begin_in_the_year_before() -> None:
    assert week_of("2026-W01").monday == date(2025, 12, 29)


@pytest.mark.parametrize("bad", ["full", "folder", "read-only"])
def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, bad: str) -> None:
    file = tmp_path / "ra" / "tuan.xlsx"
    if bad == "full":
        if not Path("/dev/full").exists():
            pytest.skip("needs /dev/full")
        file = Path("/dev/full/tuan.xlsx")
    elif bad == "folder":
        file.mkdir(parents=True)
    else:
        (tmp_path / "ra").write_text("một tệp, không phải thư mục", encoding="utf-8")
    with pytest.raises(Trouble, match=r"output\.cannot-write"):
        save_whole(file, b"moi")
    assert list(tmp_path.rglob(".*")) == []


def test_an_older_file_stays_where_the_new_one_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "tuan.xlsx"
    save_whole(file, b"cu")
    assert stat.S_IMODE(file.stat().st_mode) == 0o644

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(Trouble) as told:
        save_whole(file, b"moi" * 1000, sync=full)
    assert told.value.facts["detail"] == "No space left on device"
    assert file.read_bytes() == b"cu"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_reads_the_same_dates(desk: Desk, tmp_path: Path) -> None:
    file = export_week(desk.home, "2026-W30", now=NOW, output=tmp_path / "tuan.xlsx").files[0]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "html", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    told = (tmp_path / "tuan.html").read_text("utf-8")
    assert NOTICE in told
    assert "20/07/2026 00:00" in told
    assert html.escape(EVIL, quote=False) in told


def test_what_comes_after_the_end_stands_on_the_page_of_the_new_ones(desk: Desk) -> None:
    desk.item("vu-1", title="Cầu nứt", event="cau")
    desk.raise_flags()
    take_step(desk.home, [key(desk, "vu-1")], Wish("confirm"), by="Trần Thử", now=NOW)
    take_step(desk.home, [key(desk, "vu-1")], Wish("close", outcome="none"), by="Trần Thử", now=NOW)
    desk.item("vu-2", title="Cầu lại nứt", event="cau", at=NOW + 7 * DAY, score=0.62)
    desk.raise_flags()
    assert titles(desk, "2026-W30")["Đã kết thúc"] == ["Cầu nứt"]
    row = rows_of(load_workbook(export_week(desk.home, "2026-W31", now=NOW + 30 * DAY).files[0])["Mới"])[-1]
    assert (row["Tiêu đề"], row["Ai nói"]) == ("Cầu lại nứt", "Máy gợi ý (bản 2.1, 62 %)")
    assert str(row["Tình trạng"]).startswith("tin, bài mới sau khi kết thúc; ")


def test_what_is_read_or_edited_after_the_file_of_its_week_is_told_late_and_once(desk: Desk) -> None:
    desk.item("sua", title="Khánh thành cầu", flag="", at=MONDAY + DAY)
    assert "Khánh thành cầu" not in titles(desk, "2026-W30", NOW + 5 * DAY)["Mới"]
    desk.item("tre", title="Thu hôm Chủ nhật, đọc hôm thứ Hai", at=MONDAY + 6 * DAY)
    desk.version("sua", 2, "Cầu mới đã nứt", "Dân phản ánh cầu nứt.", NOW + 8 * DAY, "r-sua")
    desk.rejudge("sua", "criticism")
    desk.rejudge("dau", "claim")  # another model, the same question: told before
    desk.raise_flags()
    for _ in range(2):
        file = export_week(desk.home, "2026-W31", now=NOW + 12 * DAY, plan=PLAN).files[0]
        rows = {row["Tiêu đề"]: row["Tình trạng"] for row in rows_of(load_workbook(file)["Mới"])}
        late = "mới; nêu muộn, tệp tuần trước chưa có"
        assert rows == {"Cầu mới đã nứt": late, "Thu hôm Chủ nhật, đọc hôm thứ Hai": late, "Tuần sau": "mới"}
    assert titles(desk, "2026-W32")["Mới"] == []


def test_a_book_of_what_was_told_that_cannot_be_read_is_named(desk: Desk) -> None:
    titles(desk, "2026-W30")
    book = next(desk.home.reports.rglob("da-neu-*.json"))
    book.write_text("[]", encoding="utf-8")
    with pytest.raises(Trouble, match=r"export\.broken-told"):
        titles(desk, "2026-W31")
