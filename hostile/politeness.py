"""Proofs of politeness from a server's log: each function returns the pairs of requests that break its rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from hostile.log import Asked
from hostile.press import ROBOTS

Pair = tuple[Asked, Asked]  # the request that was hurt and the one that hurt it; twice the same where it stands alone
# A request reaches the server's log later than it was sent; two busy cores delay one more than the next.
SLACK_SECONDS = 0.05


def by_host(log: Iterable[Asked]) -> dict[str, list[Asked]]:
    """The requests of each host in the order in which they began."""
    hosts: dict[str, list[Asked]] = defaultdict(list)
    for asked in sorted(log, key=lambda asked: asked.begun):
        hosts[asked.host].append(asked)
    return hosts


def overlaps(log: Iterable[Asked]) -> list[Pair]:
    """Pairs of requests to one host of which the second began before the first had ended.

    The server notices a little late that the other side has left (0.2 ms were seen): there the slack holds.
    """
    return [
        (first, second)
        for requests in by_host(log).values()
        for n, first in enumerate(requests)
        for second in requests[n + 1 :]
        if second.begun < first.ended - timedelta(seconds=SLACK_SECONDS if first.left else 0.0)
    ]


def too_close(log: Iterable[Asked], seconds: float) -> list[Pair]:
    """Successive requests to one host, robots.txt included, that began less than ``seconds`` apart."""
    least = timedelta(seconds=seconds - SLACK_SECONDS)
    return [
        (first, second)
        for requests in by_host(log).values()
        for first, second in pairwise(requests)
        if second.begun - first.begun < least
    ]


def against_robots(log: Iterable[Asked], closed: Mapping[str, Sequence[str]]) -> list[Pair]:
    """Requests below a path that robots.txt of the host closes, and requests before robots.txt was answered.

    ``closed``: the path prefixes of each host. robots.txt itself may always be asked for.
    """
    pairs = []
    for host, requests in by_host(log).items():
        rules = next((asked for asked in requests if asked.path == ROBOTS), None)
        prefixes = tuple(closed.get(host, ()))
        for asked in requests:
            early = rules is None or asked.begun < rules.ended
            if asked.path != ROBOTS and (early or asked.path.startswith(prefixes)):
                pairs.append((rules or asked, asked))
    return pairs


def against_retry_after(log: Iterable[Asked]) -> list[Pair]:
    """Requests to a host that had asked, with Retry-After, to be left alone for longer; each request once."""
    pairs = []
    for requests in by_host(log).values():
        told: Asked | None = None
        for asked in requests:
            if told and asked.begun < quiet_until(told):
                pairs.append((told, asked))
            if asked.retry_after is not None and (told is None or quiet_until(asked) > quiet_until(told)):
                told = asked
    return pairs


def quiet_until(asked: Asked) -> datetime:
    """When a host that answered with Retry-After may be asked again."""
    return asked.ended + timedelta(seconds=(asked.retry_after or 0.0) - SLACK_SECONDS)


def too_many(log: Iterable[Asked], most: int) -> list[Pair]:
    """The first and the last request of each host that was asked more than ``most`` times."""
    return [(requests[0], requests[-1]) for requests in by_host(log).values() if len(requests) > most]


def trespasses(log: Iterable[Asked], host: str) -> list[Pair]:
    """Requests to a host that nobody may ask."""
    return [(asked, asked) for asked in log if asked.host == host]
