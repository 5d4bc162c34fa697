"""Days as officers write them, day before month, in any of the ways that they do; inside they are ISO 8601."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

_PARTED = re.compile(r"(\d{1,2})\s*[/.\s-]\s*(\d{1,2})\s*[/.\s-]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})")
_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")  # what a phone's keyboard of figures can write
CENTURY = 2000  # of a year with two figures


def iso_day(written: str) -> str:
    """The day as ISO 8601 ("2026-07-18" of "18/7/2026", "18.07.26", "18072026"); what is no day stays as it is, for
    whoever wants a day to complain of it in the words that were written."""
    text = written.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := _PARTED.fullmatch(text) or _TOGETHER.fullmatch(text):
        day, month, year = found.groups()
    else:
        return text
    try:
        return date(int(year) + (CENTURY if len(year) == 2 else 0), int(month), int(day)).isoformat()
    except ValueError:
        return text


def shown_as_typed(written: str | date) -> str:
    """A day in a field: 18/07/2026; what is no day is shown again as it was written."""
    text = iso_day(written) if isinstance(written, str) else written.isoformat()
    try:
        return date.fromisoformat(text).strftime("%d/%m/%Y")
    except ValueError:
        return text


Day = Annotated[str, BeforeValidator(iso_day)]  # of a query's or a form's name that holds a day
