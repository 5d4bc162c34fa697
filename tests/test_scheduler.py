"""The schedule: each job once when it is due, missed ones caught up once, nothing lost, nobody left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.load import load_plans
from config.schedule import Job, load_delivery, load_schedule, words_for
from due import following, last_due
from hostile.clock import JumpingClock, Over
from processes import Processes
from records import Trouble
from scheduler import LOCK, Office, serve
from storage.schedule import JobRun, Plan, ScheduleBook, runs_of
from storage.store import Store
from tests.conftest import ROOT, Diembao, SmallHome
from times import HANOI, UTC

# A child is forked to be killed; Python 3.12 warns of that where threads run.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")

# What a job does: its words after --home HOME. "kids" leaves a child behind that would live for a minute.
SCRIPT = """
import os, subprocess, sys, time
home, word, *more = sys.argv[2:]
with open(os.path.join(home, "done"), "a") as done:
    done.write(" ".join([word, *more]) + "\\n")
if word == "fail":
    print("đĩa đầy"); sys.exit(2)
if word == "once" and not os.path.exists(os.path.join(home, "second")):
    open(os.path.join(home, "second"), "w").close(); sys.exit(2)
if word in ("hang", "kids"):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    with open(os.path.join(home, "pids"), "a") as pids:
        pids.write(f"{os.getpid()} {child.pid}\\n")
    if word == "hang":
        time.sleep(60)
sys.exit({"named": 1}.get(word, 0))
"""


def at(day: int, hour: int = 6, minute: int = 30) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HANOI).astimezone(UTC)


def job(name: str, word: str = "", **more: object) -> Job:
    given = {"steps": ((word or name, "{today}"),), "limit_minutes": 5, **more}
    return Job(name, name.title(), **{"at": "" if "every_minutes" in more else "06:30", **given})  # type: ignore[arg-type]


def office(home: Path, *jobs: Job) -> Office:
    script = home / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    words = frozenset({"ok", "named", "fail", "once", "hang", "kids", "digest"})
    return Office(home, jobs, "p", words, lambda _now: (sys.executable, "-E", "-S", str(script)))


def play(home: Path, start: datetime, end: datetime, *jobs: Job, clock: JumpingClock | None = None) -> None:
    with closing(ScheduleBook(home)) as book, suppress(Over):
        serve(office(home, *jobs), book, clock or JumpingClock(start, end), grace=1.0)


def done(home: Path) -> list[str]:
    return (home / "done").read_text().splitlines() if (home / "done").exists() else []


def runs(home: Path) -> list[JobRun]:
    with closing(ScheduleBook(home)) as book:
        return book.runs()


def are_gone(home: Path) -> bool:
    """Have the processes that were written down ended? What was killed takes a moment to go."""
    pids = [int(pid) for pid in (home / "pids").read_text().split()]
    given_up = time.monotonic() + 30
    while any(map(is_alive, pids)) and time.monotonic() < given_up:
        time.sleep(0.02)
    return bool(pids) and not any(map(is_alive, pids))


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


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


def test_only_one_schedule_runs_for_a_home(tmp_path: Path) -> None:
    from filelock import FileLock

    with FileLock(tmp_path / LOCK), closing(ScheduleBook(tmp_path)) as book, pytest.raises(Trouble) as told:
        serve(office(tmp_path, job("ok")), book, JumpingClock(at(2), at(3)))
    assert told.value.key == "schedule.running"


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


# --- arithmetic -------------------------------------------------------------------------------

SOME_JOBS = st.sampled_from(
    [
        job("a", every_minutes=10),
        job("a", every_minutes=360),
        job("a"),
        job("a", on="mon"),
        job("a", on="1"),
        job("a", on="28"),
    ]
)
MOMENTS = st.integers(0, 3_000_000).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@given(SOME_JOBS, MOMENTS, st.integers(0, 400 * 24 * 60))
@settings(deadline=None)
def test_the_last_due_moment_is_one_with_none_between_it_and_now(a_job, since, minutes):
    first = following(a_job, since, None)
    now = first + timedelta(minutes=minutes)
    due = last_due(a_job, first, now)
    assert first <= due <= now
    assert following(a_job, due, None) > now
    assert following(a_job, now, due) > now


def test_the_words_of_a_job_are_those_of_the_moment_at_which_it_was_due():
    words = words_for(
        datetime(2027, 1, 3, 17, 0, tzinfo=UTC), plan="p", reports=Path("r")
    )  # Monday 4 January in Hà Nội
    assert words == {
        "today": "2027-01-04", "yesterday": "2027-01-03", "week": "2026-W53", "week_first": "2026-12-28",
        "week_last": "2027-01-03", "month": "2026-12",
        "month_first": "2026-12-01", "month_last": "2026-12-31", "plan": "p", "reports": "r",
    }  # fmt: skip


# --- configuration ----------------------------------------------------------------------------


def test_the_shipped_schedule_is_what_the_officers_were_promised():
    jobs = {one.name: one for one in load_schedule().jobs}
    assert (jobs["digest"].at, jobs["weekly"].at, jobs["weekly"].on) == ("06:30", "07:00", "mon")
    assert (jobs["monthly"].at, jobs["monthly"].on) == ("07:00", "1")
    assert {step[0] for one in jobs.values() for step in one.steps} == {
        "run", "health", "digest", "deliver", "snapshot", "export", "coverage", "contracts", "backup",
    }  # fmt: skip
    reports = [step for one in jobs.values() for step in one.steps if step[0] in ("export", "coverage", "contracts")]
    assert all("{plan}" in step for step in reports)  # no file mixes two provinces
    assert all("--snapshot" in step for step in reports)  # and each can be made again
    assert load_plans()  # {plan} is one of these


def test_each_rhythm_that_is_accepted_runs_as_often_as_it_says(tmp_path: Path) -> None:
    accepted = []
    for minutes in [one for one in range(1, 1441) if 1440 % one == 0]:  # others were never accepted
        (tmp_path / "schedule.toml").write_text(f"{JOB}{STEPS}every_minutes = {minutes}\n", encoding="utf-8")
        with suppress(Trouble):
            accepted.append(load_schedule(tmp_path).jobs[0])
    assert [one.every_minutes for one in accepted] == [
        *(1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30),
        *(60, 120, 180, 240, 360, 480, 720),
    ]
    for one in accepted:
        due = [datetime(2026, 7, 19, 17, tzinfo=UTC)]  # midnight in Hà Nội
        while due[-1] < due[0] + timedelta(days=1):
            due.append(following(one, due[-1], None))
        assert {later - sooner for sooner, later in pairwise(due)} == {timedelta(minutes=one.every_minutes)}


JOB = '[[jobs]]\nname = "a"\ntitle = "A"\nlimit_minutes = 5\n'
STEPS = 'steps = [["run"]]\n'


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("schedule.toml", JOB + STEPS),
        ("schedule.toml", JOB + STEPS + 'at = "06:30"\nevery_minutes = 10\n'),
        ("schedule.toml", JOB + STEPS + 'at = "25:00"\n'),
        *(("schedule.toml", f"{JOB}{STEPS}every_minutes = {n}\n") for n in (7, 72, 90, 160, 300, 1440, 2880, -10)),
        ("schedule.toml", JOB + STEPS + 'at = "06:30"\non = "29"\n'),
        ("schedule.toml", JOB + 'steps = []\nat = "06:30"\n'),
        ("schedule.toml", JOB + 'steps = [["run", "{tomorrow}"]]\nat = "06:30"\n'),
        ("schedule.toml", JOB + 'steps = [["run", "{"]]\nat = "06:30"\n'),
        ("delivery.toml", 'smtp_host = "thu.example.vn"\n'),
        ("delivery.toml", 'smtp_host = "thu.example.vn"\nsender = "ai đó"\nto = ["a@b.vn"]\n'),
    ],
)
def test_a_flawed_file_is_told(tmp_path: Path, file: str, content: str):
    (tmp_path / file).write_text(content, encoding="utf-8")
    with pytest.raises(Trouble, match="bad-job"):
        (load_schedule if file == "schedule.toml" else load_delivery)(tmp_path)


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


def test_a_fault_of_the_configuration_is_told_before_the_schedule_begins(tmp_path: Path, diembao: Diembao) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text("delay_seconds = -1\n", encoding="utf-8")
    told = diembao("--home", tmp_path, "schedule")
    assert (told.returncode, told.stdout) == (2, "")
    assert "delay_seconds" in told.stderr
