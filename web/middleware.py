"""What every answer carries and no request passes: known host names, headers that forbid, errors without traces."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

POLICY = "; ".join(
    (
        "default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'", "font-src 'self'",
        "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
    )
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
A_YEAR = 31_536_000  # seconds
_HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")  # RFC 3986, without what nobody types


class Shield:
    """The outermost layer, so that nothing is answered without it."""

    def __init__(
        self, app: ASGIApp, *, names: tuple[str, ...], secure: bool, broken: Callable[[Request], Response]
    ) -> None:  # fmt: skip
        self.app, self.names, self.broken = app, frozenset(name.lower() for name in names), broken
        self.headers = {**HEADERS, **({"Strict-Transport-Security": f"max-age={A_YEAR}"} if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(send, self.headers)
        if not self._is_known(scope):
            await PlainTextResponse("400", 400)(scope, receive, answer)
            return
        try:
            await self.app(scope, receive, answer)
        except Exception:
            log.exception("a page failed: %s", scope["path"])
            if not answer.started:
                await self._told(Request(scope))(scope, receive, answer)

    def _told(self, request: Request) -> Response:
        """The page that says so; where that cannot be made either, the bare number."""
        try:
            return self.broken(request)
        except Exception:
            log.exception("the page of faults failed, too")
            return PlainTextResponse("500", 500)

    def _is_known(self, scope: Scope) -> bool:
        """Was this site asked for, by one name of its own and in letters that an address may have?"""
        hosts = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
        found = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        return found is not None and found["name"] in self.names and scope["query_string"].isascii()


class _Answer:
    """Sends on, with our headers at the start."""

    def __init__(self, send: Send, headers: dict[str, str]) -> None:
        self.send, self.headers, self.started = send, headers, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in self.headers.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await self.send(message)
