"""Faults of status and direction: refusals, "not now", redirects to where nobody should go, robots.txt."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from hostile.fault import Fault, words
from hostile.press import FEED, LOGIN, ROBOTS, Site, Story, feed, framed
from hostile.wire import (
    RSS,
    TEXT,
    Act,
    Ask,
    Behaviour,
    Wire,
    always,
    answer,
    at,
    at_first,
    either,
    later,
    on_feed,
    on_pages,
    redirect,
)

SOON, LONG = 2, 3600  # seconds: a wait within a run, and one that no run waits
CLOSED = "/noi-bo/"  # the section that one robots.txt closes
LOOP = at(ROBOTS, always(redirect(ROBOTS)))
STOPPED = "robots|robots-unavailable"


def status(code: int) -> Act:
    """A plain error page."""
    return always(answer(code, f"<h1>{code}</h1>".encode()))


def to(target: str) -> Act:
    """A redirect away; {port} is the port of the trap, a service on this machine that nobody may ask."""
    return lambda site, _ask: redirect(target.format(port=urlsplit(site.trap).port))


def robots(text: str) -> Behaviour:
    """A robots.txt of its own."""
    return at(ROBOTS, always(answer(200, text.encode(), TEXT)))


def stale(_site: Site, ask: Ask) -> Wire:
    """500 at first, then 304 to whatever comes."""
    return answer(500) if ask.times == 1 else answer(304, fields={"ETag": '"cu"'})


def lying_tag(site: Site, ask: Ask) -> Wire:
    """One ETag for ever: who asks with it is told that nothing is new."""
    tag = '"khong-doi"'
    if "if-none-match" in ask.headers or "if-modified-since" in ask.headers:
        return answer(304, fields={"ETag": tag})
    return answer(200, feed(site).encode(), RSS, {"ETag": tag})


def new_cookie(_site: Site, ask: Ask) -> Wire:
    """To itself, with a cookie that differs each time."""
    return redirect(ask.path, fields={"Set-Cookie": f"phien={ask.times}; Path=/"})


def cookie_wanted(_site: Site, ask: Ask) -> Wire | None:
    """The home page sets a cookie; the feed is refused without it."""
    if ask.path == FEED and "loi-vao=mo" not in ask.headers.get("cookie", ""):
        return answer(403, b"<h1>403</h1>")
    if ask.path == "/":
        return answer(200, framed("Trang nhất", "", "<h1>Trang nhất</h1>"), fields={"Set-Cookie": "loi-vao=mo; Path=/"})
    return None


def closed_section(story: Story) -> Story:
    """Every second article stands in the section that robots.txt closes."""
    if int(story.path[-6]) % 2:
        return story
    path = story.path.replace("/tin/", CLOSED)
    link = story.link.replace("/tin/", CLOSED)
    return replace(story, path=path, link=link, guid=link)


def login(_site: Site, _ask: Ask) -> Wire:
    """A page that asks for name and password."""
    form = (
        '<h1>Đăng nhập</h1><form action="/dang-nhap" method="post"><p>Quý độc giả vui lòng đăng nhập để đọc tiếp.</p>'
        '<input type="text" name="ten"><input type="password" name="mat_khau"><button>Đăng nhập</button></form>'
    )
    return answer(200, framed("Đăng nhập tài khoản độc giả", "", form))


def later_act(code: int, seconds: int, *, as_date: bool = False) -> Act:
    """ "Not now", for so many seconds, as a number or as a date."""
    return lambda _site, ask: later(code, seconds, ask if as_date else None)


REFUSALS = (
    Fault("feed-403", "The feed answers 403 for ever.", words("http-403"), 0, on_feed(status(403))),
    Fault("pages-403", "Every article page answers 403.", words("http-403"), 4, on_pages(status(403))),
    Fault("feed-404", "The feed's address answers 404.", words("http-404"), 0, on_feed(status(404))),
    Fault("feed-500", "The feed answers 500 for ever.", words("http-500"), 0, on_feed(status(500))),
    Fault("pages-500", "Every article page answers 500.", words("http-500"), 4, on_pages(status(500))),
    Fault("host-failing", "Each of twelve article pages answers 500.", words("http-500", "host-failing"), 12,
          on_pages(status(500)), articles=12),
    Fault("retry-after-seconds", "The feed first answers 429 with Retry-After in seconds, then well.",
          words("http-429"), 4, at_first(on_feed(later_act(429, SOON))), runs=2),
    Fault("retry-after-date", "The feed first answers 429 with Retry-After as an HTTP date, then well.",
          words("http-429"), 4, at_first(on_feed(later_act(429, SOON, as_date=True))), runs=2),
    Fault("retry-after-absent", "The feed first answers 429 without Retry-After, then well.",
          words("http-429"), 4, at_first(on_feed(status(429))), runs=2),
    Fault("retry-after-503", "The feed first answers 503 with Retry-After, then well.",
          words("http-503"), 4, at_first(on_feed(later_act(503, SOON))), runs=2),
    Fault("retry-after-long", "Every article page answers 429 with Retry-After of an hour.",
          words("http-429", "postponed"), 4, on_pages(later_act(429, LONG))),
    Fault("pages-429", "Every article page answers 429 for ever, without Retry-After.", words("http-429"), 4,
          on_pages(status(429))),
    Fault("unmodified-after-failure", "The feed answers 500 first, then 304 to whatever comes, asked for or not.",
          words("http-500", "lying-304"), 0, on_feed(stale), runs=2),
    Fault("lying-etag", "The feed answers 304 to conditional requests although new articles exist.",
          words("lying-304"), 4, on_feed(lying_tag), runs=2, late=2),
    Fault("login-wall", "Every article page redirects to a password form.", words("login-wall"), 4,
          either(on_pages(always(redirect(LOGIN))), at(LOGIN, login))),
)  # fmt: skip

REDIRECTS = (
    Fault("feed-redirect-loop", "The feed redirects to itself.", words("redirect-loop"), 0,
          on_feed(always(redirect(FEED)))),
    Fault("pages-redirect-loop", "Every article page redirects to itself.", words("redirect-loop"), 4,
          on_pages(lambda _site, ask: redirect(ask.path))),
    Fault("feed-to-loopback", "The feed redirects to a service on this machine that nobody may ask.",
          words("refused-address"), 0, on_feed(to("http://127.0.0.1:{port}/"))),
    Fault("to-loopback", "Pages redirect to another service of 127.0.0.1.", words("refused-address"), 4,
          on_pages(to("http://127.0.0.1:{port}/"))),
    Fault("to-metadata", "Pages redirect to 169.254.169.254.", words("refused-address"), 4,
          on_pages(to("http://169.254.169.254/latest/meta-data/"))),
    Fault("to-mapped-address", "Pages redirect to [::ffff:10.0.0.1].", words("refused-address|bad-link"), 4,
          on_pages(to("http://[::ffff:10.0.0.1]/"))),
    Fault("to-hexadecimal", "Pages redirect to 0x7f000001.", words("refused-address|bad-link"), 4,
          on_pages(to("http://0x7f000001:{port}/"))),
    Fault("to-decimal", "Pages redirect to 2130706433, which is 127.0.0.1.", words("refused-address|bad-link"), 4,
          on_pages(to("http://2130706433:{port}/"))),
    Fault("to-octal", "Pages redirect to 0177.0.0.1, which is 127.0.0.1.", words("refused-address|bad-link"), 4,
          on_pages(to("http://0177.0.0.1:{port}/"))),
    Fault("to-file", "Pages redirect to file:///etc/passwd.", words("bad-link"), 4,
          on_pages(to("file:///etc/passwd"))),
    Fault("to-ftp", "Pages redirect to an ftp address.", words("bad-link"), 4,
          on_pages(to("ftp://127.0.0.1:{port}/tin.html"))),
    Fault("cookie-loop-feed", "The feed redirects to itself with a new cookie each time.", words("redirect-loop"), 0,
          on_feed(new_cookie)),
    Fault("cookie-loop-pages", "Pages redirect to themselves with a new cookie each time.", words("redirect-loop"), 4,
          on_pages(new_cookie)),
    Fault("cookie-first", "The feed answers only with a cookie that the home page sets.", words(), 4, cookie_wanted,
          first_visit=True),
)  # fmt: skip

RULES = (
    Fault("robots-all", "robots.txt closes everything.", words("robots"), 0, robots("User-agent: *\nDisallow: /\n"),
          forbidden=("/",)),
    Fault("robots-section", "robots.txt closes one section, with two of the articles.", words("robots"), 4,
          robots(f"User-agent: *\nDisallow: {CLOSED}\n"), edit=closed_section, forbidden=(CLOSED,)),
    Fault("robots-500", "robots.txt answers 500.", words("robots-unavailable"), 0, at(ROBOTS, status(500)),
          forbidden=("/",)),
    Fault("robots-silent", "robots.txt is never answered.", words("robots-unavailable|timeout"), 0,
          at(ROBOTS, always(Wire(0, end="hold"))), forbidden=("/",)),
    Fault("robots-loop", "robots.txt redirects to itself; RFC 9309 leaves open what follows.",
          words("robots-unavailable|redirect-loop"), 0, LOOP),
    Fault("robots-delay", "robots.txt asks for two seconds between requests.", words(), 4,
          robots("User-agent: *\nCrawl-delay: 2\n"), crawl_delay=2.0),
)  # fmt: skip

FAULTS = (*REFUSALS, *REDIRECTS, *RULES)
