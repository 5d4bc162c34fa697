"""What changes at the hostile press from one run to the next, and the log of who asked for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hostile.faults import chosen
from hostile.politeness import overlaps, trespasses
from hostile.press import FEED
from hostile.server import TRAP, Press, host_of, serve
from tests.hostile.asking import FIRST, asked, at_stage, fault_of, page_of


@pytest.mark.network
@pytest.mark.parametrize(
    ("name", "statuses"),
    [("article-gone-404", (200, 404)), ("article-gone-410", (200, 410)), ("article-moved", (200, 301)),
     ("article-fails-again", (200, 500)), ("article-edited", (200, 200))],
)  # fmt: skip
def test_what_changes_between_the_runs(press: Press, name: str, statuses: tuple[int, int]) -> None:
    path = page_of(press, name)
    before = asked(press, name, path)
    with at_stage(press, 2):
        after = asked(press, name, path)
    assert ((before[0], after[0]), before[2] == after[2]) == (statuses, False)


@pytest.mark.network
def test_a_moved_article_is_found_at_its_new_address(press: Press) -> None:
    with at_stage(press, 2):
        where = asked(press, "article-moved", page_of(press, "article-moved"))[1]["Location"]
        title = press.site(fault_of("article-moved")).stories[-1].title
        assert title in asked(press, "article-moved", where)[2].decode()
        assert where in asked(press, "article-moved-and-named", FEED)[2].decode()
    assert asked(press, "article-moved", where)[0] == 404


@pytest.mark.network
def test_the_layout_drifts_between_the_runs(press: Press) -> None:
    path = page_of(press, "layout-drift")
    before = asked(press, "layout-drift", path)[2]
    with at_stage(press, 2):
        after = asked(press, "layout-drift", path)[2]
        assert len(press.site(fault_of("layout-drift")).stories) == 8
    assert [b"fck_detail" in before, b"fck_detail" in after] == [True, False]


# --- the log ---


@pytest.mark.network
def test_every_request_is_logged(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    with serve(chosen(["feed-403"]), FIRST, log=file) as small:
        asked(small, "feed-403", FEED, {"User-Agent": "thu", "X-Other": "1"})
        asked(small, "trap", "/")
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    line = next(line for line in lines if line["host"] != TRAP)
    assert (line["host"], line["path"], line["status"]) == (host_of(fault_of("feed-403")), FEED, 403)
    assert line["headers"] == {"user-agent": "thu"}
    assert FIRST <= small.log[0].begun <= small.log[0].ended
    assert [len(pairs) for pairs in (trespasses(small.log, TRAP), overlaps(small.log))] == [1, 0]
