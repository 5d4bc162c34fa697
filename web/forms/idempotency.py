"""A form that is sent twice is done once: a double click, or a reload of what it answered.

Each page gives its forms a number (the field ``phieu``). What comes a second time with the same number and the same
fields from the same session gets the first answer again, and nothing is done.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.datastructures import FormData
from starlette.responses import Response

FIELD = "phieu"
GOOD_FOR = timedelta(minutes=10)
MOST = 200  # answers
LONGEST = 100_000  # bytes of an answer that is kept; a file is made anew, which changes nothing


def form_key(session: str, path: str, form: FormData) -> str:
    """What makes two forms the same; "" for one without a number."""
    if not form.get(FIELD):
        return ""
    fields = [(name, value if isinstance(value, str) else value.filename) for name, value in form.multi_items()]
    return hashlib.sha256(json.dumps([session, path, fields]).encode()).hexdigest()


@dataclass(slots=True)
class _Done:
    at: datetime
    ended: asyncio.Event
    answer: tuple[int, list[tuple[bytes, bytes]], bytes] | None = None


@dataclass(slots=True)
class Once:
    """The forms of the last minutes with their answers; of one event loop."""

    _done: OrderedDict[str, _Done] = field(default_factory=OrderedDict)

    async def answer(self, key: str, work: Callable[[], Awaitable[Response]], *, now: datetime) -> Response:
        """What ``work`` answers; for a key that is known the same answer again. Without a key it is always done."""
        known = self._done.get(key) if key else None
        if known and not known.ended.is_set():
            await known.ended.wait()
        if known and known.answer and now - known.at <= GOOD_FOR:
            return _again(*known.answer)
        if not key:
            return await work()
        return await self._first(key, work, now)

    async def _first(self, key: str, work: Callable[[], Awaitable[Response]], now: datetime) -> Response:
        self._done[key] = begun = _Done(now, asyncio.Event())
        while len(self._done) > MOST:
            self._done.popitem(last=False)
        try:
            response = await work()
            body = getattr(response, "body", None)
            if response.status_code < 400 and isinstance(body, bytes) and len(body) <= LONGEST:
                begun.answer = response.status_code, list(response.raw_headers), body
            return response
        finally:
            begun.ended.set()
            if begun.answer is None:  # it failed, or cannot be kept: the next one is done
                self._done.pop(key, None)


def _again(status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> Response:
    response = Response(body, status)
    response.raw_headers = list(headers)
    return response
