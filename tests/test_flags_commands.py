"""The commands of flags, cases, claims and the weekly file: what is typed wrong or cannot be done is a sentence."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cli
from config.load import load
from pipeline.cases import Wish
from pipeline.jobs.queue.cases import matter_view, take_step
from records import Trouble
from tests.desk import ASSIGN, DAY, HOUR, NOW, Desk

Run = Callable[..., Result]
RULE = '[[rules]]\nkind = "a"\nname = "A"\nsignal = "{signal}"\nseverity = "high"\nsentence = "{sentence}"'
DEPARTMENT = '[[departments]]\nslug = "a"\nname = "A"\nprovinces = [{provinces}]\n{days}'


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.item("bai-1", title='=HYPERLINK("http://a","b")')
    desk.raise_flags()
    return desk


@pytest.fixture
def run(desk: Desk) -> Run:
    return lambda *words: CliRunner().invoke(cli.main, ["--home", str(desk.home.path), *map(str, words)])


def key(desk: Desk) -> str:
    return str(desk.matters()[0]["key"])


def test_the_queue_and_a_matter_are_printed_for_people_and_for_programs(desk: Desk, run: Run) -> None:
    assert "Nhãn máy gợi ý" in run("flags").output
    rows = json.loads(run("flags", "--format", "json").output)
    assert [row["key"] for row in rows] == [key(desk)]
    assert "'=HYPERLINK" in run("flags", "--format", "csv").output
    assert "Máy gợi ý (bản 2.1, 90 %)" in run("flag", key(desk)).output
    assert json.loads(run("flag", key(desk), "--format", "json").output)["state"] == "open"


def test_a_case_is_led_from_the_command_line(desk: Desk, run: Run) -> None:
    done = run("flag", key(desk), "--step", "assign", "--department", "so-y-te", "--due", "2999-01-01", "--by", "An")
    assert "Sở Y tế" in done.output
    assert run("flag", key(desk), "--step", "undo", "--by", "Bình").exit_code == 0
    assert matter_view(desk.home, key(desk), now=NOW)["state"] == "open"


def test_a_matter_is_given_to_an_account_by_its_login(desk: Desk, run: Run) -> None:
    run("users", "add", "an", "--name", "Trần Thị An", "--role", "officer")
    given = ("flag", key(desk), "--step", "assign", "--person", "an", "--due", "2999-01-01", "--by", "Bình")
    assert "Trần Thị An" in run(*given).output
    assert [row["key"] for row in json.loads(run("flags", "--person", "an", "--format", "json").output)] == [key(desk)]
    assert json.loads(run("flags", "--person", "ai-khac", "--format", "json").output) == []
    run("flag", key(desk), "--step", "assign", "--department", "so-y-te", "--due", "2999-01-01", "--by", "Bình")
    assert json.loads(run("flags", "--person", "an", "--format", "json").output) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("flag", "khong-co"), "Không có việc nào mang mã “khong-co”"),
        (("flags", "--kind", "xau"), "Không có loại “xau”"),
        (("flags", "--plan", "xau"), "Không có kế hoạch “xau”"),
        (("flags", "--department", "xau"), "Không có sở, ban, ngành"),
        (("flags", "--from", "hôm qua"), "hôm qua"),
        (("flags", "--from", "2026-08-02", "--to", "2026-08-01"), "2026-08-02"),
        (("export", "flagged", "--week", "31"), "không phải là tuần"),
        (("export", "flagged", "--week", "2026-W31", "--plan", "xau"), "Không có kế hoạch “xau”"),
        (("export", "flagged", "--week", "2026-W31", "--output", "/proc/khong/tuan.xlsx"), "/proc/khong"),
        (("export", "flagged", "--week", "2026-W31", "--output", "tuan.docx"), "tuan.docx"),
        (("export", "flagged", "--week", "9999-W52"), "không phải là tuần"),
        (("export", "flagged", "--week", "2026-W31", "--snapshot", "xau"), "xau"),
        (("flags", "--to", "9999-12-31"), "9999-12-31"),
        (("digest", "--day", "0001-01-01"), "0001-01-01"),
        (("duties", "--from", "9999-12-31"), "9999-12-31"),
        (("claims", "show", "xau"), "Không có thông tin số “xau”"),
        (("claims", "add", "Xã bán đất công viên cho doanh nghiệp", "--body", " "), "--body"),
        (("claims", "state", "xau", "--to", "true", "--document", "1"), "Không có thông tin số “xau”"),
    ],
)
def test_a_wrong_call_is_one_sentence(run: Run, words: tuple[str, ...], told: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert told in done.output
    assert "Traceback" not in done.output


def test_a_step_by_nobody_or_a_name_that_is_none_is_refused(desk: Desk, run: Run) -> None:
    done = run("flag", key(desk), "--step", "confirm", "--by", "x" * 81)
    assert done.exit_code == 2
    assert matter_view(desk.home, key(desk), now=NOW)["steps"] == []


def test_nothing_to_read_yet_is_said(tmp_path: Path) -> None:
    for words in (["flags"], ["claims", "list"], ["export", "flagged", "--week", "2026-W31"]):
        done = CliRunner().invoke(cli.main, ["--home", str(tmp_path / "trong"), *words])
        assert done.exit_code == 2
        assert "Traceback" not in done.output
        assert done.output.strip()


@pytest.mark.parametrize(
    ("file", "content", "key"),
    [
        ("flags.toml", RULE.format(signal="burst", sentence="{chua_co}"), "config.bad-sentence"),
        ("flags.toml", RULE.format(signal="burst", sentence="{"), "config.bad-sentence"),
        ("flags.toml", RULE.format(signal="la", sentence="A"), "config.wrong-type"),
        ("flags.toml", 'rules = []\nle = 1', "config.unknown-key"),
        ("departments.toml", DEPARTMENT.format(provinces='"ha-noi"', days=""), "config.unknown-province"),
        ("departments.toml", DEPARTMENT.format(provinces="", days="since = 2026-02-01\nuntil = 2026-01-01"), "config."),
    ],
)  # fmt: skip
def test_a_flaw_of_the_rules_or_departments_is_named(tmp_path: Path, file: str, content: str, key: str) -> None:
    (tmp_path / file).write_text(content, encoding="utf-8")
    with pytest.raises(Trouble) as told:
        load(tmp_path)
    assert told.value.key.startswith(key)
    assert file in str(told.value.facts["file"])


def test_a_clock_that_was_put_back_loses_no_step(desk: Desk) -> None:
    take_step(desk.home, [key(desk)], ASSIGN, by="An", now=NOW)
    take_step(desk.home, [key(desk)], Wish("note", note="Đồng hồ lùi"), by="An", now=NOW - 2 * DAY)
    found = matter_view(desk.home, key(desk), now=NOW - DAY)
    assert [step["step"] for step in found["steps"]] == ["assign", "note"]
    assert (found["state"], found["days_open"]) == ("assigned", 0)
    assert all(row["days"] >= 0 for row in found["days"])


def test_a_rule_or_department_that_was_taken_away_leaves_its_matters_readable(desk: Desk) -> None:
    take_step(desk.home, [key(desk)], ASSIGN, by="An", now=NOW)
    own = desk.home.path / "config"
    own.mkdir()
    (own / "flags.toml").write_text("rules = []\n", encoding="utf-8")
    (own / "departments.toml").write_text("departments = []\n", encoding="utf-8")
    done = CliRunner().invoke(cli.main, ["--home", str(desk.home.path), "flag", key(desk)])
    assert done.exit_code == 0
    assert "so-y-te" in done.output


def test_a_database_that_another_program_holds_is_a_sentence_and_nothing_is_written(desk: Desk) -> None:
    """The wait is cut short by the journal's check, which runs when the table is to be written."""
    desk.db.conn.commit()
    other = sqlite3.connect(desk.home.path / "diembao.db", timeout=0)
    other.execute("BEGIN IMMEDIATE")
    desk.db.execute("PRAGMA busy_timeout = 0")
    with pytest.raises(Trouble, match=r"storage\.cannot-write"), desk.store as store:
        store.db.execute("BEGIN IMMEDIATE")
    other.rollback()
    other.close()
    assert matter_view(desk.home, str(first_key(desk)), now=NOW + HOUR)["steps"] == []


def first_key(desk: Desk) -> str:
    db = sqlite3.connect(desk.home.path / "diembao.db")
    try:
        return str(db.execute("SELECT key FROM matters").fetchone()[0])
    finally:
        db.close()


def test_a_matter_that_is_named_twice_loses_one_step_only(desk: Desk, run: Run) -> None:
    for wish in (ASSIGN, Wish("answer", document="1/CV")):
        take_step(desk.home, [key(desk)], wish, by="Trần Thử", now=NOW)
    assert run("flag", key(desk), key(desk), "--step", "undo", "--by", "Bình").exit_code == 0
    assert matter_view(desk.home, key(desk), now=NOW)["state"] == "assigned"
