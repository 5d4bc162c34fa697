"""Kill -9 during a live crawl, again and again: no article is lost or doubled, every archive file can be read."""

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

import pytest

from crawlers.warc import scan
from demo.run import write_configuration
from demo.server import Press, serve
from tests.conftest import ROOT, Diembao
from times import HANOI

KILLS = 20
PAUSE = 0.4  # seconds between two requests to a host: so long takes the crawl that all kills hit it at work
LATEST = 2.0  # seconds after the first record's file was opened; a crawl that is not disturbed needs some ten
BEGINS = 120.0  # seconds; a machine that needs longer to start a crawl cannot test this


def begin(home: Path, press: Press, bases: dict[str, str]) -> None:
    write_configuration(home / "config", press, bases)
    settings = home / "config" / "settings.toml"
    text = settings.read_text("utf-8").replace("delay_seconds = 0.05", f"delay_seconds = {PAUSE}")
    settings.write_text(text, encoding="utf-8")


def being_written(home: Path) -> set[Path]:
    return set((home / "archive").glob("*.open"))


def kill_one(home: Path, moments: random.Random) -> None:
    """Start a crawl, and kill it at some moment after it has begun to write."""
    before = being_written(home)
    words = [sys.executable, "-m", "cli", "--home", str(home), "crawl"]
    crawl = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    given_up = time.monotonic() + BEGINS
    while not being_written(home) - before and crawl.poll() is None and time.monotonic() < given_up:
        time.sleep(0.02)
    time.sleep(moments.uniform(0.0, LATEST))
    crawl.send_signal(signal.SIGKILL)
    crawl.wait()


def articles(home: Path) -> list[tuple[str, str, str]]:
    """Every item that was read from its page: address, title and digest of the text."""
    with sqlite3.connect(home / "diembao.db") as db:
        rows = db.execute(
            """SELECT i.url, i.title, v.text_sha256 FROM items i JOIN versions v ON v.item = i.id
               WHERE v.origin = 'page' ORDER BY 1, 2, 3"""
        ).fetchall()
    db.close()
    return rows


def readable(home: Path) -> int:
    """Whole records of all files, also of those that a killed crawl left open; none may be broken before its end."""
    files = [*(home / "archive").glob("*.warc.gz"), *(home / "archive").glob("*.open")]
    return sum(1 for file in files for _ in scan(file, tolerant=True))


@pytest.mark.slow
@pytest.mark.network
def test_a_crawl_that_is_killed_twenty_times_loses_and_doubles_nothing(tmp_path: Path, diembao: Diembao) -> None:
    moments = random.Random(os.urandom(8))
    press = Press.load()
    with serve(press, lambda: datetime.now(HANOI)) as bases:
        begin(tmp_path / "killed", press, bases)
        begin(tmp_path / "whole", press, bases)
        counts = []
        for _ in range(KILLS):
            kill_one(tmp_path / "killed", moments)
            counts.append(readable(tmp_path / "killed"))
        ends = [diembao("--home", tmp_path / name, "run", "--format", "json") for name in ("killed", "whole")]
    assert counts == sorted(counts)  # no record that was readable is lost
    assert counts[-1] > 0
    assert articles(tmp_path / "killed") == articles(tmp_path / "whole") != []
    killed, whole = (json.loads(end.stdout) for end in ends)
    assert killed["entered"] == killed["kept"] + sum(killed["dropped"].values())
    assert killed["failures"] == whole["failures"]
