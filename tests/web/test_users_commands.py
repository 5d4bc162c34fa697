"""`diembao users` joins a user to a person of the issuer, and parts them again."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from storage.accounts.opening import AccountFile
from storage.accounts.users import add_user
from tests.desk import NOW

OIDC = '[oidc]\nissuer = "https://dangnhap.example.vn"\nclient_id = "diembao"\nbase = "http://localhost:8080"\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two users."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "web.toml").write_text(OIDC, "utf-8")
    with closing(AccountFile(tmp_path)) as accounts, accounts.writing() as db:
        for login in ("lan", "mai"):
            add_user(db, login=login, name=f"Chị {login}", role="admin", department="", password="", at=NOW)
    return tmp_path


def users(home: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), "users", *words])


def listed(home: Path) -> dict[str, str]:
    return {row["login"]: row["subject"] for row in json.loads(users(home, "list", "--format", "json").stdout)}


def test_a_user_is_joined_to_one_person_of_the_issuer_and_parted_again(home: Path) -> None:
    assert users(home, "link", "lan", "--subject", "k-1").exit_code == 0
    assert listed(home) == {"lan": "https://dangnhap.example.vn k-1", "mai": ""}
    taken = users(home, "link", "mai", "--subject", "k-1")
    assert (taken.exit_code, "đã nối với người dùng khác" in taken.stderr) == (2, True)
    assert users(home, "unlink", "lan").exit_code == 0
    assert listed(home) == {"lan": "", "mai": ""}


def test_without_an_issuer_there_is_nobody_to_join(home: Path) -> None:
    (home / "config" / "web.toml").unlink()
    done = users(home, "link", "lan", "--subject", "k-1")
    assert (done.exit_code, "không có mục [oidc]" in done.stderr) == (2, True)


def test_every_column_of_the_list_has_its_heading(home: Path) -> None:
    assert "heading." not in users(home, "list").stdout
