"""Faults below the answer: silence, broken connections, bombs, names and certificates that lie, HTTP that is none."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from itertools import repeat

from hostile.fault import Fault, words
from hostile.press import FEED, Site, Story, entry, feed, framed, page
from hostile.wire import HTML, RSS, Act, Ask, Wire, answer, head, healthy, on_feed, on_pages, whole

MEGABYTE = 1_000_000  # bytes
FEED_MEGABYTES, BOMB_MEGABYTES = 50, 100  # the first is the examination's; the second ten times what is read
HEADERS = 5_000
UNANSWERED = "connection-refused|robots-unavailable|broken-answer|bad-certificate"
UNNAMED = "no-such-host|robots-unavailable"
REBOUND = "refused-address|robots-unavailable"
PRIVATE = "10.0.0.1"
ENDS = {  # of a bomb
    RSS: (b'<?xml version="1.0"?><rss version="2.0"><channel>', b"</channel></rss>"),
    HTML: (b"<!DOCTYPE html><html><body>", b"</body></html>"),
}
MARK = "Bản tin giả mạo"  # a title that no outlet published: whoever has it believed a forged answer


def good(site: Site, ask: Ask) -> tuple[bytes, str]:
    """Body and kind of the healthy answer."""
    story = site.story(ask.path)
    return (page(site, story), HTML) if story else (feed(site).encode(), RSS)


def silent(_site: Site, _ask: Ask) -> Wire:
    """Takes the request and never answers."""
    return Wire(0, end="hold")


def dripping(site: Site, ask: Ask) -> Wire:
    """A byte a second."""
    body, kind = good(site, ask)
    start = head(200, {"Connection": "close", "Content-Type": kind, "Content-Length": str(len(body))})
    return Wire(200, (start, *(bytes([byte]) for byte in body)), pause=1.0)


def reset(site: Site, ask: Ask) -> Wire:
    """Half the answer, then a reset."""
    sent = whole(200, *good(site, ask))
    return Wire(200, (sent[: len(sent) // 2],), end="reset")


def huge_feed(site: Site, _ask: Ask) -> Wire:
    """A feed with fifty megabytes of filling before its first article."""
    size = FEED_MEGABYTES * MEGABYTE
    first, _, rest = feed(site).partition("<item>")
    length = len(f"{first}{rest}".encode()) + len("<item>") + len("<!---->") + size
    start = head(200, {"Connection": "close", "Content-Type": RSS, "Content-Length": str(length)})
    filling = repeat(b" " * MEGABYTE, FEED_MEGABYTES)
    return Wire(200, chained(start + first.encode() + b"<!--", filling, f"--><item>{rest}".encode()))


def chained(first: bytes, middle: Iterator[bytes], last: bytes) -> Iterator[bytes]:
    """Pieces one after the other."""
    yield first
    yield from middle
    yield last


def endless(_site: Site, _ask: Ask) -> Wire:
    """A page that goes on for ever."""
    start = head(200, {"Connection": "close", "Content-Type": HTML}) + b"<!DOCTYPE html><html><body>"
    filling = ("<p>Và còn nữa, còn nữa.</p>" * 4000).encode()
    return Wire(200, chained(start, repeat(filling), b""))


@cache
def bomb(kind: str) -> bytes:
    """A document that grows a thousandfold when it is unpacked: filling between its two ends."""
    first, last = ENDS[kind]
    packer = zlib.compressobj(9, wbits=31)
    packed = [packer.compress(first)]
    packed += [packer.compress(b" " * MEGABYTE) for _ in range(BOMB_MEGABYTES)]
    return b"".join([*packed, packer.compress(last), packer.flush()])


def bombing(_site: Site, ask: Ask) -> Wire:
    """A gzip bomb of the kind that was asked for."""
    kind = RSS if ask.path == FEED else HTML
    return answer(200, bomb(kind), kind, {"Content-Encoding": "gzip"})


def many_headers(site: Site, ask: Ask) -> Wire:
    """A good answer below thousands of headers."""
    return answer(200, *good(site, ask), {f"X-Lop-{n}": "lu" for n in range(HEADERS)})


def long_header(site: Site, ask: Ask) -> Wire:
    """A good answer below a header of a megabyte."""
    return answer(200, *good(site, ask), {"X-Dai": "a" * MEGABYTE})


def split(_site: Site, ask: Ask) -> Wire:
    """An empty answer and, behind it, a whole forged one that nobody asked for."""
    forged = framed(MARK, "", f"<article><h1>{MARK}</h1>" + f"<p>{MARK} của kẻ chen ngang.</p>" * 20 + "</article>")
    first = head(200, {"Content-Type": HTML, "Content-Length": "0"})
    return Wire(200, (first + whole(200, forged, HTML, {"X-Duong-Dan": ask.path}),))


def garbage(_site: Site, _ask: Ask) -> Wire:
    """A status line that is none."""
    return Wire(0, (b"XTTP/9.x hai tram \xff\xfe OK\r\nContent-Type text\r\n\r\n<h1>?</h1>",))


def headless(site: Site, ask: Ask) -> Wire:
    """The body alone, as HTTP/0.9 did it."""
    return Wire(0, (good(site, ask)[0],))


def broken_chunks(site: Site, ask: Ask) -> Wire:
    """Chunked coding whose second chunk has a length that is none."""
    body, kind = good(site, ask)
    start = head(200, {"Connection": "close", "Content-Type": kind, "Transfer-Encoding": "chunked"})
    half = body[: len(body) // 2]
    return Wire(200, (start + f"{len(half):x}\r\n".encode() + half + b"\r\nkhong-phai-so\r\n" + body,))


def wrong_length(more: int) -> Act:
    """A Content-Length that differs from the body's by so many bytes."""

    def act(site: Site, ask: Ask) -> Wire:
        body, kind = good(site, ask)
        length = str(len(body) + more)
        return Wire(200, (head(200, {"Connection": "close", "Content-Type": kind, "Content-Length": length}) + body,))

    return act


def short_by_an_entry(site: Site, ask: Ask) -> Wire:
    """A Content-Length that ends in the middle of the last entry."""
    last = len(entry(site.stories[-1]).encode())
    return wrong_length(-(last // 2 + len("\n</channel></rss>\n")))(site, ask)


def on_second_port(site: Site, ask: Ask) -> Wire:
    """A good feed whose articles stand on the host's second port."""
    stories = tuple(replace(story, link=story.link.replace(site.base, site.second)) for story in site.stories)
    return healthy(replace(site, stories=stories), ask)


def elsewhere(story: Story) -> Story:
    """An article whose address names a host that does not exist."""
    return replace(story, link=f"http://khong-co-that.press.test{story.path}")


BREAKS = (
    Fault("feed-timeout", "The feed's server takes the request and never answers.", words("timeout"), 0,
          on_feed(silent)),
    Fault("pages-timeout", "Article pages are asked for and never answered.", words("timeout"), 4, on_pages(silent)),
    Fault("feed-drip", "The feed comes at a byte a second.", words("timeout"), 0, on_feed(dripping)),
    Fault("pages-drip", "Article pages come at a byte a second.", words("timeout"), 4, on_pages(dripping)),
    Fault("feed-reset", "The connection is reset in the middle of the feed.", words("broken-answer"), 0,
          on_feed(reset)),
    Fault("pages-reset", "The connection is reset in the middle of a page.", words("broken-answer"), 4,
          on_pages(reset)),
    Fault("host-refuses", "Nobody listens at the outlet's address.", words(UNANSWERED), 0, listens=False),
    Fault("pages-refuse", "The feed is good, nobody listens at the port of the pages.", words(UNANSWERED), 4,
          on_feed(on_second_port)),
    Fault("feed-huge", "The feed has fifty megabytes.", words("too-large"), 0, on_feed(huge_feed)),
    Fault("page-endless", "Article pages never end.", words("too-large|timeout"), 4, on_pages(endless)),
    Fault("feed-bomb", "The feed is a gzip bomb of a hundred megabytes.", words("too-large"), 0, on_feed(bombing),
          prepare=partial(bomb, RSS)),
    Fault("page-bomb", "Article pages are gzip bombs of a hundred megabytes.", words("too-large"), 4,
          on_pages(bombing), prepare=partial(bomb, HTML)),
)  # fmt: skip

NAMES = (
    Fault("dns-none", "The outlet's name does not resolve.", words(UNNAMED), 0,
          hostname="mat-ten.press.test"),
    Fault("dns-none-pages", "The feed names pages on a host that does not exist.", words(UNNAMED), 4, edit=elsewhere,
          hostname="con-ten.press.test", answers=(("own",),)),
    Fault("dns-rebinding", "The outlet's name resolves to a private address from the second answer on.",
          words(REBOUND), 0, hostname="doi-cho.press.test", answers=(("own",), (PRIVATE,)), harmless=True),
    Fault("dns-both", "The outlet's name resolves to its own and a private address at once.", words(REBOUND), 0,
          hostname="hai-cho.press.test", answers=(("own", PRIVATE),), harmless=True),
    Fault("dns-private", "The outlet's name resolves to a private address.", words(REBOUND), 0,
          hostname="noi-bo.press.test", answers=((PRIVATE,),)),
    Fault("tls-self-signed", "The feed's certificate is signed by itself.", words(UNANSWERED), 0, tls="self-signed",
          feed_on_tls=True),
    Fault("tls-expired", "The feed's certificate ended a year ago.", words(UNANSWERED), 0, tls="expired",
          feed_on_tls=True),
    Fault("tls-self-signed-pages", "A good feed names pages behind a self-signed certificate.", words(UNANSWERED), 4,
          on_feed(on_second_port), tls="self-signed"),
)  # fmt: skip

PROTOCOL = (
    Fault("headers-many", "Article pages come below five thousand headers.", words("broken-answer|too-large"), 4,
          on_pages(many_headers), harmless=True),
    Fault("headers-many-feed", "The feed comes below five thousand headers.", words("broken-answer|too-large"), 0,
          on_feed(many_headers), harmless=True),
    Fault("header-long", "Article pages come below one header of a megabyte.", words("broken-answer|too-large"), 4,
          on_pages(long_header), harmless=True),
    Fault("response-splitting", "Behind an empty page comes a forged answer that nobody asked for.",
          words("no-text|not-an-article|not-html|broken-answer"), 4, on_pages(split)),
    Fault("status-garbage", "Article pages answer a status line that is none.", words("broken-answer"), 4,
          on_pages(garbage)),
    Fault("feed-status-garbage", "The feed answers a status line that is none.", words("broken-answer"), 0,
          on_feed(garbage)),
    Fault("chunks-broken", "The chunked coding of the pages breaks.", words("broken-answer"), 4,
          on_pages(broken_chunks)),
    Fault("length-too-long", "Pages are 500 bytes shorter than their Content-Length.", words("broken-answer"), 4,
          on_pages(wrong_length(500))),
    Fault("feed-length-too-long", "The feed is 500 bytes shorter than its Content-Length.", words("broken-answer"), 0,
          on_feed(wrong_length(500))),
    Fault("feed-length-too-short", "The feed's Content-Length ends in the middle of its last entry.",
          words("flawed-feed"), 3, on_feed(short_by_an_entry)),
    Fault("headless", "Article pages come without status line and headers.", words("broken-answer"), 4,
          on_pages(headless)),
    Fault("feed-headless", "The feed comes without status line and headers.", words("broken-answer"), 0,
          on_feed(headless)),
)  # fmt: skip

FAULTS = (*BREAKS, *NAMES, *PROTOCOL)
