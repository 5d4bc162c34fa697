"""Which signal raises which flag, on which items, with which words; officers' labels win over the machine's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.jobs.queue.cases import Asked, flags_view
from tests.desk import BODY, DAY, NOW, Desk

LONG = BODY * 12  # more than 700 characters
HEADLINE, SIDES = ("headline", "figure", "45 hộ"), ("sides", "unheard", "UBND xã")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def raised(desk: Desk) -> dict[str, dict[str, Any]]:
    """The queue by kind, one matter a kind."""
    desk.raise_flags()
    rows, _ = flags_view(desk.home, Asked(), now=NOW + DAY)
    assert len({row["kind"] for row in rows}) == len(rows)
    return {row["kind"]: row for row in rows}


def test_the_three_kinds_of_a_text_each_raise_their_own(desk: Desk) -> None:
    for kind in ("criticism", "claim", "dispute"):
        desk.item(kind, flag=kind)
    found = raised(desk)
    assert {kind: row["anchor"] for kind, row in found.items()} == {kind: kind for kind in found}
    assert set(found) == {"criticism", "claim", "dispute"}
    assert all("Bài thử" in row["reason"] for row in found.values())
    assert {row["evidence"] for row in found.values()} == {"Bài thử"}
    assert {row["said_by"] for row in found.values()} == {"Máy gợi ý (bản 2.1, 90 %)"}


def test_what_the_models_doubt_or_tell_in_passing_is_less_urgent(desk: Desk) -> None:
    desk.item("chac", flag="criticism")
    desk.item("ngo", flag="claim", score=0.4)
    desk.item("qua", flag="dispute", relevance="1")
    assert {kind: row["severity"] for kind, row in raised(desk).items()} == {
        "criticism": "high", "claim": "low", "dispute": "low",
    }  # fmt: skip


def test_a_headline_is_asked_about_only_where_a_long_page_was_read(desk: Desk) -> None:
    desk.item("ngan", flag="", more=[HEADLINE])
    desk.item("rss", flag="", body=LONG, origin="feed", more=[HEADLINE])
    desk.item("qua", flag="", body=LONG, relevance="1", more=[HEADLINE])
    assert raised(desk) == {}
    desk.item("dai", flag="", body=LONG, more=[HEADLINE, ("headline", "place", "Hàm Yên")])
    found = raised(desk)["headline"]
    assert found["anchor"] == "dai"
    assert "“45 hộ; Hàm Yên”" in found["reason"]


def test_who_is_blamed_and_not_heard_is_named(desk: Desk) -> None:
    desk.item("bai", flag="criticism", body=LONG, more=[SIDES])
    assert "“UBND xã”" in raised(desk)["one-sided"]["reason"]


def test_a_page_that_is_gone_says_when_it_was_last_there(desk: Desk) -> None:
    desk.item("bai", flag="")
    desk.db.execute("UPDATE items SET removed_at = '2026-07-23T00:00:00Z'")
    desk.db.conn.commit()
    row = raised(desk)["removed"]
    assert "22/07/2026 10:00" in row["reason"]
    assert row["raised_at"] == "2026-07-23T00:00:00Z"
    assert row["said_by"] == "Máy ghi nhận"


def test_a_published_correction_is_raised_on_what_it_corrects(desk: Desk) -> None:
    desk.item("sai", flag="")
    desk.item("cai-chinh", flag="", title="Thông tin cải chính", relevance="0", at=NOW + DAY)
    desk.db.table("corrections").insert({"item": "cai-chinh", "corrects": "sai", "basis": "headline"})
    row = raised(desk)["correction"]
    assert (row["anchor"], row["raised_at"]) == ("sai", "2026-07-23T03:00:00Z")
    assert "Thông tin cải chính" in row["reason"]


def test_an_officers_relevance_decides_whether_an_item_stands_in_the_queue(desk: Desk) -> None:
    desk.item("bai")
    desk.db.execute("UPDATE annotations SET overruled = 'd1' WHERE kind = 'relevance'")
    desk.db.conn.commit()
    assert raised(desk) == {}


def test_raising_again_changes_nothing(desk: Desk) -> None:
    for number in range(5):
        desk.item(f"bai-{number}", event=f"vu-{number % 2}", at=NOW)
    desk.raise_flags()
    first = tables(desk)
    desk.raise_flags()
    assert tables(desk) == first


def tables(desk: Desk) -> list[dict[str, Any]]:
    sql = ("SELECT * FROM matters ORDER BY key", "SELECT * FROM flags ORDER BY matter, item")
    return [row for one in sql for row in desk.db.query(one)]
