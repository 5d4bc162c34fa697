"""The door for what does not come by a crawl: archive and journal first, items from them, the same again and again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.archive import checksums
from crawlers.pieces import piece_digest, piece_record, read_piece
from crawlers.recorder import Recorder
from crawlers.replay import Replay
from crawlers.warc import scan
from pieces import CHANNELS, Enclosed, Piece, Totals, made_address
from pipeline.jobs.collecting.crawl import mend
from pipeline.jobs.collecting.door import Brought, Door, open_door
from pipeline.jobs.collecting.replays import take_pieces
from pipeline.jobs.home import Home
from pipeline.jobs.reading.process import process
from pipeline.jobs.report import ProcessReport
from storage.pieces import enclosed_of, told_of, totals_of
from storage.store import Store
from tests.conftest import ROOT
from tests.replayed import Nobody

NOW = datetime(2026, 7, 20, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEXT = (
    "UBND xã Hàm Yên, tỉnh Tuyên Quang vừa khánh thành cầu treo qua sông Lô. Lãnh đạo tỉnh Tuyên Quang dự lễ. "
    "Người dân xã Hàm Yên, Tuyên Quang phấn khởi vì từ nay không phải đi đò sang chợ phiên."
)
PRINTED = Piece(
    "nhan-dan", made_address(outlet="nhan-dan", channel="print", day=date(2026, 7, 20), title="Cầu treo Hàm Yên"),
    "print", "file", "template@1", "Cầu treo Hàm Yên thông xe", text=TEXT, published_at=NOW, section="Trang 3",
    found_at="ab:Bài!4",
)  # fmt: skip
POST = Piece(
    "trang-tinh", "https://facebook.example.vn/1/posts/2", "social", "social", "facebook", "", text=TEXT,
    published_at=NOW, totals=Totals(NOW, "facebook", {"reactions": 12, "shares": 3}),
)  # fmt: skip
SCAN = Brought("trang3.pdf", "application/pdf", b"%PDF-1.4 no text")


def take(home: Home, *pieces: Piece, at: datetime = NOW, brought: tuple[Brought, ...] = ()) -> Door:
    with home.for_writing(), Store.open(home.path) as store, open_door(home, store, clock=lambda: at) as door:
        for piece in pieces:
            door.take(piece, brought)
    return door


def read(home: Home, at: datetime = NOW) -> ProcessReport:
    """Read what the archive has into items, with nobody judging them."""
    with home.for_writing(), Store.open(home.path) as store:
        mend(home, store, now=at)
        return process(home, home.configuration(), store, Nobody(), store.unprocessed())


def items(home: Home) -> list[dict[str, Any]]:
    with Store.open(home.path) as store:
        return list(store.db.query(
            """SELECT i.id, i.url, i.outlet, i.channel, i.title, i.published_at, i.published_from, i.origin,
                      i.first_seen_at, i.removed_at, v.number, v.body, v.section, v.record, v.seen_at FROM items i
               JOIN versions v ON v.item = i.id ORDER BY i.id, v.number"""
        ))  # fmt: skip


def test_a_piece_becomes_an_item_with_its_own_channel_and_its_files(tmp_path: Path) -> None:
    home = Home(tmp_path)
    door = take(home, PRINTED, brought=(SCAN,))
    report = read(home, NOW)
    assert (door.taken, report.ledger.new, report.failures) == (1, 1, [])
    (item,) = items(home)
    assert (item["channel"], item["origin"], item["section"], item["body"]) == ("print", "file", "Trang 3", TEXT)
    with Store.open(tmp_path) as store:
        (file,) = enclosed_of(store.db, item["id"])
        assert (file["name"], file["sha256"], file["bytes"]) == ("trang3.pdf", SCAN.told.sha256, len(SCAN.content))
        assert told_of(store.db, item["id"])["source"] == "template@1"


def test_taken_in_again_it_adds_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    take(home, PRINTED, POST, brought=(SCAN,))
    before = [(path.name, path.stat().st_size) for path in sorted(home.archive.iterdir())]
    later = replace(POST, totals=replace(POST.totals, at=NOW + HOUR))  # the same totals as they stood before
    door = take(home, replace(PRINTED, found_at="another:file!9"), later, at=NOW + HOUR, brought=(SCAN,))
    assert (door.taken, door.known) == (0, 2)
    assert [(path.name, path.stat().st_size) for path in sorted(home.archive.iterdir())] == before


def test_totals_are_a_series_and_an_edited_post_is_a_new_version(tmp_path: Path) -> None:
    home = Home(tmp_path)
    more = replace(POST, totals=Totals(NOW + HOUR, "facebook", {"reactions": 20, "shares": 3}))
    edited = replace(more, text=TEXT + " Cầu dài 120 m.", updated_at=NOW + 2 * HOUR)
    for hours, piece in enumerate((POST, more, edited, more)):  # changed, and changed back
        take(home, piece, at=NOW + hours * HOUR)
    read(home, NOW + 4 * HOUR)
    versions = items(home)
    assert [row["body"] for row in versions] == [TEXT, edited.text, TEXT]
    with Store.open(tmp_path) as store:
        series = [(row["name"], row["value"]) for row in totals_of(store.db, versions[0]["id"])]
    assert series == [("reactions", 12), ("reactions", 20), ("shares", 3), ("shares", 3)]


def test_a_row_of_a_later_template_goes_on_with_its_item(tmp_path: Path) -> None:
    home = Home(tmp_path)
    take(home, PRINTED)
    take(home, replace(PRINTED, source="template@2", text=TEXT + " Bản sửa."), at=NOW + HOUR)
    read(home, NOW + HOUR)
    assert [row["body"] for row in items(home)] == [TEXT, TEXT + " Bản sửa."]


def test_a_removed_post_stays_and_is_marked_until_it_is_back(tmp_path: Path) -> None:
    home = Home(tmp_path)
    take(home, POST)
    take(home, Piece("trang-tinh", POST.address, "social", "social", "facebook", removed=True), at=NOW + HOUR)
    read(home, NOW + HOUR)
    assert [(row["body"], row["removed_at"]) for row in items(home)] == [(TEXT, "2026-07-20T06:00:00Z")]
    take(home, POST, at=NOW + 2 * HOUR)
    read(home, NOW + 2 * HOUR)
    assert [row["removed_at"] for row in items(home)] == [None]


def everything(home: Home) -> dict[str, Any]:
    with Store.open(home.path) as store:
        tables = {name: list(store.db.query(f"SELECT * FROM {name} ORDER BY 1, 2"))
                  for name in ("pieces", "enclosed", "totals", "addresses")}  # fmt: skip
    return {**tables, "items": items(home)}


def test_a_rebuild_from_archive_and_journals_gives_the_same_items(tmp_path: Path) -> None:
    home = Home(tmp_path)
    take(home, PRINTED, POST, brought=(SCAN,))
    take(home, replace(PRINTED, text=TEXT + " Bản in lại."), at=NOW + HOUR)
    read(home, NOW + HOUR)
    before = everything(home)
    for path in tmp_path.glob("diembao.db*"):
        path.unlink()
    read(home, NOW + HOUR)
    assert everything(home) == before
    assert before["items"][0]["removed_at"] is None


def test_the_words_of_a_page_take_the_place_of_those_of_a_file(tmp_path: Path) -> None:
    first = Piece("nhan-dan", "https://nhandan.vn/cau-post1.html", "online", "file", "vnsocial", "Cầu", text=TEXT)
    home = Home(tmp_path)
    take(home, first)
    read(home, NOW)
    with Store.open(tmp_path) as store:
        assert [row["source"] for row in store.db.query("SELECT source FROM versions")] == ["file:vnsocial"]


def replayed(home: Home, file: Path) -> list[object]:
    """Take the pieces of a file over, as ``crawl --replay`` does beside asking for pages."""
    source = Replay.open(file)
    with home.for_writing(), Store.open(home.path) as store:
        mend(home, store, now=NOW)
        records = {row["key"] for row in store.db.query("SELECT key FROM fetches")}
        with Recorder(home.path) as recorder:
            failures = take_pieces(source, recorder, records, 1_000_000)
        assert not list(source.visits(lambda url, at: None, lambda outlet, url: False))
        return [*failures, *source.unknown]


def test_a_replayed_archive_brings_its_pieces_and_their_files_once(tmp_path: Path) -> None:
    first, second = Home(tmp_path / "first"), Home(tmp_path / "second")
    gone = Piece("trang-tinh", POST.address, "social", "social", "facebook", removed=True)
    take(first, PRINTED, POST, brought=(SCAN,))
    take(first, gone, at=NOW + HOUR)
    read(first)
    for _ in range(2):
        for file in sorted(first.archive.glob("*.warc.gz")):
            assert replayed(second, file) == []
    read(second)
    assert everything(second) == everything(first)
    door = take(second, PRINTED, POST, brought=(SCAN,), at=NOW + 3 * HOUR)  # the post is back
    assert (door.taken, door.known) == (1, 1)


@st.composite
def pieces(draw: st.DrawFn) -> Piece:
    text = st.text(max_size=40)
    moment = st.integers(0, 2**31).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
    return Piece(
        draw(text), draw(text), draw(st.sampled_from(CHANNELS)), draw(st.sampled_from(("file", "social"))), draw(text),
        draw(text), text=draw(text), published_at=draw(st.none() | moment), authors=tuple(draw(st.lists(text))),
        seconds=draw(st.none() | st.integers(0, 99999)),
        enclosed=tuple(draw(st.lists(st.builds(Enclosed, text, text, text, st.integers(0)), max_size=2))),
        totals=draw(st.none() | st.builds(Totals, moment, text, st.dictionaries(text, st.integers(0)))),
    )  # fmt: skip


@given(pieces())
def test_what_is_written_is_what_is_read(piece: Piece) -> None:
    assert read_piece(piece_record(piece)) == piece
    assert piece_digest(replace(piece, found_at="elsewhere")) == piece_digest(piece)
    assert piece_digest(replace(piece, text=piece.text + "x")) != piece_digest(piece)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_whatever_else_stands_in_a_record_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_piece(content)


SLOWLY = """
import sys, time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tests.pipeline.test_door import PRINTED, SCAN
from pipeline.jobs.collecting.door import open_door
from pipeline.jobs.home import Home
from storage.store import Store
home = Home(Path(sys.argv[1]))
now = datetime.now(UTC)
with home.for_writing(), Store.open(home.path) as store, open_door(home, store, clock=lambda: now) as door:
    for number in range(60):
        piece = replace(PRINTED, address=f"diembao:print/nhan-dan/2026-07-20/{number}", title=f"Bài số {number}")
        door.take(piece, (replace(SCAN, content=b"%d" % number * 999),))
        time.sleep(float(sys.argv[2]))
"""


def brought(home: Home, pause: float) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", SLOWLY, str(home.path), str(pause)], cwd=ROOT)


@pytest.mark.slow
def test_killed_again_and_again_it_loses_and_doubles_nothing(tmp_path: Path) -> None:
    home, moments = Home(tmp_path), random.Random(os.urandom(8))
    for _ in range(3):
        begun = brought(home, 0.05)
        opened, given_up = set(home.archive.glob("*.open")), time.monotonic() + 60
        while set(home.archive.glob("*.open")) <= opened and begun.poll() is None and time.monotonic() < given_up:
            time.sleep(0.02)
        time.sleep(moments.uniform(0, 1.0))
        begun.send_signal(signal.SIGKILL)
        begun.wait()
    assert brought(home, 0.0).wait() == 0
    read(home, datetime.now(UTC))
    assert sorted(row["title"] for row in items(home)) == sorted(f"Bài số {number}" for number in range(60))
    with Store.open(tmp_path) as store:
        assert len(list(store.db.query("SELECT DISTINCT sha256 FROM enclosed"))) == 60
    assert len(list(records(home))) == len(set(records(home)))
    assert len(checksums(home.archive)) == len(list(home.archive.glob("*.warc.gz")))


def records(home: Home) -> Iterator[str]:
    for path in sorted(home.archive.glob("*.warc.gz")):
        yield from (capture.url for capture in scan(path))
