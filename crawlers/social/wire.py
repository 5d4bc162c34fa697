"""One request at a time to an interface: to an address that was checked after DNS, never on to where it redirects.

Interfaces are asked some dozen times in a crawl and want nothing that the press spider does (redirects, conditions,
many hosts at once); a plain connection can be handed a clock and a server by a test, and runs many days in a process.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Literal
from urllib.parse import urlencode, urlsplit

from crawlers.coding import TooLarge, UnknownCoding, undone
from outbound import RefusedAddress, connected, may_ask

CHUNK = 65_536
WHOLE = 4  # times the time-out that a whole answer may take: one that drips must not hold the crawl


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for; ``url`` alone may be written anywhere, what is secret goes over the wire and no further."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret_query: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    method: Literal["GET", "POST"] = "GET"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer with its body undone from its coding; not yet redacted."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)

    def header(self, name: str) -> str:
        return next((value for one, value in self.headers if one.lower() == name.lower()), "")


class NoAnswer(Exception):
    """No whole answer came; its text is the outcome word."""


@dataclass(frozen=True, slots=True)
class Wire:
    """Asks over the network."""

    user_agent: str
    timeout: float = 30.0
    most_bytes: int = 10_000_000
    loopback: Container[str] = frozenset()  # loopback addresses that are open, for tests

    def __call__(self, request: Request) -> Response:
        """The answer, whatever its status; NoAnswer where none came."""
        try:
            return self._asked(request)
        except (TooLarge, UnknownCoding) as error:
            raise NoAnswer("too-large" if isinstance(error, TooLarge) else "broken-answer") from None
        except RefusedAddress:
            raise NoAnswer("refused-address") from None
        except socket.gaierror:
            raise NoAnswer("no-such-host") from None
        except ssl.SSLCertVerificationError:
            raise NoAnswer("bad-certificate") from None
        except TimeoutError:
            raise NoAnswer("timeout") from None
        except ConnectionRefusedError:
            raise NoAnswer("connection-refused") from None
        except (OSError, http.client.HTTPException, UnicodeError):
            raise NoAnswer("broken-answer") from None  # without its words: they may hold the address that was asked

    def _asked(self, request: Request) -> Response:
        parts = urlsplit(request.url)
        connection = connected(
            parts.scheme, parts.hostname or "", parts.port, may=partial(may_ask, loopback=self.loopback),
            timeout=self.timeout,
        )  # fmt: skip
        query = "&".join(filter(None, (parts.query, urlencode(request.secret_query))))
        body = urlencode(request.form).encode() if request.form else None
        headers = {"User-Agent": self.user_agent, "Accept-Encoding": "gzip", **request.headers}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(request.method, f"{parts.path or '/'}{'?' if query else ''}{query}", body, headers)
            response = connection.getresponse()
            coded = self._read(response)
        finally:
            connection.close()
        undone_body = undone(
            coded, transfer="", content=response.getheader("Content-Encoding") or "", limit=self.most_bytes
        )
        return Response(response.status, tuple(response.getheaders()), undone_body)

    def _read(self, response: http.client.HTTPResponse) -> bytes:
        pieces, size, until = [], 0, monotonic() + WHOLE * self.timeout
        while piece := response.read1(CHUNK):
            pieces.append(piece)
            size += len(piece)
            if size > self.most_bytes:
                raise TooLarge(self.most_bytes)
            if monotonic() > until:
                raise TimeoutError
        if response.length:  # what was announced did not come
            raise http.client.IncompleteRead(b"")
        return b"".join(pieces)
