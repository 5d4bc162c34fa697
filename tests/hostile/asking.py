"""How the tests ask the hostile press: by the name of a fault, or as raw as a socket; and lines of its log."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.client import HTTPConnection
from time import monotonic, sleep

from hostile.fault import Fault
from hostile.faults import NUMBERS, chosen
from hostile.log import Asked
from hostile.press import FEED
from hostile.server import TRAP, Press, host_of
from times import UTC

FIRST = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def at_stage(press: Press, stage: int) -> Iterator[None]:
    press.turn(stage, FIRST + timedelta(hours=2 * (stage - 1)))
    yield
    press.turn(1, FIRST)


def fault_of(name: str) -> Fault:
    return chosen([name])[0]


def page_of(press: Press, name: str, place: int = -1) -> str:
    """The path of an article of the outlet; the oldest unless told otherwise."""
    return press.site(fault_of(name)).stories[place].path


def asked(press: Press, name: str, path: str, headers: dict[str, str] | None = None, *, whole: bool = True) -> Answer:
    host = TRAP if name == "trap" else f"127.0.1.{NUMBERS[name] + 1}"
    connection = HTTPConnection(host, press.second_port if name == "trap" else press.port, timeout=2)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read() if whole else answer.read(1_000_000)
    finally:
        connection.close()


def feed_log(press: Press, fault: Fault, count: int) -> list[Asked]:
    """The requests of the outlet's feed, once so many stand in the log: a client may be ahead of it."""
    until = monotonic() + 2
    feed = (host_of(fault), FEED)
    while len(log := [one for one in press.log if (one.host, one.path) == feed]) < count and monotonic() < until:
        sleep(0.01)
    return log


def raw(press: Press, name: str, path: str, *, seconds: float) -> tuple[bytes, str]:
    """What comes within some seconds, and how it ends: "closed", "reset" or "open"."""
    came = b""
    with socket.create_connection((host_of(fault_of(name)), press.port), timeout=seconds) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        until = monotonic() + seconds
        try:
            while piece := connection.recv(65536):
                came += piece
                connection.settimeout(max(0.01, until - monotonic()))
        except TimeoutError:
            return came, "open"
        except ConnectionResetError:
            return came, "reset"
    return came, "closed"


def hit(
    begun: float, ended: float, path: str = "/a", host: str = "h", *, later: float | None = None, left: bool = False
) -> Asked:
    begin, end = FIRST + timedelta(seconds=begun), FIRST + timedelta(seconds=ended)
    return Asked(host, path, begin, end, left=left, retry_after=later)
