"""Faults of what a feed or a sitemap says: emptiness, bad XML, bad characters, bad dates, bad links."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

from hostile.fault import Fault, words
from hostile.press import APART, FEED, SITEMAP, Site, Story, entry, feed, home, sitemap
from hostile.wire import HTML, RSS, XML, Act, Ask, Wire, always, answer, at, either, healthy, on_feed

CHILDREN = 10_000  # sitemaps below the index; only one of them has articles of this week
NEWEST = 7_321  # that one: neither the first nor the last
TONES = "\u0300\u0301\u0303\u0309\u0323"  # cp1258 writes the five tones as marks behind the vowel
LAUGHS = "".join(f'<!ENTITY c{n} "{f"&c{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE rss [<!ENTITY c0 "ha">{LAUGHS}]>\n'
OUTSIDE = '<!DOCTYPE rss [<!ENTITY tep SYSTEM "file:///etc/passwd">]>\n'


def cp1258(text: str) -> bytes:
    """Vietnamese in the code page of older software: the tone behind the vowel; other letters as "?"."""
    apart = []
    for letter in unicodedata.normalize("NFC", text):
        marks = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in marks if mark in TONES)
        bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
        apart.append(bare + tone)
    return "".join(apart).encode("cp1258", errors="replace")


def sent(make: Callable[[Site], bytes], kind: str = RSS) -> Act:
    """The feed as these bytes."""
    return lambda site, _ask: answer(200, make(site), kind)


def altered(change: Callable[[str], str]) -> Act:
    """The healthy feed with a change in its text."""
    return sent(lambda site: change(feed(site)).encode())


def with_entity(doctype: str, reference: str) -> Act:
    """A feed with a document type of its own, and the entity in the text of its newest article."""

    def make(site: Site) -> bytes:
        first = entry(site.stories[0]).replace("</description>", f" {reference}</description>")
        return feed(site, [first, *map(entry, site.stories[1:])], doctype=doctype).encode()

    return sent(make)


def scripted(site: Site) -> bytes:
    """Two further entries whose links are scripts."""
    extra = [
        f"<item><title>Mở cửa sổ {n}</title><link>javascript:moCuaSo({n})</link>"
        f"<pubDate>{site.stories[0].written}</pubDate></item>"
        for n in (1, 2)
    ]
    return feed(site, [*map(entry, site.stories), *extra]).encode()


def inward(site: Site) -> bytes:
    """A further entry that leads to a service on this machine that nobody may ask."""
    extra = replace(site.stories[0], title="Vào trong", link=f"{site.trap}/vao-trong-000001.html", guid="vao-trong")
    return feed(site, [*map(entry, site.stories), entry(extra)]).encode()


def shown(published: Callable[[Story], str]) -> Callable[[Story], Story]:
    """The date as the feed writes it, and nothing else changed."""
    return lambda story: replace(story, written=published(story))


def in_a_year(story: Story) -> Story:
    """Published a year from now, in the feed and on the page."""
    moment = story.published + timedelta(days=365)
    return replace(story, published=moment, written=format_datetime(moment))


def two_digits(story: Story) -> str:
    """Mon, 20 Jul 26 06:05:00 +0700."""
    return story.written.replace(f" {story.published:%Y} ", f" {story.published:%y} ")


def one_time(story: Story) -> Story:
    """All at one moment, that of the first run."""
    place = int(story.path[-11:-5]) % 1000
    moment = story.published + place * APART
    return replace(story, published=moment, written=format_datetime(moment))


def one_title(story: Story) -> Story:
    """One title for all articles of the outlet."""
    return replace(story, title="Tuyên Quang: bản tin trong ngày của các xã vùng cao")


def index(site: Site, ask: Ask) -> Wire | None:
    """An index of ten thousand sitemaps, the newest somewhere in the middle, the others years old."""
    if ask.path == SITEMAP:
        return answer(200, index_text(site).encode(), XML)
    if ask.path == f"/sitemap-{NEWEST:05}.xml":
        return answer(200, sitemap(site).encode(), XML)
    if ask.path.startswith("/sitemap-"):
        return answer(200, sitemap(replace(site, stories=())).encode(), XML)
    return None


def index_text(site: Site) -> str:
    """The index itself."""
    newest = site.stories[0].published
    lines = "\n".join(
        f"<sitemap><loc>{site.base}/sitemap-{n:05}.xml</loc>"
        f"<lastmod>{(newest if n == NEWEST else newest - timedelta(days=700 + n)).isoformat()}</lastmod></sitemap>"
        for n in range(CHILDREN)
    )
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    return f'<?xml version="1.0" encoding="utf-8"?>\n<sitemapindex {space}>\n{lines}\n</sitemapindex>\n'


def cut(text: str) -> str:
    """Broken off in the middle of the last entry, inside its link."""
    start = max(text.rfind("<link>"), text.rfind("<loc>"))
    return text[: start + 14]


CONTENT = (
    Fault("feed-empty", "The feed is well-formed and has no entry.", words("empty-feed"), 0,
          on_feed(sent(lambda site: feed(site, []).encode()))),
    Fault("feed-blank", "The feed answers 200 with an empty body.", words("not-a-feed|empty-feed"), 0,
          on_feed(always(answer(200, b"", RSS)))),
    Fault("feed-html", "The feed's address answers the home page.", words("not-a-feed"), 0,
          on_feed(sent(home, HTML))),
    Fault("feed-truncated", "The feed breaks off in the middle of its last item.", words("flawed-feed"), 3,
          on_feed(altered(cut))),
    Fault("feed-entity-bomb", "An entity in the feed expands to ten to the ninth words.",
          words("flawed-feed|not-a-feed"), 4, on_feed(with_entity(BOMB, "&c9;"))),
    Fault("feed-external-entity", "An entity in the feed names file:///etc/passwd.",
          words("flawed-feed|not-a-feed"), 4, on_feed(with_entity(OUTSIDE, "&tep;"))),
    Fault("charset-wrong", "The feed says ISO-8859-1 and is UTF-8, its pages cannot be had.", words("http-403"), 4,
          either(on_feed(sent(lambda site: feed(site, coding="iso-8859-1").encode(), "application/rss+xml")),
                 lambda site, ask: answer(403) if site.story(ask.path) else None)),
    Fault("charset-cp1258", "The feed is cp1258 and says so, its pages cannot be had.", words("http-403"), 4,
          either(on_feed(sent(lambda site: cp1258(feed(site, coding="windows-1258")),
                              "application/rss+xml; charset=windows-1258")),
                 lambda site, ask: answer(403) if site.story(ask.path) else None)),
    Fault("charset-cp1258-as-utf8", "The feed is cp1258 and says UTF-8.", words("flawed-feed|not-a-feed"), 4,
          on_feed(sent(lambda site: cp1258(feed(site))))),
    Fault("feed-bom", "A byte order mark stands before the feed's declaration.", words(), 4,
          on_feed(altered(lambda text: "\ufeff" + text))),
    Fault("feed-blank-lines-first", "Blank lines stand before the feed's declaration.", words("flawed-feed"), 4,
          on_feed(altered(lambda text: "\n\n  " + text)), harmless=True),
    Fault("feed-nul", "NUL bytes stand in the titles of the feed.", words("flawed-feed"), 4,
          on_feed(altered(lambda text: text.replace("Tuyên Quang:", "Tuyên\0 Quang:"))), harmless=True),
    Fault("feed-ampersands", "The feed forgets to escape its ampersands.", words("flawed-feed"), 4,
          on_feed(altered(lambda text: text.replace("</description>", " A & B</description>")))),
    Fault("guids-repeated", "All entries of the feed have one guid.", words(), 4,
          edit=lambda story: replace(story, guid="1")),
    Fault("links-relative", "The feed's links are relative.", words(), 4,
          edit=lambda story: replace(story, link=story.path)),
    Fault("links-javascript", "Two further entries have javascript: links.", words("bad-link"), 4,
          on_feed(sent(scripted))),
    Fault("links-inward", "A further entry names a service on this machine that nobody may ask.",
          words("refused-address|bad-link"), 4, on_feed(sent(inward))),
)  # fmt: skip

DATES = (
    Fault("dates-future", "All articles are dated a year ahead.", words("future-dates"), 4, edit=in_a_year,
          dated=False),
    Fault("dates-two-digits", "The feed writes years with two digits, its pages cannot be had.", words("http-403"), 4,
          lambda site, ask: answer(403) if site.story(ask.path) else None, edit=shown(two_digits)),
    Fault("dates-none", "The feed has no dates.", words("no-dates"), 4, edit=shown(lambda _story: ""), dated=False),
    Fault("dates-unreadable", "The feed's dates are words.", words("no-dates"), 4,
          edit=shown(lambda _story: "sáng nay"), dated=False),
    Fault("dates-one", "All articles have the same time.", words("one-time"), 4, edit=one_time),
    Fault("titles-repeated", "All articles have the same title.", words("repeated-titles"), 4, edit=one_title),
)  # fmt: skip

SITEMAPS = (
    Fault("sitemap-index", "The sitemap is an index of ten thousand, of which one is of this week.", words(), 4, index,
          by="sitemap"),
    Fault("sitemap-html", "Beside a good feed, the sitemap's address answers the home page.", words("not-a-sitemap"),
          4, at(SITEMAP, sent(home, HTML)), by="both"),
    Fault("sitemap-truncated", "The sitemap breaks off in the middle of its last entry.", words("flawed-sitemap"), 3,
          at(SITEMAP, lambda site, _ask: answer(200, cut(sitemap(site)).encode(), XML)), by="sitemap"),
    Fault("sitemap-as-feed", "The feed's address answers a sitemap.", words("not-a-feed|empty-feed"), 0,
          at(FEED, lambda site, ask: healthy(site, replace(ask, path=SITEMAP)))),
)  # fmt: skip

FAULTS = (*CONTENT, *DATES, *SITEMAPS)
