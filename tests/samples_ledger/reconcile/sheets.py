"""Write rows as an outlet sends them: a workbook of three sheets in three layouts, and a text file with semicolons."""

import csv
import datetime as dt
import io
import random
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Protocol

import parts
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

TITLE_BLOCK, HEADERS, TAIL, EMPTY, AGAIN = 4, 2, 4, 3, 1
FIXED = TITLE_BLOCK + HEADERS + TAIL + EMPTY + AGAIN
STRUCTURE = 3 * FIXED + 4 * 2 + 2 * 4 * 3
CSV_STRUCTURE = 5
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


class Line(Protocol):
    """What this room needs of a row."""

    title: str
    month: int
    day: dt.date | None
    address: str
    style: str
    date_style: str


class Layout:
    """Which column (from 1) holds what in a sheet."""

    def __init__(self, name: str, months: range, columns: dict[str, int], width: int) -> None:
        """Remember the places; `width` is the last column in use."""
        self.name, self.months, self.columns, self.width = name, months, columns, width


LAYOUTS = (
    Layout(
        "Tháng 1-4", range(1, 5), {"stt": 1, "month": 2, "day": 3, "title": 4, "kind": 5, "address": 6, "note": 7}, 7
    ),
    Layout("T5-T8 ", range(5, 9), {"stt": 1, "title": 2, "kind": 3, "address": 4, "day": 5}, 5),
    Layout("QUÝ III+IV (tiếp)", range(9, 13), {"stt": 2, "day": 3, "title": 4, "kind": 5, "address": 6}, 6),
)
WORDS = {
    "stt": ("STT", "TT", "Số TT"),
    "month": ("Tháng", "Tháng", "Tháng"),
    "day": ("Ngày đăng", "Thời gian", "Ngày, tháng"),
    "title": ("Tên tin, bài", "Tiêu đề tin/bài", "Tin, bài"),
    "kind": ("Thể loại", "Loại", "Thể loại"),
    "address": ("Đường dẫn", "Link", "Địa chỉ trên báo điện tử"),
    "note": ("Ghi chú", "", ""),
}


def date_value(day: dt.date | None, style: str) -> object:
    """The day as the clerk wrote it."""
    if day is None:
        return None
    return {
        "slash": f"{day:%d/%m/%Y}",
        "words": f"ngày {day.day} tháng {day.month} năm {day.year}",
        "short": f"{day.day}-{day.month}-{day:%y}",
        "serial": (day - dt.date(1899, 12, 30)).days,
        "real": day,
        "dots": f"{day.day}.{day.month}.{day.year}",
        "weekday": f"{WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}",
        "no_year": f"{day:%d/%m}",
    }[style]


class Writer:
    """Fills one sheet and remembers what each of its rows is."""

    def __init__(self, sheet: Worksheet, layout: Layout, index: int, rng: random.Random) -> None:
        """Start above the first row."""
        self.sheet, self.layout, self.index, self.rng = sheet, layout, index, rng
        self.at = 0
        self.count = 0
        self.placed: list[tuple[str, int, Line | None]] = []

    def skip(self, text: object = None, column: int = 1, *, merged: bool = False) -> int:
        """A row that claims nothing."""
        self.at += 1
        self.placed.append((self.layout.name, self.at, None))
        if text is not None:
            self.sheet.cell(self.at, column, text)
        if merged:
            self.sheet.merge_cells(start_row=self.at, end_row=self.at, start_column=1, end_column=self.layout.width)
        return self.at

    def head(self) -> None:
        """The title block over two merged rows, two more rows, two rows of headings."""
        top = self.skip("BÁO TIỀN PHONG\nDANH SÁCH TIN, BÀI TUYÊN TRUYỀN VỀ TỈNH TUYÊN QUANG NĂM 2025")
        self.sheet.cell(top, 1).alignment = Alignment(horizontal="center", wrap_text=True)
        self.skip()
        self.sheet.merge_cells(start_row=top, end_row=top + 1, start_column=1, end_column=self.layout.width)
        self.skip("(Kèm theo Công văn số 118/CV-TP ngày 10/12/2025)", merged=True)
        self.skip()
        upper = self.skip()
        lower = self.skip()
        for key, column in self.layout.columns.items():
            word = WORDS[key][self.index]
            if key in ("title", "kind", "address"):
                self.sheet.cell(lower, column, word).font = Font(bold=True)
            else:
                self.sheet.cell(upper, column, word).font = Font(bold=True)
                self.sheet.merge_cells(start_row=upper, end_row=lower, start_column=column, end_column=column)
        first = self.layout.columns["title"]
        self.sheet.cell(upper, first, "Thông tin về tin, bài")
        self.sheet.merge_cells(
            start_row=upper, end_row=upper, start_column=first, end_column=max(first, self.layout.columns["address"])
        )

    def again(self) -> None:
        """The headings once more, where a printed page ends."""
        at = self.skip()
        for key, column in self.layout.columns.items():
            self.sheet.cell(at, column, WORDS[key][self.index])

    def line(self, row: Line) -> None:
        """A row of the list."""
        self.at += 1
        self.count += 1
        self.placed.append((self.layout.name, self.at, row))
        columns = self.layout.columns
        self.sheet.cell(
            self.at, columns["stt"], self.rng.choice([self.count, self.count, self.count, f"{self.count}.", None])
        )
        self.sheet.cell(self.at, columns["kind"], self.rng.choice(parts.KINDS))
        day = self.sheet.cell(self.at, columns["day"], date_value(row.day, row.date_style))
        if row.day and row.date_style == "real":
            day.number_format = "dd/mm/yyyy"
        elif row.day and row.date_style == "serial":
            day.number_format = "General"
        self.address(row)

    def address(self, row: Line) -> None:
        """Title and address, each in its cell or one inside the other."""
        title = self.sheet.cell(self.at, self.layout.columns["title"], row.title or None)
        where = self.sheet.cell(self.at, self.layout.columns["address"])
        if row.style == "formula":
            title.value = '=HYPERLINK("{}","{}")'.format(row.address, row.title.replace('"', '""'))
        elif row.style == "hyperlink":
            title.hyperlink = row.address
        elif row.style == "here":
            where.value = self.rng.choice(["Xem tại đây", "link", "Bấm vào đây"])
            where.hyperlink = row.address
        else:
            where.value = row.address or None

    def month(self, month: int, rows: list[Line], again_at: int, gaps: set[int]) -> None:
        """The rows of a month, its heading or merged cell, its subtotal and an empty row."""
        column = self.layout.columns.get("month")
        if column is None:
            self.skip(f"THÁNG {month}/2025", merged=True)
        start = self.at + 1
        for row in rows:
            if self.count == again_at:
                self.again()
                again_at = -1
            if self.count in gaps:
                gaps.discard(self.count)
                self.skip()
            self.line(row)
        if column is not None:
            self.sheet.cell(start, column, f"Tháng {month}")
            self.sheet.merge_cells(start_row=start, end_row=self.at, start_column=column, end_column=column)
        wrong = self.rng.choice([0, 0, 0, 2, -1])
        text = self.rng.choice(
            [f"Cộng tháng {month}: {len(rows) + wrong} tin, bài", f"Tổng tháng {month}: {len(rows)}"]
        )
        self.skip(text, self.layout.columns["title"])
        self.skip()

    def tail(self) -> None:
        """A remark, the sum, the signature."""
        self.skip(
            "Ghi chú: danh sách chưa gồm các tin ảnh phát trên mạng xã hội của Báo; đề nghị Sở đối chiếu.", merged=True
        )
        self.skip(
            f"=COUNTA({'A' if self.index < 2 else 'B'}7:{'A' if self.index < 2 else 'B'}{self.at})",
            self.layout.columns["kind"],
        )
        self.skip("NGƯỜI LẬP BIỂU", self.layout.columns["title"])
        self.skip("(Ký, ghi rõ họ tên)", self.layout.columns["title"])


def write_sheet(
    sheet: Worksheet, layout: Layout, index: int, rows: list[Line], rng: random.Random
) -> list[tuple[str, int, Line | None]]:
    """Fill one sheet."""
    writer = Writer(sheet, layout, index, rng)
    writer.head()
    again_at = len(rows) // 2
    gaps = set(rng.sample([n for n in range(10, len(rows) - 10) if n != again_at], EMPTY))
    for month in layout.months:
        writer.month(month, [r for r in rows if r.month == month], again_at, gaps)
    writer.tail()
    for letter, width in zip("ABCDEFG", (6, 9, 16, 60, 10, 70, 14), strict=True):
        sheet.column_dimensions[letter].width = width
    return writer.placed


def write_workbook(path: Path, rows: list[Line], rng: random.Random) -> list[tuple[str, int, Line | None]]:
    """Write the workbook; say what stands in each row of each sheet."""
    book = Workbook()
    book.remove(book.active)
    placed = []
    for index, layout in enumerate(LAYOUTS):
        mine = [r for r in rows if r.month in layout.months]
        placed += write_sheet(book.create_sheet(layout.name), layout, index, mine, rng)
    buffer = io.BytesIO()
    book.save(buffer)
    freeze(buffer, path)
    return placed


def freeze(buffer: io.BytesIO, path: Path) -> None:
    """The same file at every run: fixed times inside."""
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2025-12-10T08:00:00Z", data)
            info = zipfile.ZipInfo(name, (2025, 12, 10, 8, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)


def for_1258(text: str) -> str:
    """Letters as Windows-1258 has them: the letter with its hat, then the tone."""
    done = []
    for letter in unicodedata.normalize("NFC", text):
        pieces = unicodedata.normalize("NFD", letter)
        tone = "".join(c for c in pieces if c in TONES)
        base = unicodedata.normalize("NFC", "".join(c for c in pieces if c not in TONES))
        done.append(letter if not tone else base + tone)
    return "".join(done)


def write_csv(path: Path, rows: list[Line], encoding: str) -> list[tuple[int, Line | None]]:
    """Write the text file; numbers count records, as a csv reader does, empty ones too."""
    table: list[tuple[list[object], Line | None]] = [
        (["BÁO TIỀN PHONG; danh sách tin, bài về Tuyên Quang năm 2025", "", "", "", ""], None),
        (["", "", "", "", ""], None),
        (["STT", "Ngày đăng", "Tên tin, bài", "Đường dẫn", "Ghi chú"], None),
    ]
    for n, row in enumerate(rows, 1):
        style = "slash" if row.date_style == "real" else row.date_style
        table.append(([n, date_value(row.day, style) or "", row.title, row.address, ""], row))
    table.append((["", "", f"Cộng: {len(rows)} tin, bài", "", ""], None))
    table.append((["Người lập: phòng Thư ký tòa soạn", "", "", "", ""], None))
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", lineterminator="\r\n").writerows([cells for cells, _ in table])
    text = for_1258(buffer.getvalue()) if encoding == "cp1258" else buffer.getvalue()
    path.write_bytes(b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16" else text.encode(encoding))
    return [(n, row) for n, (_, row) in enumerate(table, 1)]
