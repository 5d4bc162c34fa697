"""How one crawl treats each host: how long it waits, when it asks once more, when it leaves it alone.

Pure: knows no network and no clock of its own; ``crawlers/polite.py`` carries its answers out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

TRIES = 3  # of one address in one crawl
PATIENCE = 120.0  # seconds that a crawl waits for one host before it leaves the rest for the next crawl
FAILING = 5  # failures in a row: no other address of the host is asked in this crawl
LONGEST_WAIT = 7 * 86400  # of a Retry-After; a year written by mistake must not silence an outlet
WRITTEN_TO = 1.0  # second: an HTTP date leaves the rest out
BUSY = (429, 503)  # the host itself wants to be left alone
WORTH_ASKING_AGAIN = (408, 500, 502, 504, 522, 524)


@dataclass(slots=True)
class Host:
    """One host's mood in this crawl."""

    crawl_delay: float = 0.0  # of its robots.txt
    failures: int = 0  # in a row
    busy: int = 0  # answers in a row that ask for patience
    paused_until: float = 0.0
    ended_at: float = -math.inf  # of the last request
    first_asked: float | None = None
    closed: str = ""  # the outcome word of what is not asked any more


class Patience:
    """What one crawl knows of its hosts. Moments are seconds of the caller's clock."""

    def __init__(self, *, delay: float, backoff: float, host_seconds: float) -> None:
        self._delay = delay
        self._backoff = backoff
        self._host_seconds = host_seconds
        self._hosts: dict[str, Host] = {}

    def _host(self, name: str) -> Host:
        return self._hosts.setdefault(name, Host())

    def heed(self, name: str, crawl_delay: float | None) -> None:
        """Take over the Crawl-delay of a host's robots.txt, in seconds; never less than our own pause."""
        self._host(name).crawl_delay = min(max(crawl_delay or 0.0, 0.0), LONGEST_WAIT)

    def wait(self, name: str, now: float) -> float:
        """Seconds until the next request to a host may leave."""
        host = self._host(name)
        spacing = max(self._delay, host.crawl_delay)
        return max(0.0, host.paused_until - now, host.ended_at + spacing - now)

    def ended(self, name: str, now: float) -> None:
        """Note the end of a request: the pause counts from there, so it is kept on the server's clock too."""
        self._host(name).ended_at = now

    def refusal(self, name: str, now: float) -> str:
        """The outcome word of a request that is not made in this crawl; "" for one that is.

        Nobody waits for a moment that lies behind the host's time, be it of a Crawl-delay of a day.
        """
        host = self._host(name)
        if host.first_asked is None:
            host.first_asked = now
        if not host.closed and now + self.wait(name, now) - host.first_asked > self._host_seconds:
            host.closed = "postponed"
        return host.closed

    def answered(self, name: str, status: int, retry_after: float | None, now: float) -> None:
        """Note an answer before anything else of the host is asked."""
        host = self._host(name)
        if status in BUSY:
            host.busy += 1
            wait = max(self._backoff * 2 ** (host.busy - 1), retry_after or 0.0)
            host.paused_until = now + wait
            if wait > PATIENCE or host.busy >= FAILING:
                host.closed = "postponed"
        elif status in WORTH_ASKING_AGAIN:
            self.failed(name)
        else:
            host.failures = host.busy = 0

    def failed(self, name: str) -> None:
        """Note that a host gave no answer, or one that tells of trouble."""
        host = self._host(name)
        host.failures += 1
        if host.failures >= FAILING:
            host.closed = "host-failing"

    def again_in(self, name: str, tries: int, now: float) -> float | None:
        """Seconds until an address that failed for the ``tries``-th time is asked again; None: not in this crawl."""
        host = self._host(name)
        if host.closed or tries >= TRIES:
            return None
        return max(self._backoff * float(2 ** (tries - 1)), host.paused_until - now)


def retry_after(written: str, server_date: str, now: datetime) -> float | None:
    """Seconds of a Retry-After header (RFC 9110, 10.2.3), a number or a date; None where there is none to read.

    A date counts from the answer's own Date header: the server's clock may go wrong. Without one, from ``now``.
    """
    written = written.strip()
    if written.isascii() and written.isdigit():
        return float(min(int(written[:9]), LONGEST_WAIT))
    until = _http_date(written)
    if until is None:
        return None
    wait = until - (_http_date(server_date) or now)
    return min(max(wait.total_seconds() + WRITTEN_TO, 0.0), LONGEST_WAIT)


def _http_date(written: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
