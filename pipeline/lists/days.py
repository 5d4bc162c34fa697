"""Days as outlets write them into their lists: text in a dozen ways, serial numbers, without a year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from text import folded

EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet's serial numbers
SERIALS = (36526, 73050)  # 2000 to 2099: other numbers are no days
CENTURY = 2000
_WORDS = re.compile(r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})(?:\s*nam\s*(\d{4}|\d{2}))?")
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_FIGURES = re.compile(r"(?<![\d/.\-])(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{4}|\d{2}))?(?![\d/.\-])")
_MONTH = re.compile(r"thang\s*(\d{1,2})(?:\s*(?:[/.\-]|nam)\s*(\d{4}))?\b")


@dataclass(frozen=True, slots=True)
class Written:
    """A day as it is written: the year may be missing."""

    day: int
    month: int
    year: int | None = None

    def within(self, years: Iterable[int]) -> date | None:
        """The day, in the year that is written or in the only one of these in which it may be."""
        if self.year is not None:
            return _date(self.year, self.month, self.day)
        found = {made for year in years if (made := _date(year, self.month, self.day))}
        return found.pop() if len(found) == 1 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def written_day(value: Any) -> Written | None:
    """The day that a cell names, day before month; None where it names none."""
    if isinstance(value, datetime | date):
        return _checked(value.day, value.month, value.year)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _serial(float(value))
    text = folded(str(value or "")).strip()
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        return _serial(float(text.replace(",", ".")))
    return _in_text(text)


def _serial(number: float) -> Written | None:
    if not SERIALS[0] <= number <= SERIALS[1]:
        return None
    day = EPOCH + timedelta(days=int(number))
    return Written(day.day, day.month, day.year)


def _in_text(text: str) -> Written | None:
    if found := _ISO.search(text):
        year, month, day = (int(part) for part in found.groups())
        return _checked(day, month, year)
    for pattern in (_WORDS, _FIGURES):
        for found in pattern.finditer(text):
            if made := _checked(int(found[1]), int(found[2]), _year(found[3])):
                return made
    return None


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    return int(written) + (CENTURY if len(written) == 2 else 0)


def _checked(day: int, month: int, year: int | None) -> Written | None:
    """A leap year stands for an unknown one; a year of another century is a slip of the hand."""
    year_or_leap = CENTURY if year is None else year
    if not CENTURY <= year_or_leap < CENTURY + 100:
        return None
    return Written(day, month, year) if _date(year_or_leap, month, day) else None


def written_month(value: Any) -> tuple[int, int | None] | None:
    """The month that a heading names ("Tháng 3/2025"), with its year where it says so."""
    found = _MONTH.search(folded(str(value or "")))
    if found and 1 <= int(found[1]) <= 12:
        return int(found[1]), int(found[2]) if found[2] else None
    return None
