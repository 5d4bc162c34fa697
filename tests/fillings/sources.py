"""What the page of sources wants to find: two feeds that have failed for two days, so that they are in quarantine."""

from __future__ import annotations

from datetime import timedelta

from pipeline.jobs.watching.sources import sources_of
from tests.desk import NOW, Desk
from times import iso

OUT = ("thanh-nien", "tuoi-tre")


def fill(desk: Desk) -> None:
    outlets = desk.home.configuration().outlets
    feeds = [(slug, source.url) for slug in OUT for source in sources_of(outlets[slug])]
    for slug, url in feeds:
        for number in range(8):
            at = iso(NOW - timedelta(hours=48 - 6 * number))
            fetch = {"key": f"{url}{number}", "outlet": slug, "url": url, "kind": "feed", "at": at, "replayed": 0}
            desk.db.table("fetches").insert({**fetch, "outcome": "http-500", "detail": ""})
    desk.db.conn.commit()
