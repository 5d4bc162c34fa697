"""The real archive, replayed by the real command: kept whole, dated well, searched, and the same though killed."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Diembao
from tests.whole_home import assert_evidence, content, kill_and_finish, run_json

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
