"""Which network addresses may be asked: decided after DNS, on the addresses that will be connected to.

Twisted connects only to what this resolver hands it, for every request and every redirect, also where
a host is written as a number; so there is no moment between check and connection.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

from scrapy.crawler import Crawler

from outbound import may_ask

Names = Callable[[Any], Any]  # sets a resolver of names (Twisted's IHostnameResolver) before the system's
REFUSED: set[str] = set()  # host names that resolved to a refused address in this process


class GuardedResolver:
    """Twisted's IHostnameResolver: resolves host names and passes on the addresses that may be asked."""

    def __init__(self, reactor: Any, *, loopback: Container[str], names: Names | None = None) -> None:
        self._reactor = reactor
        self._inner: Any = names(reactor.nameResolver) if names else reactor.nameResolver
        self._loopback = loopback

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> GuardedResolver:
        settings = crawler.settings
        return cls(reactor, loopback=settings["DIEMBAO_LOOPBACK"], names=settings["DIEMBAO_NAMES"])

    def install_on_reactor(self) -> None:
        self._reactor.installNameResolver(self)

    def resolveHostName(self, receiver: Any, host: str, *rest: Any, **named: Any) -> Any:  # noqa: N802 - Twisted's name
        return self._inner.resolveHostName(_Filter(receiver, host, loopback=self._loopback), host, *rest, **named)


class _Filter:
    """Twisted's IResolutionReceiver: holds back the addresses that may not be asked."""

    def __init__(self, receiver: Any, host: str, *, loopback: Container[str]) -> None:
        self._receiver = receiver
        self._host = host
        self._loopback = loopback

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if may_ask(address.host, loopback=self._loopback):
            self._receiver.addressResolved(address)
        else:
            REFUSED.add(self._host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._receiver.resolutionComplete()
