"""What the hostile press does to a connection: silence, resets, bombs, broken HTTP and bad certificates."""

from __future__ import annotations

import gzip
import socket
import ssl
from http.client import BadStatusLine, HTTPException, IncompleteRead
from pathlib import Path

import pytest

from hostile.press import FEED, ROBOTS
from hostile.server import Press, host_of
from tests.hostile.asking import asked, fault_of, page_of, raw


@pytest.mark.network
@pytest.mark.parametrize(("name", "path"), [("feed-timeout", FEED), ("robots-silent", ROBOTS)])
def test_silence(press: Press, name: str, path: str) -> None:
    assert raw(press, name, path, seconds=0.3) == (b"", "open")


@pytest.mark.network
def test_a_byte_a_second(press: Press) -> None:
    came, end = raw(press, "feed-drip", FEED, seconds=1.5)
    assert (end, len(came.partition(b"\r\n\r\n")[2])) in {("open", 1), ("open", 2)}


@pytest.mark.network
def test_a_reset_in_the_middle(press: Press) -> None:
    came, end = raw(press, "feed-reset", FEED, seconds=2)
    assert end == "reset"
    assert b"</rss>" not in came


@pytest.mark.network
def test_nobody_listens(press: Press) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host_of(fault_of("host-refuses")), press.port), timeout=2)
    link = press.site(fault_of("pages-refuse")).second
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((link.split("/")[2].split(":")[0], press.second_port), timeout=2)


@pytest.mark.network
def test_bombs_are_small_and_grow(press: Press) -> None:
    body = asked(press, "feed-bomb", FEED)[2]
    assert len(body) < 200_000
    assert len(gzip.decompress(body)) > 100_000_000


@pytest.mark.network
def test_the_huge_feed_is_as_long_as_it_says_and_the_endless_page_says_nothing(press: Press) -> None:
    _, headers, body = asked(press, "feed-huge", FEED)
    assert len(body) == int(headers["Content-Length"]) > 50_000_000
    assert body.count(b"<item>") == 4
    endless = asked(press, "page-endless", page_of(press, "page-endless"), whole=False)
    assert (len(endless[2]), "Content-Length" in endless[1]) == (1_000_000, False)


BROKEN: dict[str, type[Exception]] = {
    "headers-many": HTTPException, "header-long": HTTPException, "status-garbage": BadStatusLine,
    "headless": BadStatusLine, "chunks-broken": IncompleteRead, "length-too-long": IncompleteRead,
}  # fmt: skip


@pytest.mark.network
@pytest.mark.parametrize("name", BROKEN)
def test_http_that_is_none(press: Press, name: str) -> None:
    with pytest.raises(BROKEN[name]):
        asked(press, name, page_of(press, name))


@pytest.mark.network
def test_a_forged_answer_follows_an_empty_page(press: Press) -> None:
    came, _ = raw(press, "response-splitting", page_of(press, "response-splitting"), seconds=2)
    assert came.count(b"HTTP/1.1 200 OK") == 2
    assert asked(press, "response-splitting", page_of(press, "response-splitting"))[2] == b""


@pytest.mark.network
@pytest.mark.parametrize(
    ("name", "complaint"), [("tls-self-signed", "self-signed certificate"), ("tls-expired", "certificate has expired")]
)
def test_bad_certificates(press: Press, tmp_path: Path, name: str, complaint: str) -> None:
    address = (host_of(fault_of(name)), press.second_port)
    context = ssl.create_default_context()
    if "expired" in name:  # trusted, it is still out of date
        (tmp_path / "own.pem").write_text(ssl.get_server_certificate(address), "ascii")
        context.load_verify_locations(tmp_path / "own.pem")
    with socket.create_connection(address, timeout=2) as plain, pytest.raises(ssl.SSLError, match=complaint):
        context.wrap_socket(plain, server_hostname=address[0])
