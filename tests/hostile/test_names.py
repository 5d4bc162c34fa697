"""The names of the hostile press answer otherwise from the second time on."""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import IHostnameResolver
from zope.interface.verify import verifyObject  # type: ignore[import-untyped]

from hostile.names import PressNames


class Receiver:
    """Collects the addresses of one resolution."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.done = False

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802
        assert not self.done

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(f"{address.host}:{address.port}")

    def resolutionComplete(self) -> None:  # noqa: N802
        self.done = True


def test_a_name_answers_otherwise_from_the_second_time_on() -> None:
    names = PressNames(None, {"a.press.test": (("127.0.1.5",), ("10.0.0.1",)), "b.press.test": (("1.2.3.4", "::1"),)})
    verifyObject(IHostnameResolver, names)
    receivers = [Receiver() for _ in range(4)]
    for receiver, name in zip(receivers, ("a", "a", "a", "khong"), strict=True):
        names.resolveHostName(receiver, f"{name}.press.test", 80)
    assert [receiver.addresses for receiver in receivers] == [["127.0.1.5:80"], ["10.0.0.1:80"], ["10.0.0.1:80"], []]
    assert all(receiver.done for receiver in receivers)


def test_every_other_name_goes_to_the_resolver_behind() -> None:
    inner = PressNames(None, {})
    inner.next_answer = lambda name: (name,)  # type: ignore[method-assign]
    seen: list[tuple[object, ...]] = []
    inner.resolveHostName = lambda *given: seen.append(given)  # type: ignore[method-assign]
    PressNames(inner, {}).resolveHostName("receiver", "bao.example.vn", 443)
    assert seen == [("receiver", "bao.example.vn", 443, None, "TCP")]
