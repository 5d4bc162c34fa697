"""What a reading means for the items: a new one, a further version of one, or nothing new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from records import Article, ItemState, Settled
from times import iso


class Shelf:
    """The items of one batch as they become; decides article by article, in order of capture.

    One item a canonical address. A page takes the place of what its feed had said; a changed text is
    a further version; a record that was read before replaces the version that came from it, so a
    better extractor changes a text without making up an edit.
    """

    def __init__(
        self, known: Mapping[str, ItemState], *, new_id: Callable[[str], str], digest: Callable[[Article], str]
    ) -> None:
        self._known = dict(known)
        self._new_id = new_id
        self._digest = digest

    def settle(self, article: Article) -> Settled:
        digest = self._digest(article)
        known = next((self._known[url] for url in (article.url, *article.aliases) if url in self._known), None)
        if known is None:
            settled = Settled("new", article, self._new_id(article.url), 1)
        else:
            settled = self._again(article, digest, known)
        if settled.verdict != "known":
            self._put(settled, digest, known)
        return settled

    def _again(self, article: Article, digest: str, known: ItemState) -> Settled:
        same = digest == known.text_sha256
        read_before = known.records.get(article.record)
        if read_before is not None:
            current = read_before == known.version
            same = digest == (known.text_sha256 if current else known.digests.get(read_before))
            return Settled("known" if same else "updated", article, known.id, read_before, current)
        if article.origin == "page" and known.origin == "feed":
            return Settled("completed", article, known.id, known.version)
        older = iso(article.seen_at) <= known.seen_at
        if same or older or (article.origin == "feed" and known.origin == "page"):
            return Settled("known", article, known.id, known.version)
        return Settled("updated", article, known.id, known.version + 1)

    def _put(self, settled: Settled, digest: str, known: ItemState | None) -> None:
        article = settled.article
        records = {**(known.records if known else {}), article.record: settled.version}
        digests = {**known.digests, known.version: known.text_sha256} if known else {}
        if settled.current or known is None:
            moment = iso(article.seen_at)
            known = ItemState(settled.id, article.origin, settled.version, moment, digest, records, digests)
        else:
            known = replace(known, digests={**known.digests, settled.version: digest})
        for url in (article.url, *article.aliases):
            self._known[url] = known
