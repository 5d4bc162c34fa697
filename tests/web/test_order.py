"""Newspapers stand by their names as officers read them, on every page that lists them all."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.desk import NOW, shipped_configuration
from tests.pages import Pages
from text import folded

FILLINGS = ("today",)
KNOWN = shipped_configuration()
FOLLOWED = {KNOWN.outlets[slug].name for slug in KNOWN.followed(NOW.date())}


@pytest.mark.parametrize(
    ("path", "row"),
    [("/nguon", r'<td[^>]*><a href="/nguon/[\w-]+">([^<]+)</a>'), ("/quan-tri/bao", r'<td[^>]* class="name">([^<]+)<'),
     ("/bao", r'<a href="/bao/[^"]+">([^<]+)</a>')],
)  # fmt: skip
def test_newspapers_stand_by_their_names(reading: Pages, path: str, row: str) -> None:
    shown = unescape(reading.signed_in("admin").get(path).text)
    names = [name for name in re.findall(row, shown) if name in FOLLOWED]
    assert set(names) == FOLLOWED
    alike = names[1:] if path == "/bao" else names  # there the one with items comes first
    assert alike == sorted(alike, key=folded)


def test_the_sources_that_are_counted_are_all_kinds(reading: Pages) -> None:
    shown = reading.signed_in("admin").get("/quan-tri/bao").text
    row = shown.split("bao-tuyen-quang", 1)[1].split("</tr>", 1)[0]
    assert re.findall(r'class="number">(\d+)<', row)[0] == "11"  # sections, no feed
