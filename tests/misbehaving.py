"""A server on the loopback that answers as a test says, however badly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.conftest import rss

RSS = "application/rss+xml"
Answer = tuple[int, str, bytes, dict[str, str]]  # status, content type, body, further headers
DATE = "<pubDate>Mon, 20 Jul 2026 06:05:00 +0700</pubDate>"
# Relative links: nothing outside this machine is named.
FEED = rss(*(f"<item><title>Tin {n}</title><link>/tin-{n}.html</link>{DATE}</item>" for n in (1, 2)))
GOOD: Answer = (200, RSS, FEED, {})


@contextmanager
def server(answer: Callable[[str, int], Answer]) -> Iterator[tuple[str, list[str]]]:
    """Serve what ``answer`` says of a path and of how often it was asked for; yields address and paths asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, kind, body, headers = answer(self.path, asked.count(self.path))
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep stderr clean."""

    with ThreadingHTTPServer(("127.0.0.31", 0), Handler) as listening:
        Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://127.0.0.31:{listening.server_port}", asked
        listening.shutdown()
