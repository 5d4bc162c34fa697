"""Collecting is begun from a page, on an empty home and later: who is at it, how far it is, what came of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import sleep

import pytest

from pipeline.jobs.home import Home
from storage.opening import open_database
from storage.schedule import ScheduleBook
from tests.desk import NOW
from tests.pages import Pages
from times import iso
from web.subprocesses.background_jobs import FOLDER, TICK, errands, output, progress
from web.subprocesses.collecting import who_collects

# One newspaper, at a port of this machine on which nobody listens: nothing is asked of anybody.
SETTINGS = 'follow = ["bao-thu"]\nallow_loopback = true\ndelay_seconds = 0.01\nbackoff_seconds = 1\n'
OUTLET = """slug = "bao-thu"
name = "Báo Thử"
trust = "verified"
domains = [{ name = "127.0.0.1:9" }]
feeds = [{ url = "http://127.0.0.1:9/rss", trust = "verified", dates = "rfc822" }]
"""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Pages]:
    outlets = tmp_path / "config" / "outlets"
    outlets.mkdir(parents=True)
    (tmp_path / "config" / "settings.toml").write_text(SETTINGS, "utf-8")
    (outlets / "bao-thu.toml").write_text(OUTLET, "utf-8")
    made = Pages(Home(tmp_path))
    yield made
    made.close()


def begun(home: Path, kind: str, **more: object) -> None:
    """An errand that this process watches over."""
    (home / FOLDER).mkdir(exist_ok=True)
    facts = {"id": "a", "kind": kind, "about": "", "by": "Lê Thị B", "at": iso(NOW), "server": os.getpid(), **more}
    (home / FOLDER / "a.json").write_text(json.dumps(facts), "utf-8")


@pytest.mark.network
def test_an_empty_home_is_filled_from_its_first_page(empty: Pages, tmp_path: Path) -> None:
    lead = empty.signed_in("lead")
    page = lead.get("/").text
    assert "Thu thập lần đầu" in page
    assert "chưa ghi địa chỉ liên hệ" in page
    lead.post("/nguon/thu-thap", ve="/")
    shown = lead.get("/").text
    assert "Đã bắt đầu thu thập." in shown
    assert "Cán bộ lead đã bắt đầu thu thập lúc" in shown
    assert 'action="/nguon/thu-thap"' not in shown
    for _ in range(600):
        if "data-running" not in (shown := lead.get("/nguon/viec-nen").text):
            break
        sleep(0.1)
    assert "xong, có chỗ hỏng" in shown
    assert "máy chủ từ chối kết nối" in shown
    assert "diembao --home" not in shown
    assert str(tmp_path) not in shown
    with closing(open_database(tmp_path, write=False)) as db:
        assert db.table("runs").count == 1
    again = lead.get("/").text  # there is a database now, and still nothing in it
    assert "Chưa có dữ liệu" in again
    assert 'action="/nguon/thu-thap"' in again
    assert [line["login"] for line in empty.audit(action="sources-collect")] == ["lead"]


def test_who_may_not_begin_it_reads_who_may(empty: Pages) -> None:
    page = empty.signed_in("officer").get("/").text
    assert "vai trò Phụ trách hoặc Quản trị" in page
    assert 'action="/nguon/thu-thap"' not in page
    assert empty.signed_in("officer").post("/nguon/thu-thap").status_code == 403


def test_somebody_else_s_is_told_with_how_far_it_is(empty: Pages, tmp_path: Path) -> None:
    begun(tmp_path, "run")
    (tmp_path / "logs").mkdir()
    log = tmp_path / "logs" / "errand-a.log"
    log.write_text(f"{TICK}Thu thập: 3/48\nmột lời khác\n{TICK}Thu thập: 17/48\n", "utf-8")
    for path in ("/", "/nguon"):
        page = empty.signed_in("lead").get(path).text
        assert "Lê Thị B đã bắt đầu thu thập lúc 22/07/2026 10:00." in page
        assert "Thu thập: 17/48" in page
        assert "Thu thập: 3/48" not in page
        assert 'action="/nguon/thu-thap"' not in page
    (one,) = errands(tmp_path)
    assert (progress(tmp_path, one), output(tmp_path, one)) == ("Thu thập: 17/48", "một lời khác")
    empty.signed_in("lead").post("/nguon/thu-thap", ve="/nguon")
    assert "Chưa bắt đầu được, vì đang có việc làm trên kho dữ liệu. Lê Thị B" in empty.signed_in("lead").get("/").text


def test_a_command_on_the_machine_is_told_to_who_would_begin(empty: Pages, tmp_path: Path) -> None:
    lead = empty.signed_in("lead")
    with Home(tmp_path).for_writing():
        assert "Một lệnh trên máy chủ đang làm việc" in lead.get("/nguon").text
        lead.post("/nguon/thu-thap", ve="/nguon")
        assert "Chưa bắt đầu được" in lead.get("/nguon").text
    assert errands(tmp_path) == []
    assert 'action="/nguon/thu-thap"' in lead.get("/nguon").text


@pytest.mark.parametrize(
    ("job", "pid", "said"),
    [("run", "ours", "Lịch tự động đang thu thập từ 22/07/2026 10:00."), ("digest", "ours", ""), ("run", "gone", "")],
)
def test_the_schedule_is_told_while_its_process_is_there(
    tmp_path: Path, sleeper: int, job: str, pid: str, said: str
) -> None:  # fmt: skip
    with closing(ScheduleBook(tmp_path)) as book:
        run = book.begin(job, due=NOW, attempt=1, at=NOW, following=_Next())
        book.is_at(run, sleeper if pid == "ours" else 2**22 + 1)
    assert who_collects(Home(tmp_path), [], surely=True) == said


class _Next:
    next_at, due, attempt = NOW, None, 1


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[int]:
    """A process that works for the home, by its words."""
    words = [sys.executable, "-c", "import time; time.sleep(60)", "--home", str(tmp_path.resolve()), "run"]
    process = subprocess.Popen(words)
    yield process.pid
    process.kill()
    process.wait()
