"""What the rows of a listening tool's export say: a post of a page, an article, or a row that is refused by name.

A private person's profile, a group and a reader's comment are turned away here, before anything is written; what a
person is called is never taken over, and his own name in his words becomes a mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pieces import Piece, Totals
from pipeline.lists.rows import Row, address_in, text_of
from pipeline.templates import Refused
from pipeline.tools.cells import count_of, is_no_count, moment_of, month_comes_first
from pipeline.tools.columns import TOTALS, Layout, form_of, platform_of
from pipeline.tools.words import COMMENT, GROUP, HOSTS, KEPT, KINDS, NO_ACCOUNT, PROFILE, SOCIAL, TOTAL_ROW, is_person
from text import folded, one_line, stored, words
from times import EARLIEST, local_day
from urls import BadAddress, canonical_url, host_of

AHEAD = timedelta(hours=24)
TITLE = 150  # characters of a text that stand for a title
LONGEST_TITLE = 500


@dataclass(frozen=True, slots=True)
class Register:
    """Who is known by name: hosts of outlets and pages of platforms."""

    outlets: Mapping[str, tuple[str, str]]  # by host: slug and channel
    pages: Mapping[tuple[str, str], str]  # by platform and a page's path, number or folded name: its slug

    def outlet(self, host: str) -> tuple[str, str] | None:
        labels = host.split(".")
        names = (".".join(labels[start:]) for start in range(len(labels)))
        return next((self.outlets[name] for name in names if name in self.outlets), None)


@dataclass(slots=True)
class ToolRows:
    """What one sheet came to."""

    told: list[tuple[int, Piece]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    unread: int = 0  # cells of counts that nobody can read; their rows are taken without them
    same: int = 0  # rows that say of an address what another row said before


class _No(ValueError):
    """A row that is not taken: reason, and what stands there (never words of a private person)."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def read_rows(
    rows: Sequence[Row], layout: Layout, register: Register, tool: str, *, now: datetime, counted_at: datetime
) -> ToolRows:
    """Every filled row behind the heading: a piece or a refusal."""
    found = ToolRows()
    body = [row for row in rows if row.number > layout.heading and any(text_of(cell) for cell in row.cells)]
    reader = _Reader(layout, register, tool, now, counted_at, _month_first(body, layout))
    first: dict[str, Piece] = {}
    for row in body:
        try:
            piece = reader.piece(row, found)
            told = first.setdefault(piece.address, piece)
            _check_same(told, piece)
            found.same += told is not piece
            found.told.append((row.number, told))
        except _No as no:
            found.refused.append(Refused(row.sheet, row.number, no.reason, no.detail[:200]))
    return found


def _check_same(first: Piece, piece: Piece) -> None:
    """A second row for one address is the same post, listed again: unless it tells of another day or other words."""
    days = {local_day(one.published_at) for one in (first, piece) if one.published_at}
    if len(days) > 1 or (first is not piece and _start(first) != _start(piece)):
        raise _No("row-contradicts", first.address)


def _start(piece: Piece) -> list[str]:
    return words(folded(piece.title))[:8]


def _month_first(body: Sequence[Row], layout: Layout) -> bool:
    column = layout.columns.get("time")
    return column is not None and month_comes_first(row.cells[column].value for row in body if column < len(row.cells))


@dataclass(frozen=True, slots=True)
class _Reader:
    layout: Layout
    register: Register
    tool: str
    now: datetime
    counted_at: datetime
    month_first: bool

    def piece(self, row: Row, found: ToolRows) -> Piece:
        written = self._address(row)
        platform, kind = self._platform(row, written), self._kind(row)
        carrier, channel, is_page = self._carrier(row, written, platform, kind)
        address = _address(written)
        published = self._published(row)
        title, text = self._words(row, is_named=is_page or channel != "social")
        return Piece(
            carrier, address, channel, "file", self.tool, title=title, text=text, published_at=published,
            totals=self._totals(row, platform, found),
        )  # fmt: skip

    def _cell(self, row: Row, name: str) -> Any:
        column = self.layout.columns.get(name)  # type: ignore[call-overload]
        return row.cells[column].value if column is not None and column < len(row.cells) else None

    def _text(self, row: Row, name: str) -> str:
        column = self.layout.columns.get(name)  # type: ignore[call-overload]
        return text_of(row.cells[column]) if column is not None and column < len(row.cells) else ""

    def _address(self, row: Row) -> str:
        column = self.layout.columns.get("address", -1)
        cell = row.cells[column] if 0 <= column < len(row.cells) else None
        if cell and (address := address_in(cell)):
            return address
        said = [text_of(one) for one in row.cells if text_of(one)]
        if {form_of(one) for one in said} <= {form_of(name) for name in self.layout.names}:
            raise _No("row-heading")
        if any(TOTAL_ROW.match(folded(one)) and len(one) < 60 for one in said[:2]):
            raise _No("row-subtotal")
        if len(said) == 1:
            raise _No("row-remark")
        if cell and str(cell.value or "").startswith("="):
            raise _No("cell-formula")
        raise _No("bad-link" if cell and text_of(cell) else "no-link")

    def _platform(self, row: Row, address: str) -> str:
        """By the address; where that is of no platform, by what the tool says."""
        told = platform_of(self._text(row, "platform"))
        if told in SOCIAL and self.register.outlet(_host(address)):
            return "web"  # an article that was shared there
        return _by_host(address) or told or "web"

    def _kind(self, row: Row) -> str:
        said = [*(text_of(row.cells[n]) for n in self.layout.kinds if n < len(row.cells)), self._text(row, "platform")]
        told = [f" {form_of(one)} " for one in said if one and len(one) < 60]
        return next((kind for kind, names in KINDS.items() for one in told for name in names if f" {name} " in one), "")

    def _carrier(self, row: Row, address: str, platform: str, kind: str) -> tuple[str, Any, bool]:
        """Slug, channel, and whether it is a page that is called by its name; _No for whom we do not take."""
        if platform not in SOCIAL:
            if kind == "reader-comment":
                raise _No(kind)
            return self._site(address, platform)
        for reason, pattern in (("reader-comment", COMMENT), ("closed-group", GROUP), ("private-profile", PROFILE)):
            if pattern.search(address):
                raise _No(reason)
        if kind in ("reader-comment", "closed-group", "private-profile"):
            raise _No(kind)
        name = self._text(row, "page") or (self._authors(row)[0] if kind == "page" and self._authors(row) else "")
        if slug := self._registered(address, platform, name):
            return slug, "social", True
        if is_person(name) or (
            not name and any(map(is_person, self._authors(row)))
        ):  # a page of somebody's own bears no name here
            if kind != "page":
                raise _No("private-profile")
            return platform, "social", False
        if kind == "page" and _slug(name):
            return f"{platform}-{_slug(name)}"[:60].rstrip("-"), "social", True
        return platform, "social", False

    def _site(self, address: str, platform: str) -> tuple[str, Any, bool]:
        host = _host(address)
        if outlet := self.register.outlet(host):
            return *outlet, True
        channel = "social" if platform in ("forum", "social") else "online"
        return _slug(host)[:60], channel, channel == "online"

    def _registered(self, address: str, platform: str, name: str) -> str:
        """The registered page whose post it is; by name only where the address bears no account: names are copied."""
        parts = urlsplit(address)
        path = [part.lstrip("@").lower() for part in parts.path.split("/") if part]
        account = path[:1] if path and path[0] not in NO_ACCOUNT else path[1:2] if path[:1] == ["channel"] else []
        keys = [*account, dict(parse_qsl(parts.query)).get("id", "")]
        keys = keys if any(keys) else [form_of(name)]
        return next((slug for key in keys if key and (slug := self.register.pages.get((platform, key), ""))), "")

    def _authors(self, row: Row) -> list[str]:
        said = (text_of(row.cells[n]) for n in self.layout.authors if n < len(row.cells))
        return [one for one in said if one]

    def _published(self, row: Row) -> datetime:
        value = self._cell(row, "time")
        if value is None or not str(value).strip():
            raise _No("no-date")
        found = moment_of(value, self._cell(row, "hour"), month_first=self.month_first)
        if found is None:
            raise _No("not-a-date", str(value))
        if found > self.now + AHEAD or local_day(found) < max(EARLIEST, date(2000, 1, 1)):
            raise _No("date-out-of-range", str(value))
        return found

    def _words(self, row: Row, *, is_named: bool) -> tuple[str, str]:
        title, text = self._text(row, "title"), stored(str(self._cell(row, "text") or ""))
        if not is_named:
            for name in (*self._authors(row), self._text(row, "page")):
                title, text = (_without(one, name) for one in (title, text))
        title = one_line(title or text.split("\n", 1)[0][:TITLE])
        if not title:
            raise _No("no-title")
        return title[:LONGEST_TITLE], "" if text == title else text

    def _totals(self, row: Row, platform: str, found: ToolRows) -> Totals | None:
        counts: dict[str, int] = {}
        for name in TOTALS:
            value = self._cell(row, name)
            if is_no_count(value):
                continue
            count = count_of(value)
            found.unread += count is None
            if count is not None:
                counts[name] = count
        return Totals(self.counted_at, platform, counts) if counts else None


def _host(address: str) -> str:
    try:
        return host_of(address).lower()
    except ValueError:
        return ""


def _by_host(address: str) -> str:
    """The platform to which a host belongs; "" where to none that we know."""
    host = _host(address)
    return next((one for name, one in HOSTS.items() if host == name or host.endswith(f".{name}")), "")


def _address(written: str) -> str:
    """The canonical address; a platform's mobile hosts and tracking parameters are ways to write the same post."""
    try:
        address = canonical_url(written)
    except (BadAddress, ValueError) as error:
        raise _No("bad-link") from error
    platform = _by_host(address)
    return _of_platform(address, platform) if platform else address


def _of_platform(address: str, platform: str) -> str:
    parts = urlsplit(address)
    path, query = parts.path, [(name, value) for name, value in parse_qsl(parts.query) if name in KEPT]
    host = re.sub(r"^(?:www|m|mbasic|web|mobile|vi-vn|touch)\.", "", parts.netloc)
    if host == "youtu.be":
        host, query, path = "youtube.com", [("v", path.strip("/"))], "/watch"
    query = [pair for pair in query if platform != "youtube" or pair[0] in ("v", "list")]
    host = f"www.{host}" if host in ("facebook.com", "youtube.com", "tiktok.com", "instagram.com") else host
    return urlunsplit(("https", host, path.rstrip("/") or "/", urlencode(query), ""))


def _slug(name: str) -> str:
    return "-".join(words(folded(name)))


def _without(text: str, name: str) -> str:
    """A text without its author's name."""
    return re.sub(re.escape(name), "[tên]", text, flags=re.IGNORECASE) if len(name) > 2 else text


def sheets_of(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Rows by sheet, in order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.sheet, []).append(row)
    yield from found.items()
