"""Social posts and printed pages in queue, weekly file and evidence: what holds for newspapers holds for them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import load_workbook

from pieces import Piece, Totals
from pipeline.jobs.collecting.crawl import mend
from pipeline.jobs.collecting.door import Brought, open_door
from pipeline.jobs.exports.weekly import export_week
from pipeline.jobs.home import Home
from pipeline.jobs.items.evidence import write_evidence
from pipeline.jobs.items.histories import beside_lines
from pipeline.jobs.items.views import coverage_view, item_view
from pipeline.jobs.ledger.counting import Filters, books_of
from pipeline.jobs.reading.process import process
from pipeline.reports.verify import RECORDS
from records import Annotation, Article
from storage.schema.migrations import STEPS
from storage.schema.pieces import m018_channels
from storage.store import Store, item_id
from tests.conftest import Diembao
from tests.replayed import Nobody
from times import iso

NOW = datetime(2026, 7, 22, 3, tzinfo=UTC)
SAID = "Xã Thử Nghiệm chậm trả tiền đền bù, người dân đã gửi đơn nhiều lần mà chưa ai trả lời."
POST = Piece(
    "trang-cong-dong", "https://facebook.example.vn/1/posts/2", "social", "social", "facebook", "", text=SAID,
    published_at=NOW, totals=Totals(NOW, "facebook", {"reactions": 12}),
)  # fmt: skip
PRINTED = replace(
    POST, outlet="nhan-dan", address="diembao:print/nhan-dan/2026-07-22/1", channel="print", origin="file",
    source="template@1", title="Chậm trả tiền đền bù", totals=None,
)  # fmt: skip
SCAN = Brought("trang2.pdf", "application/pdf", b"%PDF-1.4 as it was scanned")


class Critic(Nobody):
    """A judge that takes every text for criticism of the province."""

    signature = "critic"

    @property
    def annotator(self) -> Critic:  # type: ignore[override]
        return self

    def annotate_all(self, articles: Iterable[Article]) -> list[list[Annotation]]:
        return [
            [Annotation("relevance", "tuyen-quang", "2", 1.0, "critic@1"),
             Annotation("flag", "", "criticism", 0.95, "critic@1", "", ((0, 12),))]
            for _ in articles
        ]  # fmt: skip


def taken(home: Home, *pieces: Piece) -> None:
    with home.for_writing(), Store.open(home.path) as store:
        mend(home, store, now=NOW)
        with open_door(home, store, clock=lambda: NOW) as door:
            for piece in pieces:
                door.take(piece, (SCAN,) if piece.channel == "print" else ())
        process(home, home.configuration(), store, Critic(), store.unprocessed())  # type: ignore[arg-type]


def test_the_queue_and_the_weekly_file_hold_posts_and_printed_pieces(tmp_path: Path, diembao: Diembao) -> None:
    home = Home(tmp_path)
    taken(home, POST, PRINTED)
    (file,) = export_week(home, "2026-W30", now=NOW).files
    page = load_workbook(file)["Mới"]
    heads = {cell.value: place for place, cell in enumerate(page[4])}
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=5)]
    told = {row[heads["Loại hình"]]: (row[heads["Ai nói"]], row[heads["Câu trong bài"]]) for row in rows}
    assert set(told) == {"trang mạng xã hội", "báo in"}
    assert all(who.startswith("Máy gợi ý") and evidence for who, evidence in told.values())
    queue = json.loads(diembao("--home", tmp_path, "flags", "--format", "json").stdout)
    assert sum(row["items"] if isinstance(row.get("items"), int) else 1 for row in queue) >= 1
    with books_of(home, now=iso(NOW)) as books:
        rows = coverage_view(books, by=("outlet", "channel"), filters=Filters()).rows
    assert {(row["outlet"], row["channel"]): row["items"] for row in rows} == {
        ("nhan-dan", "print"): 1, ("trang-cong-dong", "social"): 1,
    }  # fmt: skip


def test_the_evidence_of_a_piece_holds_its_scan_and_verifies_itself(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    taken(home, PRINTED, POST)
    written = write_evidence(home, item_id(PRINTED.address), tmp_path / "bang-chung.zip")
    assert (written.versions, written.records) == (1, 2)
    with zipfile.ZipFile(written.path) as files:
        assert SCAN.content in _unpacked(files.read(RECORDS))
        files.extractall(tmp_path / "ra")
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "verify.py"], cwd=tmp_path / "ra", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def _unpacked(packed: bytes) -> bytes:
    import gzip

    with gzip.open(io.BytesIO(packed)) as stream:
        return stream.read()


def test_an_item_is_shown_with_its_files_and_totals(tmp_path: Path) -> None:
    home = Home(tmp_path)
    taken(home, PRINTED, POST)
    (file,) = beside_lines(item_view(home, PRINTED.address), {})
    assert SCAN.told.sha256 in file
    assert list(beside_lines(item_view(home, POST.address), {})) == ["Facebook: 12 cảm xúc (lúc 22/07/2026 10:00)."]


def test_a_database_of_before_the_dimension_is_counted_anew(tmp_path: Path) -> None:
    home = Home(tmp_path)
    taken(home, POST)
    with Store.open(tmp_path) as store:
        db = store.db
        before = list(db.query("SELECT * FROM counted ORDER BY scope"))
        for name in ("twins", "appearances", "rematch", "counted", "tallies"):
            db.execute(f"DROP TABLE {name}")
        for row in list(db.query("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rematch%'")):
            db.execute(f"DROP TRIGGER {row['name']}")
        db.execute("DROP INDEX items_off_the_web")
        db.execute("CREATE TABLE counted (scope TEXT, number INTEGER, channel TEXT)")
        m018_channels(db)
        assert list(db.query("SELECT * FROM counted ORDER BY scope")) == before
    assert m018_channels in STEPS
