"""Reads lists of addresses as outlets send them: text, CSV, workbooks; with limits, for nobody vouches for a file."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from config.wording import sentence
from crawlers.stretches import Stretch
from records import Trouble
from text import folded
from times import HANOI, UTC, day_start, parse_moment

# What reading a file raises that is none. openpyxl has no error of its own for a workbook that is none: whatever its
# parts raise is about the file.
BROKEN = (
    OSError, ValueError, KeyError, TypeError, AttributeError, csv.Error, zipfile.BadZipFile, EOFError,
    ElementTree.ParseError, SyntaxError, IndexError, NotImplementedError, RecursionError,
)  # fmt: skip
MAX_BYTES = 20_000_000  # of a file: a year's list of an outlet with 500 articles a day has some 15 MB as text
MAX_UNZIPPED = 100_000_000  # bytes of a workbook's parts together
MAX_CELLS = 5_000_000  # looked at, empty ones included: a sheet may claim to be as wide as Excel allows
HEAD = 400  # bytes by which a coding is told
MAX_ADDRESSES = 100_000  # in one call; each is looked up in memory
SUFFIXES = (".txt", ".csv", ".xlsx")
_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»‘’|\\^`{}]+", re.IGNORECASE)
_TRAILING = ".,;:!?…'"
_HEADINGS = {"title": ("tieu de", "title", "ten bai", "ten tin"), "date": ("ngay", "date", "thoi gian", "thoi diem")}
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True, slots=True)
class Given:
    """One address of a list, where it stands there, and what stands beside it."""

    place: str
    address: str
    title: str = ""
    date: str = ""
    published: Stretch | None = None  # what the date says, if it can be read


@dataclass(frozen=True, slots=True)
class AddressList:
    """What was given: the addresses in order, and how many lines or rows hold none."""

    given: tuple[Given, ...]
    without: int = 0


Row = list[tuple[str, Any]]  # cells: place and value


def read_lists(words: Sequence[str]) -> AddressList:
    """Addresses and files as they stand on the command line; Trouble says what cannot be used."""
    given: list[Given] = []
    without = 0
    for number, word in enumerate(words, 1):
        if _ADDRESS.match(word):
            given.append(Given(sentence("missed.word", number=number), word))
            continue
        found = read_list(Path(word))
        given += found.given
        without += found.without
        _check_count(len(given))
    return AddressList(tuple(given), without)


def read_list(path: Path) -> AddressList:
    """The addresses of one file; Trouble("missed.…") for one that is none, too large or holds no address."""
    try:
        if not path.is_file():
            raise Trouble("missed.no-such-file", value=str(path)[:200])
        if path.stat().st_size > MAX_BYTES:
            raise too_large(path, path.stat().st_size, MAX_BYTES)
        rows = _rows_of(path)
        given, without = _addresses(rows, titled=path.suffix.lower() != ".txt")
    except BROKEN as error:
        raise Trouble("missed.unreadable", file=str(path), detail=f"{type(error).__name__}: {error}"[:200]) from error
    if not given:
        raise Trouble("missed.empty", file=str(path))
    return AddressList(tuple(given), without)


def _rows_of(path: Path) -> Iterable[Row]:
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return _workbook_rows(path)
    if suffix not in SUFFIXES:
        raise Trouble("missed.unknown-suffix", file=str(path), allowed=", ".join(SUFFIXES))
    text = decoded(path.read_bytes())
    return _csv_rows(text) if suffix == ".csv" else _lines(text)


def decoded(body: bytes) -> str:
    """UTF-8, UTF-16 with its mark or told by its empty bytes, or the old Windows coding, which writes a tone as a
    letter of its own."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    if b"\0" in (head := body[:HEAD]):
        return body.decode("utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return unicodedata.normalize("NFC", body.decode("cp1258", "replace"))


def _lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.splitlines(), 1):
        place = sentence("missed.line", line=number)
        yield [(place, line)]


def _csv_rows(text: str) -> Iterator[Row]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
        place = sentence("missed.line", line=number)
        yield [(place, value) for value in row]


# --- workbooks --------------------------------------------------------------------------------


@contextmanager
def opened_workbook(path: Path, **more: bool) -> Iterator[list[tuple[Any, dict[str, str]]]]:
    """A workbook's sheets, row by row, each with where the links in its cells lead; Trouble where it unzips too large.

    ``more`` are further words for openpyxl.
    """
    from openpyxl import load_workbook

    with path.open("rb") as stream:  # ours to close: openpyxl leaves a file open that it cannot read
        with zipfile.ZipFile(stream) as parts:
            unzipped = sum(part.file_size for part in parts.infolist())
            if unzipped > MAX_UNZIPPED:
                raise too_large(path, unzipped, MAX_UNZIPPED)
            links = links_by_part(parts)
        sheets = load_workbook(stream, read_only=True, **more).worksheets
        for sheet in sheets:
            sheet.reset_dimensions()  # the file's own word for them may be a lie of 17,000 million cells
        yield [(sheet, links.get(getattr(sheet, "_worksheet_path", "").lstrip("/"), {})) for sheet in sheets]


def _workbook_rows(path: Path) -> Iterator[Row]:
    looked_at = 0
    with opened_workbook(path) as sheets:
        for sheet, links in sheets:
            for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
                looked_at += len(values) + 1
                if looked_at > MAX_CELLS:
                    raise too_large(path, looked_at, MAX_CELLS)
                if row := _sheet_row(sheet.title, number, values, links):
                    yield row


def _sheet_row(sheet: str, number: int, values: Sequence[Any], links: dict[str, str]) -> Row:
    """A row's cells that hold anything, each followed by the address that a link on it leads to."""
    from openpyxl.utils import get_column_letter

    cells: Row = []
    for column, value in enumerate(values, 1):
        name = f"{get_column_letter(column)}{number}"
        place = sentence("missed.cell", sheet=sheet, cell=name)
        link = links.get(name, "")
        cells.append((place, value if link == "" or link in str(value) else _Linked(value, link)))
    return cells if any(value is not None for _, value in cells) else []


@dataclass(frozen=True, slots=True)
class _Linked:
    """A cell whose words are not the address that they lead to."""

    value: Any
    link: str

    def __str__(self) -> str:
        return str(self.value or "")


def links_by_part(parts: zipfile.ZipFile) -> dict[str, dict[str, str]]:
    """The links of each sheet: part of the archive to cell to address."""
    found: dict[str, dict[str, str]] = {}
    for name in parts.namelist():
        if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            continue
        relations = name.replace("worksheets/", "worksheets/_rels/") + ".rels"
        if relations in parts.namelist():
            targets = {
                node.get("Id", ""): node.get("Target", "")
                for node in _nodes(parts, relations)
                if node.get("Type", "").endswith("/hyperlink") and _ADDRESS.match(node.get("Target", ""))
            }
            found[name] = _links_of(parts, name, targets) if targets else {}
    return found


def _nodes(parts: zipfile.ZipFile, name: str) -> Iterator[ElementTree.Element]:
    with parts.open(name) as stream:
        yield from (node for _, node in ElementTree.iterparse(stream))


def _links_of(parts: zipfile.ZipFile, name: str, targets: dict[str, str]) -> dict[str, str]:
    links: dict[str, str] = {}
    for node in _nodes(parts, name):
        if node.tag.endswith("}hyperlink"):
            relation = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
            if relation in targets:
                links[node.get("ref", "").partition(":")[0]] = targets[relation]
        elif not node.tag.endswith("}hyperlinks"):
            node.clear()
    return links


# --- from rows to addresses -------------------------------------------------------------------


def _addresses(rows: Iterable[Row], *, titled: bool) -> tuple[list[Given], int]:
    """All addresses of the rows; a first row without any that names columns is their heading."""
    given: list[Given] = []
    without = 0
    headings: dict[str, int] = {}
    for cells in rows:
        found = [(place, address) for place, value in cells for address in _in_cell(value)]
        if not found:
            named = _headings(cells) if titled and not given and not headings else {}
            headings = headings or named
            without += not named and any(str(value or "").strip() for _, value in cells)
            continue
        title, day = (_beside(cells, headings.get(name)) for name in ("title", "date"))
        for place, address in found:
            given.append(Given(place, address, _text(title), _text(day), published(day)))
        _check_count(len(given))
    return given, without


def _in_cell(value: Any) -> Iterator[str]:
    """Addresses in a cell's words, without the punctuation of the sentence around them."""
    words = chain([str(value)] if value is not None else (), [value.link] if isinstance(value, _Linked) else ())
    for found in (match[0] for text in words for match in _ADDRESS.finditer(text)):
        address = found
        while address and (address[-1] in _TRAILING or _closes_nothing(address)):
            address = address[:-1]
        yield address


def _closes_nothing(address: str) -> bool:
    return any(address.endswith(end) and address.count(end) > address.count(begin) for begin, end in ("()", "[]"))


def _headings(cells: Sequence[tuple[str, Any]]) -> dict[str, int]:
    """Which columns hold titles and dates, by the words of their headings."""
    found: dict[str, int] = {}
    for column, (_, value) in enumerate(cells):
        words = folded(str(value or "")).strip()
        for name, beginnings in _HEADINGS.items():
            if name not in found and len(words) < 40 and words.startswith(beginnings):
                found[name] = column
    return found


def _beside(cells: Sequence[tuple[str, Any]], column: int | None) -> Any:
    return cells[column][1] if column is not None and column < len(cells) else None


def _text(value: Any) -> str:
    """A cell as it is; a date as the officers write it."""
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M" if value.time() != time() else "%d/%m/%Y")
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value if value is not None else "")


def published(value: Any) -> Stretch | None:
    """The moment or the day in Hà Nội that a cell names; None where it names none."""
    try:
        if isinstance(value, datetime) and value.time() != time():
            moment = value.replace(tzinfo=HANOI).astimezone(UTC)
            return moment, moment
        if isinstance(value, date):  # a datetime at midnight too
            return _day(date(value.year, value.month, value.day))
        written = str(value or "").strip()
        if (found := parse_moment(written, "iso")) is not None:
            return found, found
        if parts := _DAY.fullmatch(written):
            return _day(date(int(parts[3]), int(parts[2]), int(parts[1])))
        return _day(date.fromisoformat(written))
    except (ValueError, OverflowError):
        return None


def _day(day: date) -> Stretch:
    return day_start(day), day_start(day + timedelta(days=1))


def _check_count(count: int) -> None:
    if count > MAX_ADDRESSES:
        raise Trouble("missed.too-many", limit=MAX_ADDRESSES)


def too_large(path: Path, size: int, limit: int) -> Trouble:
    return Trouble("missed.too-large", file=str(path), size=f"{size:,}", limit=f"{limit:,}")
