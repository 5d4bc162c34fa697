"""The schedule that is ended, and the jobs that it ends: nothing is lost, and nobody is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import pytest

from hostile.clock import JumpingClock, Over
from processes import Processes
from scheduler import Office, serve
from storage.schedule import Plan, ScheduleBook
from tests.conftest import ROOT, Diembao
from tests.timetable import are_gone, at, done, job, office, play, runs

# A child is forked to be killed; Python 3.12 warns of that where threads run.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def test_a_job_that_hangs_is_ended_with_all_that_it_started_and_named(tmp_path: Path) -> None:
    with closing(ScheduleBook(tmp_path)) as book, suppress(Over):
        works_for = office(tmp_path, job("hang", tries=1), job("ok", lane="write"))
        clock = JumpingClock(at(2), at(3, 7))
        serve_with_short_limits(works_for, book, clock)
    outcomes = {run.job: run.outcome for run in runs(tmp_path)}
    assert outcomes == {"hang": "killed", "ok": "ok"}
    assert are_gone(tmp_path)


def serve_with_short_limits(works_for: Office, book: ScheduleBook, clock: JumpingClock) -> None:
    """Limits of a second: the processes' own deadline is what a test hands in."""

    class Hasty(Processes):
        def deadline(self, _seconds: float) -> float:
            return super().deadline(1.0)

    serve(works_for, book, clock, grace=0.5, processes=Hasty)


def test_a_step_that_succeeds_leaves_no_child_behind(tmp_path: Path) -> None:
    play(tmp_path, at(2), at(3, 7), job("kids"))
    assert [run.outcome for run in runs(tmp_path)] == ["ok"]
    assert are_gone(tmp_path)


@pytest.mark.parametrize("point", ["begin", "is_at", "end"])
def test_killed_at_any_point_of_a_run_it_is_made_again(tmp_path: Path, point: str) -> None:
    class Fatal(ScheduleBook):
        pass

    def dies(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def before(self: ScheduleBook, *words: object, **more: object) -> object:
        result = getattr(ScheduleBook, point)(self, *words, **more) if point != "end" else None
        dies()
        return result

    if (child := os.fork()) == 0:
        try:
            setattr(Fatal, point, before)
            serve(office(tmp_path, job("ok")), Fatal(tmp_path), JumpingClock(at(2), at(3, 7)), grace=1.0)
        finally:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    play(tmp_path, at(3, 9), at(3, 10), job("ok"))
    assert done(tmp_path)[-1] == "ok 2026-11-03"
    assert [(run.outcome, run.due) for run in runs(tmp_path)] == [("lost", at(3)), ("ok", at(3))]


def test_what_a_killed_schedule_left_running_is_ended_before_it_is_made_again(tmp_path: Path) -> None:
    works_for = office(tmp_path)
    call = [*works_for.program(at(3)), "--home", str(tmp_path), "hang"]
    orphan = subprocess.Popen(call, start_new_session=True)
    with closing(ScheduleBook(tmp_path)) as book:
        run = book.begin("ok", due=at(3), attempt=1, at=at(3), following=Plan(at(4)))
        book.is_at(run, orphan.pid)
    play(tmp_path, at(3, 9), at(3, 10), job("ok"))
    assert orphan.wait(5) == -signal.SIGKILL
    assert done(tmp_path)[-1] == "ok 2026-11-03"


def test_a_process_of_somebody_else_with_an_old_number_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"], start_new_session=True) as other:
        Processes(tmp_path, grace=0.1).end_orphan(other.pid)
        assert other.poll() is None
        other.kill()


def test_sigterm_ends_the_schedule_and_its_job_and_the_job_is_made_again(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    sender = threading.Thread(target=lambda: (_until(tmp_path / "pids"), os.kill(os.getpid(), signal.SIGTERM)))
    sender.start()
    play(tmp_path, at(2), at(3, 7), job("hang"))
    sender.join()
    assert signal.getsignal(signal.SIGTERM) is before
    assert [run.outcome for run in runs(tmp_path)] == ["stopped"]
    assert are_gone(tmp_path)
    with closing(ScheduleBook(tmp_path)) as book:
        assert book.plans()["hang"].due == at(3)


def _until(path: Path) -> None:
    given_up = time.monotonic() + 30
    while not (path.exists() and path.read_text().endswith("\n")) and time.monotonic() < given_up:
        time.sleep(0.01)


def test_the_real_command_runs_refuses_a_second_and_ends_at_sigterm(tmp_path: Path, diembao: Diembao) -> None:
    words = [sys.executable, "-m", "cli", "--home", str(tmp_path), "schedule"]
    first = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert first.stderr is not None
    assert "bắt đầu" in first.stderr.readline()
    given_up = time.monotonic() + 60
    while not (tmp_path / "schedule.db").exists() and time.monotonic() < given_up:
        time.sleep(0.02)
    second = diembao("--home", tmp_path, "schedule")
    assert (second.returncode, second.stdout) == (2, "")
    assert "đang chạy rồi" in second.stderr
    first.send_signal(signal.SIGTERM)
    assert first.wait(60) == 0
    assert "đã dừng" in first.stderr.read()
    first.stderr.close()


def test_a_signal_before_the_first_look_ends_the_schedule(tmp_path: Path) -> None:
    class Early(ScheduleBook):
        def last_dues(self) -> dict[str, datetime]:
            return {}

        def plans(self) -> dict[str, Plan]:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.05)
            return super().plans()

    with closing(Early(tmp_path)) as book:
        serve(office(tmp_path, job("ok")), book, JumpingClock(at(2), at(4)), grace=1.0)
    assert done(tmp_path) == []
