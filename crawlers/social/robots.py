"""robots.txt for what is public on a platform and asked for without a key: obeyed as everywhere.

An interface is asked by its owner's leave, under the terms of a key; robots.txt speaks to those who come without one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

from protego import Protego

from crawlers.recorder import outcome_of
from crawlers.social.wire import NoAnswer, Request, Response

Rules = Callable[[str], str]


@dataclass(slots=True)
class RobotsRules:
    """The rules of the hosts that one crawl asks without a key, each read once."""

    send: Callable[[Request], Response]
    user_agent: str
    note: Callable[[str, str, int | None], None]  # writes down address, outcome and status of each request
    _known: dict[str, Rules] = field(default_factory=dict)

    def refusal(self, url: str) -> str:
        """ "robots" or "robots-unavailable" for an address that may not be asked for; "" for one that may."""
        place = urljoin(url, "/robots.txt")
        if place not in self._known:
            self._known[place] = self._rules(place)
        return self._known[place](urldefrag(url).url)

    def _rules(self, place: str) -> Rules:
        """As RFC 9309 (2.3.1) reads an answer: 4xx allows all, a server in trouble nothing."""
        try:
            response = self.send(Request(place))
        except NoAnswer as error:
            self.note(place, str(error), None)
            return lambda _url: "robots-unavailable"
        self.note(place, outcome_of(response.status), response.status)
        if response.status == 429 or response.status >= 500 or 300 <= response.status < 400:
            return lambda _url: "robots-unavailable"
        if response.status != 200:
            return lambda _url: ""
        parser = Protego.parse(response.body.decode("utf-8", "replace"))
        return lambda url: "" if parser.can_fetch(url, self.user_agent) else "robots"
