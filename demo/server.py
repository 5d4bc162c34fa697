"""The fictional press as small web servers on the loopback, one host for each outlet."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self

from demo import pages
from demo.addresses import picture_path
from demo.markup import Site
from demo.press import HANOI, Outlet, is_dead, published, read_outlets

FOLDER = Path(__file__).parent / "press"
ROBOTS = b"User-agent: *\nAllow: /\nCrawl-delay: 0\n"
BIND_TRIES = 20  # a port free on the first host may be taken on another; try a few
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """What a server answers."""

    status: int
    body: bytes
    kind: str = HTML
    modified: datetime | None = None

    @property
    def etag(self) -> str:
        """A tag that changes with the body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True)
class Press:
    """All outlets of the demo, and the day on which it began."""

    outlets: tuple[Outlet, ...]
    today: date
    port: int = 80

    @classmethod
    def load(cls, folder: Path = FOLDER, today: date | None = None) -> Self:
        """Read the outlets; `today` is the day that counts as "0 days ago"."""
        return cls(read_outlets(folder), today or datetime.now(HANOI).date())

    def outlet(self, slug: str) -> Outlet:
        """The outlet of that slug."""
        return next(outlet for outlet in self.outlets if outlet.slug == slug)

    def base(self, outlet: Outlet) -> str:
        """The address of an outlet, without a slash at the end."""
        return f"http://{outlet.host}:{self.port}"

    def site(self, outlet: Outlet, now: datetime) -> Site:
        """The outlet as it stands now."""
        return Site(outlet, self.base(outlet), published(outlet, self.today, now))

    def feed(self, outlet: Outlet, now: datetime) -> Reply:
        """The outlet's feed as it stands now."""
        if is_dead(outlet, self.today, now):
            return broken()
        site = self.site(outlet, now)
        newest = site.stories[: pages.FEED_LENGTH]
        changed = max((story.modified for story in newest), default=None)
        return Reply(200, pages.feed(site), "application/rss+xml; charset=utf-8", changed)

    def page(self, outlet: Outlet, path: str, now: datetime) -> Reply:
        """Whatever stands at this path now: feed, robots.txt, home page, article or picture."""
        if is_dead(outlet, self.today, now):
            return broken()
        if path == outlet.feed_path:
            return self.feed(outlet, now)
        if path == "/robots.txt":
            return Reply(200, ROBOTS, "text/plain; charset=utf-8")
        site = self.site(outlet, now)
        return Reply(200, pages.home_page(site)) if path == "/" else story_reply(site, path)


def broken() -> Reply:
    """The answer of a server that has broken down."""
    return Reply(500, pages.error_page(500, "Máy chủ gặp sự cố."))


def story_reply(site: Site, path: str) -> Reply:
    """The article or picture at this path, or a small 404 page."""
    for story in site.stories:
        if path == site.path(story):
            return Reply(200, pages.article_page(site, story), modified=story.modified)
        if path == picture_path(story):
            return Reply(200, pages.drawing(story), "image/svg+xml")
    return Reply(404, pages.error_page(404, "Không tìm thấy trang."))


class QuietServer(ThreadingHTTPServer):
    """A threaded server that never writes to stderr."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that hangs up early is no news."""


class Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD from the press; made for one outlet by `handler_for`."""

    answer: Callable[[str], Reply]

    def do_GET(self) -> None:
        """Answer with the body, or 304 if the reader has it already."""
        self.reply(with_body=True)

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self.reply(with_body=False)

    def reply(self, *, with_body: bool) -> None:
        """Send status, headers and perhaps the body."""
        reply = type(self).answer(self.path.partition("?")[0])
        fresh = reply.modified is not None and self.has_already(reply)
        self.send_response(304 if fresh else reply.status)
        if reply.modified is not None:
            self.send_header("ETag", reply.etag)
            self.send_header("Last-Modified", http_date(reply.modified))
        if not fresh:
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if with_body and not fresh:
            self.wfile.write(reply.body)

    def has_already(self, reply: Reply) -> bool:
        """Whether the reader's validators match; the ETag outranks the date."""
        tag, since = (self.headers.get(name) for name in ("If-None-Match", "If-Modified-Since"))
        if tag is not None:
            return reply.etag in tag
        return since is not None and not_after(reply.modified, since)

    def log_message(self, format: str, *args: object) -> None:
        """Keep stderr clean."""


def http_date(moment: datetime) -> str:
    """The date as HTTP headers write it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def not_after(moment: datetime | None, header: str) -> bool:
    """Whether the moment is not later than the date in the header (False if unreadable)."""
    try:
        return moment is not None and moment <= parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return False


def handler_for(press: Press, outlet: Outlet, now: Callable[[], datetime]) -> type[Handler]:
    """A handler class that answers for one outlet."""

    def answer(path: str) -> Reply:
        return press.page(outlet, path, now())

    return type("OutletHandler", (Handler,), {"answer": staticmethod(answer)})


@contextmanager
def serve(press: Press, now: Callable[[], datetime], port: int = 0) -> Iterator[dict[str, str]]:
    """Serve every outlet on its own loopback host; yields the base address of each slug."""
    with ExitStack() as stack:
        servers = bind_all(press, port)
        for server in servers.values():
            stack.enter_context(server)
        bound = replace(press, port=next(iter(servers.values())).server_port)
        for slug, server in servers.items():
            server.RequestHandlerClass = handler_for(bound, bound.outlet(slug), now)
            Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            stack.callback(server.shutdown)
        yield {outlet.slug: bound.base(outlet) for outlet in bound.outlets}


def bind_all(press: Press, port: int) -> dict[str, QuietServer]:
    """One server for each outlet, all on one port: the given one, or any that is free on all."""
    for attempt in range(BIND_TRIES):
        servers: dict[str, QuietServer] = {}
        chosen = port
        try:
            for outlet in press.outlets:
                servers[outlet.slug] = QuietServer((outlet.host, chosen), Handler)
                chosen = servers[outlet.slug].server_port
        except OSError:
            close_all(servers)
            if port or attempt == BIND_TRIES - 1:
                raise
        else:
            return servers
    raise OSError("no port is free on all loopback hosts")


def close_all(servers: dict[str, QuietServer]) -> None:
    """Give back what was bound."""
    for server in servers.values():
        server.server_close()
