"""schedule.toml and delivery.toml: what was promised, which rhythms hold, and when each job is due."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.load import load_plans
from config.schedule import load_delivery, load_schedule, words_for
from due import following, last_due
from records import Trouble
from tests.timetable import job
from times import UTC

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
