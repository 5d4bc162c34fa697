"""What goes over the wire: an answer as pieces of bytes, the pause between them, and how the connection ends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import Literal

from hostile.press import FEED, HOME, ROBOTS, ROBOTS_TEXT, SITEMAP, Site, feed, home, page, sitemap
from times import UTC

HTML, RSS, XML, TEXT = "text/html; charset=utf-8", "application/rss+xml; charset=utf-8", "application/xml", "text/plain"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: its path, its headers (names in lower case), how often this path was asked so far."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    times: int = 1  # this request included, over all stages
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Wire:
    """An answer. "hold" keeps the connection open and silent until the other side leaves, "reset" breaks it."""

    status: int  # 0 where none is sent
    pieces: Iterable[bytes] = ()
    pause: float = 0.0  # seconds after each piece
    end: Literal["close", "hold", "reset"] = "close"
    retry_after: float | None = None  # seconds that the answer asks to be left alone


Act = Callable[[Site, Ask], Wire]
Behaviour = Callable[[Site, Ask], Wire | None]  # None: the healthy answer


def head(status: int, fields: Mapping[str, str]) -> bytes:
    """Status line and headers."""
    reason = HTTPStatus(status).phrase
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def answer(status: int, body: bytes = b"", kind: str = HTML, fields: Mapping[str, str] | None = None) -> Wire:
    """A whole, well-formed answer."""
    return Wire(status, (whole(status, body, kind, fields),))


def whole(status: int, body: bytes, kind: str = HTML, fields: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a well-formed answer."""
    length = {} if status == 304 else {"Content-Type": kind, "Content-Length": str(len(body))}
    return head(status, {"Connection": "close", **length, **(fields or {})}) + body


def redirect(where: str, status: int = 302, fields: Mapping[str, str] | None = None) -> Wire:
    """A redirect."""
    return answer(status, b"", HTML, {"Location": where, **(fields or {})})


def later(status: int, seconds: float, ask: Ask | None = None) -> Wire:
    """ "Not now": Retry-After in whole seconds, or as a date where the request is given."""
    fields = {"Retry-After": f"{seconds:.0f}"}
    if ask:
        until = datetime.fromtimestamp(ask.now.timestamp() + seconds, UTC)
        fields = {"Date": format_datetime(ask.now, usegmt=True), "Retry-After": format_datetime(until, usegmt=True)}
    wire = answer(status, b"<h1>Xin quay l\xe1\xba\xa1i sau</h1>", HTML, fields)
    return Wire(wire.status, wire.pieces, retry_after=seconds)


def kept_fresh(body: bytes, kind: str, ask: Ask) -> Wire:
    """A healthy answer with an ETag, or 304 for a reader that has it already."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if ask.headers.get("if-none-match") == tag:
        return answer(304, fields={"ETag": tag})
    return answer(200, body, kind, {"ETag": tag})


def healthy(site: Site, ask: Ask) -> Wire:
    """What a good server answers."""
    if story := site.story(ask.path):
        return kept_fresh(page(site, story), HTML, ask)
    bodies: dict[str, tuple[Callable[[], bytes], str]] = {
        ROBOTS: (lambda: ROBOTS_TEXT, TEXT),
        FEED: (lambda: feed(site).encode(), RSS),
        SITEMAP: (lambda: sitemap(site).encode(), XML),
        HOME: (lambda: home(site), HTML),
    }
    if ask.path not in bodies:
        return answer(404, b"<h1>404</h1>")
    make, kind = bodies[ask.path]
    return kept_fresh(make(), kind, ask)


# --- where and when a server misbehaves ---------------------------------------------------------


def well(_site: Site, _ask: Ask) -> None:
    """No misbehaviour in an answer."""


def at(path: str, act: Act) -> Behaviour:
    """Misbehave at one path."""
    return lambda site, ask: act(site, ask) if ask.path == path else None


def on_feed(act: Act) -> Behaviour:
    """Misbehave at the feed."""
    return at(FEED, act)


def on_pages(act: Act) -> Behaviour:
    """Misbehave at every article page."""
    return lambda site, ask: act(site, ask) if site.story(ask.path) else None


def on_article(number: int, act: Act) -> Behaviour:
    """Misbehave at the page of one article, by its place from the oldest (0) on."""
    return lambda site, ask: act(site, ask) if ask.path == site.stories[-1 - number].path else None


def from_stage(stage: int, behave: Behaviour) -> Behaviour:
    """Misbehave from this run on."""
    return lambda site, ask: behave(site, ask) if site.stage >= stage else None


def at_first(behave: Behaviour) -> Behaviour:
    """Misbehave at the first request of a path only."""
    return lambda site, ask: behave(site, ask) if ask.times == 1 else None


def either(*ways: Behaviour) -> Behaviour:
    """The first of several ways that has an answer."""
    return lambda site, ask: next((wire for way in ways if (wire := way(site, ask))), None)


def always(wire: Wire) -> Act:
    """The same answer to whatever comes; for answers whose pieces can be sent again."""
    return lambda _site, _ask: wire
