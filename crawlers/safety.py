"""Which network addresses may be asked: decided after DNS, on the addresses that will be connected to.

Twisted connects only to what this resolver hands it, for every request and every redirect, also where
a host is written as a number; so there is no moment between check and connection.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Container
from typing import Any

from scrapy.crawler import Crawler

Names = Callable[[Any], Any]  # sets a resolver of names (Twisted's IHostnameResolver) before the system's
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Addresses that carry an IPv4 address inside, which may be a private one: 6to4, Teredo (NAT64 is not in 2000::/3).
# And blocks of the IANA registries that Python's tables pass over or not with its version: 3.11.7 calls 192.0.0.192,
# where a cloud keeps its metadata, global; so it does the relays of 6to4 and the newer addresses for examples.
_RESERVED_V4 = tuple(map(ipaddress.IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))
_RESERVED_V6 = tuple(map(ipaddress.IPv6Network, ("2002::/16", "2001::/23", "3fff::/20")))
REFUSED: set[str] = set()  # host names that resolved to a refused address in this process


def may_ask(address: str, *, loopback: Container[str] = ()) -> bool:
    """Is this IP address public? ``loopback`` are the loopback addresses that tests and the demo open."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:  # a resolver gives addresses; what is none is not connected to
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if ip.is_loopback:
        return str(ip) in loopback
    if isinstance(ip, ipaddress.IPv6Address):
        is_reserved = ip not in _GLOBAL_UNICAST or any(ip in network for network in _RESERVED_V6)
    else:
        is_reserved = any(ip in network for network in _RESERVED_V4)
    return ip.is_global and not ip.is_multicast and not is_reserved


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
