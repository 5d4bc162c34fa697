"""From the bytes of a feed to leads: a faulty feed keeps its good entries, a faulty entry is named."""

from __future__ import annotations

import io
import logging
import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import feedparser
from selectolax.lexbor import LexborNode

from markup import TooDeep, decoded, lines_of, parse_html, remove
from records import DateHabit, Dropped, Lead
from text import one_line, stored
from times import parse_moment
from urls import BadAddress, absolute, canonical_url

MAX_ENTRIES = 2000  # of one feed document; Media Cloud's limit
# What feedparser is given: it takes some 20 microseconds for a tag and 1 for a reference, and looks through what
# stands before the first element in a time that grows with its square (100 kB of empty lines: 12 s).
MAX_TAGS = 60_000  # thirty for each entry
MAX_REFERENCES = 1_000_000  # escaped HTML of an entry has some 500
LONGEST_HEAD = 8192  # bytes; declaration and doctype of a real feed have below 1,000
log = logging.getLogger(__name__)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NUMBERED = re.compile(r"&#(?:x([0-9a-f]+)|([0-9]+));?", re.IGNORECASE)
_ELEMENT = re.compile(rb"<\x00{0,3}\w")
_TAG = re.compile(r"<[^<>]*>?")
NOT_TEXT = "img, figure, figcaption, script, style, iframe, video, audio, table.picture"


@dataclass(frozen=True, slots=True)
class FeedReading:
    """What one capture of a feed says: its leads in order, what had to be left out, what is wrong."""

    leads: tuple[Lead, ...]
    dropped: tuple[Dropped, ...] = ()
    fault: str = ""  # a word of docs/reasons.md: "not-a-feed", "flawed-feed", "empty-feed", or ""
    detail: str = ""

    @property
    def entered(self) -> int:
        return len(self.leads) + len(self.dropped)


def read_feed(body: bytes, *, outlet: str, source: str, seen_at: datetime, dates: DateHabit = "rfc822") -> FeedReading:
    """Read RSS or Atom bytes. Never raises for what an outlet sends."""
    feed = _parsed(body)
    if feed is None or (not feed.get("version") and not feed.entries):
        return FeedReading((), fault="not-a-feed", detail=_beginning(body))
    leads: list[Lead] = []
    dropped: list[Dropped] = []
    for position, entry in enumerate(feed.entries):
        made = _lead(entry, position, outlet=outlet, source=source, seen_at=seen_at, dates=dates)
        (leads if isinstance(made, Lead) else dropped).append(made)  # type: ignore[arg-type]
    fault = "flawed-feed" if feed.bozo else "" if feed.entries else "empty-feed"
    return FeedReading(tuple(leads), tuple(dropped), fault, one_line(str(feed.get("bozo_exception", "")))[:200])


def _parsed(body: bytes) -> Any:
    """What feedparser makes of the bytes; None where even a second look, as plain UTF-8, makes it fail.

    The bytes go in as a stream: feedparser takes bytes and strings for a file's name or an address first.
    """
    body = _bounded(body)
    for attempt in (body, _as_utf8(body)):
        try:
            return feedparser.parse(io.BytesIO(attempt), sanitize_html=False, resolve_relative_uris=False)
        except (ValueError, LookupError, AttributeError, TypeError, OverflowError) as error:  # odd charsets, references
            log.info("feed could not be parsed error=%r", error)
    return None


def _bounded(body: bytes) -> bytes:
    """The feed without what would make reading it endless; nobody's real feed is changed."""
    first = _ELEMENT.search(body)
    if first and first.start() > LONGEST_HEAD:
        text = decoded(body)
        found = re.search("<[a-zA-Z]", text)
        body = text[found.start() if found else len(text) :].encode("utf-8", "replace")
    return _cut(_cut(body, b"<", MAX_TAGS), b"&", MAX_REFERENCES)


def _cut(body: bytes, mark: bytes, most: int) -> bytes:
    """The part before the mark that is one too many."""
    if body.count(mark) <= most:
        return body
    return body[: next(islice(re.finditer(mark, body), most, None)).start()]


def _as_utf8(body: bytes) -> bytes:
    """The feed without its XML declaration and without references to what is no character."""
    text = _DECLARATION.sub("", decoded(body), count=1)
    return _NUMBERED.sub(_character, text).encode("utf-8", "replace")


def _character(found: re.Match[str]) -> str:
    """The reference as written; half a character, or a number beyond the last, becomes the sign for it."""
    digits = (found[1] or found[2]).lstrip("0") or "0"
    number = int(digits, 16 if found[1] else 10) if len(digits) <= 7 else 0x110000
    return found[0] if number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"


def _field(entry: Any, name: str) -> Any:
    """A field of an entry as written: feedparser's own look-up puts other fields in the place of absent ones."""
    return dict.get(entry, name) or ""


def _lead(
    entry: Any, position: int, *, outlet: str, source: str, seen_at: datetime, dates: DateHabit
) -> Lead | Dropped:
    title = one_line(plain_text(str(_field(entry, "title"))))
    if position >= MAX_ENTRIES:
        return Dropped("feed", f"{source}#{position}", "too-many-entries", title[:200])
    try:
        link = absolute(_link(entry), base=source)
        url = canonical_url(link)
    except BadAddress as fault:
        return Dropped("feed", f"{source}#{position}", str(fault), title[:200])
    raw = str(_field(entry, "published") or _field(entry, "updated"))
    return Lead(
        outlet=outlet, url=url, link=link, title=title, summary=plain_text(_summary_html(entry)),
        published_raw=raw, published_at=parse_moment(raw, dates), seen_at=seen_at, source=source, position=position,
    )  # fmt: skip


def _link(entry: Any) -> str:
    """The entry's address; a guid that is only a number is none, though feedparser makes it one."""
    link = str(_field(entry, "link"))
    return "" if link == _field(entry, "id") and "/" not in link else link


def _summary_html(entry: Any) -> str:
    written = _field(entry, "summary") or next((part.get("value", "") for part in _field(entry, "content") or ()), "")
    return str(written)


def plain_text(html: str) -> str:
    """The text of a summary: no markup, no picture texts, no lists of links to other articles."""
    if "<" not in html and "&" not in html:
        return stored(html)
    try:
        body = parse_html(f"<body>{html}</body>").body
    except TooDeep:
        return stored(_TAG.sub(" ", html))
    if body is None:
        return ""
    remove(body, NOT_TEXT)
    for item in body.css("li"):
        if _is_only_a_link(item):
            item.decompose()
    return lines_of(body)


def _is_only_a_link(item: LexborNode) -> bool:
    linked = "".join(link.text() for link in item.css("a"))
    return bool(linked.strip()) and linked.strip() == item.text().strip()


def _beginning(body: bytes) -> str:
    return one_line(body[:300].decode("utf-8", "replace"))[:80] if body.strip() else "0 byte"
