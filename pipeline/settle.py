"""What a reading means for the items: a new one, a further version of one, or nothing new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from records import Article, ItemState, Settled
from times import iso

Verdict = Literal["new", "completed", "updated", "known"]
Digests = Callable[[Article], tuple[str, str]]  # of the text, and of all that was read


class Shelf:
    """The items of one batch as they become; decides article by article, in order of capture.

    One item a canonical address. A page takes the place of what its feed had said; a changed text is
    a further version; a record that was read before replaces the version that came from it, so a
    better extractor changes a text without making up an edit.
    """

    def __init__(self, known: Mapping[str, ItemState], *, new_id: Callable[[str], str], digests: Digests) -> None:
        self._known = dict(known)
        self._new_id = new_id
        self._digests = digests
        self._settled: set[tuple[str, str]] = set()  # record and address: a feed may name an article twice

    def settle(self, article: Article) -> Settled:
        known = next((self._known[url] for url in (article.url, *article.aliases) if url in self._known), None)
        if known is None:
            settled = Settled("new", article, self._new_id(article.url), 1)
        elif (article.record, article.url) in self._settled:
            settled = Settled("known", article, known.id, known.version)
        else:
            settled = self._again(article, known)
        self._settled.add((article.record, article.url))
        if settled.verdict != "known":
            self._put(settled, known)
        return settled

    def _again(self, article: Article, known: ItemState) -> Settled:
        text, reading = self._digests(article)
        number = known.records.get(article.record)
        if number is not None:
            verdict: Verdict = "known" if known.readings.get(number) == reading else "updated"
            return Settled(verdict, article, known.id, number, current=number == known.version)
        if article.origin == "page" and known.origin == "feed":
            return Settled("completed", article, known.id, known.version)
        older = iso(article.seen_at) <= known.seen_at
        if text == known.text_sha256 or older or (article.origin == "feed" and known.origin == "page"):
            return Settled("known", article, known.id, known.version)
        return Settled("updated", article, known.id, known.version + 1)

    def _put(self, settled: Settled, known: ItemState | None) -> None:
        article, number = settled.article, settled.version
        text, reading = self._digests(article)
        kept = {record: n for record, n in known.records.items() if n != number} if known else {}
        records = {**kept, article.record: number}
        readings = {**(known.readings if known else {}), number: reading}
        if settled.current or known is None:
            state = ItemState(settled.id, article.origin, number, iso(article.seen_at), text, records, readings)
        else:
            state = replace(known, records=records, readings=readings)
        for url in (article.url, *article.aliases):
            if url not in self._known or self._known[url].id == state.id:  # an address stays with its first item
                self._known[url] = state
