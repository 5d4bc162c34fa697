"""The archive read again by another reader: every difference has its row, and nothing else changes."""

import sqlite3

import pytest

from pipeline.jobs.reading.differences import find_differences
from pipeline.jobs.reading.process import process, take_journal
from pipeline.parsers import LAYOUTS
from pipeline.parsers.layout import Layout
from records import Annotation
from storage.store import Store
from tests.replayed import Nobody, at, home_of, page, record

# A reader of an earlier release: it took the lede for the body's first line and left long pages' ends.
OLDER = {**LAYOUTS, "vnexpress": (Layout(title=("h1.title-detail",), body=("article.fck_detail .p1",)),)}
STORY = "Xã Hàm Yên, tỉnh Tuyên Quang khánh thành cầu treo dài 120 mét qua sông Lô, nối hai bờ sau nhiều năm chờ đợi."
MORE = "Ông Lê Văn Thử cho biết tổng vốn 35 tỷ đồng, do tỉnh Tuyên Quang bố trí, xong trước hạn hai tháng."


def html(title, *paragraphs):
    made = page(title, "Tin từ Hàm Yên.", *paragraphs)
    first = b'<article class="fck_detail"><p class="'
    return made.replace(first + b"Normal", first + b"p1", 1)


@pytest.fixture
def home(tmp_path):
    """A home that was made by the older reader: one page of two paragraphs, one of one, one edited in between."""
    home = home_of(tmp_path, "thu")
    site = "https://thu.example.vn"
    record(
        home,
        (f"{site}/dai-1.html", "20 03:00", "200 OK", html("Cầu treo Hàm Yên", STORY, MORE)),
        (f"{site}/ngan-2.html", "20 03:10", "200 OK", html("Bầu xã đội", STORY)),
        (f"{site}/sua-3.html", "20 03:20", "200 OK", html("Giá cam", STORY)),
        (f"{site}/sua-3.html", "20 09:20", "200 OK", html("Giá cam", STORY.replace("120", "150"))),
    )
    with Store.open(home.path) as store:
        take_journal(home, store)
        process(home, home.configuration(), store, Nobody(), store.unprocessed(), layouts=OLDER)
    return home


def dump(home):
    with sqlite3.connect(home.path / "diembao.db") as db:
        found = list(db.iterdump())
    db.close()
    return found


def by_title(found):
    return {(row["title"], row["version"]): row for row in found.rows}


def test_read_again_by_the_same_reader_nothing_differs(home):
    found = find_differences(home, judge=Nobody(), layouts=OLDER)
    assert (found.rows, found.moved, found.captures) == ([], {}, 4)


def test_each_version_that_reads_differently_is_explained(home):
    before = dump(home)
    found = find_differences(home, judge=Nobody())
    assert dump(home) == before  # nothing was written
    assert not [path for path in home.path.iterdir() if path.name.startswith("differences-")]
    rows = by_title(found)
    assert set(rows) == {("Cầu treo Hàm Yên", 1), ("Bầu xã đội", 1), ("Giá cam", 1), ("Giá cam", 2)}
    long = rows["Cầu treo Hàm Yên", 1]
    assert long["material"]
    assert long["old_parser"].startswith("vnexpress (2.")
    assert long["new_parser"].startswith("vnexpress (2.")
    assert long["old_parser"] != long["new_parser"]
    added = len(f"Tin từ Hàm Yên. {MORE}".split())
    assert f"văn bản bớt 0 từ, thêm {added} từ" in long["difference"]
    assert not rows["Bầu xã đội", 1]["material"]
    assert found.moved == {}
    assert found.counts["items"] == (3, 3)
    assert found.counts["versions"] == (4, 4)


def test_what_is_explained_is_what_process_then_does(home):
    explained = {(row["item"], row["version"]) for row in find_differences(home, judge=Nobody()).rows}
    with Store.open(home.path) as store:
        sql = "SELECT item, number, text_sha256, read_by FROM versions"
        before = {tuple(row[:2]): tuple(row[2:]) for row in store.db.execute(sql)}
        report = process(home, home.configuration(), store, Nobody(), store.captured_since(""))
        after = {tuple(row[:2]): tuple(row[2:]) for row in store.db.execute(sql)}
    assert {key for key in after if after[key] != before.get(key)} == explained
    assert report.ledger.updated == len(explained)
    assert report.ledger.new == 0
    assert find_differences(home, judge=Nobody()).rows == []


def test_a_page_that_is_read_no_more_keeps_its_version_and_is_named(home):
    gone = {**LAYOUTS, "vnexpress": (Layout(title=("h1.none",), body=("article.none",)),)}
    found = find_differences(home, judge=Nobody(), layouts=gone)
    assert found.counts["versions"] == (4, 4)
    assert {row["kind"] for row in found.rows} <= {"changed", "unread"}
    assert all("generic after vnexpress" in row["new_parser"] for row in found.rows if row["kind"] == "changed")


def test_a_version_from_before_versions_were_kept_is_said_to_be_so(home):
    with Store.open(home.path) as store:
        store.db.execute("UPDATE versions SET read_by = ''")
        store.db.conn.commit()
    found = find_differences(home, judge=Nobody())
    assert {row["old_parser"] for row in found.rows} == {"vnexpress (trước khi ghi phiên bản)"}


def test_labels_and_days_that_move_are_told_with_their_item(home):
    class Other(Nobody):
        signature = "other"

        def annotate(self, article):
            label = "2" if "35 tỷ" in article.text else "1"
            return (Annotation("relevance", "tuyen-quang", label, 0.9, "thử@1"),)

    found = find_differences(home, judge=Other())
    rows = by_title(found)
    assert rows["Cầu treo Hàm Yên", 1]["moves"] == ["liên quan tuyen-quang: không → 2"]
    assert found.moved == {"main_subjects": (0, 1)}
    same = find_differences(home, judge=Other(), layouts=OLDER)
    assert {row["kind"] for row in same.rows} == {"models"}
    assert len(same.rows) == 3


def test_the_moment_is_a_day_from_which_on_captures_are_read(home):
    found = find_differences(home, since=at("20 05:00"), judge=Nobody())
    assert [(row["title"], row["version"]) for row in found.rows] == [("Giá cam", 2)]
