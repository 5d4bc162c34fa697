"""What goes wrong inside a crawl is never swallowed by the framework around it."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from demo.run import write_configuration
from demo.server import Press, serve
from tests.conftest import ROOT
from times import HANOI

SCRIPT = """
import sys
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import urlsplit
from crawlers.engine import Manners, run_spider
from crawlers.recorder import Recorder
from records import Visit

def follow(visit, body, at):
    raise RuntimeError("a fault of ours")

with Recorder(Path(sys.argv[1])) as recorder:
    manners = Manners(delay_seconds=0, loopback=frozenset({urlsplit(sys.argv[2]).hostname}))
    run_spider([Visit("x", sys.argv[2], "feed")], manners=manners, recorder=recorder, follow=follow,
               clock=lambda: datetime.now(timezone.utc))
"""


def now() -> datetime:
    return datetime.now(HANOI)


@pytest.mark.network
def test_a_fault_in_our_own_callback_ends_the_crawl_with_that_fault(tmp_path: Path) -> None:
    press = Press.load()
    with serve(press, now) as bases:
        feed = bases["diem-nhanh"] + press.outlet("diem-nhanh").feed_path
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(tmp_path), feed], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert "RuntimeError: a fault of ours" in done.stderr


def small_files() -> None:
    """A disk on which no file can grow beyond 40 kB."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))


@pytest.mark.network
def test_a_full_disk_ends_the_crawl_in_a_sentence_and_keeps_what_was_archived(tmp_path: Path) -> None:
    press = Press.load()
    command = [sys.executable, "-m", "cli", "--home", str(tmp_path), "run", "--format", "json"]
    with serve(press, now) as bases:
        write_configuration(tmp_path / "config", press, bases)
        full = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=small_files)
        assert full.returncode == 2
        assert "Traceback" not in full.stderr
        assert len(full.stderr.strip().splitlines()) == 1
        again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    report = json.loads(again.stdout)
    assert report["entered"] == report["kept"]
    assert report["new"] >= 60
