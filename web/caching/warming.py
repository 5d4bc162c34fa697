"""Cache warming: pages whose figures take long are made before anybody asks, after the start and after each crawl.

At a million items the first to open the ledger after a change waits a second or two, who comes next some milliseconds.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Event, Thread

from starlette.requests import Request

from records import Trouble
from storage.changes import Changes, Mark
from web.caller import Caller
from web.registry import Declared
from web.roles import Role
from web.site import Site

FIRST, PAUSE = 2.0, 60.0  # seconds from the start to the first look, and between two of them
LAST = 5.0  # seconds that the end waits for a page that is being made
log = logging.getLogger(__name__)


class Warming:
    """Makes the pages that declared ``ahead``, each time that the database was changed and has come to rest."""

    def __init__(self, site: Site, declared: Iterable[Declared]) -> None:
        self._site = site
        self._ahead = [one for one in declared if one.ahead]
        self._changes = Changes(site.home.path)
        self._seen: tuple[Mark, date] | None = None  # at the last look
        self._made: tuple[Mark, date] | None = None  # when the pages were last made

    def look(self) -> list[str]:
        """The paths of the pages that were made; none where nothing changed, or something since the last look."""
        caller = self._caller("/")
        now = self._changes.mark(), caller.today
        is_still = self._seen is None or now == self._seen
        self._seen = now
        if not is_still or now == self._made:
            return []
        self._made = now
        return [one.path for one in self._ahead if self._make(one)]

    def _make(self, one: Declared) -> bool:
        try:
            one.endpoint(self._caller(one.path))
        except Trouble:
            return False  # who asks for the page is told
        except Exception:
            log.exception("a page could not be made ahead: %s", one.path)
            return False
        return True

    def _caller(self, path: str) -> Caller:
        """Nobody in particular, who may read; what is made for him is thrown away, what it was made from is kept."""
        scope = {
            "type": "http", "method": "GET", "scheme": "http", "server": ("localhost", 80), "path": path,
            "query_string": b"", "headers": [],
        }  # fmt: skip
        return Caller(self._site, Request(scope), Role.VIEWER, csrf="")

    def close(self) -> None:
        self._changes.close()


@contextmanager
def kept_warm(
    site: Site, declared: Iterable[Declared], *, first: float = FIRST, pause: float = PAUSE
) -> Iterator[None]:
    """Look again and again, beside what else is done."""
    warming, ended = Warming(site, declared), Event()

    def looking() -> None:
        wait = first
        while not ended.wait(wait):
            try:
                warming.look()
            except Exception:  # a database that cannot be read for a moment must not end the looking for good
                log.exception("pages could not be made ahead")
            wait = pause
        warming.close()

    thread = Thread(target=looking, name="warming", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(LAST)
