"""What is larger than a route takes: the server's bare 413 becomes a page that says how much may be sent."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOO_LARGE = 413


class SpokenLimit:
    """Answers with ``told`` where the application inside answers with a bare 413 of one word."""

    def __init__(self, app: ASGIApp, told: Callable[[Request], Response]) -> None:
        self.app, self.told = app, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _Answer(send)
        await self.app(scope, receive, answer)
        if answer.is_bare:
            await self.told(Request(scope))(scope, receive, send)


class _Answer:
    """Sends on what is no bare 413, and keeps that back."""

    def __init__(self, send: Send) -> None:
        self.send, self.is_bare = send, False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == TOO_LARGE:
            self.is_bare = Headers(raw=message["headers"]).get("content-type", "").startswith("text/plain")
        if not self.is_bare:
            await self.send(message)
