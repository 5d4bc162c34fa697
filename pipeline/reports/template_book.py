"""The template for print, radio and television as a workbook: lists to choose from, checks, a guide, its version."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.reports.tables import still
from pipeline.templates import COLUMNS, GUIDE, LISTS, MARK, REASON, VERSION

ROWS = 2000  # that the checks cover
WIDTHS = {"title": 50, "text": 60, "titles": 60, "outlet": 34, "twin": 40, "section": 24, "file": 30, REASON: 60}
FORMATS = {"date": "dd/mm/yyyy", "time": "hh:mm"}  # what is written in other columns stays as it is typed
LISTED = ("outlet", "channel", "genre", "section")
FREE = ("section",)  # may be something else than what the list offers
_HEAD = PatternFill("solid", fgColor="DDE6F0")


@dataclass(frozen=True, slots=True)
class TemplateWords:
    """What the workbook says: headings by sheet and column, lines of the guide, lists, messages of the checks."""

    headings: Mapping[str, Mapping[str, str]]
    guide: Sequence[str]
    lists: Mapping[str, Sequence[str]]  # by column of LISTED
    not_listed: str
    not_a_date: str
    not_a_time: str


Given = Mapping[str, Sequence[Mapping[str, Any]]]  # rows to stand there already, by sheet: cells by column


def template_book(words: TemplateWords, given: Given | None = None) -> bytes:
    """The workbook as a file's bytes; with ``given`` rows (those that were refused) it has a column for the reason."""
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)
    _guide(guide, words)
    for sheet, columns in COLUMNS.items():
        shown = (*columns, REASON) if given is not None else columns
        _sheet(book.create_sheet(sheet), shown, words.headings[sheet], (given or {}).get(sheet, ()))
    _lists(book.create_sheet(LISTS), words)
    for sheet, columns in COLUMNS.items():
        _checks(book[sheet], columns, words)
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    return still(out.getvalue())


def _guide(page: Worksheet, words: TemplateWords) -> None:
    page.title = GUIDE
    page["A1"], page["B1"] = MARK, VERSION
    page.column_dimensions["A"].width = 110
    for number, line in enumerate(words.guide, 3):
        cell = page.cell(number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _sheet(
    page: Worksheet, columns: Sequence[str], headings: Mapping[str, str], rows: Sequence[Mapping[str, Any]]
) -> None:
    page.freeze_panes = "A2"
    for place, name in enumerate(columns, 1):
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = WIDTHS.get(name, 16)
        page.column_dimensions[letter].number_format = FORMATS.get(name, "@")
        head = page.cell(1, place, headings[name])
        head.font, head.fill = Font(bold=True), _HEAD
    for number, row in enumerate(rows, 2):
        for place, name in enumerate(columns, 1):
            _put(page, number, place, name, row.get(name))


def _put(page: Worksheet, number: int, place: int, name: str, value: Any) -> None:
    """A cell as it was; a text is never a formula."""
    cell = page.cell(number, place)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767] if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.number_format = FORMATS.get(name, "@")


def _lists(page: Worksheet, words: TemplateWords) -> None:
    for place, name in enumerate(LISTED, 1):
        page.column_dimensions[get_column_letter(place)].width = 40
        page.cell(1, place, name).font = Font(bold=True)
        for number, value in enumerate(words.lists.get(name, ()), 2):
            _put(page, number, place, name, value)


def _checks(page: Worksheet, columns: Sequence[str], words: TemplateWords) -> None:
    for place, name in enumerate(columns, 1):
        if check := _check(name, words):
            letter = get_column_letter(place)
            check.add(f"{letter}2:{letter}{ROWS}")
            page.add_data_validation(check)


def _check(name: str, words: TemplateWords) -> DataValidation | None:
    if name in LISTED and words.lists.get(name):
        letter = get_column_letter(LISTED.index(name) + 1)
        area = f"'{LISTS}'!${letter}$2:${letter}${len(words.lists[name]) + 1}"
        check = DataValidation(type="list", formula1=area, allow_blank=True, error=words.not_listed)
        check.showErrorMessage = name not in FREE
    elif name == "date":
        check = DataValidation(
            type="date", operator="between", formula1="DATE(2000,1,1)", formula2="TODAY()+1", allow_blank=True,
            error=words.not_a_date,
        )  # fmt: skip
        check.showErrorMessage = True
    elif name == "time":
        check = DataValidation(
            type="time", operator="between", formula1="0", formula2="0.999988", allow_blank=True,
            error=words.not_a_time,
        )  # fmt: skip
        check.showErrorMessage = True
    else:
        return None
    return check
