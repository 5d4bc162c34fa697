"""Backups: what is saved comes back, only what is new is copied, and each is whole whatever happens meanwhile."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.jobs.home import HOME_ID, Home
from pipeline.jobs.upkeep.backup_folder import DATABASE, BackupFolder, new_file
from pipeline.jobs.upkeep.backups import KEEP, backup
from records import Trouble
from storage.backups import copy_database
from tests.backed_up import (
    NOW,
    SOME,
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

# A child is forked to be killed; Python 3.12 warns of that where threads run.
pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


def test_what_comes_back_is_what_there_was(home: Home, tmp_path: Path) -> None:
    report = save(home, tmp_path / "to")
    assert (report.copied, report.failures, dict(report.counts)) == (8, [], {"items": 1, "fetches": 0})
    brought = back(Home(tmp_path / "new"), tmp_path / "to")
    assert brought.expected == {"items": 1, "fetches": 0}
    assert contents(tmp_path / "new") == contents(home.path)


@pytest.mark.skipif(os.name == "nt", reason="modes of files are POSIX's")
def test_what_only_its_owner_may_read_stays_so(home: Home, tmp_path: Path) -> None:
    (home.path / "config" / "smtp-password").write_text("bí mật\n", encoding="utf-8")
    (home.path / "config" / "smtp-password").chmod(0o600)
    killed = tmp_path / "to" / "files" / "diembao.db.part"
    killed.parent.mkdir(parents=True)
    killed.touch(0o644)
    before = os.umask(0o022)
    try:
        save(home, tmp_path / "to")
        back(Home(tmp_path / "new"), tmp_path / "to")
    finally:
        os.umask(before)
    copies = [*(tmp_path / "to").rglob("*"), *(tmp_path / "new").rglob("*")]
    files = [path for path in copies if path.is_file() and not path.name.endswith(".lock")]
    assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o600"}
    assert {"smtp-password", "diembao.db"} <= {path.name for path in files}


def test_locks_are_not_copied(home: Home, tmp_path: Path) -> None:
    (home.path / "journal" / "decisions" / "lock").touch()
    (home.path / "diembao.lock").touch()
    save(home, tmp_path / "to")
    back(Home(tmp_path / "new"), tmp_path / "to")
    assert not list((tmp_path / "new").rglob("lock"))
    back(Home(tmp_path / "raw"), home.path)
    assert not list((tmp_path / "raw").rglob("lock"))


def test_the_second_backup_copies_only_what_is_new(home: Home, tmp_path: Path) -> None:
    save(home, tmp_path / "to")
    make_home(home.path, {}, {"2026-11-21-0001.warc.gz": b"two"})
    report = save(home, tmp_path / "to", days=1)
    assert (report.copied, report.kept) == (3, 7)  # database, file, its list
    assert contents(home.path) == (back(Home(tmp_path / "new"), tmp_path / "to") and contents(tmp_path / "new"))


def test_only_the_newest_backups_are_left_and_each_is_whole(home: Home, tmp_path: Path) -> None:
    for day in range(KEEP + 3):
        (home.path / "reports/a/b.docx").write_bytes(b"of day %d" % day)
        save(home, tmp_path / "to", days=day)
    folder = BackupFolder(tmp_path / "to")
    assert len(folder.names()) == KEEP
    for name in folder.names():
        assert all(folder.holds(kept) for kept in folder.read(name).files)
    assert len(list((tmp_path / "to" / "files").rglob("*/*"))) < KEEP * 2 + 8


def test_after_a_clock_that_was_ahead_the_last_backup_is_the_newest(home: Home, tmp_path: Path) -> None:
    for day in (3650, 3650, *range(1, KEEP + 3)):
        (home.path / "reports/a/b.docx").write_bytes(b"of day %d" % day)
        made = save(home, tmp_path / "to", days=day)
        assert BackupFolder(tmp_path / "to").names()[-1] == made.list_name
    assert len(BackupFolder(tmp_path / "to").names()) == KEEP
    assert back(Home(tmp_path / "new"), tmp_path / "to").list_name == made.list_name
    assert contents(tmp_path / "new") == contents(home.path)


@given(content=SOME, warcs=WARCS, more=WARCS, room=st.integers(0, 20_000), kind=st.sampled_from(["full", "killed"]))
@settings(deadline=None, max_examples=40)
def test_a_backup_broken_off_anywhere_leaves_the_earlier_one_and_is_made_good(content, warcs, more, room, kind):
    with TemporaryDirectory() as folder:
        home, to = make_home(Path(folder) / "home", content, warcs), Path(folder) / "to"
        save(home, to)
        before = contents(home.path)
        make_home(home.path, {"journal/2026-11-21.jsonl": b"{}\n"}, {k: v for k, v in more.items() if k not in warcs})
        if kind == "full":
            had_room(lambda: save(home, to, days=1, open_new=full_after(room)))
        else:
            in_a_child(lambda: save(home, to, days=1, open_new=killed_after(room)))
        back(Home(Path(folder) / "old"), to)
        assert contents(Path(folder) / "old") in (before, contents(home.path))
        save(home, to, days=2)
        back(Home(Path(folder) / "new"), to)
        assert contents(Path(folder) / "new") == contents(home.path)


def test_a_full_device_is_named(home: Home, tmp_path: Path) -> None:
    with pytest.raises(Trouble) as told:
        save(home, tmp_path / "to", open_new=lambda _path: new_file(Path("/dev/full")))
    assert told.value.key == "backup.no-space"
    assert BackupFolder(tmp_path / "to").names() == []


def test_a_changed_archive_file_is_named_and_the_good_copy_stays(home: Home, tmp_path: Path) -> None:
    save(home, tmp_path / "to")
    file = home.archive / "2026-11-20-0001.warc.gz"
    good = file.read_bytes()
    file.write_bytes(good[:-3] + b"xxx")
    report = save(home, tmp_path / "to", days=1, check=True)
    assert [(one.url, one.reason) for one in report.failures] == [(str(file), "archive-changed")]
    back(Home(tmp_path / "new"), tmp_path / "to")
    assert (tmp_path / "new" / "archive" / file.name).read_bytes() == good
    file.unlink()
    assert [one.reason for one in save(home, tmp_path / "to", days=2).failures] == ["archive-missing"]


def test_two_homes_do_not_share_a_folder(home: Home, tmp_path: Path) -> None:
    save(home, tmp_path / "to")
    other = make_home(tmp_path / "other", {}, {})
    with pytest.raises(Trouble, match="other-home"):
        save(other, tmp_path / "to")
    assert (other.path / HOME_ID).read_text() != (home.path / HOME_ID).read_text()


def test_a_backup_may_stand_in_the_home_itself(home: Home) -> None:
    report = backup(home, clock=lambda: NOW)
    again = backup(home, clock=lambda: NOW + timedelta(days=1))
    assert report.copied == 8
    assert again.copied == 1  # the database: its copy is made anew
    shutil.rmtree(home.archive)
    back(home, home.path / "backups", replace_data=True)
    assert (home.archive / "2026-11-20-0001.warc.gz").exists()


def test_a_held_database_is_named_and_nothing_is_left(home: Home, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home.path / "diembao.db")) as db:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("INSERT INTO items VALUES ('x')")
        with pytest.raises(Trouble, match=r"storage\.locked"):
            copy_database(home.path / DATABASE, tmp_path / "copy.db", busy_seconds=0.05)
    assert not (tmp_path / "copy.db").exists()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "diembao.db").write_bytes(b"no database at all, but long enough to have a header" * 40)
    with pytest.raises(Trouble, match=r"storage\.broken"):
        copy_database(tmp_path / DATABASE, tmp_path / "copy.db")


def test_a_backup_made_while_everything_is_written_fits_together(tmp_path: Path) -> None:
    """A line of the journal counts once its record is in the archive, a row of the database once its line is there."""
    home = make_home(tmp_path / "home", {"journal/2026-11-20.jsonl": b""}, {})
    ended = threading.Event()

    def work() -> None:
        db = sqlite3.connect(home.path / "diembao.db", isolation_level=None)
        with (home.archive / "2026-11-20-0001.warc.gz.open").open("ab") as warc, closing(db):
            number = 0
            while not ended.is_set():
                number += 1
                warc.write(b"%d\n" % number)
                warc.flush()
                with (home.journal / "2026-11-20.jsonl").open("ab") as journal:
                    journal.write(b"%d\n" % number)
                db.execute("INSERT INTO fetches VALUES (?)", [str(number)])

    writer = threading.Thread(target=work)
    writer.start()
    try:
        for day in range(12):
            save(home, tmp_path / "to", days=day)
    finally:
        ended.set()
        writer.join()
    folder = BackupFolder(tmp_path / "to")
    for name in folder.names():
        places = {kept.name: folder.place(kept) for kept in folder.read(name).files}
        with closing(sqlite3.connect(places["diembao.db"])) as db:
            rows = {key for (key,) in db.execute("SELECT key FROM fetches")}
        lines = set(places["journal/2026-11-20.jsonl"].read_text().split())
        records = set(places["archive/2026-11-20-0001.warc.gz.open"].read_text().split())
        assert rows <= lines <= records
