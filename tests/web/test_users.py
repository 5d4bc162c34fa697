"""Users as the command line keeps them, and the configuration that a long process keeps."""

from __future__ import annotations

import json
import os
import re
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner, Result

from commands.pages import users
from records import Trouble
from storage.accounts.audit import audit_page
from storage.accounts.opening import AccountFile
from tests.desk import KnownHome
from tests.pages import PASSWORD, Pages
from web.caching.home import LOOKED_AT, LastRead


def run(home: KnownHome, *words: str) -> Result:
    return CliRunner().invoke(users, words, obj=home, help_option_names=["-h", "--help"])  # as below the root command


def told(home: KnownHome, *words: str) -> str:
    done = run(home, *words)
    assert done.exit_code == 0, done.output
    return done.output


def secret_of(output: str) -> str:
    return re.findall(r"^[a-z2-9]{4}(?:-[a-z2-9]{4}){4}$", output, re.MULTILINE)[0]


def test_a_user_is_added_reset_raised_and_stopped_by_commands(tmp_path: Path) -> None:
    home = KnownHome(tmp_path)
    first = secret_of(told(home, "add", "An.Nguyen", "--name", "Nguyễn Thị An", "--role", "admin"))
    again = secret_of(told(home, "reset", "an.nguyen"))
    assert first != again
    told(home, "add", "binh", "--name", "Lê Văn Bình", "--department", "so-y-te")
    told(home, "role", "binh", "lead")
    told(home, "disable", "binh")
    rows = {row["login"]: row for row in json.loads(told(home, "list", "--format", "json"))}
    assert (rows["binh"]["role"], bool(rows["binh"]["disabled_at"])) == ("lead", True)
    assert rows["an.nguyen"]["must_change"] in (True, "True")
    assert "password" not in rows["binh"]
    told(home, "disable", "binh", "--undo")
    with closing(AccountFile(tmp_path)) as accounts, accounts.reading() as db:
        lines = [(line["action"], line["about"], line["facts"]) for line in reversed(audit_page(db))]
    assert lines == [
        ("user-add", "an.nguyen", {"role": "admin"}), ("user-reset", "an.nguyen", {}),
        ("user-add", "binh", {"role": "viewer"}), ("user-change", "binh", {"role_before": "viewer", "role": "lead"}),
        ("user-disable", "binh", {}), ("user-enable", "binh", {}),
    ]  # fmt: skip
    pages = Pages(home, users=())
    visitor = pages.nobody()
    assert visitor.sign_in("an.nguyen", first).status_code == 401
    assert visitor.sign_in("an.nguyen", again).status_code == 303
    assert visitor.get("/").headers["location"] == "/tai-khoan/mat-khau"
    pages.close()


REFUSED = [
    (("add", "../x", "--name", "An"), "account.bad-login"), (("add", "mot", "--name", "An"), "account.taken"),
    (("add", "an", "--name", "An", "--department", "x"), "matter.unknown-department"),
    (("role", "mot", "viewer"), "account.last-admin"), (("disable", "mot"), "account.last-admin"),
    (("role", "khong", "lead"), "account.unknown"),
]  # fmt: skip


def test_what_does_not_go_is_said(tmp_path: Path) -> None:
    home = KnownHome(tmp_path)
    told(home, "add", "mot", "--name", "Một", "--role", "admin")
    for words, key in REFUSED:
        done = run(home, *words)
        assert isinstance(done.exception, Trouble), words
        assert done.exception.key == key
    assert len(json.loads(told(home, "list", "--format", "json"))) == 1


def test_the_command_ends_sessions_of_pages_that_are_served(tmp_path: Path) -> None:
    pages = Pages(KnownHome(tmp_path), users=("admin", "officer"))
    here = pages.nobody()
    here.sign_in("officer", PASSWORD)
    for words in (("role", "officer", "lead"), ("reset", "officer")):
        assert here.get("/tai-khoan").status_code == 200
        told(KnownHome(tmp_path), *words)
        assert here.get("/tai-khoan").status_code == 303
        with pages.accounts.writing() as db:
            db.execute("UPDATE users SET password = ?, must_change = 0", [pages.passwords.hashed(PASSWORD)])
        here.sign_in("officer", PASSWORD)
    pages.close()


def test_a_long_process_reads_its_configuration_again_when_a_file_was_changed(tmp_path: Path) -> None:
    folder, now = tmp_path / "config", [0.0]
    folder.mkdir()
    file = folder / "settings.toml"
    file.write_text('follow = ["nhan-dan"]\n', "utf-8")
    kept = LastRead(lambda: now[0])
    first = kept.current(folder)
    file.write_text('follow = ["vnexpress"]\n', "utf-8")
    os.utime(file, ns=(1, 1))
    assert kept.current(folder) is first  # not looked at again so soon
    now[0] += LOOKED_AT + 0.1
    second = kept.current(folder)
    assert list(second.settings.follow) == ["vnexpress"]
    now[0] += LOOKED_AT + 0.1
    assert kept.current(folder) is second
    file.write_text("follow = [", "utf-8")
    now[0] += LOOKED_AT + 0.1
    assert kept.current(folder) is second  # see test_broken_configuration.py
    file.unlink()
    now[0] += LOOKED_AT + 0.1
    assert kept.current(folder) is not second
