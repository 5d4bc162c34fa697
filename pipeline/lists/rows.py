"""An outlet's own list of what it published, as it is sent: which cells are what, and what each row says.

Lists come as people make them: titles of the list above it, headings over two rows and again at each page,
cells merged over several rows, months as headings, subtotals, signatures. Every row is accounted for: it is an
entry, or it is none with a reason word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.lists.days import Written, written_day, written_month
from text import folded, matching, one_line, words

Reason = Literal["row-empty", "row-heading", "row-subtotal", "row-month", "row-remark", "row-formula", "sheet-hidden"]
Role = Literal["title", "address", "day"]
_NO_TITLE: tuple[Reason, ...] = ("row-heading", "row-month", "row-remark")  # a lone text may be a title all the same

HEADINGS: Mapping[Role, tuple[str, ...]] = {
    "title": ("tieu de", "ten bai", "ten tin", "ten tac pham", "tin, bai", "tin bai", "tit", "title", "noi dung",
              "ten san pham", "dau de"),
    "address": ("dia chi", "duong dan", "link", "url", "lien ket"),
    "day": ("ngay", "thoi gian", "thoi diem", "date", "xuat ban"),
}  # fmt: skip
_OTHER_HEADINGS = ("stt", "tt", "so tt", "the loai", "chuyen muc", "tac gia", "ghi chu", "loai hinh", "muc", "trang")
# A headline may begin with these words too ("Cộng đồng …", "Công an …"): a subtotal goes on with what it adds up.
_SUBTOTAL = re.compile(
    r"^(?:tổng(?: cộng| số| kết)?|cộng(?: dồn)?|lũy kế|tong(?: cong| so)?)"
    r"\s*(?:[:(\d=]|tháng|quý|trang|năm|cả|tin|bài|số|thang|quy|(?:có|gồm|là|được)\s*:?\s*\d|$)"
)
_FORMULA = re.compile(r"^=\s*(?!hyperlink\s*\()", re.IGNORECASE)
_HYPERLINK = re.compile(r"^=\s*hyperlink\s*\(\s*\"(?P<link>[^\"]*)\"\s*(?:[,;]\s*\"(?P<text>[^\"]*)\"\s*)?\)", re.I)
_BARE = re.compile(r"^(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/\S+$", re.IGNORECASE)
_WHOLE = re.compile(r"https?://[^\s<>\"“”«»]+", re.IGNORECASE)
_BROKEN = re.compile(r"https?://[^\s<>\"]+(?:\s+(?!https?:)[\w./?=&%#~+-]*[./?=&%#_-][\w./?=&%#~+-]*)+", re.IGNORECASE)
TITLE_WORDS = 3  # a headline of fewer syllables is not told from a remark
LONGEST_HEADING = 60  # characters
LONGEST_MONTH = 4  # words: "Tháng 3 năm 2025"
LONGEST_SIGNATURE = 5  # words
_REMARK = re.compile(
    r"^\(|^ghi chú\b|^[^,]{2,30}, ngày \d|^(?:trên đây là|hết|kèm theo|cuối) danh sách\b"
    r"|^danh sách (?:này |trên )?(?:có|gồm)\b.*\d+ (?:tin|bài|tác phẩm|dòng|trang)\b"
)
_SIGNATURE = re.compile(
    r"^(?:(?:người )?(?:lập|tổng hợp)(?: biểu| bảng| danh sách| số liệu)?|người (?:kiểm tra|đối chiếu)"
    r"|(?:phó )?(?:tổng biên tập|tổng giám đốc|giám đốc|trưởng (?:ban|phòng))|thủ trưởng|kế toán(?: trưởng)?"
    r"|xác nhận của|đại diện bên [ab]|phụ trách|ký tên|đóng dấu|nơi nhận|t[ml]\.|kt\.)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's value and the address that a link on it leads to."""

    value: Any
    link: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A physical row: where it stands, its cells from column A on."""

    sheet: str
    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False  # the whole sheet is


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row says that the outlet published; ``reason`` says why it is none."""

    sheet: str
    number: int
    title: str = ""
    address: str = ""
    day: Written | None = None
    day_as_written: str = ""
    month: tuple[int, int | None] | None = None  # of the heading or merged cell that it stands under
    reason: Reason | None = None


def entries(rows: Iterable[Row]) -> list[Entry]:
    """One entry for each row, in order."""
    sheets: dict[str, list[Row]] = {}
    for row in rows:
        sheets.setdefault(row.sheet, []).append(row)
    return [entry for sheet in sheets.values() for entry in _of_sheet(sheet)]


def _of_sheet(rows: Sequence[Row]) -> Iterator[Entry]:
    lone = _lone_heading(rows)
    roles = _roles(rows) if lone is None else _heading_roles(rows[lone])
    month, end = None, len(rows) if lone is None else _signed_from(rows, lone)
    for n, row in enumerate(rows):
        told = _entry(row, roles)
        is_below = lone is not None and lone < n < end
        if is_below and told.reason in _NO_TITLE and _is_lone_title(told.title, rows[lone or 0]):
            told = Entry(row.sheet, row.number, told.title)
        if told.reason == "row-month":
            month = told.month
        elif told.reason is None:
            month = told.month or month
            told = Entry(row.sheet, row.number, told.title, told.address, told.day, told.day_as_written, month)
        yield told


def _lone_heading(rows: Sequence[Row]) -> int | None:
    """Where the heading of a list of nothing but titles stands: from it on no other column is filled."""
    named = (n for n, row in enumerate(rows) if _is_heading(row) and set(_heading_roles(row)) == {"title"})
    start = next(named, None)
    if start is None:
        return None
    filled = {n for row in rows[start:] for n, cell in enumerate(row.cells) if text_of(cell)}
    return start if len(filled) == 1 else None


def _is_lone_title(text: str, heading: Row) -> bool:
    """A text in such a list that is not the heading again, a month's heading, a remark or a signature.

    Titles begin with words of headings too ("Ngày hội …") and name months; only short texts are taken for those.
    """
    said, count = matching(text), len(words(text))
    if count < TITLE_WORDS or any(matching(text_of(cell)) == said for cell in heading.cells):
        return False
    is_month = count <= LONGEST_MONTH and said.startswith("tháng") and bool(written_month(said))
    return not (_REMARK.match(said) or is_month or _is_signature(text))


def _is_signature(text: str) -> bool:
    """An office or "người lập biểu" alone, with few words, or with a name; longer it may be a headline."""
    if not (found := _SIGNATURE.match(matching(text))):
        return False
    name = words(text[found.end() :])
    return len(words(text)) <= LONGEST_SIGNATURE or (len(name) <= LONGEST_SIGNATURE and all(map(str.istitle, name)))


def _signed_from(rows: Sequence[Row], first: int) -> int:
    """Where those who sign a list of titles begin: below them there are but names and offices."""
    start = len(rows)
    for n in range(len(rows) - 1, first, -1):
        text = " ".join(filter(None, map(text_of, rows[n].cells)))
        if len(words(text)) > LONGEST_SIGNATURE and not _is_signature(text):
            break
        if _is_signature(text):
            start = n
    return start


def _roles(rows: Sequence[Row]) -> dict[Role, int]:
    """Which column is what: by the headings, else by what stands in it."""
    roles: dict[Role, int] = {}
    for row in rows:
        if (found := _heading_roles(row)) and _is_heading(row):
            roles = {**found, **roles}
    if "address" not in roles:
        _put(roles, "address", Counter(n for row in rows for n, cell in enumerate(row.cells) if address_in(cell)))
    if "day" not in roles:
        days = ((row, n, cell) for row in rows for n, cell in enumerate(row.cells))
        _put(roles, "day", Counter(n for _, n, cell in days if _is_day(cell)))
    if "title" not in roles:
        lengths: Counter[int] = Counter()
        for row in rows:
            lengths.update({n: len(words(text_of(cell))) for n, cell in enumerate(row.cells) if not address_in(cell)})
        _put(roles, "title", lengths)
    return roles


def _put(roles: dict[Role, int], role: Role, counted: Counter[int]) -> None:
    if counted:
        roles[role] = counted.most_common(1)[0][0]


def _is_day(cell: Cell) -> bool:
    return len(str(cell.value or "")) < 40 and not address_in(cell) and written_day(cell.value) is not None


def _heading_roles(row: Row) -> dict[Role, int]:
    found: dict[Role, int] = {}
    for column, cell in enumerate(row.cells):
        said = folded(text_of(cell))
        for role, beginnings in HEADINGS.items():
            if role not in found and len(said) < LONGEST_HEADING and said.startswith(beginnings):
                found[role] = column
    return found


def _is_heading(row: Row) -> bool:
    """Two cells or more that are words of headings, none that is an address or a day."""
    said = [folded(text_of(cell)) for cell in row.cells if text_of(cell)]
    known = (*_OTHER_HEADINGS, *(word for beginnings in HEADINGS.values() for word in beginnings))
    like = [one for one in said if len(one) < LONGEST_HEADING and one.rstrip(".:").startswith(known)]
    plain = not any(address_in(cell) or _is_day(cell) for cell in row.cells)
    return plain and len(like) >= min(2, len(said)) and 2 * len(like) >= len(said) > 0


def text_of(cell: Cell) -> str:
    """A cell's words; those of a link formula are what it shows."""
    value = str(cell.value if cell.value is not None else "")
    if found := _HYPERLINK.match(value.strip()):
        value = found["text"] or ""
    return one_line(value)


def address_in(cell: Cell) -> str:
    """The address in a cell: its words, its link, or its link formula; "" where there is none."""
    value = str(cell.value if cell.value is not None else "").strip()
    if found := _HYPERLINK.match(value):
        return found["link"].strip()
    if _BROKEN.fullmatch(value):  # an address that a narrow cell broke into lines
        value = "".join(value.split())
    if found := _WHOLE.search(value):
        return found[0].rstrip(".,;)")
    if _BARE.match(value):
        return f"https://{value}"
    return cell.link


def _entry(row: Row, roles: Mapping[Role, int]) -> Entry:
    if row.hidden:
        return Entry(row.sheet, row.number, reason="sheet-hidden")
    said = [text_of(cell) for cell in row.cells]
    title, address = _title(row, roles), _address(row, roles)
    if not any(said) and not address:
        return Entry(row.sheet, row.number, reason="row-empty")
    if _is_heading(row):
        return Entry(row.sheet, row.number, title=title, reason="row-heading")
    day_cell = _at(row, roles.get("day"))
    day = written_day(day_cell.value) if day_cell else None
    months = [month for text in said if len(text) < LONGEST_HEADING and (month := written_month(text))]
    month = months[0] if months else None
    if not address and (reason := _no_entry(row, said, title, day, month)):
        return Entry(row.sheet, row.number, title=title, month=month, reason=reason)
    shown = text_of(day_cell) if day_cell else ""
    return Entry(row.sheet, row.number, title, address, day, shown, month if day is None else None)


def _no_entry(
    row: Row, said: Sequence[str], title: str, day: Written | None, month: tuple[int, int | None] | None
) -> Reason | None:
    """Why a row without an address is no entry; None where it is one by its title."""
    filled = [text for text in said if text]
    if any(_FORMULA.match(str(cell.value or "").strip()) for cell in row.cells) and not (title and day):
        return "row-subtotal" if _SUBTOTAL.match(matching(filled[0])) else "row-formula"
    if any(_SUBTOTAL.match(matching(text)) for text in filled) and day is None:
        return "row-subtotal"
    if month and len(filled) == 1:
        return "row-month"
    if len(words(title)) < TITLE_WORDS or len(filled) < 2:
        return "row-remark"
    return None


def _title(row: Row, roles: Mapping[Role, int]) -> str:
    cell = _at(row, roles.get("title"))
    text = text_of(cell) if cell else ""
    return "" if _WHOLE.fullmatch(text) or _BARE.match(text) else text


def _address(row: Row, roles: Mapping[Role, int]) -> str:
    """The address in its own column, else in any."""
    own = _at(row, roles.get("address"))
    found = [address_in(own)] if own else []
    return next((one for one in (*found, *map(address_in, row.cells)) if one), "")


def _at(row: Row, column: int | None) -> Cell | None:
    return row.cells[column] if column is not None and column < len(row.cells) else None
