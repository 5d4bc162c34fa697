"""Which network addresses may be asked: cases by name; for every address see test_guard_properties.py."""

from types import SimpleNamespace

import pytest

from crawlers.safety import REFUSED, GuardedResolver, may_ask

OPENED = frozenset({"127.0.0.1", "127.0.0.11", "::1"})


@pytest.mark.parametrize(
    ("address", "always", "with_switch"),
    [
        pytest.param("8.8.8.8", True, True, id="public"),
        pytest.param("113.160.0.1", True, True, id="public-vietnam"),
        pytest.param("2405:4800::1", True, True, id="public-v6"),
        pytest.param("::ffff:8.8.8.8", True, True, id="public-mapped"),
        pytest.param("127.0.0.1", False, True, id="loopback"),
        pytest.param("127.0.0.11", False, True, id="loopback-other"),
        pytest.param("127.0.0.12", False, False, id="loopback-not-opened"),
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
    assert may_ask(address) is always
    assert may_ask(address, loopback=OPENED) is with_switch


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
    GuardedResolver(SimpleNamespace(nameResolver=net), loopback=frozenset()).resolveHostName(net, host, 443)
    assert net.received == passed
    assert net.complete
    assert (host in REFUSED) == (passed != addresses)
