"""What every answer carries and no request passes: known host names, headers that forbid, errors without traces."""

from __future__ import annotations

import logging
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
                await self.broken(Request(scope))(scope, receive, answer)

    def _is_known(self, scope: Scope) -> bool:
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        return len(hosts) == 1 and _without_port(hosts[0]).lower() in self.names


def _without_port(host: str) -> str:
    return host.rpartition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


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
