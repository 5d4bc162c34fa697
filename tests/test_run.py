"""The whole way, in processes of their own: replay, live crawl over the loopback, kill and run again."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.archive import checksums, sha256_of
from crawlers.warc import read_record, record_id, scan
from demo.run import write_configuration
from demo.server import Press, serve
from tests.conftest import ROOT, Diembao
from tests.press_file import fictional_press, write_archive, write_home
from times import HANOI

KILLS = 3
# Which file of the archive holds a record depends on how often the run was broken off; that it holds
# it is checked apart (see assert_evidence).
VOLATILE = {"items": {"number"}, "fetches": {"warc", "offset"}, "journals": {"bytes"}}
TABLES = (
    "fetches", "items", "addresses", "versions", "leads", "annotations", "proofs", "drops", "faults", "journals",
)  # fmt: skip


def content(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the database, in an order that does not depend on when it was written."""
    db = sqlite3.connect(home / "diembao.db")
    db.row_factory = sqlite3.Row
    tables = {}
    for table in TABLES:
        rows = (dict(row) for row in db.execute(f"SELECT * FROM {table}"))
        kept = ({name: value for name, value in row.items() if name not in VOLATILE.get(table, ())} for row in rows)
        tables[table] = sorted((tuple(row.values()) for row in kept), key=repr)
    words = "SELECT i.id, f.text FROM items_fts f JOIN items i ON i.number = f.rowid"
    tables["words"] = sorted(tuple(row) for row in db.execute(words))
    db.close()
    return tables


def assert_evidence(home: Path) -> None:
    """Every archived response stands where the ledger says, once, in a closed and listed file."""
    assert not list((home / "archive").glob("*.open"))
    listed = checksums(home / "archive")
    assert {path.name: sha256_of(path) for path in (home / "archive").glob("*.warc.gz")} == listed
    records = [capture.record for name in listed for capture in scan(home / "archive" / name)]
    assert len(records) == len(set(records))
    db = sqlite3.connect(home / "diembao.db")
    placed = db.execute('SELECT key, warc, "offset" FROM fetches WHERE warc IS NOT NULL').fetchall()
    db.close()
    assert {key for key, _, _ in placed} == set(records)
    for key, warc, offset in placed:
        assert record_id(read_record(home / "archive" / warc, offset)) == key


def run_json(diembao: Diembao, home: Path, *words: object, code: int = 0) -> Any:
    done = diembao("--home", home, *words, "--format", "json")
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


# --- the fictional press, replayed from a file ---


@pytest.fixture(scope="module")
def press_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archive(tmp_path_factory.mktemp("press") / "captures", fictional_press())


@pytest.fixture(scope="module")
def replayed(press_file: Path, tmp_path_factory: pytest.TempPathFactory, diembao: Diembao) -> tuple[Path, Any]:
    home = tmp_path_factory.mktemp("replayed")
    write_home(home, fictional_press())
    return home, run_json(diembao, home, "run", "--replay", press_file)


def test_a_replay_keeps_every_article_once_and_its_ledger_balances(replayed: tuple[Path, Any]) -> None:
    home, report = replayed
    published = {article.id for outlet in fictional_press().outlets for article in outlet.articles}
    assert report["entered"] == report["kept"] + sum(report["dropped"].values())
    assert report["kept"] == report["new"] + report["known"]
    assert (report["new"], report["dropped"]) == (len(published), {})
    assert_evidence(home)


def test_an_edited_article_is_one_item_with_two_versions(replayed: tuple[Path, Any]) -> None:
    home, _ = replayed
    db = sqlite3.connect(home / "diembao.db")
    edited = db.execute(
        "SELECT i.title, count(*) FROM items i JOIN versions v ON v.item = i.id GROUP BY i.id HAVING count(*) > 1"
    )
    (title, versions), *others = edited.fetchall()
    db.close()
    assert others == []
    assert versions == 2
    assert "312" in title


def test_the_same_replay_again_brings_nothing_new_and_adds_no_record(
    replayed: tuple[Path, Any], press_file: Path, diembao: Diembao
) -> None:
    home, first = replayed
    before = content(home)
    again = run_json(diembao, home, "run", "--replay", press_file)
    assert (again["new"], again["records_added"], again["entered"]) == (0, 0, first["entered"])
    assert again["known"] == again["kept"] == again["entered"] - sum(again["dropped"].values())
    assert content(home) == before


def test_process_reads_the_archive_again_into_the_same_rows(replayed: tuple[Path, Any], diembao: Diembao) -> None:
    home, _ = replayed
    before = content(home)
    report = run_json(diembao, home, "process", "--since", "2000-01-01")
    assert (report["new"], report["updated"]) == (0, 0)
    assert content(home) == before


def test_a_lost_database_comes_back_from_archive_and_journal(
    press_file: Path, tmp_path: Path, replayed: tuple[Path, Any], diembao: Diembao
) -> None:
    write_home(tmp_path, fictional_press())
    run_json(diembao, tmp_path, "crawl", "--replay", press_file)
    for file in tmp_path.glob("diembao.db*"):
        file.unlink()
    run_json(diembao, tmp_path, "process")
    assert content(tmp_path) == content(replayed[0])


@pytest.mark.slow
def test_killed_three_times_a_run_ends_as_if_undisturbed(
    press_file: Path, tmp_path: Path, replayed: tuple[Path, Any], diembao: Diembao
) -> None:
    write_home(tmp_path, fictional_press())
    kill_and_finish(tmp_path, press_file, diembao, longest=5.0)
    assert content(tmp_path) == content(replayed[0])
    assert_evidence(tmp_path)


def kill_and_finish(home: Path, archive: Path, diembao: Diembao, *, longest: float) -> None:
    """Kill -9 three runs at random moments (of a run's usual seconds), then let one end."""
    moments = random.Random(os.urandom(8))
    command = [sys.executable, "-m", "cli", "--home", str(home), "run", "--replay", str(archive), "--format", "json"]
    for _ in range(KILLS):
        run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.8, longest))
        run.send_signal(signal.SIGKILL)
        run.wait()
    report = run_json(diembao, home, "run", "--replay", archive)
    assert report["entered"] == report["kept"] + sum(report["dropped"].values())


# --- the fictional press, served and crawled over the loopback ---


@pytest.mark.network
def test_a_live_crawl_brings_what_is_published_and_names_the_dead_outlet(tmp_path: Path, diembao: Diembao) -> None:
    press = Press.load()
    with serve(press, lambda: datetime.now(HANOI)) as bases:
        write_configuration(tmp_path / "config", press, bases)
        report = run_json(diembao, tmp_path, "run", code=1)
        again = run_json(diembao, tmp_path, "run", code=1)
    assert {failure["outlet"] for failure in report["failures"]} == {"tin-chieu"}
    assert {failure["reason"] for failure in report["failures"]} == {"robots-unavailable"}
    assert report["new"] >= 60
    assert report["requests"]["ok"] >= report["new"]
    assert (again["new"], again["dropped"]) == (0, {})
    assert_evidence(tmp_path)
    states = {
        row["outlet"]: row["state"]
        for row in run_json(diembao, tmp_path, "coverage", "--by", "outlet,day")
        if row["state"]
    }
    assert states["tin-chieu"] == "failed"


@pytest.mark.network
def test_private_addresses_are_refused_unless_loopback_is_opened(tmp_path: Path, diembao: Diembao) -> None:
    press = Press.load()
    with serve(press, lambda: datetime.now(HANOI)) as bases:
        write_configuration(tmp_path / "config", press, bases)
        settings = tmp_path / "config" / "settings.toml"
        settings.write_text(settings.read_text("utf-8").replace("allow_loopback = true", ""), encoding="utf-8")
        report = run_json(diembao, tmp_path, "run", code=1)
    assert set(report["requests"]) == {"refused-address"}


# --- the real archive ---

FIRST, LAST = "2026-07-17", "2026-08-09"
NOBODY_COLLECTED = ("2026-07-19", "2026-07-27", "2026-08-03")


@pytest.fixture(scope="module")
def real(real_archive: Path, tmp_path_factory: pytest.TempPathFactory, diembao: Diembao) -> tuple[Path, Any]:
    home = tmp_path_factory.mktemp("real")
    return home, run_json(diembao, home, "run", "--replay", real_archive)


@pytest.mark.slow
def test_the_real_archive_is_kept_whole(real: tuple[Path, Any], diembao: Diembao) -> None:
    home, report = real
    assert (report["entered"], report["kept"], report["new"]) == (9208, 9208, 9208)
    assert report["dropped"] == {}
    db = sqlite3.connect(home / "diembao.db")
    origins = dict(db.execute("SELECT origin, count(*) FROM items GROUP BY origin").fetchall())
    undated = db.execute("SELECT count(*) FROM items WHERE published_at IS NULL").fetchone()[0]
    db.close()
    assert origins == {"feed": 9201, "page": 7}
    assert undated == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("outlet", "raw", "utc"),
    [
        ("vnexpress", "Sat, 08 Aug 2026 20:40:31 +0700", "2026-08-08T13:40:31Z"),
        ("nhan-dan", "Sat, 08 Aug 2026 18:09:15 +07:00", "2026-08-08T11:09:15Z"),
        ("cafef", "Sat, 08 Aug 2026 22:15:00 +07", "2026-08-08T15:15:00Z"),
        ("thanh-nien", "Sun, 09 Aug 26 02:01:00 +0700", "2026-08-08T19:01:00Z"),
        ("tuoi-tre", "7/31/2026 10:04:00\u202fPM", "2026-07-31T15:04:00Z"),
        ("bao-chinh-phu", "7/31/2026 10:30:00 PM", "2026-07-31T15:30:00Z"),
        ("bbc-tieng-viet", "Sat, 08 Aug 2026 02:14:46 GMT", "2026-08-08T02:14:46Z"),
    ],
)
def test_each_date_habit_of_the_real_archive_is_understood(
    real: tuple[Path, Any], outlet: str, raw: str, utc: str
) -> None:
    db = sqlite3.connect(real[0] / "diembao.db")
    found = db.execute("SELECT DISTINCT published_at FROM leads WHERE outlet = ? AND published_raw = ?", [outlet, raw])
    assert found.fetchall() == [(utc,)]
    db.close()


@pytest.mark.slow
def test_no_item_of_the_real_archive_is_dated_far_from_its_visit(real: tuple[Path, Any]) -> None:
    """Seven hours of a wrong zone, or day and month changed, would stand out here."""
    db = sqlite3.connect(real[0] / "diembao.db")
    late, early = db.execute(
        """SELECT max(unixepoch(published_at) - unixepoch(first_seen_at)),
                  sum(unixepoch(first_seen_at) - unixepoch(published_at) > 3 * 86400)
           FROM leads"""
    ).fetchone()
    db.close()
    assert late <= 0
    assert early <= 5  # the BBC's old pieces, put up again


@pytest.mark.slow
def test_the_same_real_archive_again_is_known(real: tuple[Path, Any], real_archive: Path, diembao: Diembao) -> None:
    report = run_json(diembao, real[0], "run", "--replay", real_archive)
    assert (report["entered"], report["new"], report["known"], report["records_added"]) == (9208, 0, 9208, 0)


@pytest.mark.slow
def test_coverage_sums_to_what_went_in(real: tuple[Path, Any], diembao: Diembao) -> None:
    assert sum(row["items"] for row in run_json(diembao, real[0], "coverage", "--by", "outlet")) == 9208


@pytest.mark.slow
def test_every_due_outlet_day_has_its_state(real: tuple[Path, Any], diembao: Diembao) -> None:
    rows = run_json(diembao, real[0], "coverage", "--by", "outlet,day")
    due = {(row["outlet"], row["day"]): row for row in rows if row["state"]}
    outlets = {outlet for outlet, _ in due}
    assert (len(outlets), len(due)) == (17, 17 * 24)
    assert min(day for _, day in due) == FIRST
    assert max(day for _, day in due) == LAST
    assert {due[outlet, "2026-07-18"]["state"] for outlet in outlets} == {"failed"}
    for day in NOBODY_COLLECTED:
        assert due["vnexpress", day]["state"] == due["thanh-nien", day]["state"] == "failed"
    assert due["bbc-tieng-viet", "2026-07-27"]["state"] == due["bbc-tieng-viet", "2026-08-03"]["state"] == "collected"
    assert 6 <= _mean_hours(due, "vnexpress") <= 8
    assert 4 <= _mean_hours(due, "thanh-nien") <= 6


def _mean_hours(due: dict[tuple[str, str], Any], slug: str) -> float:
    without = ("2026-07-18", *NOBODY_COLLECTED)
    hours = [row["covered_hours"] for (outlet, day), row in due.items() if outlet == slug and day not in without]
    return sum(hours) / len(hours)


@pytest.mark.slow
def test_search_does_not_need_diacritics(real: tuple[Path, Any], diembao: Diembao) -> None:
    bare, written = (run_json(diembao, real[0], "search", query) for query in ("dong thap", "Đồng Tháp"))
    assert bare == written
    assert len(bare) > 20
    assert {"id", "url", "outlet", "title", "published_at"} <= set(bare[0])
    assert isinstance(run_json(diembao, real[0], "search", 'C++ "a'), list)


@pytest.mark.slow
def test_killed_three_times_the_real_archive_ends_as_if_undisturbed(
    real: tuple[Path, Any], real_archive: Path, tmp_path: Path, diembao: Diembao
) -> None:
    kill_and_finish(tmp_path, real_archive, diembao, longest=25.0)
    assert content(tmp_path) == content(real[0])
    assert_evidence(tmp_path)
