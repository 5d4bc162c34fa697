"""The page Hôm nay: each figure on it opens to all that it counts, however much came in since yesterday."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.recount import recount
from tests.desk import Desk
from tests.pages import Pages
from web.pages.today import OPENED, SHOWN


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """A morning with more than the page shows of everything."""
    made = Pages(_filled(tmp_path_factory.mktemp("busy")).home)
    yield made
    made.close()


def _filled(folder: Path) -> Desk:
    desk = Desk(folder)
    for number in range(OPENED + 5):
        flag = "criticism" if number < SHOWN + 3 else ""
        desk.item(f"moi{number:09}", title=f"Tin số {number}", flag=flag, more=(("tone", "neg", "criticism"),))
    with desk.db.atomic():
        recount(desk.db)
    desk.raise_flags()
    return desk


def _card(pages: Pages, name: str) -> str:
    shown = pages.signed_in("viewer").get("/").text
    return shown.split(f'<section class="card" aria-labelledby="{name}">', 1)[1].split("</section>", 1)[0]


def test_all_that_came_in_opens_on_the_page_or_in_the_list(busy: Pages) -> None:
    card = _card(busy, "moi")
    before, rest = card.split("<details>", 1)
    assert len(re.findall(r'<a href="/tin-bai/moi', before)) == SHOWN
    assert len(re.findall(r'<a href="/tin-bai/moi', rest)) == OPENED - SHOWN
    assert f"Xem {OPENED + 5 - SHOWN} tin, bài nữa" in rest
    everything = re.search(r'href="(/tin-bai\?[^"]+)"', rest)
    assert everything is not None
    listed = busy.signed_in("viewer").get(everything[1].replace("&amp;", "&")).text
    assert f"{OPENED + 5} tin, bài" in listed


def test_every_matter_that_waits_is_a_click_away(busy: Pages) -> None:
    card = _card(busy, "can-xem")
    assert len(re.findall(r'<a href="/canh-bao/\w+"', card)) == SHOWN
    link = re.search(r'href="(/canh-bao\?[^"]+)">Xem cả (\d+) việc chưa ai nhận<', card)
    assert link is not None
    listed = busy.signed_in("viewer").get(link[1].replace("&amp;", "&")).text
    assert len(set(re.findall(r'href="/canh-bao/(\w+)\?', listed))) == int(link[2]) == SHOWN + 3
