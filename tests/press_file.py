"""A WARC file of the fictional press, as a daily collection would have left it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from crawlers.archive import ArchiveWriter
from demo.addresses import path_of
from demo.run import write_configuration
from demo.server import Press
from times import HANOI, UTC

TODAY = date(2026, 10, 20)
PORT = 8000  # in the addresses only: nothing listens


def fictional_press() -> Press:
    return replace(Press.load(today=TODAY), port=PORT)


def write_home(home: Path, press: Press) -> None:
    """A home that follows the ten outlets."""
    write_configuration(home / "config", press, {outlet.slug: press.base(outlet) for outlet in press.outlets})


def write_archive(folder: Path, press: Press, *, days: int = 20, every: int = 3) -> Path:
    """Visit each feed every so many days in the evening, and each page when it is new or was edited; one file."""
    with ArchiveWriter(folder) as writer:
        for url, at, kind, body in sorted(_captures(press, days, every), key=lambda capture: capture[1]):
            writer.write_response(url, at, "200 OK", [("Content-Type", kind)], body)
    whole = folder.parent / f"{folder.name}.warc.gz"
    with whole.open("wb") as joined:
        for part in sorted(folder.glob("*.warc.gz")):
            joined.write(part.read_bytes())
    return whole


def _captures(press: Press, days: int, every: int) -> Iterator[tuple[str, datetime, str, bytes]]:
    for outlet in press.outlets:
        seen: dict[str, datetime] = {}
        for back in (*range(days, 0, -every), 0):
            evening = datetime(TODAY.year, TODAY.month, TODAY.day, 23, 30, tzinfo=HANOI) - timedelta(days=back)
            feed = press.feed(outlet, evening)
            if feed.status != 200:
                continue
            yield press.base(outlet) + outlet.feed_path, evening.astimezone(UTC), feed.kind, feed.body
            for story in press.site(outlet, evening).stories[:12]:
                path = path_of(story, outlet.family)
                if seen.get(path) != story.modified:
                    seen[path] = story.modified
                    page = press.page(outlet, path, evening)
                    at = (evening + timedelta(minutes=5)).astimezone(UTC)
                    yield press.base(outlet) + path, at, page.kind, page.body
