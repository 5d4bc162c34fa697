"""Pictures of every page on a home, to be looked at: ``python -m tests.screenshots HOME FOLDER``.

The pages are found by following links as an administrator does and shown by Debian's Chromium in every look of
``LOOKS``: at a desk and on a phone, light and dark, at 200 %, and as printed. The home is only read: what is shown is a
copy of its database, with accounts of its own, at the moment when it was last collected. Exit 1 names the pages that
answered wrongly, told the console something, were wider than the window or heavier than a page may be.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from storage.accounts.opening import NAME as ACCOUNTS
from storage.opening import NAME
from tests.browser import CHROMIUM, DESK, PHONE, Screens, chromium, overhang, served
from tests.pages import Pages, one_of_each
from times import from_iso
from web.caching.home import CachedHome
from web.serving import bring_up_to_date, settings_of

HALF_DESK = (640, 450)  # what 200 % leaves of a desk's window
SIDES = ("top", "right", "bottom", "left")
SHEET = (718, 1010)  # A4 without margins of 10 mm, in CSS pixels
DRAWN = "Promise.all([...document.images].map(one => { one.loading = 'eager'; return one.decode().catch(() => 0); }))"
BYTES_BAR = 200_000  # of a page, as the issue bounds it
TALLEST = 12_000  # pixels of a picture; Chromium draws nothing below twice of it
OUTSIDE = "/vao"  # shown to nobody in particular: everybody else is sent on
LOST = "/khong-co-trang-nay"  # what a wrong address is told


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at."""

    name: str
    size: tuple[int, int] = DESK
    dark: bool = False
    scale: int = 1
    touch: bool = False
    paper: bool = False


LOOKS = (
    Look("desk-light"), Look("desk-dark", dark=True), Look("phone-light", PHONE, touch=True),
    Look("phone-dark", PHONE, dark=True, touch=True), Look("zoom-200", HALF_DESK, scale=2),
    Look("paper", SHEET, paper=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture, or why there is none worth looking at."""

    look: str
    path: str
    size: int
    faults: tuple[str, ...]


def copied(home: Path, place: Path) -> CachedHome:
    """A home that reads what another has collected, taken over from an earlier version; its accounts are its own."""
    shutil.copytree(home, place, dirs_exist_ok=True, ignore=_is_left_out)
    with sqlite3.connect(f"{(home / NAME).resolve().as_uri()}?mode=ro", uri=True) as source:
        with sqlite3.connect(place / NAME) as target:
            source.backup(target)
        target.close()
    source.close()
    made = CachedHome(place)
    bring_up_to_date(made)
    return made


def _is_left_out(folder: str, names: list[str]) -> set[str]:
    """Databases that may be written just now, what nobody else may read, and what no page shows."""
    heavy = {"archive", "backups", "tokens", "names.key"}
    return {one for one in names if one.startswith((NAME, ACCOUNTS)) or one.endswith((".db", ".lock")) or one in heavy}


def collected_at(home: CachedHome) -> datetime:
    """When the home last asked a newspaper; now for one that never did."""
    with sqlite3.connect(home.path / NAME) as db:
        (at,) = db.execute("SELECT max(at) FROM fetches").fetchone()
    db.close()
    return from_iso(at) if at else datetime.now(UTC)


def shots(screens: Screens, paths: Sequence[str], looks: Sequence[Look], folder: Path) -> Iterator[Shot]:
    """Show each page in each look and put its picture into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    inside = [path for path in paths if path != OUTSIDE]
    for look in looks:
        for role, those in (("", [OUTSIDE] if OUTSIDE in paths else []), ("admin", inside)):
            if those:
                more = {"device_scale_factor": look.scale, "has_touch": look.touch}
                with screens.open(role, size=look.size, dark=look.dark, **more) as page:
                    yield from (_shot(screens, page, path, look, folder / file_name(path, look)) for path in those)


def file_name(path: str, look: Look) -> str:
    words = re.sub(r"[^\w.-]+", "_", path.strip("/")) or "hom-nay"
    return f"{words[:80]}.{look.name}.png"


def _shot(screens: Screens, page: Page, path: str, look: Look, file: Path) -> Shot:
    screens.said.clear()
    answer = page.goto(path, wait_until="networkidle")
    status, size = (answer.status, len(answer.body())) if answer else (0, 0)
    _draw(page, look, file)
    said = [one for one in screens.said if status == 200 or "Failed to load resource" not in one]
    return Shot(look.name, path, size, tuple(_faults(page, path, status, size, said)))


def _draw(page: Page, look: Look, file: Path) -> None:
    if look.paper:
        page.emulate_media(media="print")
        page.pdf(path=file.with_suffix(".pdf"), format="A4", margin=dict.fromkeys(SIDES, "10mm"))
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": look.size[0], "height": min(TALLEST, max(look.size[1], height))})
    page.evaluate(DRAWN)  # pictures below the window are loaded only now
    page.screenshot(path=file)
    page.set_viewport_size({"width": look.size[0], "height": look.size[1]})


def _faults(page: Page, path: str, status: int, size: int, said: Sequence[str]) -> Iterator[str]:
    if status != (404 if path == LOST else 200):
        yield f"answered {status}"
    if size > BYTES_BAR:
        yield f"{size} bytes, more than {BYTES_BAR}"
    if (wide := overhang(page)) > 0:
        yield f"{wide} pixels wider than the window"
    yield from said


def main(words: Sequence[str] | None = None) -> int:
    asked = _asked(words)
    looks = [look for look in LOOKS if look.name in (asked.look or [look.name])]
    if not CHROMIUM.exists():
        _say(f"needs Chromium at {CHROMIUM}; DIEMBAO_CHROMIUM names another place")
        return 2
    with tempfile.TemporaryDirectory() as place, closing(_pages(copied(asked.home, Path(place)))) as pages:
        found, lacking = (asked.page, []) if asked.page else one_of_each(pages)
        paths = found if asked.page else [*found, LOST, *asked.also]
        with served(pages) as address, chromium() as browser:
            wrong = sum(_told(shot) for shot in shots(Screens(browser, address), paths, looks, asked.folder))
    _say(f"{len(paths)} pages, {len(looks)} looks, in {asked.folder}; {wrong} with faults")
    for path in lacking:
        _say(f"no link of this home leads to {path}")
    return 1 if wrong else 0


def _pages(home: CachedHome) -> Pages:
    return Pages(home, now=collected_at(home), settings=settings_of(home))


def _told(shot: Shot) -> bool:
    _say(f"{shot.look:12} {shot.size:7} {shot.path} {'; '.join(shot.faults)}".rstrip())
    return bool(shot.faults)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _asked(words: Sequence[str] | None) -> Any:
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--page", action="append", default=[], metavar="ADDRESS", help="these pages only")
    parser.add_argument("--also", action="append", default=[], metavar="ADDRESS", help="these beside those found")
    parser.add_argument("--look", action="append", default=[], choices=[look.name for look in LOOKS])
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
