"""Serves the pages with uvicorn until it is told to stop."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import uvicorn

from config.web import WebSettings, load_web
from pipeline.jobs.home import Home
from records import Trouble
from storage.opening import kept_open, open_database
from web.app import declared_of, make_app
from web.caching.home import LastRead, SteadyHome
from web.caching.warming import kept_warm
from web.loading import loading
from web.signing_in.oidc_setup import opened

# Whose word is taken for where a request comes from: a server with a certificate on this machine, before these pages.
PROXY = "127.0.0.1,::1"
_ARENAS, _SHARED = -8, 2  # M_ARENA_MAX of glibc's malloc.h; heaps for all threads together


def settings_of(home: Home) -> WebSettings:
    """The home's own ``config/web.toml``, or the shipped one."""
    own = home.path / "config"
    return load_web(own if own.is_dir() else None)


def steady_home(home: Home, clock: Callable[[], datetime]) -> SteadyHome:
    """The home with its configuration read; Trouble for a broken one: while the pages are up it would hold nobody up,
    but they do not come up on what nobody meant."""
    steady = SteadyHome(home.path, LastRead(now=clock))
    steady.configuration()
    return steady


def serve(home: Home, settings: WebSettings, *, host: str, port: int, clock: Callable[[], datetime]) -> None:
    """Answer requests at this address; one process, for the delays and rates are counted in it."""
    home.be_ready()
    bring_up_to_date(home)
    _share_heaps()
    with loading():
        elsewhere = opened(settings, home.path)
        steady = home if isinstance(home, SteadyHome) else steady_home(home, clock)
        app = make_app(steady, settings, clock=clock, elsewhere=elsewhere)
    try:
        with kept_open(home.path), kept_warm(app.state.site, declared_of(app)):
            uvicorn.run(
                app, host=host, port=port, server_header=False, access_log=False, log_level="warning",
                forwarded_allow_ips=PROXY,
            )  # fmt: skip
    finally:
        app.state.site.accounts.close()


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
