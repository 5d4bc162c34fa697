"""The wire to a platform: what is no whole answer has its word, and who is not public is not connected to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from crawlers.social.wire import NoAnswer, Request, Wire
from hostile.certificates import context_of
from tests.crawlers.social.asking import SECRET


@contextmanager
def answering(content: bytes) -> Iterator[str]:
    """A server that says these bytes to whoever connects, and hangs up."""
    with socket.create_server(("127.0.0.62", 0)) as server:

        def serve() -> None:
            try:
                while True:
                    connection, _ = server.accept()
                    with connection:
                        connection.recv(65536)
                        connection.sendall(content)
            except OSError:
                return

        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.62:{server.getsockname()[1]}/x"


WIRE = Wire("test", timeout=2.0, most_bytes=1000, loopback={"127.0.0.62"})


@pytest.mark.network
@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "broken-answer"),
        (b"hello", "broken-answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "broken-answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"a" * 2000, "too-large"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8bxx", "broken-answer"),
    ],
)
def test_what_is_no_whole_answer_has_its_word(content: bytes, word: str) -> None:
    with answering(content) as url, pytest.raises(NoAnswer, match=f"^{word}$"):
        WIRE(Request(url))


@pytest.mark.network
def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.62:1/\r\nContent-Length: 0\r\n\r\n") as url:
        assert WIRE(Request(url)).status == 302


@pytest.mark.network
def test_a_certificate_that_nobody_signed_is_not_talked_to(tmp_path: Path) -> None:
    """Nothing, and no token, is sent before the certificate is known to be the host's."""
    context, heard = context_of("127.0.0.62", "self-signed", tmp_path), []
    with socket.create_server(("127.0.0.62", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            try:
                with context.wrap_socket(connection, server_side=True) as safe:
                    heard.append(safe.recv(65536))
            except OSError:
                heard.append(b"")
            finally:
                connection.close()

        serving = Thread(target=serve, daemon=True)
        serving.start()
        with pytest.raises(NoAnswer, match="bad-certificate"):
            WIRE(Request(f"https://127.0.0.62:{server.getsockname()[1]}/", {"Authorization": f"Bearer {SECRET}"}))
        serving.join(10)
    assert heard == [b""]


@pytest.mark.parametrize("host", ["127.0.0.63", "10.0.0.1", "169.254.169.254", "[::1]", "0.0.0.0", "192.168.1.1"])
def test_an_address_that_is_not_public_is_never_connected_to(host: str) -> None:
    with pytest.raises(NoAnswer, match="refused-address"):
        WIRE(Request(f"http://{host}:9/"))
