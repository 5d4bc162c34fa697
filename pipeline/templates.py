"""The rows of the template for print, radio and television: what each says, or why it is refused.

A row of the sheet of pieces is one piece; a row of the sheet of programmes is one for each title that it lists. Every
row that is not empty ends as one of the two: nothing is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, cast, get_args

from pieces import Channel, Piece, made_address
from pipeline.lists.days import written_day
from pipeline.lists.rows import Cell, Row
from text import folded, one_line, stored, words
from times import EARLIEST, HANOI, UTC, local_day
from urls import BadAddress, canonical_url

VERSION = 1
SOURCE = f"template@{VERSION}"
PIECES, PROGRAMMES, GUIDE, LISTS = "Bài", "Chương trình", "Hướng dẫn", "Danh mục"  # names of the sheets
MARK = "Mẫu diembao, phiên bản"  # beside the version cell, A1 and B1 of the guide
REASON = "reason"  # the column of a file of refused rows; read past
COLUMNS: Mapping[str, tuple[str, ...]] = {
    PIECES: ("outlet", "channel", "title", "date", "time", "section", "duration", "genre", "authors", "text", "file",
             "twin"),
    PROGRAMMES: ("outlet", "channel", "date", "time", "section", "titles"),
}  # fmt: skip
LONGEST_TITLE, LONGEST_CELL = 500, 32_767  # characters; the latter is what a cell of a workbook holds at most
LONGEST_HOURS = 24
_APART = re.compile(r"\s*(?:[\n;]|(?<=\s)[-•*]\s)\s*")  # between the titles of a programme
_TIME = re.compile(r"(\d{1,2})\s*(?:[:hg.]|giờ)\s*(\d{1,2})?(?:\s*(?::|m|ph|phút|')\s*(\d{1,2})?)?\s*(?:phút)?")
_LASTS = re.compile(r"(?:(\d+)\s*(?:h|giờ)\s*)?(?:(\d+)\s*(?:ph|phút|'|p)\s*)?(?:(\d+)\s*(?:s|giây|\"|g)\s*)?")
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Choices:
    """What may stand in the columns with a list, as configuration says it; keys are folded names."""

    outlets: Mapping[str, frozenset[str]]  # name or slug to slugs: one name may be two outlets'
    channels: Mapping[str, Channel]
    genres: Mapping[str, str]
    own_channels: Mapping[str, Channel]  # by slug
    successors: Mapping[str, tuple[date, str]] = field(default_factory=dict)  # slug to its last day and who goes on


@dataclass(frozen=True, slots=True)
class Told:
    """A row that says a piece, and the file that it names."""

    sheet: str
    row: int
    piece: Piece
    file: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not taken: a word of docs/reasons.md, and what stands there."""

    sheet: str
    row: int
    reason: str
    detail: str = ""


class _No(ValueError):
    """A cell that cannot be used: reason and value."""

    def __init__(self, reason: str, value: object = "") -> None:
        super().__init__(reason)
        self.reason, self.value = reason, one_line(str(value))[:200]


def form_of(name: str) -> str:
    """A name as it is compared: folded words."""
    return " ".join(words(folded(name)))


def version_of(rows: Iterable[Row]) -> int | None:
    """The version that a workbook says of itself; None where it is no template."""
    for row in rows:
        if row.sheet == GUIDE and row.number == 1 and row.cells and form_of(_text(row.cells[0])) == form_of(MARK):
            written = _text(row.cells[1]) if len(row.cells) > 1 else ""
            return int(float(written)) if re.fullmatch(r"\d{1,6}(\.0)?", written) else 0
    return None


def columns_of(row: Row, headings: Mapping[str, str]) -> dict[str, int]:
    """Column names to places, by the headings of a row; ``headings`` as they are written, to column names."""
    known = {form_of(written): name for name, written in headings.items()}
    named = ((known.get(form_of(_text(cell))), place) for place, cell in enumerate(row.cells))
    return {name: place for name, place in named if name}


def sheet_by_headings(row: Row, headings: Mapping[str, Mapping[str, str]]) -> str:
    """The sheet that a list without a workbook around it (.csv) is, by its first row; "" for none."""
    for sheet, columns in headings.items():
        if set(columns_of(row, columns)) >= set(COLUMNS[sheet]) - {"duration", "genre", "authors", "file", "twin"}:
            return sheet
    return ""


def read_sheet(
    sheet: str, rows: Sequence[Row], headings: Mapping[str, str], choices: Choices, today: date
) -> Iterator[Told | Refused]:
    """What the rows of one sheet say; the first is that of the headings."""
    if not rows:
        return
    places = columns_of(rows[0], headings)
    for row in rows[1:]:
        cells = {name: row.cells[place].value for name, place in places.items() if place < len(row.cells)}
        if all(value in (None, "") or not str(value).strip() for name, value in cells.items() if name != REASON):
            continue
        try:
            yield from _told(sheet, row, cells, choices, today)
        except _No as no:
            yield Refused(sheet, row.number, no.reason, no.value)


def _told(sheet: str, row: Row, cells: Mapping[str, Any], choices: Choices, today: date) -> Iterator[Told]:
    for name in ("outlet", "channel", "title", "date", "section", "titles", "file", "twin"):
        if isinstance(value := cells.get(name), str) and value.startswith("="):
            raise _No("cell-formula", value)
    base = _base(cells, choices, today)
    if sheet == PROGRAMMES:
        titles = [title for title in _APART.split(str(cells.get("titles") or "")) if title.strip()]
        if not titles:
            raise _No("no-title")
        listed = [replace(base, title=_title(title)) for title in titles]  # all of a row, or none
        yield from (Told(sheet, row.number, _addressed(piece, cells)) for piece in listed)
        return
    piece = replace(
        base, title=_title(cells.get("title")), text=_body(cells.get("text")), seconds=_seconds(cells.get("duration")),
        genre=_genre(cells.get("genre"), choices), twin=_link(cells.get("twin")),
        authors=_names(cells.get("authors")),
    )  # fmt: skip
    yield Told(sheet, row.number, _addressed(piece, cells), one_line(str(cells.get("file") or "")))


def _base(cells: Mapping[str, Any], choices: Choices, today: date) -> Piece:
    """What both sheets have: outlet, channel, moment, place."""
    day = _day(cells.get("date"), today)
    outlet = _outlet(cells.get("outlet"), choices, day)
    channel = _channel(cells.get("channel"), choices, outlet)
    when = _time(cells.get("time"))
    moment = datetime.combine(day, when or time(), HANOI).astimezone(UTC)
    form = {"radio": "audio", "television": "video"}.get(channel, "text")
    return Piece(
        outlet, "", channel, "file", SOURCE, published_at=moment, section=one_line(str(cells.get("section") or "")),
        form=cast("Any", form),
    )  # fmt: skip


def _addressed(piece: Piece, cells: Mapping[str, Any]) -> Piece:
    when = _time(cells.get("time"))
    assert piece.published_at is not None
    address = made_address(
        outlet=piece.outlet, channel=piece.channel, day=local_day(piece.published_at), title=piece.title,
        when=when.strftime("%H:%M") if when else "", programme=piece.section,
    )  # fmt: skip
    return replace(piece, address=address)


def _outlet(value: Any, choices: Choices, day: date) -> str:
    name = form_of(str(value or ""))
    if not name:
        raise _No("no-outlet")
    found = choices.outlets.get(name, frozenset())
    if len(found) != 1:
        raise _No("several-outlets" if found else "not-an-outlet", value)
    (slug,) = found
    seen: set[str] = set()
    while slug in choices.successors and choices.successors[slug][0] < day and slug not in seen:
        seen.add(slug)
        slug = choices.successors[slug][1]
    return slug


def _channel(value: Any, choices: Choices, outlet: str) -> Channel:
    name = form_of(str(value or ""))
    if not name:
        return choices.own_channels[outlet]
    if name in get_args(Channel):
        return cast("Channel", name)
    if name not in choices.channels:
        raise _No("not-a-channel", value)
    return choices.channels[name]


def _title(value: Any) -> str:
    title = one_line(str(value or ""))
    if not any(letter.isalnum() for letter in title):
        raise _No("no-title", title)
    if len(title) > LONGEST_TITLE:
        raise _No("title-too-long", title)
    return title


def _names(value: Any) -> tuple[str, ...]:
    return tuple(name for part in re.split(r"[,;\n]", str(value or "")) if (name := one_line(part)))


def _body(value: Any) -> str:
    return stored(str(value if value is not None else ""))[:LONGEST_CELL]


def _day(value: Any, today: date) -> date:
    if value in (None, ""):
        raise _No("no-date")
    written = written_day(value)
    day = written.within(()) if written else None
    if day is None:
        raise _No("not-a-date", value)
    if not EARLIEST <= day <= today + timedelta(days=1):
        raise _No("date-out-of-range", day.strftime("%d/%m/%Y"))
    return day


def _time(value: Any) -> time | None:
    """The time of day of a cell; a number is a part of a day, as spreadsheets keep it."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.time().replace(microsecond=0)
    if isinstance(value, time):
        return value.replace(microsecond=0)
    if isinstance(value, timedelta | float) and not isinstance(value, bool):
        seconds = value.total_seconds() if isinstance(value, timedelta) else value * 86400
        if 0 <= seconds < 86400:
            return (datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))).time()
    found = _TIME.fullmatch(str(value).strip().lower())
    try:
        hour, minute, second = (int(part or 0) for part in (found.groups() if found else ("99", 0, 0)))
        return time(hour, minute, second)
    except ValueError as error:
        raise _No("not-a-time", value) from error


def _seconds(value: Any) -> int | None:
    """How long it lasts; a plain number is minutes, and "2:30" two minutes and a half, also where a spreadsheet took
    it for a time of day."""
    if value in (None, ""):
        return None
    if isinstance(value, time):
        seconds = value.hour * 60 + value.minute if not value.second else (
            value.hour * 3600 + value.minute * 60 + value.second
        )  # fmt: skip
    elif isinstance(value, int | float) and not isinstance(value, bool):
        seconds = round(value * 60)
    else:
        seconds = _written_seconds(str(value).strip().lower())
    if not 0 < seconds <= LONGEST_HOURS * 3600:
        raise _No("not-a-duration", value)
    return seconds


def _written_seconds(written: str) -> int:
    if found := _CLOCK.fullmatch(written):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds
    if written.isdigit():
        return int(written[:6]) * 60
    found = _LASTS.fullmatch(written)
    return sum(int(part or 0) * unit for part, unit in zip(found.groups(), (3600, 60, 1), strict=True)) if found else 0


def _genre(value: Any, choices: Choices) -> str:
    name = form_of(str(value or ""))
    if name and name not in choices.genres:
        raise _No("not-a-genre", value)
    return choices.genres.get(name, "")


def _link(value: Any) -> str:
    written = str(value or "").strip()
    try:
        return canonical_url(written) if written else ""
    except BadAddress as error:
        raise _No("bad-link", written) from error


def _text(cell: Cell) -> str:
    return one_line(str(cell.value)) if cell.value is not None else ""
