"""One fault of the hostile press: what its server does, and what an honest crawl of it must end with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from hostile.press import HOME, Story
from hostile.wire import Behaviour, well

Effect = Literal["edited", "moved", "removed", "doubled", "leaked"]


def words(*groups: str) -> tuple[frozenset[str], ...]:
    """What must be recorded: one word of each group; ``words("http-429", "timeout|broken-answer")``."""
    return tuple(frozenset(group.split("|")) for group in groups)


def as_written(story: Story) -> Story:
    """An article without a change."""
    return story


@dataclass(frozen=True, slots=True)
class Fault:
    """A switch of the hostile press.

    ``expected``: of each group one word must stand among the outcomes, faults and drops of the outlet;
    no group means that there is nothing to complain of. ``kept``: how many of its ``articles`` must be items.
    """

    name: str
    what: str  # one sentence: what the server does
    expected: tuple[frozenset[str], ...]
    kept: int
    behave: Behaviour = well
    runs: int = 1
    articles: int = 4
    late: int = 0  # of them published between the runs
    edit: Callable[[Story], Story] = as_written  # how feed and pages differ from the plain ones
    effects: frozenset[Effect] = frozenset()  # what must be seen of the items, beside their number
    harmless: bool = False  # who keeps all articles and says nothing is right as well
    dated: bool = True  # an item counts only with a date near the clock
    prepare: Callable[[], object] | None = None  # what takes long to make, done before the first request
    listens: bool = True
    tls: Literal["", "self-signed", "expired"] = ""  # of the second port
    feed_on_tls: bool = False
    by: Literal["feed", "sitemap", "both"] = "feed"  # how the outlet is followed
    first_visit: bool = False  # the configuration names the home page as the feed's first visit
    parser: str = "generic"
    hostname: str = ""  # the outlet is named, not numbered
    answers: tuple[tuple[str, ...], ...] = ()  # of DNS, one after the other; "own" is the outlet's address
    forbidden: tuple[str, ...] = ()  # path prefixes that robots.txt closes
    crawl_delay: float = 0.0  # seconds that robots.txt asks for

    @property
    def first_path(self) -> str:
        """The first visit of its configuration, or ""."""
        return HOME if self.first_visit else ""
