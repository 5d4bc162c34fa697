"""A home whose database is written line by line: what no crawl could be made to show so exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from records import Article, Dropped, Fetch, Lead, Proof, Settled
from storage.store import CaptureWrite, Store, item_id

NOW = datetime(2026, 7, 20, 5, tzinfo=UTC)  # noon in Hà Nội, a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def feed_of(slug: str) -> str:
    return f"https://{slug}.example.vn/rss"


def page_of(slug: str, name: object) -> str:
    return f"https://{slug}.example.vn/tin-{name}.html"


class LedgerHome:
    """Outlets with one feed each, and the lines of the ledger that a test writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "config" / "outlets").mkdir(parents=True)
        self.store = Store.open(path)
        self._keys = 0

    def outlets(self, *slugs: str, feeds: bool = True, follow: bool = True) -> None:
        for slug in slugs:
            written = f'feeds = [{{ url = "{feed_of(slug)}", trust = "verified" }}]\n' if feeds else ""
            (self.path / "config" / "outlets" / f"{slug}.toml").write_text(
                f'slug = "{slug}"\nname = "Báo {slug}"\narticle_path = \'\\.html?$\'\n'
                f'domains = [{{ name = "{slug}.example.vn" }}]\n{written}',
                encoding="utf-8",
            )
        if follow:
            quoted = ", ".join(f'"{slug}"' for slug in slugs)
            (self.path / "config" / "settings.toml").write_text(f"follow = [{quoted}]\n", encoding="utf-8")

    def fetch(
        self, slug: str, at: datetime, outcome: str = "ok", *, url: str = "", kind: str = "feed",
        not_before: datetime | None = None, replayed: bool = False,
    ) -> Fetch:  # fmt: skip
        """One line of the ledger; archived where it has a body."""
        self._keys += 1
        archived = "a.warc.gz" if outcome == "ok" else None
        fetch = Fetch(
            str(self._keys), slug, url or feed_of(slug), kind, at, outcome, warc=archived, offset=0,
            not_before=not_before, replayed=replayed, named_by=feed_of(slug) if kind == "page" else None,
        )  # fmt: skip
        self.store.take_fetches([fetch], {})
        return fetch

    def visit(
        self, slug: str, at: datetime, *, proves: timedelta | None = None,
        leads: Sequence[tuple[str, datetime | None]] = (), faults: Sequence[str] = (),
        dropped: Sequence[Dropped] = (), listed: int = 30, url: str = "", replayed: bool = False,
    ) -> None:  # fmt: skip
        """A visit to a feed that was read: what it lists, proves, drops and has wrong."""
        fetch = self.fetch(slug, at, url=url, replayed=replayed)
        named = [
            Lead(slug, address, address, "Tít", "", "", published, at, fetch.url, position)
            for position, (address, published) in enumerate(leads)
        ]
        proof = Proof(slug, fetch.url, at - proves, at, fetch.key) if proves else None
        told = [(reason, "chi tiết") for reason in faults]
        self.store.save([CaptureWrite(fetch, listed, leads=named, proof=proof, dropped=dropped, faults=told)])

    def steady(self, slug: str, *, since: datetime, until: datetime, every: timedelta = HOUR) -> None:
        """Visits without a gap, each with one article written since the visit before."""
        at = since
        while at <= until:
            name = f"{slug}-{at:%m%d%H%M}"
            self.visit(slug, at, proves=every, leads=[(page_of(slug, name), at - every / 2)])
            at += every

    def page(
        self, slug: str, name: object, at: datetime, *, item: bool = True, origin: str = "page", drop: str = "",
        faults: Sequence[str] = (), aliases: tuple[str, ...] = (), outcome: str = "ok", read: bool = True,
    ) -> str:  # fmt: skip
        """A page that was asked for, and what reading it brought; returns its address."""
        url = page_of(slug, name)
        fetch = self.fetch(slug, at, outcome, url=url, kind="page")
        if outcome != "ok" or not read:
            return url
        article = Article(
            outlet=slug, url=url, title=f"Tít {name}", lede="", body="chữ", published_at=at - HOUR,
            published_from="page", seen_at=at, origin=origin, record=fetch.key, aliases=aliases,  # type: ignore[arg-type]
        )  # fmt: skip
        settled = [Settled("new", article, item_id(url), 1)] if item and not drop else []
        drops = [Dropped("extract", url, drop, "")] if drop else []
        told = [(reason, "chi tiết") for reason in faults]
        self.store.save([CaptureWrite(replace(fetch), len(settled), settled, dropped=drops, faults=told)])
        return url
