"""From the bytes of a sitemap to leads and further sitemaps: the good part of a bad one is kept.

Read are the XML forms of sitemaps.org (with Google's news part) and its plain text, one address a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html import escape, unescape
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import etree  # type: ignore[import-untyped, unused-ignore]

from crawlers.coding import GZIP_MAGIC, TooLarge, UnknownCoding, undone
from crawlers.feeds import plain_text
from markup import decoded
from records import Dropped, Lead
from text import one_line
from times import EARLIEST, LATEST, day_start, parse_moment
from urls import BadAddress, absolute, canonical_url

MAX_ENTRIES = 50_000  # of one sitemap; the protocol's limit, as is that of bytes
MAX_BYTES = 52_428_800
MAX_READ = 2 * MAX_ENTRIES  # entries; a document that goes on after them is not read to its end
MAX_ELEMENTS = 4_000_000  # some 40 for each entry; a real news sitemap has 9, one with pictures 20
MAX_REFERENCES = 1_000_000  # ampersands and CDATA sections, 20 for each entry; each is looked at for its meaning
STEP = 65_536  # bytes fed to the parser at a time

# What is no reference of XML: an ampersand as such, or a name of HTML; a number may be that of half a character, for
# which lxml raises. A CDATA section is passed over as a whole.
_REFERENCE = re.compile(
    r"(<!\[CDATA\[.*?(?:\]\]>|\Z))|&(?!(?:amp|lt|gt|quot|apos);)(?:(?:\w{2,30}|#\d{1,7}|#[xX][\da-fA-F]{1,6});)?",
    re.DOTALL,
)
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?(?:\]\s*>|\Z)|>|\Z)", re.DOTALL)
_LINES = re.compile(r"[\s\ufeff]*https?://\S+[^\S\n]*(?:\n|\Z)")
_DECLARATION = re.compile(r"^[\s\ufeff]*<\?xml[^>]*\?>")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
# The month that an address names: news-2026-7.xml, sitemap-2026-07.xml, /2026/07/, 202607, 2026-07-20, 20260720.
_MONTH = re.compile(r"(?<!\d)(20\d\d)(?:[-_/.](0?[1-9]|1[0-2])(?!\d)|(0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d))")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Child:
    """A sitemap that an index names; ``modified`` is the last moment of what is written (a day's end for a day)."""

    url: str
    modified: datetime | None
    position: int


@dataclass(frozen=True, slots=True)
class SitemapReading:
    """What one capture of a sitemap says; of leads and children one is empty, but for a mixed-up document."""

    leads: tuple[Lead, ...] = ()
    children: tuple[Child, ...] = ()  # newest first, those without a date after them in the index's order
    modified: Mapping[str, datetime] = field(default_factory=dict)  # canonical address of a page -> lastmod
    dropped: tuple[Dropped, ...] = ()
    # A word of docs/reasons.md: "not-a-sitemap", "flawed-sitemap", "empty-sitemap", "too-large", or "".
    fault: str = ""
    detail: str = ""
    is_news: bool = False

    @property
    def entered(self) -> int:
        return len(self.leads) + len(self.children) + len(self.dropped)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The sitemaps to be read, and how many more would have been but for the limit."""

    urls: tuple[str, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """What stands in one <url> or <sitemap>, as written."""

    is_page: bool
    loc: str = ""
    lastmod: str = ""
    title: str = ""
    published: str = ""
    is_news: bool = False


@dataclass(frozen=True, slots=True)
class _Document:
    entries: Sequence[_Entry]
    is_sitemap: bool
    flaw: str = ""
    is_text: bool = False  # a line is a whole address or none; what stands in XML may be relative


def read_sitemap(body: bytes, *, outlet: str, source: str, seen_at: datetime) -> SitemapReading:
    """Read a sitemap or an index of such, gzipped or not. Never raises for what an outlet sends."""
    try:
        text = decoded(_unpacked(body))
        document = _from_lines(text) if _LINES.match(text) else _from_xml(text)
    except TooLarge as error:
        return SitemapReading(fault="too-large", detail=str(error))
    except UnknownCoding as error:
        return SitemapReading(fault="not-a-sitemap", detail=one_line(str(error))[:80])
    if not document.is_sitemap:
        return SitemapReading(fault="not-a-sitemap", detail=one_line(text[:300])[:80] or "0 byte")
    return _reading(document, outlet=outlet, source=source, seen_at=seen_at)


def _unpacked(body: bytes) -> bytes:
    """A .xml.gz that the server sends as a file; TooLarge beyond the protocol's bytes."""
    return undone(body, transfer="", content="gzip" if body[:2] == GZIP_MAGIC else "", limit=MAX_BYTES)


def _from_lines(text: str) -> _Document:
    lines = (line.strip() for line in text.lstrip("\ufeff").splitlines())
    entries = (_Entry(is_page=True, loc=line) for line in lines if line)
    return _Document(list(islice(entries, MAX_READ)), is_sitemap=True, is_text=True)


def _from_xml(text: str) -> _Document:
    """The entries of a document. No entity of its own is ever declared to the parser: none can be blown up."""
    if text.count("&") + text.count("<![CDATA[") > MAX_REFERENCES:
        raise TooLarge(f"more than {MAX_REFERENCES} references")
    text = _DOCTYPE.sub("", _DECLARATION.sub("", text, count=1), count=1).replace("<!ENTITY", "<!--")
    target = _Target()
    parser = etree.XMLParser(
        target=target, encoding="utf-8", recover=True, no_network=True, resolve_entities=False, huge_tree=False
    )
    flaw = _fed(parser, _REFERENCE.sub(_mended, text).encode("utf-8", "replace"), target)
    return _Document(target.entries, target.is_sitemap, flaw)


def _mended(found: re.Match[str]) -> str:
    """An ampersand that XML does not know: a letter that HTML calls so, or an ampersand that nobody escaped."""
    return found[1] or (escape(unescape(found[0])) if found[0].endswith(";") else found[0].replace("&", "&amp;"))


def _fed(parser: Any, body: bytes, target: _Target) -> str:
    """Give the parser the document piece by piece; what is wrong with it, "" for nothing."""
    try:
        for start in range(0, len(body), STEP):
            parser.feed(body[start : start + STEP])
            if target.is_full:
                return f"read no further than {len(target.entries)} entries"
        parser.close()
    except (etree.XMLSyntaxError, UnicodeDecodeError) as error:  # half a character in what only we took for CDATA
        return str(error)
    flaws = parser.feed_error_log
    return str(flaws[0].message) if flaws else ""


class _Target:
    """What the parser tells its findings to: keeps the open entry and the finished ones, never a tree."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self.is_sitemap = False
        self._path: list[str] = []
        self._open = ""  # "url" or "sitemap" while one is being read
        self._texts: dict[str, str] = {}
        self._pieces: list[str] | None = None  # of the field that is being read
        self._elements = 0

    @property
    def is_full(self) -> bool:
        return len(self.entries) >= MAX_READ or self._elements > MAX_ELEMENTS

    def start(self, tag: str, _attributes: Any) -> None:
        name = tag.rpartition("}")[2].rpartition(":")[2].lower()
        if not self._elements:
            self.is_sitemap = name in ("urlset", "sitemapindex")
        self._elements += 1
        if name in ("url", "sitemap"):
            self._finish()  # where the one before was never closed
            self._open = name
        elif name == "news":
            self._texts["news"] = name
        self._path.append(name)
        self._pieces = [] if self._field() else None

    def data(self, data: str) -> None:
        if self._pieces is not None:
            self._pieces.append(data)

    def end(self, _tag: str) -> None:
        if self._pieces is not None:
            self._texts.setdefault(self._field(), "".join(self._pieces).strip())
            self._pieces = None
        if self._path.pop() in ("url", "sitemap"):
            self._finish()

    def close(self) -> None:
        """A last entry that was cut off counts if its address had been closed."""
        if "loc" in self._texts:
            self._finish()

    def _field(self) -> str:
        """The open element as a field of an entry: pictures and videos have a loc and a title of their own."""
        return _FIELDS.get(tuple(self._path[-2:]), "")

    def _finish(self) -> None:
        texts = self._texts
        if self._open:
            made = _Entry(
                self._open == "url", texts.get("loc", ""), texts.get("lastmod", ""), texts.get("title", ""),
                texts.get("published", ""), "news" in texts,
            )  # fmt: skip
            self.entries.append(made)
        self._open, self._texts = "", {}


_FIELDS: dict[tuple[str, ...], str] = {
    ("url", "loc"): "loc", ("url", "lastmod"): "lastmod", ("sitemap", "loc"): "loc", ("sitemap", "lastmod"): "lastmod",
    ("news", "title"): "title", ("news", "publication_date"): "published",
}  # fmt: skip


def _reading(document: _Document, *, outlet: str, source: str, seen_at: datetime) -> SitemapReading:
    leads: list[Lead] = []
    children: list[Child] = []
    dropped: list[Dropped] = []
    modified: dict[str, datetime] = {}
    base = "" if document.is_text else source
    for position, entry in enumerate(document.entries):
        made = _made(entry, position, base, outlet=outlet, source=source, seen_at=seen_at)
        if isinstance(made, Lead):
            leads.append(made)
            if changed := period_of(entry.lastmod):
                modified[made.url] = changed[0]
        elif isinstance(made, Child):
            children.append(made)
        else:
            dropped.append(made)
    return SitemapReading(
        tuple(leads), tuple(sorted(children, key=_newest_first)), modified, tuple(dropped),
        "flawed-sitemap" if document.flaw else "" if document.entries else "empty-sitemap",
        one_line(document.flaw)[:200], any(entry.is_news for entry in document.entries),
    )  # fmt: skip


def _made(
    entry: _Entry, position: int, base: str, *, outlet: str, source: str, seen_at: datetime
) -> Lead | Child | Dropped:
    title = one_line(plain_text(entry.title))
    if position >= MAX_ENTRIES:
        return Dropped("sitemap", f"{source}#{position}", "too-many-entries", (title or entry.loc)[:200])
    try:
        link = absolute(entry.loc, base)
        url = canonical_url(link)
    except BadAddress as fault:
        return Dropped("sitemap", f"{source}#{position}", str(fault), (title or entry.loc)[:200])
    if not entry.is_page:
        changed = period_of(entry.lastmod)
        return Child(link, changed[1] if changed else None, position)
    published = period_of(entry.published)
    return Lead(
        outlet=outlet, url=url, link=link, title=title, summary="", published_raw=entry.published,
        published_at=published[0] if published else None, seen_at=seen_at, source=source, position=position,
    )  # fmt: skip


def period_of(written: str) -> tuple[datetime, datetime] | None:
    """First and last moment, in UTC, of a W3C date of any precision: a year, a month, a day, or one moment twice.

    Without a zone it is Hà Nội time; None for what is no date.
    """
    found = _DATE.fullmatch(written.strip())
    if not found:
        moment = parse_moment(written, "iso")
        return (moment, moment) if moment else None
    try:
        return _days(*(int(part) for part in found.groups() if part))
    except ValueError:
        return None


def _days(year: int, month: int | None = None, day: int | None = None) -> tuple[datetime, datetime]:
    """First and last second of a year, month or day in Hà Nội; ValueError for one that is not in the calendar."""
    if not EARLIEST.year <= year <= LATEST.year:
        raise ValueError(f"year {year}")
    first = date(year, month or 1, day or 1)
    # December, and a year as such, end where the next year begins.
    following = (year + (month in (None, 12)), (month or 0) % 12 + 1, 1)
    after = first + timedelta(days=1) if day else date(*following)
    return day_start(first), day_start(after) - timedelta(seconds=1)


def _newest_first(child: Child) -> tuple[float, int]:
    return (-child.modified.timestamp() if child.modified else 0.0, child.position)


def wanted_children(children: Sequence[Child], *, since: datetime, limit: int) -> Wanted:
    """The sitemaps of an index that may hold articles since that moment, newest first, at most ``limit``.

    Neither its lastmod nor the year and month in its address may speak against it; one without any sign is
    wanted too, after the others and in the order of the index.
    """
    signed = [(_last_moment(child), child) for child in children]
    wanted = [(last, child) for last, child in signed if last is None or last >= since]
    wanted.sort(key=lambda pair: (-pair[0].timestamp() if pair[0] else 0.0, pair[1].position))
    return Wanted(tuple(child.url for _, child in wanted[:limit]), max(0, len(wanted) - limit))


def _last_moment(child: Child) -> datetime | None:
    """The last moment of which a sitemap may tell: an index often gives all the lastmod of its own making."""
    named = named_end(child.url)
    return min((moment for moment in (child.modified, named) if moment), default=None)


def named_end(url: str) -> datetime | None:
    """The end of the month, or of the year, that a sitemap's path or query names; the last that stands there."""
    address = urlsplit(url)
    place = f"{address.path}?{address.query}"
    ends = [_days(int(found[1]), int(found[2] or found[3]))[1] for found in _MONTH.finditer(place)]
    ends = ends or [_days(int(found[1]))[1] for found in _YEAR.finditer(place)]
    return max(ends, default=None)
