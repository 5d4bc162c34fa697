"""Connections to other machines: only to an address that may be asked, looked at after DNS.

A host is resolved once and connected to at the address that was looked at, also where it is written as a number: no
second look-up stands between check and connection. Nobody here follows a redirect.
"""

from __future__ import annotations

import http.client
import ipaddress
import logging
import socket
import ssl
from collections.abc import Callable, Container

log = logging.getLogger(__name__)
TRIED = 3  # addresses of one host, each for the time-out
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Addresses that carry an IPv4 address inside, which may be a private one: 6to4, Teredo (NAT64 is not in 2000::/3).
# And blocks of the IANA registries that Python's tables pass over or not with its version: 3.11.7 calls 192.0.0.192,
# where a cloud keeps its metadata, global; so it does the relays of 6to4 and the newer addresses for examples.
_RESERVED_V4 = tuple(map(ipaddress.IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))
_RESERVED_V6 = tuple(map(ipaddress.IPv6Network, ("2002::/16", "2001::/23", "3fff::/20")))
# What an office's own network is made of: RFC 1918, RFC 4193. Link-local addresses, where clouds keep their metadata,
# and those shared by a provider's customers are none.
_OFFICE_V4 = tuple(map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
_OFFICE_V6 = ipaddress.IPv6Network("fc00::/7")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class RefusedAddress(OSError):
    """A host that has no address which may be asked; its text is the host."""


def may_ask(address: str, *, loopback: Container[str] = ()) -> bool:
    """Is this IP address public? ``loopback`` are the loopback addresses that tests and the demo open."""
    ip = _address(address)
    if ip is None:  # a resolver gives addresses; what is none is not connected to
        return False
    if ip.is_loopback:
        return str(ip) in loopback
    if isinstance(ip, ipaddress.IPv6Address):
        is_reserved = ip not in _GLOBAL_UNICAST or any(ip in network for network in _RESERVED_V6)
    else:
        is_reserved = any(ip in network for network in _RESERVED_V4)
    return ip.is_global and not ip.is_multicast and not is_reserved


def is_of_the_office(address: str) -> bool:
    """Is this an address of this machine or of the network behind it? Only for a host that was named as such."""
    ip = _address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        return ip.is_loopback or ip in _OFFICE_V6
    return ip is not None and (ip.is_loopback or any(ip in network for network in _OFFICE_V4))


def _address(written: str) -> _Address | None:
    try:
        ip = ipaddress.ip_address(written.partition("%")[0])
    except ValueError:
        return None
    return ip.ipv4_mapped or ip if isinstance(ip, ipaddress.IPv6Address) else ip


def connected(
    scheme: str, host: str, port: int | None, *, may: Callable[[str], bool], timeout: float
) -> http.client.HTTPConnection:
    """An open connection to the first address of a host that ``may`` be asked and answers; RefusedAddress: none may.

    OSError (socket.gaierror, TimeoutError, ssl.SSLCertVerificationError among them) where nobody answers as that host.
    """
    port = port or (443 if scheme == "https" else 80)
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    addresses = list(dict.fromkeys(one for one in found if may(one)))[:TRIED]
    if not addresses:
        raise RefusedAddress(host)
    opened = _opened(addresses, port, timeout)
    if scheme != "https":
        plain = http.client.HTTPConnection(host, port, timeout=timeout)
        plain.sock = opened
        return plain
    context = ssl.create_default_context()
    safe = http.client.HTTPSConnection(host, port, timeout=timeout, context=context)
    safe.sock = context.wrap_socket(opened, server_hostname=host)
    return safe


def _opened(addresses: list[str], port: int, timeout: float) -> socket.socket:
    """A socket to the first that answers: a host may have an address of IPv6 that leads nowhere from here."""
    for address in addresses[:-1]:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            log.info("no connection address=%s port=%d error=%s", address, port, error)
    return socket.create_connection((addresses[-1], port), timeout)
