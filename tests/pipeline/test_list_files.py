"""Files of an outlet's own list, as people keep them: workbooks, and CSV in every coding."""

from __future__ import annotations

from pathlib import Path

import pytest

from hostile.faults_of_feeds import cp1258
from pipeline.jobs.watching.list_files import rows_of
from pipeline.lists.days import Written
from pipeline.lists.rows import entries
from records import Trouble
from tests.outlet_list import workbook


def test_fifty_sheets_are_read(tmp_path: Path) -> None:
    told = entries(rows_of(workbook(tmp_path / "x.xlsx", 50)))
    assert (len(told), sum(entry.reason is None for entry in told)) == (100, 50)


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("x.xls", b"\xd0\xcf\x11\xe0", "reconcile.unknown-suffix"), ("x.xlsx", b"PK\x03\x04", "reconcile.unreadable"),
        ("x.xlsx", b"<html>", "reconcile.unreadable"), ("x.csv", b"", "reconcile.empty"),
        ("x.csv", b";;;\n;;\n", "reconcile.empty"), ("missing.csv", None, "reconcile.no-such-file"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(tmp_path, name, content, key) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Trouble) as told:
        rows_of(path)
    assert told.value.key == key


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_each_coding_and_with_each_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "x.csv"
    title = '"Hồ, đập, kênh: nước về"' if delimiter == "," else "Hồ, đập, kênh: nước về"
    lines = [delimiter.join(("STT", "Tiêu đề", "Ngày")), delimiter.join(("1", title, "5/3/2025"))] * 3
    text = "\n".join(lines)
    path.write_bytes(cp1258(text) if encoding == "cp1258" else text.encode(encoding))
    told = [entry for entry in entries(rows_of(path)) if entry.reason is None]
    assert {(entry.title, entry.day) for entry in told} == {("Hồ, đập, kênh: nước về", Written(5, 3, 2025))}


def test_a_csv_of_titles_is_not_cut_where_one_title_holds_a_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    titles = [
        "Cầu mới ở Na Hang | Báo A",
        "Hồ, đập, kênh: nước về",
        "Mùa cam chín ở Hàm Yên",
        "Chợ phiên Lũng Phìn đông",
    ]
    path.write_text("\n".join(["Tiêu đề", *titles]), encoding="utf-8")
    told = [entry for entry in entries(rows_of(path)) if entry.reason is None]
    assert [entry.title for entry in told] == titles
