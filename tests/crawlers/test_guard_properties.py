"""The address guard for every address and every way of writing it, from the URL's host to the connection."""

import ipaddress
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from types import SimpleNamespace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crawlers.safety import GuardedResolver, may_ask

# Written down here from the IANA registries of special addresses, so that the guard is not held against itself.
NEVER_V4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
NEVER_V6 = [
    IPv6Network(network)
    for network in (
        "::/128", "::1/128", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
        "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
]  # fmt: skip
METADATA = [
    IPv4Address("169.254.169.254"),
    IPv4Address("169.254.170.2"),
    IPv4Address("100.100.100.200"),
    IPv4Address("192.0.0.192"),
]


def spellings(ip: IPv4Address) -> dict[str, str]:
    """The ways in which resolvers read an IPv4 address (inet_aton), and the IPv6 forms that stand for it."""
    number, parts = int(ip), ip.packed
    first, rest = parts[0], number & 0xFFFFFF
    return {
        "dotted": str(ip),
        "decimal": str(number),
        "hex": f"0x{number:x}",
        "octal": f"0{number:o}",
        "dotted-hex": ".".join(f"0x{part:02X}" for part in parts),
        "dotted-octal": ".".join(f"0{part:03o}" for part in parts),
        "two-parts": f"{first}.{rest}",
        "three-parts": f"{first}.0x{parts[1]:x}.{number & 0xFFFF}",
        "mapped": f"::ffff:{ip}",
        "mapped-hex": f"::FFFF:{number >> 16:x}:{number & 0xFFFF:x}",
        "mapped-whole": f"0:0:0:0:0:ffff:{number >> 16:04x}:{number & 0xFFFF:04x}",
    }


def carriers(ip: IPv4Address) -> dict[str, str]:
    """IPv6 addresses from which a relay would take this one out and ask it."""
    number = int(ip)
    high, low = number >> 16, number & 0xFFFF
    return {
        "compatible": f"::{high:x}:{low:x}",
        "nat64": f"64:ff9b::{ip}",
        "nat64-local": f"64:ff9b:1::{high:x}:{low:x}",
        "6to4": f"2002:{high:x}:{low:x}::1",
        "teredo": f"2001:0:808:808:0:ffff:{high ^ 0xFFFF:x}:{low ^ 0xFFFF:x}",
        "teredo-server": f"2001:0:{high:x}:{low:x}::1",
        "translated": f"::ffff:0:{high:x}:{low:x}",
    }


def connected(host: str, opened: frozenset[str] = frozenset()) -> list[str]:
    """The addresses that Twisted would be given for a host that is written as a number; no name is looked up."""
    asked = SimpleNamespace(received=[])

    class Net:
        def resolveHostName(self, receiver, host, *rest, **named):  # noqa: N802 - Twisted's name
            try:
                found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
            except (socket.gaierror, UnicodeError):
                found = []
            for *_, address in found:
                receiver.addressResolved(SimpleNamespace(host=address[0]))

    receiver = SimpleNamespace(addressResolved=lambda address: asked.received.append(address.host))
    GuardedResolver(SimpleNamespace(nameResolver=Net()), loopback=opened).resolveHostName(receiver, host, 443)
    return asked.received


def inside(networks):
    return st.sampled_from(networks).flatmap(lambda network: st.ip_addresses(network=network))


def edges(networks):
    """First and last address of each network: where an "almost" would show."""
    return st.sampled_from([address for network in networks for address in (network[0], network[-1])])


@given(st.one_of(inside(NEVER_V4), edges(NEVER_V4), st.sampled_from(METADATA)))
def test_no_private_address_is_asked_in_any_spelling(ip):
    for name, written in spellings(ip).items():
        assert connected(written) == [], name


@given(st.ip_addresses(v=4))
def test_what_carries_an_address_through_a_relay_is_not_asked(ip):
    for name, written in carriers(ip).items():
        assert connected(written) == [], name


@given(st.one_of(inside(NEVER_V6), edges(NEVER_V6)), st.sampled_from(["", "%eth0", "%1", "%25lo"]))
def test_no_special_ipv6_address_is_asked(ip, zone):
    assert not may_ask(f"{ip}{zone}")
    assert not may_ask(f"{ip.exploded.upper()}{zone}")
    assert connected(ip.exploded) == []


@given(st.ip_addresses(v=6))
def test_outside_of_global_unicast_nothing_is_asked(ip):
    assume(ip not in IPv6Network("2000::/3") and not (ip.ipv4_mapped and may_ask(str(ip.ipv4_mapped))))
    assert not may_ask(str(ip))


@given(st.ip_addresses(v=4))
def test_every_public_ipv4_address_is_asked(ip):
    assume(not any(ip in network for network in NEVER_V4))
    for name, written in spellings(ip).items():
        assert len(connected(written)) == 1, name


@given(st.ip_addresses(network="2000::/3"))
def test_every_public_ipv6_address_is_asked(ip):
    assume(not any(ip in network for network in NEVER_V6))
    assert connected(ip.exploded) == [str(ip)]


@given(
    st.one_of(inside(NEVER_V4), inside([IPv4Network("127.0.0.0/8")]), inside(NEVER_V6)),
    inside([IPv4Network("127.0.0.0/8")]),
)
def test_the_switch_opens_the_named_loopback_address_and_no_other(ip, opened):
    assert may_ask(str(ip), loopback=frozenset({str(opened)})) is (ip == opened)
    for written in spellings(opened).values():
        assert len(connected(written, frozenset({str(opened)}))) == 1


@given(st.ip_addresses(v=4), st.ip_addresses())
def test_opening_a_public_or_private_address_by_name_changes_nothing(ip, other):
    """The switch is for loopback: no list of settings lets a private address through."""
    assume(not ip.is_loopback and not other.is_loopback and getattr(other, "ipv4_mapped", None) is None)
    assert may_ask(str(ip), loopback=frozenset({str(ip)})) == may_ask(str(ip))
    assert may_ask(str(other), loopback=frozenset({str(other)})) == may_ask(str(other))


@pytest.mark.parametrize(
    "written", ["", "a.vn", "1.2.3", "0x7f.1", "::g", "999.1.1.1", "127.0.0.1:80", "[::1]", "8.8.8.8 "]
)
def test_what_is_no_address_is_not_asked(written):
    assert not may_ask(written)


def test_an_address_has_every_spelling_that_is_tried():
    ip = ipaddress.ip_address("127.0.0.1")
    assert spellings(ip)["hex"] == "0x7f000001"
    assert spellings(ip)["decimal"] == "2130706433"
    assert spellings(ip)["octal"] == "017700000001"
    assert IPv6Address(carriers(ip)["teredo"]).teredo == (IPv4Address("8.8.8.8"), ip)
    assert IPv6Address(carriers(ip)["6to4"]).sixtofour == ip
    for written in spellings(ip).values():
        assert connected(written, frozenset({"127.0.0.1"})) != []
