"""Jobs started from the pages: processes without a shell, what they said, how they ended, no more than two."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from time import sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import Trouble
from tests.desk import NOW
from web.subprocesses.background_jobs import (
    FOLDER,
    KEPT,
    LOST,
    Errand,
    address_to_probe,
    command,
    errands,
    output,
    start,
)

FILLINGS = ("today", "flags", "sources")

SLOW = [sys.executable, "-c", "import time; print('đang hỏi', flush=True); time.sleep(60)"]


def python(code: str) -> Sequence[str]:
    return [sys.executable, "-c", code]


def ended(home: Path, number: str) -> Errand:
    """The errand once its process has ended."""
    for _ in range(600):
        (found,) = (one for one in errands(home) if one.id == number)
        if not found.is_running:
            return found
        sleep(0.05)
    raise AssertionError("the process does not end")


@pytest.mark.parametrize(
    ("code", "outcome"),
    [("print('xin chào')", "ok"), ("print('xin chào'); raise SystemExit(1)", "failures"),
     ("print('xin chào'); raise SystemExit(2)", "refused"),
     ("print('xin chào', flush=True); import os; os.abort()", "crashed")],
)  # fmt: skip
def test_an_errand_ends_with_its_word_and_what_it_said(tmp_path: Path, code: str, outcome: str) -> None:
    begun = start(tmp_path, "probe", about="https://bao.vn", by="A", clock=lambda: NOW, call=python(code))
    assert begun.is_running
    done = ended(tmp_path, begun.id)
    assert (done.outcome, done.by, done.about) == (outcome, "A", "https://bao.vn")
    assert "xin chào" in output(tmp_path, done)


def test_a_program_that_is_not_there_is_told_too(tmp_path: Path) -> None:
    begun = start(tmp_path, "probe", about="x", by="A", clock=lambda: NOW, call=[str(tmp_path / "khong-co")])
    assert ended(tmp_path, begun.id).outcome == "crashed"


def test_one_that_the_pages_left_behind_is_lost(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    left = {"id": "a", "kind": "retry", "about": "", "by": "A", "at": "2026-07-22T03:00:00Z", "pid": 1, "server": 1}
    (tmp_path / FOLDER / "a.json").write_text(json.dumps(left), "utf-8")
    assert [one.outcome for one in errands(tmp_path)] == [LOST]
    (tmp_path / FOLDER / "b.json").write_text("{", "utf-8")
    with pytest.raises(Trouble, match="broken-errand"):
        errands(tmp_path)


def test_the_same_is_not_started_twice_and_old_ones_are_forgotten(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    for number in range(KEPT + 3):
        done = {"id": f"{number:02}", "kind": "probe", "about": "", "by": "A", "at": f"2026-07-22T03:00:{number:02}Z"}
        (tmp_path / FOLDER / f"{number:02}.json").write_text(json.dumps({**done, "outcome": "ok"}), "utf-8")
    quick = python("import time; time.sleep(1)")
    begun = start(tmp_path, "probe", about="a", by="A", clock=lambda: NOW, call=quick)
    with pytest.raises(Trouble, match="busy"):
        start(tmp_path, "probe", about="a", by="B", clock=lambda: NOW, call=quick)
    other = start(tmp_path, "retry", about="a", by="B", clock=lambda: NOW, call=quick)
    with pytest.raises(Trouble, match="busy"):
        start(tmp_path, "probe", about="b", by="B", clock=lambda: NOW, call=quick)
    assert ended(tmp_path, begun.id).outcome == ended(tmp_path, other.id).outcome == "ok"
    assert len(errands(tmp_path)) == KEPT + 2


@pytest.mark.parametrize(
    "written",
    ["", "   ", "--help", "-x", "bao", "file:///etc/passwd", "javascript:alert(1)", "bao.vn; rm -rf /", "a b.vn",
     "bao.vn\n--output=/x", "ftp://bao.vn", "https://", "https://bao", "x" * 600 + ".vn", "$(id).vn\t"],
)  # fmt: skip
def test_what_is_no_address_starts_nothing(written: str) -> None:
    with pytest.raises(Trouble, match="bad-address"):
        address_to_probe(written)


@given(st.text(max_size=60))
def test_nothing_that_is_typed_becomes_an_option_or_a_second_word(written: str) -> None:
    try:
        address = address_to_probe(written)
    except Trouble:
        return
    call = command(Path("home"), "probe", address)
    assert address.lower().startswith(("http://", "https://"))
    assert call[-2:] == ["--", address]
    assert len(call) == 10


def test_a_retry_names_outlets_behind_all_options() -> None:
    words = command(Path("home"), "retry", "nhan-dan vov")
    assert words[5:] == ["--for-page", "crawl", "--quarantined", "--", "nhan-dan", "vov"]
