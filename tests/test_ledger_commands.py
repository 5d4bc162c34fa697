"""The ledger on the command line: JSON alone on standard output, sentences beside it, a sentence for each fault."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from pipeline.jobs.home import Home
from pipeline.jobs.items.views import coverage_view
from pipeline.jobs.ledger.counting import Filters, books_of
from records import Annotation, Article, Fetch, Settled
from storage.store import CaptureWrite, Store, item_id
from times import from_iso

PLAN = "tuyen-quang-2024-2026"
PAGE = Fetch("page", "tien-phong", "https://tienphong.vn/x", "page", from_iso("2026-07-02T03:00:00Z"), "ok")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.path.mkdir()
    with Store.open(made.path) as store:
        store.take_fetches([PAGE], {})
        for number, title in enumerate(("Cầu mới ở Na Hang thông xe", "Mùa cam chín ở Hàm Yên", "=Tít lạ")):
            keep(store, number, title)
    return made


def keep(store: Store, number: int, title: str) -> None:
    """One article about the province, with a theme."""
    article = Article(
        outlet="tien-phong", url=f"https://tienphong.vn/tin-post{10001 + number}.tpo", title=title, lede="",
        body="", published_at=PAGE.at, published_from="page", seen_at=PAGE.at, origin="page", record="page",
    )  # fmt: skip
    found = Settled("new", article, item_id(article.url), 1)
    store.save([CaptureWrite(PAGE, 1, [found])])
    labels = [Annotation("relevance", "tuyen-quang", "2", 1, "m"), Annotation("theme", PLAN, "c", 1, "m", "c1")]
    store.save_annotations("m", [(found.id, labels)])


def told(home: Home, *words: object) -> Result:
    return CliRunner().invoke(main, ["--home", str(home.path), *map(str, words)], catch_exceptions=False)


def test_every_figure_of_the_ledger_opens(home: Home) -> None:
    rows = json.loads(told(home, "contracts", "--format", "json").stdout)
    line = next(row for row in rows if row["contract"] == "9")
    assert (line["pieces"], line["originals"], line["gap_days"] > 0) == (3, 3, True)
    opened = json.loads(told(home, "contracts", "--contract", 9, "--list", "originals", "--format", "json").stdout)
    assert len(opened) == line["originals"]
    opened = json.loads(told(home, "coverage", "--plan", PLAN, "--theme", "c", "--list", "--format", "json").stdout)
    assert len(opened) == 3
    shown = told(home, "contracts", "--by", "theme")
    assert "≥ 3" in shown.stdout
    assert "Sắc thái, cờ cảnh báo" in shown.stdout


def test_a_snapshot_is_taken_listed_and_read(home: Home) -> None:
    (taken,) = json.loads(
        told(home, "snapshot", "--from", "2026-07-01", "--to", "2026-07-31", "--format", "json").stdout
    )
    assert taken["id"] in told(home, "snapshot").stdout
    read = told(home, "contracts", "--snapshot", taken["id"], "--format", "json")
    assert taken["id"] in read.stderr
    told(home, "awards", "--snapshot", taken["id"], "--least", 1)
    refused = told(home, "contracts", "--snapshot", "khong-co")
    assert (refused.exit_code, "khong-co" in refused.stderr) == (2, True)


def test_a_list_is_reconciled_and_its_result_written_without_formulas(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "ds.csv"
    file.write_text(
        "STT;Tiêu đề;Ngày\n1;Cầu mới ở Na Hang thông xe;2/7/2026\n2;Bài không có;3/7/2026\n3;=Tít lạ;2/7/2026\n",
        "utf-8",
    )
    done = told(home, "reconcile", file, "--contract", 9, "--format", "json")
    found = json.loads(done.stdout)
    assert (found["rows"], found["matched"], found["not_found"], found["refused"], done.exit_code) == (4, 2, 1, 1, 1)
    assert [row["title"] for row in found["found_not_claimed"]] == ["Mùa cam chín ở Hàm Yên"]
    book = tmp_path / "kq.xlsx"
    assert told(home, "reconcile", file, "--contract", 9, "--output", book).exit_code == 1
    assert book.stat().st_size > 5000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("contracts", "--contract", "99"), "99"), (("contracts", "--by", "day"), "day"),
        (("contracts", "--from", "2026-13-01"), "2026-13-01"), (("contracts", "--plan", "x"), "x"),
        (("contracts", "--versus", "hôm qua"), "hôm qua"),
        (("contracts", "--versus", "2026-06-01..20260630"), "20260630"),
        (("coverage", "--from", "2026-W27-3"), "2026-W27-3"), (("coverage", "--to", "20260731"), "20260731"),
        (("coverage", "--to", "-"), "“-”"), (("contracts", "--list", "--to", "-"), "“-”"),
        (("contracts", "--from", "-"), "“-”"), (("contracts", "--to", "-"), "“-”"), (("awards", "--from", "-"), "“-”"),
        (("awards", "--to", "-"), "“-”"), (("snapshot", "--from", "-"), "“-”"), (("snapshot", "--to", "-"), "“-”"),
        (("events", "--from", "-"), "“-”"), (("duties", "--from", "2026-W27-3"), "2026-W27-3"),
        (("reconcile", "khong-co.xlsx", "--contract", "9", "--from", "-"), "“-”"),
        (("reconcile", "khong-co.xlsx", "--contract", "9"), "khong-co"),
        (("contracts", "--format", "xlsx", "--output", "/dev/full"), "/dev/full"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_sentence(home: Home, words: tuple[str, ...], said: str) -> None:
    refused = told(home, *words)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert refused.stdout == ""


def test_an_answer_is_of_one_moment_whatever_is_written_meanwhile(home: Home) -> None:
    with books_of(home, now="2026-08-01T00:00:00Z") as books:
        before = coverage_view(books, by=("outlet",), filters=Filters()).total
        with Store.open(home.path) as store:
            keep(store, 3, "Chợ phiên Lâm Bình")
        view = coverage_view(books, by=("outlet",), filters=Filters())
        assert (view.total, sum(row["items"] for row in view.rows)) == (before, before)
    with books_of(home, now="2026-08-01T00:00:00Z") as books:
        assert coverage_view(books, by=("outlet",), filters=Filters()).total == before + 1
    writer = sqlite3.connect(home.path / "diembao.db", isolation_level=None, timeout=0)
    writer.execute("BEGIN EXCLUSIVE")  # nothing holds it any longer
    writer.close()


def test_a_ledger_is_read_while_another_process_writes(home: Home) -> None:
    writer = sqlite3.connect(home.path / "diembao.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        assert told(home, "contracts", "--format", "json").exit_code == 0
    finally:
        writer.rollback()
        writer.close()
