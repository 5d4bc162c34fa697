"""Reads an outlet's list, .xlsx or .csv, row by row as it stands; with limits, for nobody vouches for a file.

Macros are never run: of a workbook that holds any, the cells are read and nothing else. Formulas are text.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.jobs.watching.addresses import (
    BROKEN,
    MAX_BYTES,
    MAX_CELLS,
    decoded,
    opened_workbook,
    too_large,
)
from pipeline.lists.rows import Cell, Row, address_in
from records import Trouble

SUFFIXES = (".xlsx", ".xlsm", ".csv")
MAX_ROWS = 100_000  # of one list, empty ones left out; a year's list of a daily has some 20,000
DELIMITERS = ",;\t|"
NO_DELIMITER = "\x1f"  # stands in no list
OLD_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of a compound file: a locked .xlsx, or an .xls by another name
LOOKED_AT = 200  # lines by which the delimiter of a .csv is told


def rows_of(path: Path, *, cached: bool = False) -> list[Row]:
    """All rows of a list; Trouble("reconcile.…") for a file that is none, too large or empty.

    With ``cached`` a formula's cell has the value that its workbook keeps for it, where it keeps one, and the address
    of a HYPERLINK as its link; else the formula as text. Nothing is ever calculated.
    """
    try:
        if not path.is_file():
            raise Trouble("reconcile.no-such-file", file=str(path)[:200])
        if path.suffix.lower() not in SUFFIXES:
            raise Trouble("reconcile.unknown-suffix", file=str(path), allowed=", ".join(SUFFIXES))
        if path.stat().st_size > MAX_BYTES:
            raise too_large(path, path.stat().st_size, MAX_BYTES)
        _check_kind(path)
        rows = list(_csv(path) if path.suffix.lower() == ".csv" else _workbook(path))
        if cached and path.suffix.lower() != ".csv":
            rows = _with_cached(rows, path)
    except BROKEN as error:
        detail = f"{type(error).__name__}: {error}"[:200]
        raise Trouble("reconcile.unreadable", file=str(path), detail=detail) from error
    if not any(cell.value not in (None, "") for row in rows for cell in row.cells):
        raise Trouble("reconcile.empty", file=str(path))
    return rows


def _check_kind(path: Path) -> None:
    """A workbook with a password, or of the old kind, is no zip: both are said by name, not as a broken file."""
    with path.open("rb") as stream:
        head = stream.read(MAX_BYTES)
    if head.startswith(OLD_MAGIC):
        is_locked = "EncryptedPackage".encode("utf-16-le") in head
        raise Trouble("import.password" if is_locked else "import.old-workbook", file=str(path))


def has_macros(path: Path) -> bool:
    """Does a workbook hold macros? (They are never run.)"""
    if path.suffix.lower() == ".csv" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as parts:
        return any(name.endswith("vbaProject.bin") for name in parts.namelist())


def _csv(path: Path) -> Iterator[Row]:
    text = decoded(path.read_bytes())
    for number, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), 1):
        if number > MAX_ROWS:
            raise too_large(path, number, MAX_ROWS)
        yield Row("", number, tuple(Cell(value) for value in values))


def _delimiter(text: str) -> str:
    """The one that cuts most lines into the same number of cells: commas stand in titles too.

    One that cuts fewer than half of the lines stands in titles alone: the list has one column.
    """
    head = "\n".join(text.splitlines()[:LOOKED_AT])

    def alike(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if row)
        if widths.pop(1, 0) > widths.total():
            return 0, 0
        width, lines = widths.most_common(1)[0] if widths else (0, 0)
        return lines, width

    return max(NO_DELIMITER + DELIMITERS, key=alike)


def _workbook(path: Path) -> Iterator[Row]:
    looked_at = rows = 0
    with opened_workbook(path, keep_vba=False, keep_links=False) as sheets:
        for sheet, links in sheets:
            hidden = sheet.sheet_state != "visible"
            for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
                looked_at += len(values) + 1
                rows += any(value is not None for value in values)
                if looked_at > MAX_CELLS or rows > MAX_ROWS:
                    raise too_large(path, max(looked_at, rows), MAX_CELLS if looked_at > MAX_CELLS else MAX_ROWS)
                yield Row(sheet.title, number, tuple(_cells(number, values, links)), hidden)


def _with_cached(rows: list[Row], path: Path) -> list[Row]:
    """The same with the kept values of formulas; a workbook without any formula is read once only."""
    wanted = {(row.sheet, row.number) for row in rows if any(_is_formula(cell) for cell in row.cells)}
    if not wanted:
        return rows
    from openpyxl import load_workbook

    kept: dict[tuple[str, int], tuple[object, ...]] = {}
    with path.open("rb") as stream:
        book = load_workbook(stream, read_only=True, data_only=True, keep_vba=False, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            numbered = enumerate(sheet.iter_rows(values_only=True), 1)
            kept |= {(sheet.title, number): values for number, values in numbered if (sheet.title, number) in wanted}
    return [
        replace(row, cells=tuple(map(_cached, row.cells, kept[row.sheet, row.number])))
        if (row.sheet, row.number) in kept
        else row
        for row in rows
    ]


def _is_formula(cell: Cell) -> bool:
    return isinstance(cell.value, str) and cell.value.startswith("=")


def _cached(cell: Cell, kept: object) -> Cell:
    if not _is_formula(cell) or kept is None:
        return cell
    return Cell(kept, address_in(cell) if not cell.link else cell.link)


def _cells(number: int, values: Sequence[object], links: dict[str, str]) -> Iterator[Cell]:
    from openpyxl.utils import get_column_letter

    for column, value in enumerate(values, 1):
        yield Cell(value, links.get(f"{get_column_letter(column)}{number}", "") if links else "")
