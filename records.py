"""The nouns of diembao: one frozen record for each step of the way; imports nothing of ours.

Times are aware and in UTC, days are dates in Asia/Ho_Chi_Minh, money is million đồng, spans are ``(start, end)`` in
characters of the text that they name. ``config/load.py`` validates what comes from a file, each step its own records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

Span = tuple[int, int]
DateHabit = Literal["rfc822", "us-hanoi", "iso"]
Origin = Literal["page", "feed", "file", "social"]
TimeSource = Literal["page", "feed", "url", "file", "social", "missing"]
Form = Literal["text", "photo", "video", "audio", "e-magazine"]
VisitKind = Literal["feed", "sitemap", "listing", "page", "comments", "robots", "probe"]
Trust = Literal["verified", "reported", "unverified"]

# pydantic reads this name on a plain dataclass: an unknown key in a file is an error, not a shrug.
STRICT: dict[str, str] = {"extra": "forbid"}


class Trouble(Exception):
    """Something that an officer must be told: a sentence's key and its facts.

    ``cli`` turns it into the Vietnamese sentence that ``config/sentences/`` keeps under ``key``.
    """

    def __init__(self, key: str, /, **facts: object) -> None:
        self.key = key
        self.facts = facts
        super().__init__(f"{key}: " + ", ".join(f"{name}={value}" for name, value in facts.items()))


# --- what the province has written down: outlets, plans, places -------------------------------


@dataclass(frozen=True, slots=True)
class Dated:
    """A name that held from one day to another (both inclusive; None is open)."""

    __pydantic_config__: ClassVar = STRICT
    name: str
    since: date | None = None
    until: date | None = None
    note: str = ""

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Feed:
    """One RSS or Atom address of an outlet and how its dates are written."""

    __pydantic_config__: ClassVar = STRICT
    url: str
    trust: Trust
    dates: DateHabit = "rfc822"
    polled: bool = True  # False: known but not visited (broken, a part of another feed, a guess)
    first_visit: str = ""  # an address to be asked for before, in one session: it sets the cookie that the feed wants
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """One sitemap address of an outlet, news sitemap or archive, or the index of such."""

    __pydantic_config__: ClassVar = STRICT
    url: str
    trust: Trust
    polled: bool = False  # True: visited like a feed; False: only where a gap is to be closed
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A page that lists an outlet's articles, newest first: of a section, a topic or a locality."""

    __pydantic_config__: ClassVar = STRICT
    url: str
    trust: Trust
    pages: str = ""  # address of its further pages, "{n}" being 2, 3, …; "" has none
    whole: bool = False  # lists all that the outlet publishes: only then can it prove anything
    polled: bool = False  # as of a sitemap
    note: str = ""


@dataclass(frozen=True, slots=True)
class Interface:
    """Where an outlet offers its readers' comments: an address with {names} of what its pages say of themselves."""

    __pydantic_config__: ClassVar = STRICT
    family: Literal["vnexpress", "vccorp", "vietnamnet"]  # of crawlers/threads.py
    url: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class Outlet:
    """A newspaper, station or agency: what it was called, where it publishes, who governs it, when."""

    __pydantic_config__: ClassVar = STRICT
    slug: str
    name: str
    channel: Literal["online", "print", "radio", "television", "social"] = "online"
    scope: Literal["central", "provincial", "foreign"] = "central"
    owner: str = ""  # slug of the agency whose title this is (VietnamPlus -> ttxvn)
    successor: str = ""  # slug of the outlet that carries it on after ``until``
    since: date | None = None
    until: date | None = None
    titles: tuple[Dated, ...] = ()  # every name that it bore, with dates
    domains: tuple[Dated, ...] = ()  # host names without "www."
    carried: tuple[Dated, ...] = ()  # sections under which its successor carries it on
    common: tuple[str, ...] = ()  # sections of its successor that may be either's
    governed_by: tuple[Dated, ...] = ()
    feeds: tuple[Feed, ...] = ()
    sitemaps: tuple[Sitemap, ...] = ()
    listings: tuple[Listing, ...] = ()
    comments: Interface | None = None
    programmes: tuple[str, ...] = ()  # of a station, or pages of a paper: what the template offers
    article_path: str = ""  # regular expression, searched in an article's path; "" is unknown
    parser: str = "generic"  # a name in pipeline/parsers
    trust: Trust = "unverified"  # of the markup facts
    note: str = ""


@dataclass(frozen=True, slots=True)
class SubTheme:
    """A sub-theme of the labelling guide; its clause in Tuyên Quang's plan is its first letter."""

    __pydantic_config__: ClassVar = STRICT
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One content clause of a plan, as the plan letters it, and the sub-themes that reach it."""

    __pydantic_config__: ClassVar = STRICT
    code: str
    name: str  # short, for table headings
    text: str  # the plan's own words
    subs: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()  # the plan's own names and events, matched as a lexicon


@dataclass(frozen=True, slots=True)
class Contract:
    """One line of a plan's annex: a partner (or the open line, or awards) and its yearly amount."""

    __pydantic_config__: ClassVar = STRICT
    number: str
    kind: Literal["partner", "open", "award"]
    name: str
    amount: int  # million đồng a year
    content: str
    since: date
    until: date
    partner: str = ""  # slug of the outlet or agency; only for kind "partner"


@dataclass(frozen=True, slots=True)
class GenreList:
    """The genres that a plan names for a group of channels."""

    __pydantic_config__: ClassVar = STRICT
    channels: tuple[str, ...]
    genres: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A communication plan: its period, clauses, annex lines and duties."""

    __pydantic_config__: ClassVar = STRICT
    code: str
    name: str
    province: str
    document: str
    since: date
    until: date
    report_due: str  # "MM-DD", every year of the period
    clauses: tuple[Clause, ...]
    contracts: tuple[Contract, ...] = ()
    total: int | None = None  # million đồng a year, as the plan prints it
    genres: tuple[GenreList, ...] = ()
    digests: tuple[str, ...] = ()
    note: str = ""

    def expired_on(self, day: date) -> bool:
        return day > self.until


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of one of our provinces (province, district, commune), in force or former, or a landmark there."""

    __pydantic_config__: ClassVar = STRICT
    name: str  # without the word for its kind: "Hàm Yên"
    kind: Literal["tinh", "huyen", "thanh-pho", "thi-xa", "xa", "phuong", "thi-tran", "danh-thang"]
    then: str  # the province that it belonged to while it was in force: "Hà Giang"
    since: date | None = None
    until: date | None = None
    within: str = ""  # former district, "" for units of 2025 on
    elsewhere: tuple[str, ...] = ()  # present provinces that have a unit of this name too


@dataclass(frozen=True, slots=True)
class Province:
    """A province that officers work for, with the provinces that were merged into it."""

    __pydantic_config__: ClassVar = STRICT
    slug: str
    name: str
    short: str  # the guide's field: "tq" in about_tq
    merged: tuple[Dated, ...]  # former provinces that count for it, ``since`` the day on which
    places: tuple[Place, ...] = ()
    outlets: tuple[str, ...] = ()  # its own papers and stations: a shared name in them is first of all its own


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A province that we do not work for, the former ones that it took in, and its former districts."""

    __pydantic_config__: ClassVar = STRICT
    name: str
    former: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()  # without the word for their kind, until 30 June 2025
    aliases: tuple[str, ...] = ()  # other ways to write it, and cities that stand for it in the press


@dataclass(frozen=True, slots=True)
class PhraseGroup:
    """Phrases that speak for a label with one weight; matched on whole words in the matching form."""

    __pydantic_config__: ClassVar = STRICT
    label: str
    phrases: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A written list of phrases; its version is signed into what is judged by it."""

    __pydantic_config__: ClassVar = STRICT
    name: str
    version: int
    groups: tuple[PhraseGroup, ...]
    note: str = ""


# --- the way of the data ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at one address at one moment: what the crawler is told to do."""

    outlet: str
    url: str
    kind: VisitKind
    at: datetime | None = None  # the clock of a replay; None is now
    record: str = ""  # the record that a replay is about
    named_by: str | None = None  # the feed, sitemap or listing that names it
    step: int = 1  # the page of a listing, the level under a sitemap index


@dataclass(frozen=True, slots=True)
class Seen:
    """What an address answered before, and whether it may be asked only for what has changed since."""

    record: str  # the record that holds the body
    url: str  # the address that answered
    at: datetime
    digest: str
    etag: str
    modified: str
    ask_if_changed: bool
    check: bool  # an answer "not modified" is to be checked at once by asking for the whole


@dataclass(frozen=True, slots=True)
class Fetch:
    """What came of a visit: one line of the fetch ledger."""

    key: str  # the WARC record's id, or a digest of address, moment and outcome
    outlet: str
    url: str
    kind: str  # a VisitKind
    at: datetime
    outcome: str  # a word of docs/reasons.md: "ok", "not-modified", "http-404", "not-in-archive"
    status: int | None = None
    warc: str | None = None  # file below the archive folder
    offset: int | None = None
    named_by: str | None = None  # the feed that named a page
    replayed: bool = False
    detail: str = ""
    digest: str = ""  # WARC-Payload-Digest of the body as it came over the wire
    same_as: str = ""  # key of the earlier fetch whose body still stands: a 304, or the same bytes once more
    etag: str = ""  # what the server gave to ask with the next time
    modified: str = ""
    not_before: datetime | None = None  # when the server wants to be asked again (Retry-After)


@dataclass(frozen=True, slots=True)
class Lead:
    """An address that an outlet names as an article, with what the feed says of it."""

    outlet: str
    url: str  # canonical
    link: str  # as written, made absolute: what is fetched
    title: str
    summary: str  # text without markup
    published_raw: str
    published_at: datetime | None
    seen_at: datetime
    source: str  # address of the feed, sitemap or listing
    position: int


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched page: bytes as they came, undone from transfer and content coding."""

    outlet: str
    url: str  # as asked for
    final_url: str
    fetched_at: datetime
    body: bytes
    content_type: str
    record: str  # WARC-Record-ID


@dataclass(frozen=True, slots=True)
class Article:
    """One version of what an outlet published under one address."""

    outlet: str
    url: str  # canonical
    title: str
    lede: str
    body: str  # paragraphs joined by newlines, no captions, no related links
    published_at: datetime | None
    published_from: TimeSource
    seen_at: datetime
    origin: Origin
    record: str
    channel: str = "online"
    source: str = ""  # the feed or file whose words these are; "" for a page or a platform's post
    kicker: str = ""
    captions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    section: str = ""  # the path from the widest, "Kinh doanh / Tài chính"
    tags: tuple[str, ...] = ()
    parser: str = "feed"
    aliases: tuple[str, ...] = ()  # further addresses of the same article
    byline: str = ""  # as printed, with roles, place and day, one a line
    credit: str = ""  # whose words these are, where the page says so: "TTXVN"
    updated_at: datetime | None = None  # only where the page tells a later moment than that of publication
    photos: int = 0
    form: Form = "text"
    comments: int | None = None  # as the page prints their number; None where it does not
    language: str = ""  # as the page declares it, two letters
    read_by: str = ""  # the reader's version: tells readings apart, and is none of what was read

    @property
    def reading(self) -> tuple[object, ...]:
        """All that was read from the page or the feed: changes when an extractor gets better."""
        at, section = self.published_at, self.section
        read = self.text, self.lede, at, self.kicker, self.captions, self.authors, section, self.tags, self.parser
        only_pages = self.byline, self.credit, self.updated_at, self.photos, self.form, self.comments, self.language
        return read if self.origin == "feed" else (*read, *only_pages)

    @property
    def text(self) -> str:
        """Title, lede and body, one a line: what is searched, annotated and spanned."""
        return "\n".join(part for part in (self.title, self.lede, self.body) if part)


@dataclass(frozen=True, slots=True)
class Version:
    """One stored version of an item, by its digests."""

    number: int
    seen_at: str
    source: str  # as of the article
    text_sha256: str
    reading_sha256: str  # of all that was read: changes when an extractor gets better
    record: str


@dataclass(frozen=True, slots=True)
class ItemState:
    """An item as it stands: its versions, oldest first."""

    id: str
    versions: tuple[Version, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What one article means for the items.

    "new"; "completed": a page took the place of what the feed had said, or an older capture that of the
    first sighting; "updated": a changed text, or a version that reads differently now; "known".
    ``version`` is the number that the article gets; with ``shifts`` the versions from there on move up.
    """

    verdict: Literal["new", "completed", "updated", "known"]
    article: Article
    id: str
    version: int
    current: bool = True  # is it the newest version?
    shifts: bool = False


@dataclass(frozen=True, slots=True)
class Annotation:
    """One signed opinion of a model about an item: who says it, how sure, and on which words."""

    kind: Literal["relevance", "theme", "tone", "genre", "flag", "language", "bait", "headline", "sides"]
    scope: str  # a province, a plan, or "" for the item as such
    label: str
    score: float
    by: str  # "tone@1"
    detail: str = ""  # sub-theme of a theme, incident or criticism of a negative tone, reason of a relevance
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that left the way, where, and for which reason of docs/reasons.md."""

    stage: str
    key: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one thing; never changed, taken back by a further one (``undoes``)."""

    id: str  # given once, see storage.decisions.new_id
    by: str
    at: datetime
    about: str  # kind of thing: "item", "flag", "claim", "case", "contract", …
    key: str  # of the thing: an item's id, a claim's number
    said: Mapping[str, object]  # plain values of JSON; what they mean is known where ``about`` is
    undoes: str = ""  # id of the decision that this one takes back
    document: str = ""  # number and date of the paper that it rests on
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """An outlet's publishing is proven to be collected from ``since`` to ``until``."""

    outlet: str
    source: str
    since: datetime
    until: datetime
    record: str
