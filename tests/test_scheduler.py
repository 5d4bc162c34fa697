"""The schedule: each job once when it is due, missed ones caught up once, a failure tried again and named."""

from __future__ import annotations

import json
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hostile.clock import JumpingClock, Over
from records import Trouble
from scheduler import LOCK, serve
from storage.schedule import Plan, ScheduleBook, runs_of
from storage.store import Store
from tests.conftest import Diembao, SmallHome
from tests.timetable import at, done, job, office, play, runs
from times import HANOI, UTC

# A child is forked to be killed; Python 3.12 warns of that where threads run.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def test_each_job_runs_once_when_it_is_due(tmp_path: Path) -> None:
    weekly, monthly = job("named", on="mon", at="07:00"), job("digest", on="1", at="07:00")
    play(tmp_path, at(24), at(24) + timedelta(days=8), job("ok"), weekly, monthly)  # from a Tuesday
    assert done(tmp_path) == [f"ok 2026-11-{day}" for day in range(25, 31)] + [
        "named 2026-11-30",
        "ok 2026-12-01",
        "digest 2026-12-01",
        "ok 2026-12-02",
    ]
    assert [run.outcome for run in runs(tmp_path)] == ["ok"] * 6 + ["failures"] + ["ok"] * 3


def test_what_was_missed_while_nothing_ran_is_caught_up_once_for_its_last_moment(tmp_path: Path) -> None:
    play(tmp_path, at(2), at(3), job("ok"))
    play(tmp_path, at(6, 12), at(7, 1), job("ok"))
    assert done(tmp_path) == ["ok 2026-11-03", "ok 2026-11-06"]
    assert [(run.due, run.started_at) for run in runs(tmp_path)][1] == (at(6), at(6, 12))


def test_a_computer_that_slept_catches_up_once(tmp_path: Path) -> None:
    clock = JumpingClock(at(2), at(4, 12), jumps={at(3, 1, 0): at(3, 11, 0)})
    play(tmp_path, at(2), at(4, 12), job("ok", every_minutes=240), job("digest"), clock=clock)
    found = [(run.job, run.due.astimezone(HANOI).strftime("%d %H:%M")) for run in runs(tmp_path)]
    assert [one for one in found if one[0] == "digest"] == [("digest", "03 06:30"), ("digest", "04 06:30")]
    assert ("ok", "03 08:00") in found
    assert ("ok", "03 04:00") not in found


def test_a_clock_set_back_a_little_repeats_nothing(tmp_path: Path) -> None:
    clock = JumpingClock(at(2), at(4, 12), jumps={at(3, 6, 31): at(3, 6, 0)})
    play(tmp_path, at(2), at(4, 12), job("ok"), job("digest", every_minutes=480), clock=clock)
    assert [word for word in done(tmp_path) if word.startswith("ok")] == ["ok 2026-11-03", "ok 2026-11-04"]


def test_a_clock_that_was_years_ahead_does_not_silence_the_schedule(tmp_path: Path) -> None:
    far = datetime(2031, 1, 1, tzinfo=UTC)
    play(tmp_path, far, far + timedelta(days=1), job("ok"), job("fail", at="07:00"))
    play(tmp_path, at(2), at(4), job("ok"), job("fail", at="06:00", tries=1))
    assert [word for word in done(tmp_path) if "2026" in word] == [
        "fail 2026-11-03", "ok 2026-11-03", "fail 2026-11-04", "ok 2026-11-04",
    ]  # fmt: skip


def test_a_run_that_fails_is_tried_again_for_the_same_day_and_named(tmp_path: Path) -> None:
    play(tmp_path, at(2, 12), at(3, 12), job("once"), job("fail", tries=2, at="08:00"))
    assert done(tmp_path) == ["once 2026-11-03"] * 2 + ["fail 2026-11-03"] * 2
    found = [(run.job, run.outcome, run.attempt) for run in runs(tmp_path)]
    assert found == [("once", "refused", 1), ("once", "ok", 2), ("fail", "refused", 1), ("fail", "refused", 2)]
    assert "đĩa đầy" in runs(tmp_path)[-1].detail


def test_a_command_that_is_not_there_yet_is_passed_over_by_name(tmp_path: Path) -> None:
    two = job("digest", steps=(("future", "{week}"), ("ok", "{month}")))
    play(tmp_path, at(2), at(3, 7), two)
    assert done(tmp_path) == ["ok 2026-10"]
    assert [(run.outcome, run.detail) for run in runs(tmp_path)] == [("missing-command", "future")]


def test_steps_after_a_failure_are_left_out(tmp_path: Path) -> None:
    play(tmp_path, at(2), at(3, 7), job("digest", steps=(("fail",), ("ok",)), tries=1))
    assert done(tmp_path) == ["fail"]


def test_only_one_schedule_runs_for_a_home(tmp_path: Path) -> None:
    from filelock import FileLock

    with FileLock(tmp_path / LOCK), closing(ScheduleBook(tmp_path)) as book, pytest.raises(Trouble) as told:
        serve(office(tmp_path, job("ok")), book, JumpingClock(at(2), at(3)))
    assert told.value.key == "schedule.running"


def test_a_schedule_that_cannot_be_read_is_told(tmp_path: Path):
    (tmp_path / "schedule.db").write_bytes(b"nothing that SQLite would know, but long enough" * 30)
    with pytest.raises(Trouble, match=r"schedule\.broken"):
        runs_of(tmp_path)


def test_health_names_a_job_that_was_ended_at_its_limit(small_home: SmallHome, diembao: Diembao) -> None:
    with Store.open(small_home.path), closing(ScheduleBook(small_home.path)) as book:
        for name, outcome in (("backup", "killed"), ("digest", "ok")):
            run = book.begin(name, due=at(3), attempt=1, at=at(3), following=Plan(at(4)))
            book.end(run, outcome=outcome, detail="lời cuối", at=at(3, 7))
    told = diembao("--home", small_home.path, "health")
    assert told.returncode == 1
    assert "Việc tự động hỏng: Sao lưu (lúc 03/11/2026 06:30): chạy quá thời hạn nên bị dừng hẳn." in told.stdout
    assert "Việc tự động chạy tốt: Điểm tin buổi sáng" in told.stdout
    assert "Lịch tự động không chạy" in told.stdout
    listed = diembao("--home", small_home.path, "schedule", "--list", "--format", "json")
    assert {row["job"]: row["outcome"] for row in json.loads(listed.stdout)}["backup"] == "killed"


def test_a_full_disk_does_not_stop_the_schedule(tmp_path: Path) -> None:
    """The book cannot be written, the jobs run all the same, and their next moments are kept in mind."""

    class Full(ScheduleBook):
        def _put(self, *_words: Any) -> None:
            raise Trouble("storage.cannot-write", file="schedule.db", detail="database or disk is full")

    with closing(Full(tmp_path)) as book, suppress(Over):
        serve(office(tmp_path, job("ok")), book, JumpingClock(at(2), at(4, 7)), grace=1.0)
    assert done(tmp_path) == ["ok 2026-11-03", "ok 2026-11-04"]


def test_a_fault_of_the_configuration_is_told_before_the_schedule_begins(tmp_path: Path, diembao: Diembao) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text("delay_seconds = -1\n", encoding="utf-8")
    told = diembao("--home", tmp_path, "schedule")
    assert (told.returncode, told.stdout) == (2, "")
    assert "delay_seconds" in told.stderr
