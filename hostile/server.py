"""The hostile press on real sockets: one loopback host for each fault, all on one port, and a log of every request.

The second port of a host speaks TLS with a bad certificate where the fault is one of TLS, and is closed elsewhere;
on 127.0.0.1 it is the trap, a service that nobody may ask. All runs in one thread of its own.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import tempfile
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from ssl import SSLContext
from threading import Thread
from time import monotonic
from typing import IO, Any

from hostile.certificates import context_of
from hostile.fault import Fault
from hostile.faults import CONTROL, NUMBERS
from hostile.log import TOLD, Asked
from hostile.press import FEED, SITEMAP, Site, stories
from hostile.wire import Ask, Wire, answer, healthy
from times import UTC

TRAP = "127.0.0.1"
BIND_TRIES = 20  # a port that is free on one host may be taken on another
HOLD_SECONDS = 120  # of silence, where the other side does not leave by itself; four times the default timeout
REQUEST_BYTES = 65_536  # of one request's head
NO_LINGER = struct.pack("ii", 1, 0)  # closing sends a reset


class Press:
    """The outlets of some faults (and the control outlet), their clock, their stage and their log."""

    def __init__(self, faults: Sequence[Fault], ports: tuple[int, int], first: datetime) -> None:
        self.faults = {host_of(fault): fault for fault in (CONTROL, *faults)}
        self.port, self.second_port = ports
        self.first = first  # the moment of the first run: what the dates of the articles are near to
        self.log: list[Asked] = []
        self.log_file: IO[str] | None = None
        self._asked: Counter[tuple[str, str]] = Counter()
        self.turn(1, first)

    def turn(self, stage: int, moment: datetime) -> None:
        """Begin a run: the stage that is shown, and the moment that it believes it is."""
        self.stage, self._moment, self._mark = stage, moment, monotonic()

    def now(self) -> datetime:
        """The press's clock."""
        return datetime.fromtimestamp(self._moment.timestamp() + monotonic() - self._mark, UTC)

    def site(self, fault: Fault) -> Site:
        """The outlet of a fault as it stands at this stage."""
        host, number = host_of(fault), NUMBERS[fault.name]
        base = f"http://{fault.hostname or host}:{self.port}"
        second = f"{'https' if fault.tls else 'http'}://{host}:{self.second_port}"
        all_of_them = stories(number, base, self.first, count=fault.articles, late=fault.late, stage=self.stage)
        shown = tuple(fault.edit(story) for story in all_of_them)
        return Site(number, fault.name, base, second, f"http://{TRAP}:{self.second_port}", self.stage, shown)

    def address(self, fault: Fault) -> str:
        """Where the outlet is entered: its feed, or its sitemap where it has no feed."""
        site = self.site(fault)
        return (site.second if fault.feed_on_tls else site.base) + (SITEMAP if fault.by == "sitemap" else FEED)

    def reply(self, host: str, path: str, headers: dict[str, str]) -> Wire:
        """What is answered to a request, with the fault's behaviour first."""
        if host == TRAP:
            return answer(200, "<h1>Bản tin giả mạo</h1>".encode())
        fault = self.faults[host]
        self._asked[host, path] += 1
        site, ask = self.site(fault), Ask(path, headers, self._asked[host, path], self.now())
        return fault.behave(site, ask) or healthy(site, ask)

    def note(self, asked: Asked) -> None:
        """Write a request into the log."""
        self.log.append(asked)
        if self.log_file:
            line = {**asdict(asked), "begun": asked.begun.isoformat(), "ended": asked.ended.isoformat()}
            self.log_file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self.log_file.flush()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: one request, one answer."""
        host = writer.get_extra_info("sockname")[0]
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            await self._answer(host, head, reader, writer)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            pass  # the other side left, or sent no request: nothing to answer
        finally:
            writer.close()

    async def _answer(self, host: str, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun = self.now()
        path, headers = parsed(head)
        wire = self.reply(host, path, headers)
        left = True
        try:
            left = await send(wire, reader, writer)
        finally:
            told = {name: headers[name] for name in TOLD if name in headers}
            self.note(Asked(host, path, begun, self.now(), wire.status, told, left, wire.retry_after))


def host_of(fault: Fault) -> str:
    """The loopback host of a fault; the control outlet is the first."""
    return f"127.0.1.{NUMBERS[fault.name] + 1}"


def parsed(head: bytes) -> tuple[str, dict[str, str]]:
    """Path and headers (names in lower case) of a request."""
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if ":" in line)
    return first.split(" ")[1].partition("?")[0], {name.strip().lower(): value.strip() for name, _, value in pairs}


async def send(wire: Wire, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Send the pieces and end as the wire says; whether the other side left before."""
    left = asyncio.ensure_future(reader.read())
    try:
        for piece in wire.pieces:
            writer.write(piece)
            if not await first_of(writer.drain(), left) or await is_over(left, wire.pause):
                return True
        if wire.end == "hold":
            return await is_over(left, HOLD_SECONDS)
        if wire.end == "reset":
            break_off(writer)
        return False
    finally:
        left.cancel()
        await asyncio.gather(left, return_exceptions=True)


async def first_of(step: Coroutine[Any, Any, None], left: asyncio.Future[bytes]) -> bool:
    """Whether the step was done before the other side left."""
    task = asyncio.ensure_future(step)
    both: set[asyncio.Future[Any]] = {task, left}
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    done = task.done() and not task.exception()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return done and not left.done()


async def is_over(left: asyncio.Future[bytes], seconds: float) -> bool:
    """Whether the other side leaves within these seconds."""
    if seconds:
        await asyncio.wait({left}, timeout=seconds)
    return left.done()


def break_off(writer: asyncio.StreamWriter) -> None:
    """Close with a reset in the place of an end."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    writer.transport.abort()


# --- sockets ------------------------------------------------------------------------------------


def sockets(hosts: Sequence[str], second: Sequence[str], port: int) -> tuple[list[socket.socket], list[socket.socket]]:
    """Listening sockets on one port of all hosts, and on a second port of some; OSError where none is free."""
    for attempt in range(BIND_TRIES):
        opened: list[socket.socket] = []
        try:
            bind_all(hosts, port, opened)
            bind_all(second, 0, opened)
        except OSError:
            for one in opened:
                one.close()
            if attempt == BIND_TRIES - 1:
                raise
        else:
            return opened[: len(hosts)], opened[len(hosts) :]
    raise OSError("no port is free on all loopback hosts")


def bind_all(hosts: Sequence[str], port: int, opened: list[socket.socket]) -> None:
    """Bind every host to the port, or to the one that the first host got."""
    for host in hosts:
        one = socket.create_server((host, port), backlog=64)
        opened.append(one)
        port = one.getsockname()[1]


@contextmanager
def serve(faults: Sequence[Fault], first: datetime, *, port: int = 0, log: Path | None = None) -> Iterator[Press]:
    """Serve the outlets of these faults and the control outlet while the block runs; ``first`` is run 1's moment."""
    everyone = [CONTROL, *faults]
    hosts = [host_of(fault) for fault in everyone if fault.listens]
    bad = {host_of(fault): fault for fault in everyone if fault.tls}
    plain, second = sockets(hosts, [TRAP, *bad], port)
    for fault in everyone:
        if fault.prepare:
            fault.prepare()
    press = Press(faults, (plain[0].getsockname()[1], second[0].getsockname()[1]), first)
    with tempfile.TemporaryDirectory() as folder:
        contexts = [None, *(context_of(host, fault.tls, Path(folder)) for host, fault in bad.items())]
    listening = [*((one, None) for one in plain), *zip(second, contexts, strict=True)]
    with ExitStack() as stack:
        if log:
            press.log_file = stack.enter_context(log.open("a", encoding="utf-8"))
        loop = stack.enter_context(running_loop())
        servers = asyncio.run_coroutine_threadsafe(listen(press, listening), loop).result()
        stack.callback(lambda: asyncio.run_coroutine_threadsafe(leave(servers), loop).result())
        yield press


@contextmanager
def running_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def listen(press: Press, listening: Sequence[tuple[socket.socket, SSLContext | None]]) -> list[asyncio.Server]:
    """Accept on every socket."""
    return [
        await asyncio.start_server(press.connected, sock=one, ssl=context, limit=REQUEST_BYTES)
        for one, context in listening
    ]


async def leave(servers: Sequence[asyncio.Server]) -> None:
    """Close every socket, and end every connection that is still open."""
    for server in servers:
        server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def described(press: Press) -> list[str]:
    """One line for each outlet: where it stands and what it does."""
    return [f"{press.address(fault)}  {fault.name}: {fault.what}" for fault in press.faults.values()]
