"""The command that makes pictures of the pages: it only reads the home, and names what nobody should be shown."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from storage.opening import NAME, open_database
from storage.schema.migrations import migrations
from tests.browser import CHROMIUM
from tests.pages import filled_desk
from tests.screenshots import copied, main

BESIDE = (".db-shm", ".db-wal")
pytestmark = pytest.mark.network


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium, which .ci/run installs (Debian's package chromium)")
    desk = filled_desk(tmp_path_factory.mktemp("shown"), ["today"])
    desk.db.close()
    return desk.home.path


def kept(home: Path) -> dict[Path, bytes]:
    """What the home keeps; the two files beside a database are SQLite's own, of whoever reads it."""
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file() and not path.name.endswith(BESIDE)}


def test_pictures_are_made_and_the_home_is_only_read(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept(home)
    pages, looks = ["--page", "/tai-khoan", "--page", "/vao"], ["--look", "phone-dark", "--look", "paper"]
    assert main([str(home), str(tmp_path), *pages, *looks]) == 0
    names = {path.name for path in tmp_path.iterdir()}
    endings = ("phone-dark.png", "paper.png", "paper.pdf")
    assert names == {f"{page}.{ending}" for page in ("tai-khoan", "vao") for ending in endings}
    assert (tmp_path / "vao.phone-dark.png").read_bytes().startswith(b"\x89PNG")
    assert kept(home) == before
    assert "2 pages, 2 looks" in capsys.readouterr().out


def test_a_home_of_an_earlier_version_is_taken_over_in_the_copy_alone(tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    with closing(sqlite3.connect(earlier / NAME)) as connection:
        migrations.apply(Database(connection), stop_before="m017_lists")
    before = (earlier / NAME).read_bytes()
    open_database(copied(earlier, tmp_path / "copy").path, write=False).close()
    assert (earlier / NAME).read_bytes() == before


def test_a_page_that_does_not_answer_is_named(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(home), str(tmp_path), "--page", "/tin-bai/khongco", "--look", "desk-light"]) == 1
    assert "/tin-bai/khongco answered 404" in capsys.readouterr().out
