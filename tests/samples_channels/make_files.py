"""Write four messy files, as listening tools export them, and what an import of them ought to do with every row.

`python make_files.py FOLDER` writes the files; with `--expected` also expected.json beside this script.
Run twice it gives the same bytes. It uses openpyxl and nothing of this project.
"""

import csv
import datetime as dt
import io
import json
import re
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import generic
import rows_by_hand as hand
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from rows_by_hand import Row

CLOCK = "2026-08-10T02:00:00Z"
MADE = dt.datetime.fromisoformat("2026-08-01 09:00")
TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
LINK_MARK = "LINK "
FORMULAS = ("=HYPERLINK(", "=SUM(")
Expected = dict[str, object]


def expected(rows: Sequence[Row], first_row: int, sheet: str | None, header_rows: list[int]) -> Expected:
    """What ought to become of every row, by its number from 1."""
    numbers = {row.tag: first_row + i for i, row in enumerate(rows) if row.tag}
    fates: dict[str, str] = {}
    also: dict[str, list[str]] = {}
    values: dict[str, object] = {}
    for number, row in enumerate(rows, start=first_row):
        if row.fate != "empty":
            fates[str(number)] = f"known:{numbers[row.first]}" if row.fate == "known" else row.fate
        if row.also:
            also[str(number)] = [f"known:{numbers[row.first]}" if f == "known" and row.first else f for f in row.also]
        if row.value:
            values[str(number)] = asdict(row.value)
    counts = Counter(fate.split(":")[0] for fate in fates.values())
    return {
        "sheet": sheet,
        "header_rows": header_rows,
        "data_rows": len(fates),
        "empty_rows": [n for n, row in enumerate(rows, start=first_row) if row.fate == "empty"],
        "counts": {word: counts[word] for word in ("imported", "known", "refused")},
        "reasons": dict(sorted(Counter(fate for fate in fates.values() if fate.startswith("refused")).items())),
        "rows": fates,
        "also": also,
        "values": values,
    }


def put(cell: Cell, value: hand.Cell) -> None:
    """Write a value: only what shall be a formula becomes one; LINK marks an address that hides behind a word."""
    if isinstance(value, str) and value.startswith(LINK_MARK):
        cell.value, cell.hyperlink = "Xem bài", value.removeprefix(LINK_MARK)
        return
    cell.value = value
    if isinstance(value, str) and value.startswith("=") and not value.startswith(FORMULAS):
        cell.data_type = "s"


def fill(sheet: Worksheet, number: int, cells: Iterable[hand.Cell]) -> None:
    """Write one row; empty texts become empty cells."""
    for column, value in enumerate(cells, start=1):
        if value not in (None, ""):
            put(sheet.cell(number, column), value)


def save(book: Workbook, path: Path) -> None:
    """Save with the same bytes every time: the library would write the hour of the day into the file."""
    book.properties.created = book.properties.modified = MADE
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as given, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as taken:
        for name in given.namelist():
            data = given.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-08-01T09:00:00Z", data)
            taken.writestr(zipfile.ZipInfo(name, MADE.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)


def vnsocial(path: Path) -> Expected:
    """Title rows, two rows of headings with merged groups, a row of sums at the end."""
    book, first = Workbook(), 6
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Chi tiết"
    sheet["A1"], sheet["A2"] = "BÁO CÁO LẮNG NGHE MẠNG XÃ HỘI", "Từ 20/07/2026 đến 31/07/2026 - Tài khoản: mẫu thử"
    sheet["A1"].font = Font(bold=True, size=16)
    for area in ("A1:N1", "A2:N2", "B4:H4", "I4:M4"):
        sheet.merge_cells(area)
    for number, head in enumerate(hand.VNSOCIAL_HEAD, start=4):
        for column, word in enumerate(head, start=1):
            if word:
                sheet.cell(number, column).value = word
    for number, row in enumerate(hand.VNSOCIAL, start=first):
        if row.cells:
            fill(sheet, number, (number - 5, *row.cells, f"=SUM(I{number}:K{number})", "Trung tính"))
    last = first + len(hand.VNSOCIAL)
    fill(sheet, last, ("Tổng cộng", *[None] * 7, *(f"=SUM({letter}{first}:{letter}{last - 1})" for letter in "IJKLM")))
    sheet.merge_cells(start_row=last, start_column=1, end_row=last, end_column=8)
    save(book, path)
    return expected((*hand.VNSOCIAL, Row("refused:totals-row", ())), first, sheet.title, [4, 5])


def delimited(head: Sequence[str], rows: Sequence[Row], separator: str, above: Sequence[Sequence[str]]) -> str:
    """Rows as text, quoted where needed; an empty row is a line with nothing on it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    for cells in (*above, head, *(row.cells for row in rows)):
        writer.writerow(cells)
    return out.getvalue()


def reputa(path: Path) -> Expected:
    """UTF-16 with a mark at the start, tabs, two lines above the headings."""
    text = delimited(hand.REPUTA_HEAD, hand.REPUTA, "\t", (("Reputa - báo cáo chi tiết",), ()))
    path.write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))
    return expected(hand.REPUTA, 4, None, [3])


def to_1258(text: str) -> bytes:
    """Windows-1258, which has the letters of Vietnamese but keeps most tones as marks after them."""
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        try:
            letters.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in TONES))
            letters.append((base + "".join(mark for mark in parts if mark in TONES)).encode("cp1258"))
    return b"".join(letters)


def socialbeat(path: Path, encode: Callable[[str], bytes]) -> Expected:
    """Semicolons and English headings."""
    path.write_bytes(encode(delimited(hand.SOCIALBEAT_HEAD, hand.SOCIALBEAT, ";", ())))
    return expected(hand.SOCIALBEAT, 2, None, [1])


def workbook_of_5000(path: Path) -> Expected:
    """A cover, the data with hidden columns, a pivot that looks like data."""
    rows, book = generic.rows(), Workbook()
    cover = book.active
    assert isinstance(cover, Worksheet)
    cover.title = "Bìa"
    for number, line in enumerate(generic.COVER, start=1):
        fill(cover, number, line)
    sheet = book.create_sheet(generic.SHEET)
    fill(sheet, 1, generic.HEAD)
    for number, row in enumerate(rows, start=2):
        fill(sheet, number, row.cells)
    for letter in generic.HIDDEN:
        sheet.column_dimensions[letter].hidden = True
    pivot = book.create_sheet("Pivot")
    for number, line in enumerate(generic.pivot(rows), start=1):
        fill(pivot, number, line)
    save(book, path)
    return expected(rows, 2, generic.SHEET, [1])


def main(folder: Path, tell: bool) -> None:
    """Write the files into the folder, and what is expected of them beside this script if told to."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Expected] = {
        "vnsocial.xlsx": vnsocial(folder / "vnsocial.xlsx"),
        "reputa.csv": reputa(folder / "reputa.csv"),
        "socialbeat-1258.csv": socialbeat(folder / "socialbeat-1258.csv", to_1258),
        "chung-5000.xlsx": workbook_of_5000(folder / "chung-5000.xlsx"),
    }
    socialbeat(folder / "socialbeat-utf8.csv", lambda text: text.encode("utf-8-sig"))
    truth = {
        "clock": CLOCK,
        "private_names": [*hand.PRIVATE_NAMES, *generic.private_names()],
        "same_rows": {"socialbeat-utf8.csv": "socialbeat-1258.csv"},
        "files": files,
    }
    if tell:
        text = json.dumps(truth, ensure_ascii=False, indent=1) + "\n"
        Path(__file__).with_name("expected.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--expected" in sys.argv[2:])
