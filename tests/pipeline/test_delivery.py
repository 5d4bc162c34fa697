"""Delivery: to a folder and by mail, each file once, and the password goes nowhere but to the server."""

from __future__ import annotations

import logging
import ssl
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from config.load import sentence
from hostile.certificates import context_of
from pipeline.jobs.exports.delivery import LEDGER, PASSWORD, Delivered, deliver
from pipeline.jobs.home import Home
from records import Trouble
from tests.conftest import Diembao
from tests.mail_server import Mailbox, mail_server
from times import UTC

NOW = datetime(2026, 11, 21, 23, 31, tzinfo=UTC)
SECRET = "mật-khẩu-rất-dài-7391"

pytestmark = pytest.mark.network


@pytest.fixture
def home(tmp_path: Path) -> Home:
    folder = tmp_path / "reports" / "diem-tin"
    folder.mkdir(parents=True)
    (folder / "2026-11-22-tuyen-quang.docx").write_bytes(b"PK the digest")
    (folder / "2026-11-22-tuyen-quang.txt").write_text("ĐIỂM TIN BÁO CHÍ\nhồ thủy điện\n", encoding="utf-8")
    return Home(tmp_path)


def configure(home: Home, box: Mailbox | None = None, **more: object) -> None:
    facts: dict[str, object] = dict(more)
    if box:
        facts = {"smtp_host": "127.0.0.1", "smtp_port": box.port, "smtp_security": "none", "sender": "diembao@tinh.vn",
                 "to": ["a@tinh.vn", "b@tinh.vn"], **facts}  # fmt: skip
    lines = "".join(
        f"{name} = {str(value) if isinstance(value, int | list) else repr(value)}\n" for name, value in facts.items()
    )
    (home.path / "config").mkdir(exist_ok=True)
    (home.path / "config" / "delivery.toml").write_text(lines.replace("'", '"'), encoding="utf-8")


def sent(home: Home, **more: Any) -> Delivered:
    return deliver(home, [str(home.reports / "diem-tin" / "2026-11-22-*.docx")], clock=lambda: NOW, **more)


def told(caught: pytest.ExceptionInfo[Trouble]) -> str:
    return sentence(caught.value.key, **caught.value.facts)


def test_a_mail_has_the_text_and_the_word_file_and_goes_once(home: Home) -> None:
    with mail_server(Mailbox()) as box:
        configure(home, box)
        assert [key for key, _ in sent(home).lines] == ["delivery.mailed"]
        assert [key for key, _ in sent(home).lines] == ["delivery.known"]
        sent(home, again=True)
    first, second = box.mails
    assert "hồ thủy điện" in first.get_body().get_content()
    assert [part.get_filename() for part in first.iter_attachments()] == ["2026-11-22-tuyen-quang.docx"]
    assert next(first.iter_attachments()).get_content() == b"PK the digest"
    assert (first["To"], first["From"]) == ("a@tinh.vn, b@tinh.vn", "diembao@tinh.vn")
    assert first["Subject"] == "Điểm báo: 2026-11-22-tuyen-quang.docx"
    assert first["Message-ID"] == second["Message-ID"]  # a mail reader shows it once


def test_a_file_that_changed_is_sent_again(home: Home) -> None:
    configure(home, folder="out")
    sent(home)
    (home.reports / "diem-tin" / "2026-11-22-tuyen-quang.docx").write_bytes(b"PK corrected")
    assert [key for key, _ in sent(home).lines] == ["delivery.folder"]
    assert (home.path / "out" / "2026-11-22-tuyen-quang.docx").read_bytes() == b"PK corrected"


@pytest.mark.parametrize("source", ["environment", "file"])
def test_the_password_goes_to_the_server_and_nowhere_else(
    home: Home, source: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret, environment = home.path / "secret", {}
    with mail_server(Mailbox(password=SECRET)) as box:
        if source == "file":
            secret.write_text(SECRET + "\n", encoding="utf-8")
            secret.chmod(0o600)
            configure(home, box, smtp_user="diembao", smtp_password_file=str(secret))
        else:
            environment[PASSWORD] = SECRET
            configure(home, box, smtp_user="diembao")
        done = sent(home, environment=environment)
    assert box.logins == [("diembao", SECRET)]
    secret.unlink(missing_ok=True)
    written = b"".join(path.read_bytes() for path in home.path.rglob("*") if path.is_file())
    assert SECRET.encode() not in written
    assert SECRET not in caplog.text + repr(done.lines) + str(box.mails[0])


def test_a_wrong_password_is_told_without_it(home: Home) -> None:
    with mail_server(Mailbox(password="another")) as box:
        configure(home, box, smtp_user="diembao")
        with pytest.raises(Trouble) as caught:
            sent(home, environment={PASSWORD: SECRET})
    assert "535" in told(caught)
    assert SECRET not in told(caught) + repr(caught.value) + repr(caught.value.__cause__)
    assert not (home.reports / LEDGER).exists()


@pytest.mark.parametrize(
    ("mode", "key"), [(0o640, "open-password"), (None, "unreadable-password"), (0o604, "open-password")]
)
def test_a_password_file_that_others_may_read_is_refused(home: Home, mode: int | None, key: str) -> None:
    secret = home.path / "secret"
    if mode is not None:
        secret.write_text(SECRET, encoding="utf-8")
        secret.chmod(mode)
    with mail_server(Mailbox()) as box:
        configure(home, box, smtp_user="diembao", smtp_password_file=str(secret))
        with pytest.raises(Trouble, match=key) as caught:
            sent(home, environment={})
    assert SECRET not in told(caught)
    assert box.logins == []


def test_no_password_at_all_is_told(home: Home) -> None:
    with mail_server(Mailbox()) as box:
        configure(home, box, smtp_user="diembao")
        with pytest.raises(Trouble, match="no-password"):
            sent(home, environment={})


def test_a_server_that_offers_no_tls_gets_no_mail(home: Home) -> None:
    with mail_server(Mailbox()) as box:
        configure(home, box, smtp_security="starttls", smtp_user="diembao")
        with pytest.raises(Trouble, match="smtp-failed"):
            sent(home, environment={PASSWORD: SECRET})
    assert (box.logins, box.mails) == ([], [])


def test_without_tls_only_this_machine_is_written_to(home: Home) -> None:
    configure(home, Mailbox(port=25), smtp_host="thu.example.vn")
    with pytest.raises(Trouble, match=r"delivery\.plain"):
        sent(home)


def test_starttls_with_a_certificate_that_is_believed_and_with_one_that_is_not(home: Home, tmp_path: Path) -> None:
    theirs = context_of("127.0.0.1", "self-signed", tmp_path)
    with mail_server(Mailbox(context=theirs)) as box:
        configure(home, box, smtp_security="starttls", smtp_user="diembao")
        with pytest.raises(Trouble, match="smtp-failed"):
            sent(home, environment={PASSWORD: SECRET})
        assert box.logins == []
        lenient = ssl.create_default_context()
        lenient.check_hostname, lenient.verify_mode = False, ssl.CERT_NONE
        sent(home, environment={PASSWORD: SECRET}, context=lenient)
    assert (box.logins, len(box.mails)) == ([("diembao", SECRET)], 1)


def test_nobody_there_is_told_and_the_folder_is_served_all_the_same(home: Home) -> None:
    configure(home, Mailbox(port=9), folder="out")
    with pytest.raises(Trouble, match="smtp-failed"):
        sent(home)
    assert (home.path / "out" / "2026-11-22-tuyen-quang.docx").exists()
    with mail_server(Mailbox()) as box:
        configure(home, box, folder="out")
        assert [key for key, _ in sent(home).lines] == ["delivery.known", "delivery.mailed"]


def test_an_address_that_is_refused_is_named_and_the_others_are_served(home: Home) -> None:
    with mail_server(Mailbox(refuses=frozenset({"b@tinh.vn"}))) as box:
        configure(home, box)
        done = sent(home)
    assert (done.refused, len(box.mails)) == (["b@tinh.vn"], 1)


def test_a_server_that_takes_no_mail_is_told_and_it_is_sent_later(home: Home) -> None:
    with mail_server(Mailbox(fails_with=b"452 no room")) as box:
        configure(home, box)
        with pytest.raises(Trouble) as caught:
            sent(home)
        assert "452 no room" in told(caught)
        box.fails_with = b""
        sent(home)
    assert len(box.mails) == 1


@pytest.mark.parametrize("half", [b'{"at": "2026', '{"at": "x", "target": "/mnt/Phò'.encode()[:-1]])
def test_a_half_line_that_a_killed_run_left_hides_nothing(home: Home, half: bytes) -> None:
    configure(home, folder="out")
    sent(home)
    with (home.reports / LEDGER).open("ab") as stream:
        stream.write(half)
    (home.reports / "diem-tin" / "2026-11-22-b.docx").write_bytes(b"PK more")
    sent(home)
    assert [key for key, _ in sent(home).lines] == ["delivery.known"]


def test_a_name_without_a_file_and_no_target_are_told(home: Home, diembao: Diembao) -> None:
    with pytest.raises(Trouble, match="no-file"):
        deliver(home, [str(home.reports / "*.pdf")], clock=lambda: NOW)
    done = diembao("--home", home.path, "deliver", home.reports / "diem-tin" / "*.docx")
    assert (done.returncode, done.stdout) == (0, "")
    assert "delivery.toml" in done.stderr
