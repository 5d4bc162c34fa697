"""Captures and what can go wrong with them: for the fuzz test, and to make one of its cases again by hand."""

from __future__ import annotations

import gzip
import random
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from crawlers.warc import body_of, read_record, scan
from demo.server import Press
from times import HANOI
from urls import host_of

SITE = "https://bao.vn"
LONGEST = 1_000_000  # bytes of a mutated capture


@dataclass(frozen=True)
class Sample:
    """A capture before it is mutated."""

    name: str
    kind: str  # "feed", "sitemap" or "page"
    body: bytes


SITEMAP = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    + "".join(
        f"<url><loc>{SITE}/xa-hoi/mua-lon-o-ham-yen-{n}.htm</loc>"
        f"<lastmod>2026-11-{1 + n % 20:02d}T0{n % 10}:00:00+07:00</lastmod>"
        f"<news:news><news:publication_date>2026-11-20T0{n % 10}:05:00+07:00</news:publication_date>"
        f"<news:title><![CDATA[Mưa lớn ở Hàm Yên &amp; Na Hang, lần {n}]]></news:title></news:news></url>"
        for n in range(100_000, 100_060)
    )
    + "</urlset>"
)
INDEX = "<sitemapindex>" + "".join(
    f"<sitemap><loc>{SITE}/sitemaps/news-2026-{n}.xml</loc><lastmod>2026-{n:02d}-28</lastmod></sitemap>"
    for n in range(1, 12)
)  # fmt: skip
ATOM = (
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Báo</title>'
    + "".join(
        f'<entry><title type="html">Tin &lt;b&gt;{n}&lt;/b&gt;</title><link href="/tin-{n}.htm"/><id>{n}</id>'
        "<updated>2026-11-20T08:00:00+07:00</updated><summary>Xã Hàm Yên &amp;amp; Na Hang</summary></entry>"
        for n in range(30)
    )
    + "</feed>"
)
WALL = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><script>document.cookie='D1N=a';"
    "window.location.reload()</script><form><input type=password></form></body></html>"
)
ROBOTS = f"User-agent: *\nDisallow: /tim-kiem\nSitemap: {SITE}/sitemap.xml\n"


def own_samples() -> Iterator[Sample]:
    """Written by hand for the project: the fictional press, and what it has not."""
    press, evening = Press.load(today=date(2026, 11, 21)), datetime(2026, 11, 21, 23, 0, tzinfo=HANOI)
    for outlet in press.outlets:
        site, feed = press.site(outlet, evening), press.feed(outlet, evening)
        yield Sample(f"{outlet.slug}-feed", "feed", feed.body)
        for path in ("/", *(site.path(story) for story in site.stories[:1])):
            yield Sample(f"{outlet.slug}{path}", "page", press.page(outlet, path, evening).body)
    for name, kind, text in (
        ("news-sitemap", "sitemap", SITEMAP), ("sitemap-index", "sitemap", INDEX), ("atom", "feed", ATOM),
        ("wall", "page", WALL), ("robots", "sitemap", ROBOTS), ("lines", "sitemap", f"{SITE}/a-1.htm\n" * 50),
    ):  # fmt: skip
        yield Sample(name, kind, text.encode())


def real_samples(archive: Path) -> Iterator[Sample]:
    """The longest capture of each host and kind in the real archive."""
    longest: dict[tuple[str, str], Sample] = {}
    for capture in scan(archive):
        kind = "page" if "html" in capture.content_type else "feed"
        body = body_of(read_record(archive, capture.offset), LONGEST)
        key = (host_of(capture.url), kind)
        if key not in longest or len(body) > len(longest[key].body):
            longest[key] = Sample(capture.url, kind, body)
    yield from longest.values()


# --- how it is mutated ------------------------------------------------------------------------

Mutation = Callable[[bytes, random.Random], bytes]
ENTITIES = (
    b"&", b"&amp;", b"&nbsp;", b"&#0;", b"&#xD800;", b"&#55357;", b"&#1114112;", b"&#99999999999999999999;", b"&bogus;",
    b"&#x;", b"&lt;![CDATA[", b"]]>", b"<![CDATA[", b"<!--", b"-->", b"<?", b"<!DOCTYPE x [", b"&&&&", b"%s%n",
)  # fmt: skip
MARKS = (
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xe2\x80\x8b",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\x1e",
    b"\x0c",
    b"\x1b",
)
CODINGS = ("cp1258", "utf-16", "utf-16-le", "utf-32", "utf-7", "cp1252", "shift_jis", "big5", "koi8-r", "cp037")
DECLARED = (
    "windows-1258", "utf-16", "utf-7", "idna", "punycode", "rot13", "undefined", "base64", "zlib", "hex",
    "unicode_escape", "raw_unicode_escape", "mbcs", "tcvn3", "x" * 300, "utf-8\x00", "",
)  # fmt: skip
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (letter + 1, b"&%c;" % letter * 10) for letter in b"abcdefghi"
) + b'<!ENTITY z SYSTEM "file:///etc/passwd">]>'  # fmt: skip
FILLERS = (
    b"a",
    b" ",
    b"\n",
    b"<",
    b">",
    b"&",
    b'"',
    b"'",
    b"=",
    b"9",
    b"-",
    b"/",
    b"&#",
    b"<a ",
    b"</",
    b"<![",
    b"\xc4",
    b"a-",
)
NUMBERS = (b"0", b"-1", b"99999999999999999999", b"1e999", b"0x7f", b"31/02/0000 99:99", "\u0661\u0662".encode())


def spots(body: bytes, dice: random.Random, most: int = 30) -> list[int]:
    return sorted(dice.randrange(len(body) + 1) for _ in range(dice.randint(1, most)))


def with_inserted(body: bytes, dice: random.Random, what: Sequence[bytes]) -> bytes:
    at = [0, *spots(body, dice), len(body)]
    pieces = [body[start:end] for start, end in pairwise(at)]
    return pieces[0] + b"".join(dice.choice(what) + piece for piece in pieces[1:])


def piece_of(body: bytes, dice: random.Random, most: int = 2000) -> bytes:
    """A piece that mostly begins with a tag."""
    start = dice.randrange(len(body) or 1)
    start = max(body.find(b"<", start), 0) if dice.random() < 0.8 else start
    return body[start : start + dice.randint(1, most)] or b"<a>"


def flips(body: bytes, dice: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(dice.choice([1, 10, 1 + len(body) // 50])):
        if changed:
            changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def truncation(body: bytes, dice: random.Random) -> bytes:
    cut = dice.randrange(len(body) or 1)
    return body[:cut] if dice.random() < 0.7 else body[cut:]


def duplication(body: bytes, dice: random.Random) -> bytes:
    piece, (at, *_) = piece_of(body, dice, len(body) or 1), spots(body, dice)
    return body[:at] + piece * dice.randint(1, 5) + body[at:]


def shuffling(body: bytes, dice: random.Random) -> bytes:
    parts = body.split(b"<")
    dice.shuffle(parts)
    return b"<".join(parts)


def nuls(body: bytes, dice: random.Random) -> bytes:
    return with_inserted(body, dice, (b"\0", b"\0\0\0\0", b"\0" * 1000))


def marks(body: bytes, dice: random.Random) -> bytes:
    return dice.choice((b"", *MARKS)) + with_inserted(body, dice, MARKS)


def entities(body: bytes, dice: random.Random) -> bytes:
    return with_inserted(body, dice, ENTITIES)


def entity_bomb(body: bytes, dice: random.Random) -> bytes:
    return BOMB + with_inserted(body, dice, (b"&j;", b"&z;", b"&a;"))


def recoding(body: bytes, dice: random.Random) -> bytes:
    coding = dice.choice(CODINGS)
    return body.decode("utf-8", "replace").encode(coding, dice.choice(["replace", "ignore", "xmlcharrefreplace"]))


def declaring(body: bytes, dice: random.Random) -> bytes:
    """Another coding is declared than it is in; bytes that are no UTF-8 make readers look at what is declared."""
    name = dice.choice(DECLARED).encode()
    declared = b'<?xml version="1.0" encoding="%s"?><meta charset="%s">' % (name, name)
    return declared + re.sub(rb"<\?xml[^<>]*>|<meta charset[^<>]*>", b"", flips(body, dice))


def huge_repeat(body: bytes, dice: random.Random) -> bytes:
    piece, (at, *_) = piece_of(body, dice, dice.choice([3, 30, 300, 3000])), spots(body, dice)
    return body[:at] + piece * (LONGEST // len(piece)) + body[at:]


def nesting(body: bytes, dice: random.Random) -> bytes:
    tags = re.findall(rb"<([a-zA-Z][\w:-]*)", body) or [b"div"]
    tag, depth, (at, *_) = dice.choice(tags), dice.choice([100, 600, 5000, 100_000]), spots(body, dice)
    closing = b"</%s>" % tag * depth if dice.random() < 0.5 else b""
    return body[:at] + b"<%s>" % tag * depth + b"x" + closing + body[at:]


def filling(body: bytes, dice: random.Random) -> bytes:
    filler, (at, *_) = dice.choice(FILLERS), spots(body, dice)
    return body[:at] + filler * (dice.choice([1000, 100_000, LONGEST]) // len(filler)) + body[at:]


def numbers(body: bytes, dice: random.Random) -> bytes:
    return re.sub(rb"\d+", lambda found: dice.choice((found[0], found[0], *NUMBERS)), body)


def unclosed(body: bytes, dice: random.Random) -> bytes:
    return re.sub(rb"</[^<>]*>", lambda found: b"" if dice.random() < 0.9 else found[0], body)


def compressed(body: bytes, dice: random.Random) -> bytes:
    packed = gzip.compress(body + b" " * dice.choice([0, 5_000_000]), mtime=0)
    return dice.choice(
        [packed, truncation(packed, dice), flips(packed, dice), gzip.compress(packed), zlib.compress(body)]
    )


MUTATIONS: dict[str, Mutation] = {
    made.__name__: made
    for made in (
        flips, truncation, duplication, shuffling, nuls, marks, entities, entity_bomb, recoding, declaring, huge_repeat,
        nesting, filling, numbers, unclosed, compressed,
    )
}  # fmt: skip


def mutated(sample: Sample, mutation: str, seed: int) -> bytes:
    """One mutation, and in one case of three another one on top of it."""
    dice = random.Random(f"{sample.name} {mutation} {seed}")
    body = MUTATIONS[mutation](sample.body, dice)
    if dice.random() < 1 / 3:
        body = MUTATIONS[dice.choice(sorted(MUTATIONS))](body[:LONGEST], dice)
    return body[:LONGEST]
