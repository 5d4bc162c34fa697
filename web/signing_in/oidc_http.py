"""Asks the issuer: at addresses that the guard lets through, within a time, never on to where it redirects."""

from __future__ import annotations

import http.client
import json
import logging
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Timer
from typing import Any, NoReturn, Protocol
from urllib.parse import SplitResult, urlencode, urlsplit

from outbound import RefusedAddress, connected, is_of_the_office, may_ask
from urls import BadAddress, absolute
from web.refusals import Refused

log = logging.getLogger(__name__)
SECONDS = 8.0  # that a whole exchange may take: an officer waits in front of it
MOST_BYTES = 500_000  # of an answer; documents and keys of big issuers have some 20,000
_REDIRECTS = range(300, 400)


class Signs(Protocol):
    """What puts our name and secret into a request, as authlib's ClientAuth does."""

    def prepare(
        self, method: str, uri: str, headers: dict[str, str], body: str
    ) -> tuple[str, dict[str, str], str]: ...  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What the issuer said; with the names that authlib asks for."""

    url: str
    status_code: int
    body: bytes = field(repr=False)

    def json(self) -> Any:
        """ValueError where it is none."""
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError(self.url) from error

    def raise_for_status(self) -> None:
        """Refused(503) where the issuer is not well."""
        if self.status_code >= 400:
            refuse("down", self.url, f"HTTP {self.status_code}")


@dataclass(frozen=True, slots=True)
class Wire:
    """Asks one issuer over the network."""

    issuer: str
    is_internal: bool  # the issuer's host may have an address of the office's own network
    seconds: float = SECONDS

    def get(self, url: str) -> Answer:
        """A document of the issuer; Refused(503) where none came."""
        answer = self._asked("GET", url, "", {})
        answer.raise_for_status()
        return answer

    def post(
        self, url: str, *, data: Mapping[str, str], headers: Mapping[str, str], auth: Signs
    ) -> Answer:  # fmt: skip
        """The answer to a form, whatever its status; what authlib asks of a session."""
        url, signed, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        return self._asked("POST", url, body, signed)

    def checked(self, url: object) -> str:
        """An address that the issuer named: encrypted, but where the issuer itself is this machine."""
        try:
            address = absolute(url if isinstance(url, str) else "")
        except BadAddress:
            refuse("discovery", str(url))
        parts, own = urlsplit(address), urlsplit(self.issuer)
        if parts.scheme != "https" and (parts.scheme, parts.hostname) != (own.scheme, own.hostname):
            refuse("discovery", address)
        return address

    def _asked(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> Answer:
        try:
            status, read = self._exchange(method, urlsplit(self.checked(url)), body, headers)
        except RefusedAddress:
            refuse("private", url)
        except ssl.SSLCertVerificationError as error:
            refuse("certificate", url, error.verify_message)
        except (OSError, http.client.HTTPException, ValueError) as error:
            refuse("down", url, f"{type(error).__name__}: {error}")
        if status in _REDIRECTS:
            refuse("redirects", url)
        return Answer(url, status, read)

    def _exchange(
        self, method: str, parts: SplitResult, body: str, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:  # fmt: skip
        host = parts.hostname or ""
        connection = connected(
            parts.scheme, host, parts.port, may=lambda address: self._may(host, address), timeout=self.seconds
        )
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        sent = {"Accept": "application/json", **headers}
        sent.pop("Content-Length", None)
        with _cut_off(connection, self.seconds):
            connection.request(method, path, body.encode() or None, sent)
            response = connection.getresponse()
            read = response.read(MOST_BYTES + 1)
        if len(read) > MOST_BYTES or response.length:
            raise http.client.IncompleteRead(b"")
        return response.status, read

    def _may(self, host: str, address: str) -> bool:
        own = self.is_internal and host == urlsplit(self.issuer).hostname
        return may_ask(address) or (own and is_of_the_office(address))


@contextmanager
def _cut_off(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """End an exchange in any case: who sends a byte now and then passes every time-out between two of them."""
    open_socket = connection.sock  # the connection lets go of it before the body is read
    over = Event()

    def end() -> None:
        over.set()
        with suppress(OSError):
            socket.socket.shutdown(open_socket, socket.SHUT_RDWR)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
        if over.is_set():  # half an answer may look like a whole one
            raise TimeoutError(f"longer than {seconds} s")
    finally:
        timer.cancel()
        connection.close()


def refuse(word: str, url: str, detail: str = "") -> NoReturn:
    """Refused(503) with the sentence of a word, and a line for the administrator; never what was sent."""
    log.warning("the issuer cannot be used word=%s url=%s detail=%s", word, url.partition("?")[0], detail)
    raise Refused(503, f"web.oidc.{word}", host=urlsplit(url).hostname or url)
