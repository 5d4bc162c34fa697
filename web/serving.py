"""Serves the pages with uvicorn until it is told to stop."""

from __future__ import annotations

import ctypes
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import uvicorn
from fastapi import FastAPI

from config.web import WebSettings, load_web
from pipeline.jobs.home import Home
from records import Trouble
from storage.opening import kept_open, open_database
from web.app import declared_of, make_app
from web.caching.home import CachedHome, LastRead
from web.caching.warming import kept_warm
from web.loading import loading
from web.signing_in.oidc_setup import opened

WAITING = 2048  # connections that wait to be taken up, as uvicorn has it
_ARENAS, _SHARED = -8, 2  # M_ARENA_MAX of glibc's malloc.h; heaps for all threads together


def settings_of(home: Home) -> WebSettings:
    """The home's own ``config/web.toml``, or the shipped one."""
    own = home.path / "config"
    return load_web(own if own.is_dir() else None)


def cached_home(home: Home, clock: Callable[[], datetime]) -> CachedHome:
    """The home with its configuration read; Trouble for a broken one: while the pages are up it would hold nobody up,
    but they do not come up on what nobody meant."""
    cached = CachedHome(home.path, LastRead(now=clock))
    cached.configuration()
    return cached


def serve(
    home: Home, settings: WebSettings, *, host: str, port: int, clock: Callable[[], datetime],
    opened_at: Callable[[str], None] = lambda _: None,
) -> None:  # fmt: skip
    """Answer requests at this address; one process, for the delays and rates are counted in it.

    ``opened_at`` is told the address once it is ours; Trouble("web.cannot-listen") where it cannot be.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service that is stopped ends like one at a terminal
    home.be_ready()
    bring_up_to_date(home)
    _share_heaps()
    with loading():
        oidc = opened(settings, home.path)
        cached = home if isinstance(home, CachedHome) else cached_home(home, clock)
        app = make_app(cached, settings, clock=clock, oidc=oidc)
    try:
        with _listening(host, port) as listener, kept_open(home.path), kept_warm(app.state.site, declared_of(app)):
            opened_at(f"http://{host}:{port}/")
            with suppress(KeyboardInterrupt):
                uvicorn.Server(server_of(app, settings, host=host, port=port)).run(sockets=[listener])
    finally:
        app.state.site.accounts.close()


def _listening(host: str, port: int) -> socket.socket:
    """The address as ours; Trouble where another program has it, or this one may not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=WAITING)
    except OSError as error:
        detail = str(error.strerror).partition(" (while")[0]
        raise Trouble("web.cannot-listen", host=host, port=port, detail=detail) from error
    # Connections inherit it. Without it a page waits 40 ms between its head and its body (RFC 896 against RFC 1122's
    # delayed acknowledgement); asyncio sets it only on sockets that name their protocol.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def server_of(app: FastAPI, settings: WebSettings, *, host: str, port: int) -> uvicorn.Config:
    """How uvicorn serves the pages: only of the servers named in the settings it takes who asks and how."""
    return uvicorn.Config(
        app, host=host, port=port, server_header=False, access_log=False, log_level="warning",
        forwarded_allow_ips=list(settings.proxies),
    )  # fmt: skip


def bring_up_to_date(home: Home) -> None:
    """Take the database of an earlier version over, as every command that writes does; any other fault pages tell."""
    try:
        open_database(home.path, write=False).close()
    except Trouble as trouble:
        if trouble.key == "storage.older":
            open_database(home.path, write=True).close()


def _share_heaps() -> None:
    """Let the threads share heaps: glibc gives each its own, and each keeps what large answers took."""
    with suppress(OSError, AttributeError):  # another C library has no such call
        ctypes.CDLL(None).mallopt(_ARENAS, _SHARED)
