"""What a crawl remembers of an address, so that it asks only for what has changed and takes nobody's word for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from crawlers.coding import TooLarge, UnknownCoding
from crawlers.replay import key_of
from crawlers.warc import body_of, read_record
from records import Seen, Trouble, Visit
from storage.asked import first_unmodified, has_lied, last_whole_answer, seen
from storage.store import Store

log = logging.getLogger(__name__)
WHOLE_AT_LEAST = timedelta(hours=24)  # a "not modified" is checked once a day, because some servers lie
NOT_BELIEVED = timedelta(days=30)  # a server that lied is asked for everything for so long


@dataclass(frozen=True, slots=True)
class Memory:
    """What was seen at an address, for a crawl of this home; None for what is asked for the first time."""

    store: Store
    clock: Callable[[], datetime]
    archive: Path
    max_body: int

    def __call__(self, visit: Visit) -> Seen | None:
        if visit.kind in ("robots", "probe"):
            return None
        url = key_of(visit.url) if visit.kind == "page" else visit.url
        found = seen(self.store.db, url, visit.kind)
        if found is None:
            return None
        known, standing = found
        now = self.clock()
        is_well = standing.outcome in ("ok", "not-modified")
        may_ask = is_well and not has_lied(self.store.db, url, since=now - NOT_BELIEVED)
        return replace(known, ask_if_changed=may_ask, check=self._is_to_check(visit, url, now))

    def recall(self, seen: Seen) -> bytes:
        """The body of an earlier answer; empty, and said so, where the archive cannot give it."""
        fetch = self.store.fetch(seen.record)
        try:
            if fetch is None or fetch.warc is None:
                raise Trouble("archive.no-record", record=seen.record)
            return body_of(read_record(self.archive / fetch.warc, fetch.offset or 0), self.max_body)
        except (Trouble, TooLarge, UnknownCoding) as error:
            log.warning("cannot recall record=%s url=%s error=%r", seen.record, seen.url, error)
            return b""

    def _is_to_check(self, visit: Visit, url: str, now: datetime) -> bool:
        """Was no "not modified" of a source found true today?"""
        if visit.kind == "page":
            return False
        whole, first = last_whole_answer(self.store.db, url, visit.kind), first_unmodified(self.store.db, url)
        return whole is None or whole < now - WHOLE_AT_LEAST or first is None or first > whole
