"""Which network addresses may be asked."""

import ipaddress
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.safety import REFUSED, GuardedResolver, may_ask

PRIVATE = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8", "100.64.0.0/10", "0.0.0.0/8",
    "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "fc00::/7", "fe80::/10", "ff00::/8",
]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "always", "with_switch"),
    [
        pytest.param("8.8.8.8", True, True, id="public"),
        pytest.param("113.160.0.1", True, True, id="public-vietnam"),
        pytest.param("2405:4800::1", True, True, id="public-v6"),
        pytest.param("::ffff:8.8.8.8", True, True, id="public-mapped"),
        pytest.param("127.0.0.1", False, True, id="loopback"),
        pytest.param("127.0.0.11", False, True, id="loopback-other"),
        pytest.param("::1", False, True, id="loopback-v6"),
        pytest.param("::ffff:127.0.0.1", False, True, id="loopback-mapped"),
        pytest.param("10.0.0.1", False, False, id="private-10"),
        pytest.param("172.16.0.1", False, False, id="private-172"),
        pytest.param("192.168.1.1", False, False, id="private-192"),
        pytest.param("169.254.0.1", False, False, id="link-local"),
        pytest.param("169.254.169.254", False, False, id="cloud-metadata"),
        pytest.param("::ffff:10.0.0.1", False, False, id="private-mapped"),
        pytest.param("::ffff:169.254.169.254", False, False, id="metadata-mapped"),
        pytest.param("100.64.0.1", False, False, id="carrier-nat"),
        pytest.param("224.0.0.1", False, False, id="multicast"),
        pytest.param("ff0e::1", False, False, id="multicast-v6-global"),
        pytest.param("255.255.255.255", False, False, id="broadcast"),
        pytest.param("0.0.0.0", False, False, id="unspecified"),
        pytest.param("::", False, False, id="unspecified-v6"),
        pytest.param("fd00::1", False, False, id="unique-local"),
        pytest.param("fe80::1", False, False, id="link-local-v6"),
        pytest.param("fe80::1%eth0", False, False, id="link-local-scoped"),
        pytest.param("64:ff9b::10.0.0.1", False, False, id="private-behind-nat64"),
        pytest.param("2002:a00:1::", False, False, id="private-behind-6to4"),
        pytest.param("::10.0.0.1", False, False, id="private-ipv4-compatible"),
        pytest.param("fec0::1", False, False, id="site-local"),
    ],
)
def test_may_ask(address, always, with_switch):
    assert may_ask(address, loopback=False) is always
    assert may_ask(address, loopback=True) is with_switch


@given(st.sampled_from(PRIVATE).flatmap(lambda network: st.ip_addresses(network=network)))
def test_no_private_address_is_asked(address):
    assert not may_ask(str(address), loopback=False)
    if isinstance(address, ipaddress.IPv4Address):
        assert not may_ask(f"::ffff:{address}", loopback=False)


class Resolution:
    """Stands for Twisted's inner resolver and the receiver of its answer."""

    def __init__(self, *addresses):
        self.addresses = addresses
        self.received = []
        self.complete = False

    def resolveHostName(self, receiver, host, *rest, **named):  # noqa: N802 - Twisted's name
        receiver.resolutionBegan(self)
        for address in self.addresses:
            receiver.addressResolved(SimpleNamespace(host=address))
        receiver.resolutionComplete()

    def resolutionBegan(self, resolution):  # noqa: N802 - Twisted's name
        self.received.clear()

    def addressResolved(self, address):  # noqa: N802 - Twisted's name
        self.received.append(address.host)

    def resolutionComplete(self):  # noqa: N802 - Twisted's name
        self.complete = True


@pytest.mark.parametrize(
    ("host", "addresses", "passed"),
    [
        pytest.param("a.test", ["8.8.8.8", "10.0.0.1"], ["8.8.8.8"], id="one-of-two"),
        pytest.param("b.test", ["10.0.0.1", "::1"], [], id="none"),
        pytest.param("c.test", ["8.8.8.8"], ["8.8.8.8"], id="all"),
    ],
)
def test_the_resolver_passes_on_public_addresses_only(host, addresses, passed):
    net = Resolution(*addresses)
    GuardedResolver(SimpleNamespace(nameResolver=net), loopback=False).resolveHostName(net, host, 443)
    assert net.received == passed
    assert net.complete
    assert (host in REFUSED) == (passed != addresses)
