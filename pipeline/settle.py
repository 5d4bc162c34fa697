"""What a reading means for the items: a new one, a further version of one, or nothing new.

The versions of an item do not depend on the order in which captures are read: they stand in order of
capture, a text that stays the same is one version from its first sighting on, and what feeds said is
gone when a page has been read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from records import Article, ItemState, Settled, Version
from times import iso

Verdict = Literal["new", "completed", "updated", "known"]
Digests = Callable[[Article], tuple[str, str]]  # of the text, and of all that was read


class Shelf:
    """The items of one batch as they become. One item a canonical address; an address stays with its first item."""

    def __init__(self, known: Mapping[str, ItemState], *, new_id: Callable[[str], str], digests: Digests) -> None:
        self._known = dict(known)
        self._new_id = new_id
        self._digests = digests
        self._settled: set[tuple[str, str]] = set()  # record and address: a feed may name an article twice

    def at(self, url: str) -> ItemState | None:
        """The item under this canonical address."""
        return self._known.get(url)

    def others(self, article: Article) -> list[ItemState]:
        """Items of their own under addresses that this article, an item too, has led to."""
        own = self.at(article.url)
        others = (self.at(url) for url in article.aliases)
        return [other for other in others if own and other and other.id != own.id]

    def merge(self, article: Article, other: ItemState) -> tuple[str, str]:
        """Take another item for the one that this article is; the id that stays, the one that goes."""
        own = self._known[article.url]
        for url in [url for url, state in self._known.items() if state.id == other.id]:
            self._known[url] = own
        return own.id, other.id

    def add_addresses(self, article: Article, item: str) -> list[tuple[str, str]]:
        """Addresses of an article that is known, also its own, of which nobody knew, each with its item."""
        addresses = (article.url, *article.aliases)
        new = [url for url in addresses if url not in self._known]
        state = next(self._known[url] for url in addresses if url in self._known)
        self._known.update(dict.fromkeys(new, state))
        return [(url, item) for url in new]

    def settle(self, article: Article) -> Settled:
        known = next((self._known[url] for url in (article.url, *article.aliases) if url in self._known), None)
        version = self._version(article)
        if known is None:
            known = ItemState(self._new_id(article.url), (), article.title)
            settled = Settled("new", article, known.id, 1)
        elif (article.record, article.url) in self._settled:
            settled = Settled("known", article, known.id, known.versions[-1].number)
        else:
            settled = _place(article, version, known)
        self._settled.add((article.record, article.url))
        if settled.verdict != "known":
            self._put(settled, version, known)
        return settled

    def _version(self, article: Article) -> Version:
        return Version(0, iso(article.seen_at), article.source, *self._digests(article), article.record)

    def _put(self, settled: Settled, version: Version, known: ItemState) -> None:
        kept = [] if settled.version == 1 and not version.source and _of_feeds(known) else list(known.versions)
        if settled.shifts:
            kept = [replace(one, number=one.number + (one.number >= settled.version)) for one in kept]
        kept = [one for one in kept if one.number != settled.version]
        versions = sorted([*kept, replace(version, number=settled.version)], key=lambda one: one.number)
        state = ItemState(known.id, tuple(versions), settled.article.title if settled.current else known.title)
        for url in (settled.article.url, *settled.article.aliases):
            if url not in self._known or self._known[url].id == state.id:
                self._known[url] = state


def _of_feeds(known: ItemState) -> bool:
    return bool(known.versions) and all(version.source for version in known.versions)


def _place(article: Article, version: Version, known: ItemState) -> Settled:
    """Where a capture of a known item belongs among its versions."""
    read_before = next((one for one in known.versions if one.record == version.record), None)
    if read_before:
        same = read_before.reading_sha256 == version.reading_sha256
        return _settled("known" if same else "updated", article, known, read_before.number)
    if not version.source and _of_feeds(known):
        return Settled("completed", article, known.id, 1)
    if version.source != known.versions[0].source:  # a feed after the page, or another feed than the first
        return _settled("known", article, known, known.versions[-1].number)
    before = [one for one in known.versions if one.seen_at <= version.seen_at]
    after = known.versions[len(before) :]
    if before and before[-1].text_sha256 == version.text_sha256:
        return _settled("known", article, known, before[-1].number)
    if after and after[0].text_sha256 == version.text_sha256:
        return _settled("completed", article, known, after[0].number)
    return Settled("updated", article, known.id, len(before) + 1, current=not after, shifts=bool(after))


def _settled(verdict: Verdict, article: Article, known: ItemState, number: int) -> Settled:
    return Settled(verdict, article, known.id, number, current=number == known.versions[-1].number)
