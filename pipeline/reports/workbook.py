"""A workbook of several sheets: lines above a table, real dates, frozen headings, a filter; nothing runs in it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipeline.reports.tables import ILLEGAL, still

Row = Mapping[str, Any]
WIDEST, NARROWEST = 60, 8  # characters of a column
DAY, MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
_NOT_IN_NAMES = str.maketrans("", "", "[]:*?/\\")
LONGEST_NAME = 31  # characters of a sheet's name, as Excel allows


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with lines above it; ``headings`` maps the columns, in order, to what stands over them.

    Days are dates; moments are datetimes without a zone, in the officers' time: a spreadsheet knows no zones.
    """

    name: str
    headings: Mapping[str, str]
    rows: Sequence[Row]
    lines: Sequence[str] = ()


def as_workbook(sheets: Sequence[Sheet]) -> bytes:
    """The workbook as a file's bytes, the same for the same sheets; text is text, whatever it begins with."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book.create_sheet(sheet.name.translate(_NOT_IN_NAMES)[:LONGEST_NAME]), sheet)
    out = io.BytesIO()
    book.save(out)
    return still(out.getvalue())


def _write(page: Any, sheet: Sheet) -> None:
    from openpyxl.utils import get_column_letter

    top = len(sheet.lines) + 1  # number of the headings' row
    for place, name in enumerate(sheet.headings, start=1):
        page.column_dimensions[get_column_letter(place)].width = _width(sheet, name)
    page.freeze_panes = f"A{top + 1}"
    last = get_column_letter(len(sheet.headings))
    page.auto_filter.ref = f"A{top}:{last}{top + len(sheet.rows)}"
    for line in sheet.lines:
        page.append([cell_of(page, line)])
    page.append([cell_of(page, heading, bold=True) for heading in sheet.headings.values()])
    for row in sheet.rows:
        page.append([cell_of(page, row.get(name), wrapped=True) for name in sheet.headings])


def _width(sheet: Sheet, name: str) -> int:
    longest = max((_length(row.get(name)) for row in sheet.rows), default=0)
    return min(WIDEST, max(NARROWEST, longest, len(sheet.headings[name])) + 2)


def _length(value: Any) -> int:
    if isinstance(value, datetime):
        return len(MOMENT)
    return len(DAY) if isinstance(value, date) else len(str(value)) if value is not None else 0


def cell_of(page: Any, value: Any, *, bold: bool = False, wrapped: bool = False) -> Any:
    """One cell: a date is a date, a text is never a formula."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(page, value=ILLEGAL.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"  # also where it begins with "="
    elif isinstance(value, date):
        cell.number_format = MOMENT if isinstance(value, datetime) else DAY
    if bold:
        cell.font = Font(name="Calibri", bold=True)
    if wrapped and isinstance(value, str) and len(value) > WIDEST:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
