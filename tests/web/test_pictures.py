"""Every picture of figures says in words what it shows, and the same figures stand beside it as a table."""

from __future__ import annotations

import pytest
from lxml import html

from tests.fillings.whole_item import EVENT
from tests.pages import Pages
from web.rendering import HERE

FILLINGS = ("today", "counts", "whole_item")
PAGES = {"today": "/", "event": f"/su-kien/{EVENT}", "outlet": "/bao/nhan-dan?tu=2026-07-01&den=2026-07-31"}
FRAMES = {"base", "macros"}  # the mark of the house, and the macro through which all pictures come


@pytest.mark.parametrize(("path", "pictures"), [(PAGES["today"], 1), (PAGES["event"], 1), (PAGES["outlet"], 4)])
def test_every_picture_has_words_and_a_table(reading: Pages, path: str, pictures: int) -> None:
    admin = reading.signed_in("admin")
    found = html.fromstring(admin.get(path).text).xpath("//main//img")
    assert len(found) == pictures
    for image in found:
        assert len(image.get("alt")) > 20
        assert image.xpath("ancestor::section[1]//table//td")
        answer = admin.get(image.get("src"))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")


def test_no_other_page_has_a_picture_of_figures() -> None:
    sources = {path.stem: path.read_text("utf-8") for path in (HERE / "templates").glob("*.html")}
    drawn = {name for name, source in sources.items() if "m.chart(" in source or "k.drawn(" in source}
    assert drawn - FRAMES == set(PAGES)
    assert {name for name, source in sources.items() if "<img" in source} == FRAMES
