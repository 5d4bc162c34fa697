"""Finds newspapers' corrections among the items, and links them to what they correct."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from config.load import Configuration
from pipeline.corrections import Earlier, NoticeWords, corrected
from storage.corrections import earlier_items, save_corrections, saying_so
from storage.store import Store
from text import folded, words
from times import from_iso, iso

LOOKED_BACK = timedelta(days=180)  # decree 119/2020 asks for corrections within days; courts take months


def find_corrections(store: Store, configuration: Configuration) -> int:
    """Link every correction anew, so that an item that came in later is linked too; returns how many links there are.

    What says nothing like a correction is never looked at: the words' index names the few that do.
    """
    known = NoticeWords.of(configuration.lexicons["changes"])
    phrases = dict.fromkeys(folded(phrase) for phrase in known.notice)
    found = [link for row in saying_so(store.db, phrases) for link in _links(store, row, known)]
    save_corrections(store.db, found)
    return len(found)


def _links(store: Store, row: dict[str, Any], known: NoticeWords) -> Iterator[tuple[str, str, str]]:
    notice = known.notice_of(row["title"], row["body"])
    if notice is None:
        return
    since = iso(from_iso(row["at"]) - LOOKED_BACK)
    headlines = [words(folded(quoted)) for quoted in notice.headlines]
    earlier = [Earlier(**one) for one in earlier_items(store.db, row, since, headlines, sorted(notice.days))]
    if link := corrected(notice, earlier):
        yield row["id"], *link
