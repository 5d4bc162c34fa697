"""Which network addresses may be asked: decided after DNS, on the addresses that will be connected to.

Twisted connects only to what this resolver hands it, for every request and every redirect, also where
a host is written as a number; so there is no moment between check and connection.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from scrapy.crawler import Crawler

_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Addresses that carry an IPv4 address inside, which may be a private one: 6to4, Teredo (NAT64 is not in 2000::/3).
_TUNNELS = (ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32"))
REFUSED: set[str] = set()  # host names that resolved to a refused address in this process


def may_ask(address: str, *, loopback: bool) -> bool:
    """Is this IP address public? ``loopback`` opens 127.0.0.0/8 and ::1 for tests and the demo."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if loopback and ip.is_loopback:
        return True
    if isinstance(ip, ipaddress.IPv6Address) and (ip not in _GLOBAL_UNICAST or any(ip in net for net in _TUNNELS)):
        return False
    return ip.is_global and not ip.is_multicast


class GuardedResolver:
    """Twisted's IHostnameResolver: resolves host names and passes on the addresses that may be asked."""

    def __init__(self, reactor: Any, *, loopback: bool) -> None:
        self._reactor = reactor
        self._inner: Any = reactor.nameResolver
        self._loopback = loopback

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> GuardedResolver:
        return cls(reactor, loopback=crawler.settings.getbool("DIEMBAO_LOOPBACK"))

    def install_on_reactor(self) -> None:
        self._reactor.installNameResolver(self)

    def resolveHostName(self, receiver: Any, host: str, *rest: Any, **named: Any) -> Any:  # noqa: N802 - Twisted's name
        return self._inner.resolveHostName(_Filter(receiver, host, loopback=self._loopback), host, *rest, **named)


class _Filter:
    """Twisted's IResolutionReceiver: holds back the addresses that may not be asked."""

    def __init__(self, receiver: Any, host: str, *, loopback: bool) -> None:
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
