"""Two items that turn out to be one article: what was decided about either and told of it follows the item."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline.cases import Wish
from pipeline.jobs.exports.digest_files import save
from pipeline.jobs.exports.digest_made import digest_of
from pipeline.jobs.exports.weekly import export_week
from pipeline.jobs.queue.cases import Asked, flags_view, matter_view, take_step
from pipeline.jobs.reading.process import take_decided
from pipeline.matters import inherited
from storage.rulings import heirs_of
from storage.store import CaptureWrite, item_id
from tests.desk import DAY, HOUR, NOW, PLAN, Desk
from tests.pipeline.signals import decided, signal
from times import local_day

ADDRESS = "https://vnexpress.net/cung-mot-bai-2.html"
GOES = item_id(ADDRESS)
CLOSED = Wish("close", outcome="none")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The items "dau" and GOES, both criticism, which stand on one another's address."""
    desk = Desk(tmp_path)
    desk.item("dau", flag="")
    desk.item(GOES, at=NOW + HOUR)
    for sql in ("UPDATE addresses SET url = ? WHERE item = ?", "UPDATE items SET url = ? WHERE id = ?"):
        desk.db.execute(sql, [ADDRESS, GOES])
    desk.db.conn.commit()
    desk.raise_flags()
    return desk


def merge(desk: Desk) -> None:
    """The younger item goes into the older, which the models now flag."""
    fetch = desk.store.fetch("r-dau")
    assert fetch is not None
    desk.store.save([CaptureWrite(fetch, 0, merged=[("dau", GOES)])])
    desk.rejudge("dau", "criticism")
    desk.raise_flags()


def test_a_decision_holds_for_the_item_into_which_its_item_was_merged(desk: Desk) -> None:
    (before,) = desk.matters()
    take_step(desk.home, [before["key"]], CLOSED, by="Trần Thử", now=NOW + DAY)
    merge(desk)
    (row,) = flags_view(desk.home, Asked(), now=NOW + 2 * DAY)[0]
    assert (row["key"], row["anchor"], row["state"]) == (before["key"], "dau", "closed")
    assert (row["title"], row["items"], row["since_decided"]) == ("Bài thử", 1, 0)
    assert [one["item"] for one in matter_view(desk.home, before["key"], now=NOW + 2 * DAY)["flags"]] == ["dau"]


def test_it_still_holds_after_the_database_was_made_anew(desk: Desk) -> None:
    take_step(desk.home, [desk.matters()[0]["key"]], CLOSED, by="Trần Thử", now=NOW + DAY)
    merge(desk)
    before = flags_view(desk.home, Asked(), now=NOW + 2 * DAY)
    desk.db.execute("DELETE FROM decisions")
    desk.db.execute("DELETE FROM journals")
    desk.db.conn.commit()
    take_decided(desk.home, desk.store, NOW + 2 * DAY)
    desk.raise_flags()
    assert flags_view(desk.home, Asked(), now=NOW + 2 * DAY) == before


def test_an_undecided_matter_of_an_item_that_is_gone_goes_with_it(desk: Desk) -> None:
    merge(desk)
    assert [row["anchor"] for row in desk.matters()] == ["dau"]


def test_what_a_weekly_file_told_is_not_told_late_under_its_other_address(desk: Desk) -> None:
    def told(week: str) -> list[str]:
        book = load_workbook(export_week(desk.home, week, now=NOW + 30 * DAY, plan=PLAN).files[0])
        cells = (cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
        return [str(value) for value in cells if value in ("dau", GOES)]

    assert told("2026-W30") == [GOES]
    merge(desk)
    assert told("2026-W31") == []


def test_what_a_digest_told_is_not_told_again_under_its_other_address(desk: Desk) -> None:
    def told(moment: datetime) -> list[str]:
        made = digest_of(desk.home, local_day(moment).isoformat(), clock=lambda: moment)
        save(desk.home, made)
        return [row["id"] for row in made.digest.to_answer]

    morning = NOW + DAY - timedelta(hours=3, minutes=29)  # 06:31 in Hà Nội
    assert told(morning) == [GOES]
    merge(desk)
    assert told(morning + DAY) == []


def test_only_what_is_gone_has_an_heir(desk: Desk) -> None:
    assert heirs_of(desk.db, ["dau", GOES, "khac"]) == {}
    merge(desk)
    assert heirs_of(desk.db, ["dau", GOES, "khac"]) == {GOES: "dau"}


def test_two_items_of_a_matter_that_became_one_are_one_and_its_event_follows() -> None:
    (known,) = decided([signal("a", group="b"), signal("b", group="b", hours=1)])
    one = inherited(known, {"b": "a"})
    assert (one.group, one.rows) == ("a", known.rows[:1])
    (claim,) = decided([signal("b", "claim", group="3:b")])
    assert inherited(claim, {"b": "a"}).group == "3:a"
