"""Restores: nothing is lost of what was there, a damaged backup is refused, and one that was broken off goes on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.jobs.home import MOVED_ASIDE, Home
from pipeline.jobs.upkeep.backup_folder import BackupFolder
from records import Trouble
from tests.backed_up import (
    NAMES,
    WARCS,
    back,
    contents,
    full_after,
    had_room,
    in_a_child,
    killed_after,
    make_home,
    save,
)
from tests.conftest import Diembao, SmallHome, entry, rss

# A child is forked to be killed; Python 3.12 warns of that where threads run.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@given(warcs=WARCS, room=st.lists(st.integers(0, 3_000), max_size=4), kind=st.sampled_from(["full", "killed"]))
@settings(deadline=None, max_examples=40)
def test_a_restore_broken_off_anywhere_goes_on(warcs, room, kind):
    with TemporaryDirectory() as folder:
        home, to = make_home(Path(folder) / "home", dict.fromkeys(NAMES, b"{}\n"), warcs), Path(folder) / "to"
        save(home, to)
        new = make_home(Path(folder) / "new", {"journal/2020-01-01.jsonl": b"old\n"}, {})
        for limit in room:
            if kind == "full":
                if had_room(lambda limit=limit: back(new, to, replace_data=True, open_new=full_after(limit))):
                    break
                with pytest.raises(Trouble, match="restoring"), new.for_writing():
                    pass
            elif in_a_child(lambda limit=limit: back(new, to, replace_data=True, open_new=killed_after(limit))) == 0:
                break
        back(new, to, replace_data=True)
        found = {name: body for name, body in contents(new.path).items() if not name.startswith(MOVED_ASIDE)}
        assert found == contents(home.path)
        aside = [path for path in new.path.rglob("2020-01-01.jsonl") if path.is_file()]
        assert [path.read_bytes() for path in aside] == [b"old\n"]  # what was there is put aside, never lost


def test_a_home_with_data_is_only_replaced_when_told(home: Home, tmp_path: Path) -> None:
    save(home, tmp_path / "to")
    with pytest.raises(Trouble, match="has-data"):
        back(home, tmp_path / "to")
    before = contents(home.path)
    report = back(home, tmp_path / "to", replace_data=True)
    aside = home.path / report.aside
    assert contents(aside) == before


def test_own_configuration_of_an_empty_home_is_put_aside_not_lost(home: Home, tmp_path: Path) -> None:
    save(home, tmp_path / "to")
    (tmp_path / "new" / "config").mkdir(parents=True)
    (tmp_path / "new" / "config" / "settings.toml").write_bytes(b"own = 1\n")
    report = back(Home(tmp_path / "new"), tmp_path / "to")
    assert (tmp_path / "new" / report.aside / "config/settings.toml").read_bytes() == b"own = 1\n"
    assert (tmp_path / "new" / "config" / "settings.toml").read_bytes() == contents(home.path)["config/settings.toml"]


@pytest.mark.parametrize(("folder", "more"), [("to", {"rebuild": True}), ("other", {})])
def test_a_restore_that_met_a_damaged_file_is_given_up_for_another(
    home: Home, tmp_path: Path, folder: str, more: dict[str, bool]
) -> None:
    save(home, tmp_path / "to")
    shutil.copytree(tmp_path / "to", tmp_path / "other")
    for path in (tmp_path / "to" / "files").rglob("*"):
        if path.is_file() and path.read_bytes().startswith(b"SQLite"):
            path.write_bytes(path.read_bytes()[:-1] + b"X")
    new = make_home(tmp_path / "new", {"journal/2020-01-01.jsonl": b"old\n"}, {})
    for _ in range(2):
        with pytest.raises(Trouble, match="damaged"):
            back(new, tmp_path / "to", replace_data=True)
    back(new, tmp_path / folder, **more)
    with new.for_writing():
        assert (new.archive / "2026-11-20-0001.warc.gz").read_bytes() == b"one" * 900
    assert not (new.journal / "2020-01-01.jsonl").exists()
    assert [path.read_bytes() for path in new.path.rglob("2020-01-01.jsonl")] == [b"old\n"]
    assert len(list(new.path.rglob("2026-11-20-0001.warc.gz"))) == 2  # what was given up is there too


def test_a_mended_backup_is_taken_by_the_restore_that_met_the_damage(home: Home, tmp_path: Path) -> None:
    save(home, tmp_path / "to")
    copied = tmp_path / "to" / "archive" / "2026-11-20-0001.warc.gz"
    copied.write_bytes(b"x" * copied.stat().st_size)
    with pytest.raises(Trouble, match="damaged"):
        back(Home(tmp_path / "new"), tmp_path / "to")
    made = save(home, tmp_path / "to", days=1, check=True)
    assert back(Home(tmp_path / "new"), tmp_path / "to").list_name == made.list_name
    found = {name: body for name, body in contents(tmp_path / "new").items() if not name.startswith(MOVED_ASIDE)}
    assert found == contents(home.path)


def test_a_backup_below_the_home_under_any_name_is_not_put_aside(home: Home) -> None:
    save(home, home.path / "saoluu" / "ngay")
    before = contents(home.path)
    report = back(home, home.path / "saoluu" / "ngay", replace_data=True)
    found = {name: body for name, body in contents(home.path).items() if not name.startswith(MOVED_ASIDE)}
    assert found == before
    assert (home.path / report.aside / "archive").is_dir()


def test_check_mends_a_damaged_backup_and_restore_refuses_one(home: Home, tmp_path: Path) -> None:
    save(home, tmp_path / "to")
    copied = tmp_path / "to" / "archive" / "2026-11-20-0001.warc.gz"
    copied.write_bytes(b"x" * copied.stat().st_size)
    with pytest.raises(Trouble, match="damaged"):
        back(Home(tmp_path / "new"), tmp_path / "to")
    save(home, tmp_path / "to", days=1, check=True)
    back(Home(tmp_path / "new2"), tmp_path / "to")
    assert contents(tmp_path / "new2") == contents(home.path)


def test_a_name_that_leads_out_of_the_home_is_refused(home: Home, tmp_path: Path) -> None:
    name = save(home, tmp_path / "to").list_name
    listed = tmp_path / "to" / "lists" / name
    row = json.loads(listed.read_text("utf-8"))
    row["files"][0]["name"] = "../../out"
    listed.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(Trouble, match="broken-list"):
        back(Home(tmp_path / "new"), tmp_path / "to")


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(Trouble, match=r"restore\.nothing"):
        back(Home(tmp_path / "new"), tmp_path / "empty")


def test_a_home_does_not_come_from_itself(home: Home, tmp_path: Path) -> None:
    before = contents(home.path)
    for inner in (home, Home(home.path / "new"), Home(home.path / "backups" / "new")):
        with pytest.raises(Trouble, match=r"restore\.itself"):
            back(inner, home.path, replace_data=True)
    assert contents(home.path) == before
    save(home, home.path)  # the folder of backups is the home
    with pytest.raises(Trouble, match=r"restore\.itself"):
        back(home, home.path, replace_data=True)
    save(home, tmp_path / "to")
    assert back(Home(tmp_path / "to" / "new"), tmp_path / "to").copied > 0


@pytest.mark.slow
def test_from_backup_or_from_archive_and_journals_alone_the_counts_are_the_same(
    small_home: SmallHome, diembao: Diembao, tmp_path: Path
) -> None:
    small_home.captured(
        (SmallHome.FEED, "2026-07-20T05:00:00Z", "application/rss+xml; charset=utf-8", rss(*map(entry, range(1, 9)))),
        (SmallHome.FEED, "2026-07-21T05:00:00Z", "application/rss+xml; charset=utf-8", rss(*map(entry, range(5, 15)))),
    )
    assert diembao("--home", small_home.path, "run", "--replay", small_home.warc).returncode == 0
    saved = diembao("--home", small_home.path, "backup", "--to", tmp_path / "to", "--format", "json")
    assert json.loads(saved.stdout)["counts"]["items"] == 14
    raw = tmp_path / "raw"
    for name in ("archive", "journal", "config"):
        shutil.copytree(small_home.path / name, raw / name)
    told = []
    for name, words in (("a", [tmp_path / "to"]), ("b", [raw])):
        done = diembao("--home", tmp_path / name, "restore", *words, "--format", "json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["counts"] == json.loads(saved.stdout)["counts"]
        told.append(diembao("--home", tmp_path / name, "coverage", "--by", "outlet,day", "--format", "json").stdout)
    ours = diembao("--home", small_home.path, "coverage", "--by", "outlet,day", "--format", "json").stdout
    assert told == [ours, ours]
    refused = diembao("--home", tmp_path / "a", "restore", raw)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--replace" in refused.stderr
    (name,) = BackupFolder(tmp_path / "to").names()
    listed = tmp_path / "to" / "lists" / name
    listed.write_text(listed.read_text("utf-8").replace('"items": 14', '"items": 15'), encoding="utf-8")
    fewer = diembao("--home", tmp_path / "c", "restore", tmp_path / "to", "--format", "json")
    assert (fewer.returncode, [one["reason"] for one in json.loads(fewer.stdout)["failures"]]) == (1, ["restore-lacks"])
