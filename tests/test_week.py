"""Seven days under the schedule, with the demo's press and the hostile one: stopped, killed, doubled, and all is there.

The schedule runs as it does in an office, with real commands in processes of their own; only the time between its
jobs is left out (hostile/week.py). The week holds a Monday and the first of a month.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from cli import main as commands
from config.schedule import Job, load_schedule
from demo import run as demo_run
from demo.server import Press as DemoPress
from demo.server import serve as serve_demo
from hostile.clock import told_moment
from hostile.faults import CONTROL, chosen
from hostile.home import FAST, write_configuration
from hostile.server import Press, serve
from storage.schedule import JobRun, ScheduleBook
from tests.conftest import ROOT, Diembao
from times import HANOI, UTC, from_iso, iso

FIRST = datetime(2026, 11, 26, 0, 0, tzinfo=HANOI).astimezone(UTC)  # a Thursday
DAYS = [date(2026, 11, 26) + timedelta(days=number) for number in range(7)]
LAST = FIRST + timedelta(days=7)
STOPPED, BEGUN_AGAIN = FIRST + timedelta(days=2, hours=1), FIRST + timedelta(days=2, hours=11)  # ten hours
FAULTS = (
    "feed-403", "feed-html", "feed-truncated", "links-javascript", "dates-future", "challenge-pages", "lying-etag",
    "article-edited", "to-metadata",
)  # fmt: skip


LEFT_OUT = ("tin-chieu", "kinh-te-dong-bang", "nhip-sen-hong", "thoi-luan-phuong-nam")  # of the demo's


def toml_of(job: Job) -> str:
    steps = json.dumps([list(step) for step in job.steps])
    times = f'at = "{job.at}"\non = "{job.on}"\n' if job.at else f"every_minutes = {job.every_minutes}\n"
    return (
        f'[[jobs]]\nname = "{job.name}"\ntitle = "{job.title}"\nsteps = {steps}\n{times}lane = "{job.lane}"\n'
        f"limit_minutes = {job.limit_minutes}\ntries = {job.tries}\n"
    )


def begin(home: Path, press: DemoPress, bases: dict[str, str], hostile: Press) -> None:
    """The shipped schedule, but with one crawl a day (of ten minutes there are a thousand) and one look at health."""
    config = home / "config"
    demo_run.write_configuration(config, press, bases)
    write_configuration(home / "hostile", hostile, FAST)
    for file in (home / "hostile" / "outlets").glob("*.toml"):
        shutil.copy(file, config / "outlets")
    shutil.rmtree(home / "hostile")
    slugs = json.dumps(
        [*(slug for slug in bases if slug not in LEFT_OUT), *(one.name for one in hostile.faults.values())]
    )
    (config / "settings.toml").write_text(
        f"delay_seconds = 0.05\ntimeout_seconds = 2\nbackoff_seconds = 1\nallow_loopback = true\nfollow = {slugs}\n",
        encoding="utf-8",
    )
    jobs = [
        replace(job, on="mon") if job.name == "health" else job for job in load_schedule().jobs if job.name != "run"
    ]
    crawl = Job("run", "Thu thập", (("run", "--due", "--format", "json"),), 10, at="06:00", lane="write")
    (config / "schedule.toml").write_text("\n".join(map(toml_of, [crawl, *jobs])), encoding="utf-8")
    (config / "delivery.toml").write_text('folder = "delivered"\n', encoding="utf-8")


@contextmanager
def playing(home: Path, since: datetime, until: datetime) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-m", "hostile.week", str(home), iso(since), iso(until), str(home.parent / "clock")]
    played = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        yield played
    finally:
        played.kill()
        played.communicate()


def play(home: Path, since: datetime, until: datetime) -> None:
    with playing(home, since, until) as played:
        assert played.wait(300) == 0, played.stderr and played.stderr.read()


def kill_during(home: Path, job: str, since: datetime, until: datetime, diembao: Diembao | None = None) -> datetime:
    """Play until a job is at work, then kill -9; the simulated moment of that."""
    with playing(home, since, until) as played:
        given_up = time.monotonic() + 120
        while not any(run.job == job for run in unfinished(home)):
            assert played.poll() is None, "the job was not seen at work"
            assert time.monotonic() < given_up
            time.sleep(0.01)
        if diembao:
            second = diembao("--home", home, "schedule")
            assert (second.returncode, second.stdout) == (2, "")
            assert "đang chạy rồi" in second.stderr
        played.send_signal(signal.SIGKILL)
        played.wait()
    return told_moment(home.parent / "clock")


def unfinished(home: Path) -> list[JobRun]:
    with closing(ScheduleBook(home)) as book:
        return book.unfinished()


def runs(home: Path) -> list[JobRun]:
    with closing(ScheduleBook(home)) as book:
        return book.runs()


def rows(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "diembao.db")) as db:
        return db.execute(sql).fetchall()


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory, diembao: Diembao) -> Iterator[Path]:
    """A home after its week."""
    folder = tmp_path_factory.mktemp("week")
    home, clock = folder / "home", folder / "clock"
    clock.write_text(iso(FIRST), encoding="ascii")
    faults = [fault for fault in chosen([]) if fault.name in FAULTS]
    press = DemoPress.load(today=DAYS[-1])
    with serve_demo(press, lambda: told_moment(clock).astimezone(HANOI)) as bases, serve(faults, FIRST) as hostile:
        begin(home, press, bases, hostile)
        play(home, FIRST, STOPPED)
        hostile.turn(2, BEGUN_AGAIN)
        sunday = FIRST + timedelta(days=3, hours=5)
        play(home, BEGUN_AGAIN, sunday)
        killed = kill_during(home, "run", sunday, LAST, diembao)  # at six on Sunday; a second schedule is refused
        killed = kill_during(home, "digest", killed + timedelta(minutes=3), LAST)
        play(home, killed + timedelta(minutes=3), LAST)
        yield home


pytestmark = [pytest.mark.slow, pytest.mark.network]


def expected_runs() -> Counter[tuple[str, str]]:
    """Each job's moments of the week, in Hà Nội time."""
    times = {"run": "06:00", "digest": "06:30", "backup": "01:30"}
    found = Counter((job, f"{day} {at}") for day in DAYS for job, at in times.items())
    extra = [
        ("weekly", "2026-11-30 07:00"),
        ("monthly", "2026-12-01 07:00"),
        ("health", "2026-11-30 06:15"),
        ("backup-check", "2026-11-29 03:30"),
    ]
    return found + Counter(extra)


def test_every_job_ran_once_for_each_of_its_moments_and_what_was_killed_was_made_again(week: Path) -> None:
    ended = [run for run in runs(week) if run.outcome not in ("lost", "stopped")]
    assert Counter((run.job, run.due.astimezone(HANOI).strftime("%Y-%m-%d %H:%M")) for run in ended) == expected_runs()
    assert {run.job for run in runs(week) if run.outcome == "lost"} >= {"run", "digest"}
    bad = {(run.job, run.outcome) for run in ended} & {
        (job, bad) for job, _ in expected_runs() for bad in ("refused", "crashed", "killed")
    }
    assert bad == set()


def test_after_ten_hours_without_a_schedule_each_job_was_caught_up_once(week: Path) -> None:
    late = [run for run in runs(week) if run.due < BEGUN_AGAIN <= run.started_at < BEGUN_AGAIN + timedelta(minutes=1)]
    assert sorted(run.job for run in late) == ["backup", "digest", "run"]


def test_nothing_is_lost(week: Path, diembao: Diembao) -> None:
    assert diembao("--home", week, "doctor").returncode == 0
    control = rows(week, f"SELECT count(*) FROM items WHERE outlet = '{CONTROL.name}'")[0][0]
    assert control == CONTROL.articles
    assert rows(week, "SELECT count(*) FROM fetches WHERE processed = 0 AND warc IS NOT NULL") == [(0,)]
    recorded = {
        json.loads(line)["key"]
        for file in (week / "journal").glob("*.jsonl")
        for line in file.read_text("utf-8").splitlines()
    }
    assert recorded == {key for (key,) in rows(week, "SELECT key FROM fetches")}


def digests(home: Path) -> dict[date, dict[str, Any]]:
    files = sorted((home / "reports" / "diem-tin").glob("*.json"))
    return {date.fromisoformat(file.name[:10]): json.loads(file.read_text("utf-8")) for file in files}


def test_the_daily_digests_are_there_and_tell_every_item_exactly_once(week: Path) -> None:
    found = digests(week)
    assert list(found) == DAYS
    told = Counter(row["id"] for one in found.values() for name in ("items", "passing") for row in one[name])
    until = max(one["until"] for one in found.values())
    since = min(one["since"] for one in found.values())
    about = rows(
        week,
        f"""SELECT i.id FROM items i JOIN annotations a ON a.item = i.id AND a.kind = 'relevance'
            AND a.scope = 'tuyen-quang' AND a.label IN ('1', '2')
            WHERE i.first_seen_at > '{since}' AND i.first_seen_at <= '{until}'""",
    )
    assert len(about) > 20
    assert told == Counter(item for (item,) in about)
    assert [one["until"] for one in found.values()] == [
        iso(FIRST + timedelta(days=n, hours=6, minutes=30)) for n in range(7)
    ]


def test_the_word_files_say_what_the_rows_say(week: Path) -> None:
    for day, row in digests(week).items():
        content = (week / "reports" / "diem-tin" / f"{day}-tuyen-quang.docx").read_bytes()
        text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
        assert f"ngày {day.day:02} tháng {day.month} năm {day.year}" in text
        assert f"1. Cần xem và trả lời ({len(row['to_answer'])})" in text
        for item in (*row["items"], *row["passing"]):
            assert " ".join(item["title"].split()) in " ".join(text.split())
        assert (week / "delivered" / f"{day}-tuyen-quang.docx").read_bytes() == content
    ledger = (week / "reports" / "delivered.jsonl").read_text("utf-8").split()
    names = re.findall(r'"(2026-\d\d-\d\d-tuyen-quang\.docx)"', " ".join(ledger))
    assert Counter(names) == Counter({f"{day}-tuyen-quang.docx": 1 for day in DAYS})


def test_the_monthly_counts_are_those_of_the_database(week: Path) -> None:
    book = openpyxl.load_workbook(week / "reports" / "thang" / "tin-bai-2026-11.xlsx")
    lines = list(book.active.iter_rows(values_only=True))
    place = lines[0].index("Tin, bài")
    counted = rows(
        week,
        """SELECT count(DISTINCT i.id || coalesce(t.label, '')) FROM items i
           JOIN annotations a ON a.item = i.id AND a.kind = 'relevance' AND a.scope = 'tuyen-quang' AND a.label = '2'
           LEFT JOIN annotations t ON t.item = i.id AND t.kind = 'theme' AND t.scope = 'tuyen-quang-2024-2026'
           WHERE i.day BETWEEN '2026-11-01' AND '2026-11-30'""",
    )
    assert sum(int(line[place]) for line in lines[1:]) == counted[0][0] > 0
    assert (week / "delivered" / "tin-bai-2026-11.xlsx").exists()


def of_job(home: Path, name: str) -> JobRun:
    return next(run for run in runs(home) if run.job == name and run.outcome != "lost")


@pytest.mark.parametrize(
    ("job", "command", "file"),
    [("weekly", "export", "tuan/can-tra-loi-2026-W48.xlsx"), ("monthly", "contracts", "thang/hop-dong-2026-11.xlsx")],
)
def test_the_weekly_list_and_the_contract_lines_are_there_once_this_diembao_has_their_commands(
    week: Path, job: str, command: str, file: str
) -> None:
    run = of_job(week, job)
    if command in commands.commands:
        assert run.outcome in ("ok", "failures"), run.detail
        book = openpyxl.load_workbook(week / "reports" / file)
        cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
        names = [path.name.removesuffix(".jsonl.gz") for path in (week / "snapshots").iterdir()]
        assert any(name in cell for name in names for cell in cells)
        assert (week / "delivered" / Path(file).name).exists()
    else:
        assert command in run.detail


def test_health_tells_of_the_jobs(week: Path, diembao: Diembao) -> None:
    told = json.loads(diembao("--now", iso(LAST), "--home", week, "health", "--format", "json").stdout)
    jobs = {row["job"]: row for row in told if "job" in row}
    assert set(jobs) == {job for job, _ in expected_runs()}
    assert jobs["digest"]["outcome"] == "ok"
    assert from_iso(jobs["digest"]["due"]) == FIRST + timedelta(days=6, hours=6, minutes=30)


def test_the_last_backup_brings_the_week_back(week: Path, tmp_path: Path, diembao: Diembao) -> None:
    done = diembao("--home", tmp_path / "again", "restore", week / "backups", "--format", "json")
    assert done.returncode in (0, 1), done.stderr
    report = json.loads(done.stdout)
    assert report["counts"]["items"] == report["expected"]["items"] > 0


def test_libreoffice_opens_the_files_of_the_week(week: Path, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("needs LibreOffice: apt-get install --no-install-recommends libreoffice-writer libreoffice-calc")
    files = [str(next(file for file in sorted((week / "delivered").glob(kind)))) for kind in ("*.docx", "*.xlsx")]
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    made = {file.stem for file in tmp_path.glob("*.pdf") if file.read_bytes().startswith(b"%PDF")}
    assert made == {Path(file).stem for file in files}
