"""The whole way, in processes of their own: replay, live crawl over the loopback, kill and run again."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from demo.run import write_configuration
from demo.server import Press, serve
from tests.conftest import Diembao
from tests.press_file import fictional_press, write_archive, write_home
from tests.whole_home import assert_evidence, content, kill_and_finish, run_json
from times import HANOI

# --- the fictional press, replayed from a file ---


@pytest.fixture(scope="module")
def press_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archive(tmp_path_factory.mktemp("press") / "captures", fictional_press())


@pytest.fixture(scope="module")
def replayed(press_file: Path, tmp_path_factory: pytest.TempPathFactory, diembao: Diembao) -> tuple[Path, Any]:
    home = tmp_path_factory.mktemp("replayed")
    write_home(home, fictional_press())
    return home, run_json(diembao, home, "run", "--replay", press_file)


def test_a_replay_keeps_every_article_once_and_its_ledger_balances(replayed: tuple[Path, Any]) -> None:
    home, report = replayed
    published = {article.id for outlet in fictional_press().outlets for article in outlet.articles}
    assert report["entered"] == report["kept"] + sum(report["dropped"].values())
    assert report["kept"] == report["new"] + report["known"]
    assert (report["new"], report["dropped"]) == (len(published), {})
    assert_evidence(home)


def test_an_edited_article_is_one_item_with_two_versions(replayed: tuple[Path, Any]) -> None:
    home, _ = replayed
    db = sqlite3.connect(home / "diembao.db")
    edited = db.execute(
        "SELECT i.title, count(*) FROM items i JOIN versions v ON v.item = i.id GROUP BY i.id HAVING count(*) > 1"
    )
    (title, versions), *others = edited.fetchall()
    db.close()
    assert others == []
    assert versions == 2
    assert "312" in title


def test_the_same_replay_again_brings_nothing_new_and_adds_no_record(
    replayed: tuple[Path, Any], press_file: Path, diembao: Diembao
) -> None:
    home, first = replayed
    before = content(home)
    again = run_json(diembao, home, "run", "--replay", press_file)
    assert (again["new"], again["records_added"], again["entered"]) == (0, 0, first["entered"])
    assert again["known"] == again["kept"] == again["entered"] - sum(again["dropped"].values())
    assert content(home) == before


def test_process_reads_the_archive_again_into_the_same_rows(replayed: tuple[Path, Any], diembao: Diembao) -> None:
    home, _ = replayed
    before = content(home)
    report = run_json(diembao, home, "process", "--since", "2000-01-01")
    assert (report["new"], report["updated"]) == (0, 0)
    assert content(home) == before


def test_a_lost_database_comes_back_from_archive_and_journal(
    press_file: Path, tmp_path: Path, replayed: tuple[Path, Any], diembao: Diembao
) -> None:
    write_home(tmp_path, fictional_press())
    run_json(diembao, tmp_path, "crawl", "--replay", press_file)
    for file in tmp_path.glob("diembao.db*"):
        file.unlink()
    run_json(diembao, tmp_path, "process")
    assert content(tmp_path) == content(replayed[0])


@pytest.mark.slow
def test_killed_three_times_a_run_ends_as_if_undisturbed(
    press_file: Path, tmp_path: Path, replayed: tuple[Path, Any], diembao: Diembao
) -> None:
    write_home(tmp_path, fictional_press())
    kill_and_finish(tmp_path, press_file, diembao, longest=5.0)
    assert content(tmp_path) == content(replayed[0])
    assert_evidence(tmp_path)


# --- the fictional press, served and crawled over the loopback ---


@pytest.mark.network
def test_a_live_crawl_brings_what_is_published_and_names_the_dead_outlet(tmp_path: Path, diembao: Diembao) -> None:
    press = Press.load()
    with serve(press, lambda: datetime.now(HANOI)) as bases:
        write_configuration(tmp_path / "config", press, bases)
        report = run_json(diembao, tmp_path, "run", code=1)
        again = run_json(diembao, tmp_path, "run", code=1)
    assert {failure["outlet"] for failure in report["failures"]} == {"tin-chieu"}
    assert {failure["reason"] for failure in report["failures"]} == {"robots-unavailable"}
    assert report["new"] >= 60
    assert report["requests"]["ok"] >= report["new"]
    assert (again["new"], again["dropped"]) == (0, {})
    assert_evidence(tmp_path)
    states = {
        row["outlet"]: row["state"]
        for row in run_json(diembao, tmp_path, "coverage", "--by", "outlet,day")
        if row["state"]
    }
    assert states["tin-chieu"] == "failed"


@pytest.mark.network
def test_private_addresses_are_refused_unless_loopback_is_opened(tmp_path: Path, diembao: Diembao) -> None:
    press = Press.load()
    with serve(press, lambda: datetime.now(HANOI)) as bases:
        write_configuration(tmp_path / "config", press, bases)
        settings = tmp_path / "config" / "settings.toml"
        settings.write_text(settings.read_text("utf-8").replace("allow_loopback = true", ""), encoding="utf-8")
        report = run_json(diembao, tmp_path, "run", code=1)
    assert set(report["requests"]) == {"refused-address"}
