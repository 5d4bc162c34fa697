"""A mail server on the loopback that keeps what it is sent: as much of SMTP as a test needs."""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mailbox:
    """What a server was sent, who logged in, and how it is to behave."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    password: str = ""  # "" takes every password
    refuses: frozenset[str] = frozenset()  # addresses
    context: ssl.SSLContext | None = None  # offers STARTTLS with it
    fails_with: bytes = b""  # the answer to a whole mail, where it is not to be taken


class _Talk(socketserver.StreamRequestHandler):
    @property
    def box(self) -> Mailbox:
        return self.server.box  # type: ignore[attr-defined, no-any-return]

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def handle(self) -> None:
        self.say(b"220 thu")
        while line := self.rfile.readline():
            word, _, rest = line.strip().partition(b" ")
            answer = getattr(self, f"on_{word.decode('ascii', 'replace').lower()}", None)
            if answer is None:
                self.say(b"502 no")
            elif answer(rest) is False:
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # after STARTTLS it is another than the one that the server closes

    def on_ehlo(self, _rest: bytes) -> None:
        tls = b"250-STARTTLS\r\n" if self.box.context and not isinstance(self.connection, ssl.SSLSocket) else b""
        self.wfile.write(b"250-thu\r\n" + tls + b"250 AUTH PLAIN\r\n")

    def on_starttls(self, _rest: bytes) -> bool | None:
        assert self.box.context is not None
        self.say(b"220 go")
        try:
            self.connection = self.box.context.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, OSError):
            return False  # the client does not believe the certificate
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)  # type: ignore[assignment]
        return None

    def on_auth(self, rest: bytes) -> None:
        _, user, password = base64.b64decode(rest.split()[1]).decode().split("\0")
        self.box.logins.append((user, password))
        self.say(b"235 ok" if self.box.password in ("", password) else b"535 wrong")

    def on_mail(self, _rest: bytes) -> None:
        self.say(b"250 ok")

    def on_rcpt(self, rest: bytes) -> None:
        address = rest.partition(b"<")[2].partition(b">")[0].decode()
        self.say(b"550 unknown" if address in self.box.refuses else b"250 ok")

    def on_data(self, _rest: bytes) -> None:
        self.say(b"354 go")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if self.box.fails_with:
            self.say(self.box.fails_with)
            return
        self.box.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
        self.say(b"250 ok")

    def on_rset(self, _rest: bytes) -> None:
        self.say(b"250 ok")

    def on_quit(self, _rest: bytes) -> bool:
        self.say(b"221 bye")
        return False


@contextmanager
def mail_server(box: Mailbox) -> Iterator[Mailbox]:
    """Serve while the block runs."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.box = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
