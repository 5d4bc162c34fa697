"""Behind a server with a certificate: who asks is what that server says, and nobody else is believed."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from cli import main
from config.web import WebSettings, load_web
from records import Trouble
from tests.pages import Pages
from web.serving import server_of

FILLINGS = ("today",)
NEAR, FAR, OFFICER = "127.0.0.1", "10.1.0.5", "10.1.7.20"


def told(pages: Pages, settings: WebSettings, peer: str, **headers: str) -> tuple[str, int]:
    """The address in the audit after a wrong password that came from this peer, and the status."""
    server = server_of(pages.app, settings, host="127.0.0.1", port=1)
    server.load()
    browser = TestClient(server.loaded_app, base_url="http://localhost", client=(peer, 40_000))  # type: ignore[arg-type]
    sent = {"X-Forwarded-For": OFFICER, **{name.replace("_", "-"): value for name, value in headers.items()}}
    page = browser.get("/vao", headers=sent)
    token = page.text.split('name="csrf" value="')[1].split('"')[0]
    answer = browser.post("/vao", data={"csrf": token, "login": "officer", "password": "sai"}, headers=sent)
    return pages.audit(action="sign-in")[0]["address"], answer.status_code


@pytest.mark.parametrize(
    ("proxies", "peer", "address"),
    [(WebSettings().proxies, NEAR, OFFICER), (WebSettings().proxies, "::1", OFFICER),
     (WebSettings().proxies, FAR, FAR), ((FAR,), FAR, OFFICER), (("10.1.0.0/29",), FAR, OFFICER),
     ((FAR,), "10.1.0.6", "10.1.0.6"), ((FAR,), NEAR, NEAR), ((), NEAR, NEAR)],
)  # fmt: skip
def test_only_the_named_servers_say_who_asks(
    pages: Pages, proxies: tuple[str, ...], peer: str, address: str
) -> None:  # fmt: skip
    assert told(pages, WebSettings(proxies=proxies), peer) == (address, 401)


def test_what_a_browser_sent_before_counts_for_nothing(pages: Pages) -> None:
    sent = {"X_Forwarded_For": f"203.0.113.7, {OFFICER}"}
    assert told(pages, WebSettings(), NEAR, **sent)[0] == OFFICER


def test_where_that_server_is_not_said_all_come_from_it(pages: Pages) -> None:
    assert told(pages, WebSettings(), FAR, Origin="https://localhost") == (FAR, 401)


@pytest.mark.parametrize("written", ["*", "", "0.0.0.0/0", "::/0", "proxy.tinh.example.vn", "10.0.0.5/24"])
def test_who_is_believed_is_one_address_or_a_network_of_its_own(tmp_path: Path, written: str) -> None:
    (tmp_path / "web.toml").write_text(f'proxies = ["{written}"]\n', "utf-8")
    with pytest.raises(Trouble, match=r"config\.bad-address"):
        load_web(tmp_path)


def test_an_address_at_which_another_listens_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        done = CliRunner().invoke(main, ["--home", str(tmp_path), "web", "--port", taken])
    assert done.exit_code == 2
    assert f"Không mở được các trang ở 127.0.0.1:{taken}" in done.stderr
    assert "Đang mở" not in done.stderr
