"""From the bytes of a feed to leads: a faulty feed keeps its good entries, a faulty entry is named."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import feedparser
from selectolax.lexbor import LexborNode

from markup import TooDeep, decoded, lines_of, parse_html, remove
from records import DateHabit, Dropped, Lead, Proof
from text import one_line, stored
from times import parse_moment
from urls import BadAddress, absolute, canonical_url

MAX_ENTRIES = 2000  # of one feed document; Media Cloud's limit
# A feed's tail may hold old pieces put up again (BBC lists one from ten days before). An entry that is
# further from its newer neighbour than this proves nothing about the time between:
STRAGGLER_GAP = timedelta(hours=48)
STRAGGLER_RHYTHM = 7  # times the mean gap of the newer entries: chance below 0.1 % if they come at random
log = logging.getLogger(__name__)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SURROGATE = re.compile(
    r"&#(?:x0*d[89a-f][0-9a-f]{2}|0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));", re.IGNORECASE
)
_TAG = re.compile(r"<[^>]*>")
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
    for attempt in (body, _as_utf8(body)):
        try:
            return feedparser.parse(io.BytesIO(attempt), sanitize_html=False, resolve_relative_uris=False)
        except (ValueError, LookupError, AttributeError, TypeError) as error:  # odd charsets, surrogate references
            log.info("feed could not be parsed error=%r", error)
    return None


def _as_utf8(body: bytes) -> bytes:
    """The feed without its XML declaration and without references to half characters."""
    text = _DECLARATION.sub("", decoded(body), count=1)
    return _SURROGATE.sub("\ufffd", text).encode("utf-8", "replace")


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


def proof_of(reading: Iterable[Lead], *, outlet: str, source: str, visited: datetime, record: str) -> Proof | None:
    """The span that a visit proves: from the oldest entry in order up to the visit; None proves nothing.

    Entries dated after the visit are left out; so are pinned ones (outside the longest run of entries
    from new to old) and stragglers (see :data:`STRAGGLER_GAP`).
    """
    moments = [lead.published_at for lead in reading if lead.published_at and lead.published_at <= visited]
    in_order = _without_stragglers(_longest_falling(moments))
    return Proof(outlet, source, in_order[-1], visited, record) if in_order else None


def _longest_falling(moments: Sequence[datetime]) -> list[datetime]:
    """The longest subsequence that never rises (quadratic; feeds list tens of entries, at most 2,000)."""
    lengths: list[int] = []
    before: list[int] = []
    for here, moment in enumerate(moments):
        best = max((i for i in range(here) if moments[i] >= moment), key=lambda i: lengths[i], default=-1)
        before.append(best)
        lengths.append(1 + (lengths[best] if best >= 0 else 0))
    run: list[datetime] = []
    # Of runs of one length the newer: what it proves is less.
    at = max(range(len(moments)), key=lambda i: (lengths[i], moments[i]), default=-1)
    while at >= 0:
        run.append(moments[at])
        at = before[at]
    return run[::-1]


def _without_stragglers(falling: list[datetime]) -> list[datetime]:
    for count, (newer, older) in enumerate(pairwise(falling), start=1):
        mean_gap = (falling[0] - newer) / max(count - 1, 1)
        if newer - older > max(STRAGGLER_GAP, STRAGGLER_RHYTHM * mean_gap):
            return falling[:count]
    return falling
