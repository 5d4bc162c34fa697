"""Rows as JSON, CSV or a workbook; what comes from outside stays text in every one of them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

Rows = Sequence[Mapping[str, Any]]
WIDEST = 60  # characters of a column
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
ILLEGAL = re.compile(r"[\000-\010\013\014\016-\037]")  # characters that no cell may have, as openpyxl tells them
_NO_TITLE = re.compile(r"[\\/*?:\[\]]")  # what Excel takes in no sheet's name
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # CWE-1236: what a spreadsheet would take for a formula


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


def as_csv(rows: Rows, headings: Mapping[str, str]) -> str:
    """CSV with a byte order mark, so that Excel reads the accents."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([headings.get(name, name) for name in _columns(rows)])
    for row in rows:
        writer.writerow([_safe(row.get(name)) for name in _columns(rows)])
    return "\ufeff" + out.getvalue()


def csv_lines(rows: Iterable[Mapping[str, Any]], headings: Mapping[str, str]) -> Iterator[str]:
    """The same line by line, for rows that are not held all at once; the columns are those of the headings."""
    yield "\ufeff" + _csv_line(list(headings.values()))
    for row in rows:
        yield _csv_line([_safe(row.get(name)) for name in headings])


def _csv_line(cells: Sequence[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _columns(rows: Rows) -> list[str]:
    return list(rows[0]) if rows else []


def _safe(value: Any) -> Any:
    """A cell that no spreadsheet runs: a leading apostrophe before what would start a formula; a list in one cell."""
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def as_xlsx(rows: Rows, headings: Mapping[str, str], *, title: str) -> bytes:
    """A workbook of one sheet; text cells are written as text, whatever they begin with."""
    return as_book({title: rows}, headings)


def as_book(sheets: Mapping[str, Rows], headings: Mapping[str, str]) -> bytes:
    """A workbook of several sheets; days are days, text stays text, the same rows give the same bytes."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        _sheet(book.create_sheet(_NO_TITLE.sub(" ", title)[:31]), rows, headings)
    out = io.BytesIO()
    book.save(out)
    return still(out.getvalue())


def _sheet(sheet: Any, rows: Rows, headings: Mapping[str, str]) -> None:
    from openpyxl.utils import get_column_letter

    columns = _columns(rows)
    for position, name in enumerate(columns, start=1):
        longest = max((len(str(row.get(name) or "")) for row in rows), default=0)
        width = min(WIDEST, max(longest, len(headings.get(name, name))) + 2)
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, headings.get(name, name), bold=True) for name in columns])
    for row in rows:
        sheet.append([_cell(sheet, row.get(name)) for name in columns])


def still(workbook: bytes) -> bytes:
    """The workbook without the moment of its writing: the same rows give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as written, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for part in written.infolist():
            content = written.read(part)
            if part.filename == "docProps/core.xml":  # openpyxl writes the present moment over what it was given
                content = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", content)
            entry = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, content)
    return out.getvalue()


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=ILLEGAL.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # also where it begins with "="
    if isinstance(value, date):
        cell.number_format = "DD/MM/YYYY"
    if bold:
        cell.font = Font(bold=True)
    return cell
