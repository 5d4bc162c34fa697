"""From the bytes of a listing page to leads: the outlet's own articles that it links to, in order, once each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from selectolax.lexbor import LexborHTMLParser, LexborNode

from markup import TooDeep, decoded, parse_html, text_of
from records import Dropped, Lead, Listing, Outlet
from text import one_line
from times import UTC, local_day, parse_moment
from urls import BadAddress, absolute, canonical_url, host_of, path_of

MAX_LEADS = 2000  # of one page, as of a feed; the longest real listing that we know links to some 300 articles
MAX_LINKS = 20_000  # looked at; ten times what the longest real page has
MAX_TIMES = 1000  # elements with a time that are looked at
NEAR = 4  # elements around a time that are searched for the article that it is of
MAX_TITLE = 500  # characters; longer is a whole card, not a headline
MAX_TEXT = 5000  # characters with all blanks; more is a part of the page, which is not even looked at
NEAR_LINKS = 200  # looked at around a time: a card has some ten
FUTURE = timedelta(days=1)  # an id that names a moment further ahead of the visit is no moment

# Where an outlet's article_path is unknown: four words or more joined by hyphens, then a number or .htm(l).
LIKE_AN_ARTICLE = re.compile(r"/[^/-]+(?:-[^/-]+){3,}(?:-\d+/?|\.html?)$")
# Ids that hold a moment in Hà Nội: yyyyMMddHHmmss (Tuổi Trẻ, Dân Trí), or a site's three digits and yyMMddHHmmss
# (Thanh Niên 185, Báo Chính phủ 102, CafeF 188, VTV 100, …); one to three digits of milliseconds follow.
_IN_ADDRESS = re.compile(r"-(?:(20\d{12})|\d{3}(\d{12}))\d{1,3}\.(?:htm|html|chn)$")
_TIMES = "time[datetime], [datetime], [data-publishtime], .time-ago[title]"
_HEADINGS = "h1, h2, h3, h4, h5, h6"
_HEADING_TAGS = frozenset(_HEADINGS.split(", "))


@dataclass(frozen=True, slots=True)
class ListingReading:
    """What one capture of a listing says; only links to articles enter, a page has many others."""

    leads: tuple[Lead, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    fault: str = ""  # a word of docs/reasons.md: "not-a-listing", "empty-listing", "too-deep", or ""
    detail: str = ""

    @property
    def entered(self) -> int:
        return len(self.leads) + len(self.dropped)


@dataclass(slots=True)
class _Found:
    """An article while its links are gathered: a picture, a headline and a count of comments may all lead to it."""

    link: str
    titles: list[tuple[int, str]] = field(default_factory=list)  # rank, 0 being best, and words
    published: tuple[str, datetime] | None = None


def read_listing(body: bytes, *, outlet: Outlet, source: str, seen_at: datetime) -> ListingReading:
    """Read a listing page. Never raises for what an outlet sends.

    Articles are the links on the outlet's domains of that day (on the page's own host where it has none) whose
    path has the outlet's article_path; without one, those that look like articles (:data:`LIKE_AN_ARTICLE`:
    a section of four words ending in .html is taken for one too).
    """
    if not _is_html(body):
        return ListingReading(fault="not-a-listing", detail=one_line(body[:300].decode("utf-8", "replace"))[:80])
    try:
        tree = parse_html(decoded(body))
    except TooDeep as error:
        return ListingReading(fault="too-deep", detail=str(error))
    base, is_ours = _base(tree, source), _Ours(outlet, source, seen_at)
    found = _articles(tree, base, is_ours)
    _date(tree, found, base)
    made = [
        _lead(url, one, position, outlet=outlet, source=source, seen_at=seen_at)
        for position, (url, one) in enumerate(found.items())
    ]
    leads = tuple(one for one in made if isinstance(one, Lead))
    dropped = tuple(one for one in made if isinstance(one, Dropped))
    return ListingReading(leads, dropped, "" if made else "empty-listing")


def next_page(listing: Listing, page: int) -> str | None:
    """The address of the page after page number ``page`` (the first is 1); None where further ones are unknown."""
    return listing.pages.replace("{n}", str(page + 1)) if "{n}" in listing.pages else None


def _is_html(body: bytes) -> bool:
    """Fragments count too: many lists are loaded piece by piece. XML, JSON and pictures do not."""
    begins = body[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return b"<" in body[:5000] and not begins.startswith((b"<?xml", b"<rss", b"<feed", b"<urlset", b"{", b"["))


def _base(tree: LexborHTMLParser, source: str) -> str:
    """What relative links are relative to: the page, or what its base element says."""
    node = tree.css_first("base[href]")
    try:
        return absolute((node.attributes.get("href") or "") if node is not None else "", base=source)
    except BadAddress:
        return source


def _articles(tree: LexborHTMLParser, base: str, is_ours: Callable[[str], bool]) -> dict[str, _Found]:
    """The articles by canonical address, in the order of their first links."""
    found: dict[str, _Found] = {}
    said: dict[int, str] = {}
    for node in tree.css("a[href]")[:MAX_LINKS]:
        address = _address(node, base)
        if address is None or not is_ours(address[0]):
            continue
        one = found.setdefault(address[0], _Found(address[1]))
        one.titles.extend(_titles(node, said))
    return found


def _address(node: LexborNode, base: str) -> tuple[str, str] | None:
    """Canonical and absolute address of a link; None for scripts, mail and other things that are no page."""
    try:
        link = absolute(node.attributes.get("href") or "", base=base)
        return canonical_url(link), link.partition("#")[0]
    except BadAddress:
        return None


class _Ours:
    """Is an address one of the outlet's articles, on that day?"""

    def __init__(self, outlet: Outlet, source: str, seen_at: datetime) -> None:
        day = local_day(seen_at)
        self._hosts = {domain.name for domain in outlet.domains if domain.holds_on(day)} or {host_of(source)}
        self._path = outlet.article_path

    def __call__(self, url: str) -> bool:
        if host_of(url) not in self._hosts:
            return False
        return re.search(self._path or LIKE_AN_ARTICLE, path_of(url)) is not None


def _titles(node: LexborNode, said: dict[int, str]) -> Iterator[tuple[int, str]]:
    """What a link is called and how well: in a heading, by its words, its title, the heading around it.

    ``said`` remembers the words of headings, by node.
    """
    if "#" in (node.attributes.get("href") or ""):  # to the comments
        return
    heading = node.css_first(_HEADINGS)
    around = _heading_around(node)
    words = _words(heading if heading is not None else node, said)
    yield 0 if heading is not None or around is not None else 1, words
    yield 2, one_line(node.attributes.get("title") or "")
    if around is not None:
        yield 3, _words(around, said)


def _words(node: LexborNode, said: dict[int, str]) -> str:
    """The words of a link or heading; "" where wrong ends of elements have put half the page into it."""
    if node.mem_id not in said:
        said[node.mem_id] = text_of(node) if len(node.text()) <= MAX_TEXT else ""
    return said[node.mem_id]


def _heading_around(node: LexborNode) -> LexborNode | None:
    for _ in range(NEAR):
        parent = node.parent
        if parent is None:
            return None
        if parent.tag in _HEADING_TAGS:
            return parent
        node = parent
    return None


def _title(one: _Found) -> str:
    """The best title that has two words or more: "25" and "Xem" are no headlines."""
    usable = [(rank, words) for rank, words in one.titles if " " in words and len(words) <= MAX_TITLE]
    return min(usable, key=lambda title: title[0], default=(0, ""))[1]


def _date(tree: LexborHTMLParser, found: dict[str, _Found], base: str) -> None:
    """Give each machine-readable time to the article whose links, and no other's, stand nearest to it."""
    seen: dict[int, set[str]] = {}
    for node in tree.css(_TIMES)[:MAX_TIMES]:
        written, moment = _moment(node)
        if moment is None:
            continue
        near = _articles_near(node, found, base, seen)
        if len(near) == 1:
            one = found[near.pop()]
            one.published = one.published or (written, moment)


def _articles_near(node: LexborNode, found: dict[str, _Found], base: str, seen: dict[int, set[str]]) -> set[str]:
    """The articles linked to in the smallest element around a time that links to any."""
    here: LexborNode | None = node
    for _ in range(NEAR + 1):
        if here is None:
            break
        if here.mem_id not in seen:
            links = (_address(link, base) for link in here.css("a[href]")[:NEAR_LINKS])
            seen[here.mem_id] = {address[0] for address in links if address and address[0] in found}
        if seen[here.mem_id]:
            return set(seen[here.mem_id])
        here = here.parent
    return set()


def _moment(node: LexborNode) -> tuple[str, datetime | None]:
    """The time of an element as written and in UTC."""
    fields = node.attributes
    if stamp := fields.get("data-publishtime"):
        return stamp, _from_stamp(stamp)
    written = one_line(fields.get("datetime") or fields.get("title") or "")
    # VCCorp's pages write the server's own form, month first; it is known by its half of the day.
    return written, parse_moment(written, "us-hanoi" if written.endswith(("AM", "PM")) else "iso")


def _from_stamp(written: str) -> datetime | None:
    """Seconds since 1970, of this century until 2100."""
    known = re.fullmatch("[0-9]{9,10}", written) and 946_684_800 <= int(written) < 4_102_444_800
    return datetime.fromtimestamp(int(written), UTC) if known else None


def moment_of_address(url: str, *, seen_at: datetime) -> tuple[str, datetime] | None:
    """The digits of an id that name a moment, and the moment in UTC; None where the address holds none.

    It is when the article was begun, mostly minutes before it was published. A day without an hour (as in
    /2026/07/20/) is none: its first moment would be a day wrong.
    """
    found = _IN_ADDRESS.search(path_of(url))
    if not found:
        return None
    digits = found[1] or f"20{found[2]}"
    day, clock = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}", f"{digits[8:10]}:{digits[10:12]}:{digits[12:]}"
    moment = parse_moment(f"{day} {clock}", "iso")
    return (digits, moment) if moment and moment <= seen_at + FUTURE else None


def _lead(url: str, one: _Found, position: int, *, outlet: Outlet, source: str, seen_at: datetime) -> Lead | Dropped:
    title = _title(one)
    if position >= MAX_LEADS:
        return Dropped("listing", f"{source}#{position}", "too-many-entries", (title or url)[:200])
    written, moment = one.published or moment_of_address(url, seen_at=seen_at) or ("", None)
    return Lead(
        outlet=outlet.slug, url=url, link=one.link, title=title, summary="", published_raw=written,
        published_at=moment, seen_at=seen_at, source=source, position=position,
    )  # fmt: skip
