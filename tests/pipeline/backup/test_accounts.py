"""Who may use the pages, and what they did there, comes back with the rest: it stands nowhere else."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipeline.jobs.home import Home
from pipeline.jobs.upkeep.backups import backup
from pipeline.jobs.upkeep.restore import Way, bring_back
from storage.accounts.opening import NAME, AccountFile
from storage.accounts.users import add_user, find_user
from times import UTC

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)


def a_home(folder: Path) -> tuple[Home, AccountFile]:
    """A home with one user, whose file of accounts is open: what was written last stands beside it in the log."""
    (folder / "journal").mkdir(parents=True)
    accounts = AccountFile(folder)
    with accounts.writing() as db:
        add_user(db, login="an", name="Trần Thị An", role="lead", department="", password="hash", at=NOW)
    return Home(folder), accounts


def name_in(folder: Path, login: str) -> str:
    accounts = AccountFile(folder)
    try:
        with accounts.reading() as db:
            found = find_user(db, login)
            return found.name if found else ""
    finally:
        accounts.close()


def test_accounts_in_use_are_in_the_backup_and_come_back(tmp_path: Path) -> None:
    home, accounts = a_home(tmp_path / "home")
    try:
        backup(home, tmp_path / "to", clock=lambda: NOW)
    finally:
        accounts.close()
    bring_back(Home(tmp_path / "new"), tmp_path / "to", Way(clock=lambda: NOW))
    assert name_in(tmp_path / "new", "an") == "Trần Thị An"
    assert (tmp_path / "new" / NAME).stat().st_mode & 0o077 == 0


def test_accounts_come_from_a_whole_home_too(tmp_path: Path) -> None:
    home, accounts = a_home(tmp_path / "home")
    try:
        bring_back(Home(tmp_path / "new"), home.path, Way(clock=lambda: NOW, rebuild=True))
    finally:
        accounts.close()
    assert name_in(tmp_path / "new", "an") == "Trần Thị An"
