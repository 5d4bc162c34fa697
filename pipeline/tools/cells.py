"""What single cells of an export say: counts as people and platforms write them, moments in a dozen ways."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from pipeline.lists.days import EPOCH, SERIALS, written_day
from text import folded
from times import HANOI, UTC, parse_moment

SECONDS, MILLISECONDS = (1_000_000_000, 4_102_444_800), (10**12, 4_102_444_800_000)  # of Unix time, 2001 to 2099
MOST = 10**12  # of a count: more nobody counted
_SCALES = {
    "k": 1_000,
    "n": 1_000,
    "nghin": 1_000,
    "ngan": 1_000,
    "m": 10**6,
    "tr": 10**6,
    "trieu": 10**6,
    "b": 10**9,
    "ty": 10**9,
}
_COUNT = re.compile(
    r"(?P<number>\d{1,3}(?:[., ]\d{3})+|\d+(?:[.,]\d{1,3})?)\s*(?P<scale>k|nghin|ngan|n|m|tr|trieu|b|ty)?"
    r"(?:\s*(?:luot|views?|likes?|thich|xem|binh luan|comments?|chia se|shares?|cam xuc|reactions?)(?: [a-z]+)?)?\+?"
)
_GROUPED = re.compile(r"\d{1,3}(?:[., ]\d{3})+")
_NONE = ("", "-", "--", "n/a", "na", "null", "none", "khong", "khong co", "chua co")
_TIME = re.compile(r"(?<!\d)(\d{1,2})\s*[:hg]\s*(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(am|pm|sa|ch)?(?![\d:])")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})(?!\d)")
_SPELT = re.compile(r"(\d{1,2})\s*(?:thang|thg)\.?\s*(\d{1,2})\s*(?:,|nam|/)?\s*(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(
    rf"(?:(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?"
    rf"|(?P<day2>\d{{1,2}})\s+(?P<month2>{'|'.join(_MONTHS)})[a-z]*\.?,?)\s+(?P<year>\d{{4}})"
)


def count_of(value: Any) -> int | None:
    """A count: 1234, "1.234", "1,2K", "3,5 nghìn", "12 lượt"; None for what is none, a broken number too.

    Counts are whole: "1.234" and "1,234" are a thousand and more, "1,2" alone is nothing.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return int(value) if 0 <= value < MOST and value == int(value) else None
    found = _COUNT.fullmatch(" ".join(folded(str(value)).split()))
    if not found:
        return None
    number, scale = found["number"], _SCALES.get(found["scale"] or "", 1)
    if _GROUPED.fullmatch(number) and scale == 1:
        whole = int(re.sub(r"\D", "", number))
    elif scale > 1 or number.isdigit():
        whole = round(float(number.replace(",", ".").replace(" ", "")) * scale) if not _twice(number) else -1
    else:
        return None
    return whole if 0 <= whole < MOST else None


def _twice(number: str) -> bool:
    return len(re.findall(r"[.,\s]", number)) > 1


def is_no_count(value: Any) -> bool:
    """Whether a cell says that there is no count: empty, a dash, "N/A"."""
    return value is None or folded(str(value)).strip() in _NONE


def month_comes_first(values: Iterable[Any]) -> bool:
    """Whether a column writes the month before the day: some date can only be read so, and none the other way."""
    found = [
        (int(one[1]), int(one[2])) for value in values if isinstance(value, str) and (one := _SLASHED.search(value))
    ]
    return any(second > 12 for _, second in found) and not any(first > 12 for first, _ in found)


def is_moment(value: Any) -> bool:
    return moment_of(value) is not None


def moment_of(value: Any, hour: Any = None, *, month_first: bool = False) -> datetime | None:
    """The moment that a cell names, in UTC; Hà Nội time where it names no zone; None where it names no day.

    ``hour`` is a cell beside it that holds the time of day.
    """
    try:
        found = _moment(value, month_first=month_first)
        if found is None:
            return None
        if found.tzinfo is None:
            clock = _clock(hour) if found.time() == time() else None
            found = datetime.combine(found.date(), clock or found.time(), HANOI)
        return found.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def _moment(value: Any, *, month_first: bool) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _of_number(float(value))
    text = " ".join(str(value).split())
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?|\d{10}|\d{13}", text):
        return _of_number(float(text.replace(",", ".")))
    return parse_moment(text, "iso") if re.match(r"\d{4}-\d{1,2}-\d{1,2}[T ]\d", text) else _of_text(text, month_first)


def _of_number(number: float) -> datetime | None:
    """A spreadsheet's serial day, or Unix time in seconds or milliseconds."""
    if SERIALS[0] <= number <= SERIALS[1]:
        return datetime.combine(EPOCH, time()) + timedelta(seconds=round(number * 86_400))
    if SECONDS[0] <= number <= SECONDS[1]:
        return datetime.fromtimestamp(number, UTC)
    return datetime.fromtimestamp(number / 1000, UTC) if MILLISECONDS[0] <= number <= MILLISECONDS[1] else None


def _of_text(text: str, month_first: bool) -> datetime | None:
    said = folded(text)
    if len(said) > 60:
        return None
    clock = _TIME.search(said)
    rest = said[: clock.start()] + " " + said[clock.end() :] if clock else said
    day = _day(rest, month_first)
    return datetime.combine(day, _clock(said) or time()) if day else None


def _day(said: str, month_first: bool) -> date | None:
    if found := _SLASHED.search(said):
        first, second, year = (int(part) for part in found.groups())
        month, day = (first, second) if (month_first or second > 12) and first <= 12 else (second, first)
        return date(year + 2000 if year < 100 else year, month, day)
    if found := _SPELT.search(said):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := _ENGLISH.search(said):
        month_name, day_written = found["month"] or found["month2"], found["day"] or found["day2"]
        return date(int(found["year"]), _MONTHS.index(month_name) + 1, int(day_written))
    written = written_day(said)
    return date(written.year, written.month, written.day) if written and written.year else None


def _clock(value: Any) -> time | None:
    """The time of day in a cell: a time, a fraction of a day, or words."""
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    if isinstance(value, float) and 0 <= value < 1:
        return (datetime.combine(EPOCH, time()) + timedelta(seconds=round(value * 86_400))).time()
    found = _TIME.search(folded(str(value or "")))
    if not found:
        return None
    hour, half = int(found[1]), found[4]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half in ("pm", "ch") else 0)
    return time(hour, int(found[2]), int(found[3] or 0))
