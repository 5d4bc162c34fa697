"""Names of the hostile press: a resolver that knows ``*.press.test`` and gives it whatever answer the fault wants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution
from zope.interface import implementer  # type: ignore[import-untyped]

ZONE = ".press.test"
Answers = Mapping[str, Sequence[Sequence[str]]]  # name -> its answers one after the other; the last one stays


@implementer(IHostResolution)
class Resolution:
    """A resolution that is done at once."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """There is nothing to cancel."""


@implementer(IHostnameResolver)
class PressNames:
    """Answers for ``*.press.test`` from a list and hands every other name to the resolver that it stands before.

    The interfaces of others are typed Any: their methods are written without ``self``, which mypy cannot know.
    """

    def __init__(self, inner: Any, answers: Answers) -> None:
        self.inner, self.answers = inner, answers
        self.asked: Counter[str] = Counter()

    def resolveHostName(  # noqa: N802 - the interface's own name and arguments
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve as the interface says; an unknown name of the zone gets no address."""
        if not hostName.endswith(ZONE):
            return self.inner.resolveHostName(
                resolutionReceiver, hostName, portNumber, addressTypes, transportSemantics
            )
        resolution = Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        for address in self.next_answer(hostName):
            resolutionReceiver.addressResolved(IPv4Address("TCP", address, portNumber))
        resolutionReceiver.resolutionComplete()
        return resolution

    def next_answer(self, name: str) -> Sequence[str]:
        """The addresses of this resolution of the name."""
        answers = self.answers.get(name) or [()]
        self.asked[name] += 1
        return answers[min(self.asked[name], len(answers)) - 1]
