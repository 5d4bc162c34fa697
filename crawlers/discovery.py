"""What a new outlet offers: where its feeds and sitemaps may be, how it writes dates and addresses, who made its pages.

Everything here judges bytes that somebody else has fetched; the answers are proposals for an officer to look at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from markup import TooDeep, decoded, parse_html
from records import DateHabit
from times import parse_moment
from urls import BadAddress, absolute, canonical_url, host_of, path_of

CandidateKind = Literal["feed", "sitemap", "hub"]
MAX_NAMED = 200  # candidates that a page names; Thanh Niên's hub, the longest that we know, names 166
MAX_SITEMAPS = 100  # of one robots.txt
SHARE = 0.9  # of a sample that a shape must match, as the task of recognising addresses was set
FEWEST = 3  # addresses from which a shape may be told

# Where Vietnamese newsrooms' systems put them, the commonest first (outlet facts, sections 1 and 2).
USUAL_FEEDS = (
    "/rss/home.rss", "/home.rss", "/rss/tin-moi-nhat.rss", "/rss/tin-moi.rss", "/tin-moi.rss", "/rss.xml", "/feed",
    "/feed.rss", "/rss/trang-chu.rss",
)  # fmt: skip
USUAL_HUBS = ("/rss", "/rss.html", "/rss.htm")
USUAL_SITEMAPS = (
    "/sitemaps/google-news.xml", "/google-news-sitemap.xml", "/sitemap-news.xml", "/news-sitemap.xml",
    "/sitemap/google-news.xml", "/sitemap.xml", "/sitemap_index.xml", "/sitemap-index.xml",
)  # fmt: skip
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_FEED_PATH = re.compile(r"\.(?:rss|rdf|atom)$|/(?:rss|feed|atom)\.xml$|/feed/?$", re.IGNORECASE)
_HUB_PATH = re.compile(r"/rss(?:\.html?|\.aspx)?/?$", re.IGNORECASE)
_SITEMAP_PATH = re.compile(r"sitemap[^/]*\.xml(?:\.gz)?$|/sitemaps?/[^/]+\.xml(?:\.gz)?$", re.IGNORECASE)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE)

# The shapes of outlet facts, section 3, and what is common elsewhere; the narrower of two that fit stands first.
# "{ext}", "{id}" and "{tag}" are the ending, a site's three digits and letters before a number, as the sample has them.
SHAPES = (
    r"-post\d+{ext}$", r"-{id}\d{10,15}{ext}$", r"-\d{16,18}{ext}$", r"-d\d+{ext}$", r"-a\d+{ext}$",
    r"/20\d{4}/[^/]+-\d+/?$", r"/20\d{4}/[^/]+/?$", r"-\d{7}{ext}$", r"-\d{5,}{ext}$", r"^/[a-z]+/articles/[a-z0-9]+$",
    r"-{tag}\d{3,}{ext}$",
    r"/\d{4,}{ext}$", r"^/[^/]+(?:-[^/-]+){5}{ext}$",
)  # fmt: skip
_ENDING = re.compile(r"\.[a-z]{2,5}$")
_TAG_BEFORE_ID = re.compile(r"-([a-z]{1,8})\d+(?:\.\w+)?/?$")
_SITE_ID = re.compile(r"-(\d{3})\d{13,15}\.\w+$")
# Pages that are no articles, as outlets name them; with the folders of the sample they are what no shape may match.
SECTIONS = (
    "/", "/thoi-su", "/kinh-te", "/van-hoa-the-thao", "/tin-moi-nhat", "/lien-he", "/gioi-thieu", "/video",
    "/thoi-su/chinh-tri", "/chinh-sach-bao-mat", "/dia-phuong/tuyen-quang", "/rss", "/thoi-su/trang-2", "/kinh-te-128",
    "/thoi-su-chinh-tri/page-2", "/khoa-hoc-cong-nghe",
)  # fmt: skip
_SECTION_ENDINGS = ("", "/", ".htm", ".html")

# The parser of a family by what its pages have: one of the bodies and one of the headlines. After pipeline/parsers,
# without those that only pages of former years have (Lao Động, Bnews) or that share markup (Công an Nhân dân).
FAMILIES: dict[str, tuple[str, str]] = {
    "onecms": (".article__body, .cms-body", ".article__title, .cms-title"),
    "vnexpress": ("article.fck_detail", "h1.title-detail"),
    "vietnamnet": ("#maincontent, .maincontent", "h1.content-detail-title"),
    "vccorp": (
        ".detail-content[data-role=content], .detail-content.afcbc-body, [data-role=content]",
        "h1.detail-title, [data-role=title]",
    ),
    "dantri": (
        "[data-slot=content], .singular-content, .dt-news__content",
        "h1.title-page, h1[data-slot=title], article h1",
    ),
    "baodautu": ("#content_detail_news, .col630.ml-auto.mb40", ".title-detail"),
    "baotintuc": (".boxdetail .contents", "h1.detail-title"),
    "baodantoc": ("div.news-body-content", "h1.news-title"),
    "qdnd": ("div[itemprop=articleBody]", "h1.post-title"),
    "vneconomy": (".ct-edtior-web", "h1.name-detail"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address at which a feed, a sitemap or a list of feeds may be."""

    url: str
    kind: CandidateKind
    is_named: bool  # by the page; else it is only where others have theirs


@dataclass(frozen=True, slots=True)
class Found:
    """What a probe has found out; names and notes are what officers will read."""

    slug: str
    name: str
    domain: str
    feeds: tuple[tuple[str, DateHabit], ...] = ()
    sitemaps: tuple[str, ...] = ()
    article_path: str = ""
    parser: str = "generic"
    note: str = ""
    polled: str = ""  # the sitemap that is visited as a feed would be, where there is none
    listing: str = ""  # the page that is, where there is neither


def candidates(home: bytes, *, base: str) -> tuple[Candidate, ...]:
    """Feeds, sitemaps and lists of feeds that a page names, then the usual places; each address once.

    Only those of the page's own site: its host, or one below or above it.
    """
    named = [Candidate(url, kind, True) for url, kind in _named(home, base)][:MAX_NAMED]
    usual = [
        Candidate(url, kind, False)
        for kind, paths in _USUAL
        for path in paths
        if (url := _resolved(path, base)) is not None
    ]
    once: dict[str, Candidate] = {}
    for candidate in (*named, *usual):
        once.setdefault(canonical_url(candidate.url).rstrip("/"), candidate)
    return tuple(once.values())


_USUAL: tuple[tuple[CandidateKind, tuple[str, ...]], ...] = (
    ("feed", USUAL_FEEDS), ("hub", USUAL_HUBS), ("sitemap", USUAL_SITEMAPS),
)  # fmt: skip


def _named(home: bytes, base: str) -> Iterator[tuple[str, CandidateKind]]:
    """What <link> elements say first, then what links in the page look like."""
    try:
        tree = parse_html(decoded(home))
    except TooDeep:
        return
    for node in tree.css("link[href]"):
        kind = _kind_of_link(node.attributes)
        url = _resolved(node.attributes.get("href") or "", base)
        if kind and url and _is_same_site(url, base):
            yield url, kind
    for node in tree.css("a[href]"):
        url = _resolved(node.attributes.get("href") or "", base)
        if url and (kind := _kind_of_path(path_of(url))) and _is_same_site(url, base):
            yield url, kind


def _kind_of_link(attributes: dict[str, str | None]) -> CandidateKind | None:
    relation = (attributes.get("rel") or "").lower().split()
    declared = (attributes.get("type") or "").lower()
    if "sitemap" in relation:
        return "sitemap"
    return "feed" if "alternate" in relation and declared.startswith(_FEED_TYPES) else None


def _kind_of_path(path: str) -> CandidateKind | None:
    kinds: tuple[tuple[re.Pattern[str], CandidateKind], ...] = (
        (_SITEMAP_PATH, "sitemap"), (_FEED_PATH, "feed"), (_HUB_PATH, "hub"),
    )  # fmt: skip
    return next((kind for pattern, kind in kinds if pattern.search(path)), None)


def _resolved(link: str, base: str) -> str | None:
    try:
        url = absolute(link, base=base).partition("#")[0]
        canonical_url(url)
    except BadAddress:
        return None
    return url


def _is_same_site(url: str, base: str) -> bool:
    one, other = host_of(url), host_of(base)
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def sitemaps_of_robots(body: bytes) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names, each once, as written; whatever is no whole address is passed over."""
    lines = (_SITEMAP_LINE.match(line) for line in decoded(body).splitlines())
    named = (_resolved(line[1], "") for line in lines if line)
    return tuple(dict.fromkeys(url for url in named if url))[:MAX_SITEMAPS]


def date_habit_of(raw_dates: Sequence[str], *, now: datetime) -> DateHabit:
    """The habit that reads most of the dates to times before now.

    Where habits read as many, the one whose newest time is nearest to now: a feed's newest entry is of today, and
    7/3/2026 is either that or months old. Where that is the same too, "rfc822".
    """
    habits: tuple[DateHabit, ...] = ("rfc822", "us-hanoi")  # "iso" reads as "rfc822" does
    return max(habits, key=lambda habit: _success(raw_dates, habit, now))


def _success(raw_dates: Sequence[str], habit: DateHabit, now: datetime) -> tuple[int, float]:
    moments = (parse_moment(raw, habit) for raw in raw_dates)
    past = [moment for moment in moments if moment and moment <= now]
    return len(past), max((moment.timestamp() for moment in past), default=0.0)


def article_path_of(addresses: Sequence[str]) -> str:
    """A regular expression for the paths of an outlet's articles, from a sample of their addresses.

    The first of :data:`SHAPES` that matches nine tenths of the sample and no section page; "" where none does,
    or the sample has fewer than three addresses.
    """
    paths = [_path(address) for address in addresses]
    paths = [path for path in dict.fromkeys(paths) if path]
    if len(paths) < FEWEST:
        return ""
    sections = _sections(paths)
    for shape in _shapes(paths):
        matching = sum(re.search(shape, path) is not None for path in paths)
        if matching >= SHARE * len(paths) and not any(re.search(shape, section) for section in sections):
            return shape
    return ""


def _path(address: str) -> str:
    try:
        return path_of(address)
    except ValueError:  # a host in brackets that is none
        return ""


def _shapes(paths: Sequence[str]) -> Iterator[str]:
    """The shapes with what is commonest in the sample: its ending, its site's digits, its letters before a number."""
    values = {
        "ext": re.escape(_commonest(_ENDING, paths)) or "/?",
        "id": _commonest(_SITE_ID, paths), "tag": _commonest(_TAG_BEFORE_ID, paths),
    }  # fmt: skip
    if values["id"].startswith("20"):  # the century of a date
        values["id"] = ""
    for shape in SHAPES:
        places = re.findall(r"{([a-z]+)}", shape)
        if all(values[place] for place in places):
            for place in places:
                shape = shape.replace(f"{{{place}}}", values[place])
            yield shape


def _commonest(pattern: re.Pattern[str], paths: Sequence[str]) -> str:
    """What the pattern (its last group) finds in most of the paths; "" where most have nothing of it."""
    found = Counter(match[match.re.groups] if (match := pattern.search(path)) else "" for path in paths)
    return found.most_common(1)[0][0]


def _sections(paths: Sequence[str]) -> set[str]:
    """The folders of the sample and some pages that outlets have, with the endings that they have."""
    bare = {path.rstrip("/") for path in paths}
    folders = {folder for path in bare for folder in (path.rpartition("/")[0], "/" + path[1:].partition("/")[0])}
    named = {folder for folder in folders if folder and folder not in bare} | set(SECTIONS)
    return {name.rstrip("/") + ending for name in named for ending in _SECTION_ENDINGS} - set(paths)


def family_of(page: bytes) -> str:
    """The parser that knows the markup of an article page; "generic" where none does."""
    try:
        tree = parse_html(decoded(page))
    except TooDeep:
        return "generic"
    fits = (name for name, signs in FAMILIES.items() if all(tree.css_first(sign) is not None for sign in signs))
    return next(fits, "generic")


def outlet_toml(found: Found) -> str:
    """An outlet file in the format of config/outlets, every fact of it "reported": nobody has looked at it yet."""
    lines = [f"slug = {_quoted(found.slug)}", f"name = {_quoted(found.name)}"]
    lines += _list("titles", [f"name = {_quoted(found.name)}"])
    lines += _list("domains", [f"name = {_quoted(found.domain)}"])
    lines += _list("feeds", [_feed(url, dates) for url, dates in found.feeds])
    lines += _list("sitemaps", [_source(url, polled=url == found.polled) for url in found.sitemaps])
    lines += _list("listings", [_source(found.listing, polled=True)] if found.listing else [])
    if found.article_path:
        lines.append(f"article_path = {_literal(found.article_path)}")
    lines += [f"parser = {_quoted(found.parser)}", 'trust = "reported"']
    if found.note:
        lines.append(f"note = {_quoted(found.note)}")
    return "\n".join(lines) + "\n"


def _list(name: str, tables: Sequence[str]) -> list[str]:
    return [f"{name} = [", *(f"    {{ {table} }}," for table in tables), "]"] if tables else []


def _feed(url: str, dates: DateHabit) -> str:
    habit = "" if dates == "rfc822" else f", dates = {_quoted(dates)}"
    return f'url = {_quoted(url)}, trust = "reported"{habit}'


def _source(url: str, *, polled: bool) -> str:
    return f'url = {_quoted(url)}, trust = "reported"{", polled = true" if polled else ""}'


def _literal(written: str) -> str:
    """A regular expression as it is read best; in double quotes where it has what single ones cannot hold."""
    return f"'{written}'" if written.isprintable() and "'" not in written else _quoted(written)


def _quoted(written: str) -> str:
    """A string of TOML: what ends it, what is not printed and half characters are escaped or replaced."""
    sound = written.encode("utf-8", "replace").decode("utf-8")
    return '"' + "".join(_escaped(letter) for letter in sound) + '"'


def _escaped(letter: str) -> str:
    if letter in '\\"':
        return f"\\{letter}"
    return letter if letter.isprintable() else f"\\U{ord(letter):08x}"
