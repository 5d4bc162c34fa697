"""An issuer of OpenID Connect on the loopback, with real keys, that can be told to lie, to be slow and to be down."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.desk import NOW

CLIENT, SECRET = "diembao", "bi-mat-cua-diem-bao"
ACCESS = "the-truy-cap"


@cache
def key(name: str) -> RSAKey:
    """A key of the issuer; making one takes a tenth of a second."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


class Issuer:
    """What it says, and what it was asked; a test changes the first and looks at the second."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.begin_again()

    def begin_again(self) -> None:
        """Be well and honest, and remember nothing."""
        self.now = NOW
        self.person: dict[str, Any] = {"sub": "k-officer", "preferred_username": "officer", "name": "Trần Thị Ô"}
        self.key = "một"  # that signs
        self.shown = ["một"]  # that it publishes
        self.document: dict[str, Any] = {}  # what its document says otherwise
        self.claims: dict[str, Any] = {}  # what its tokens say otherwise; None leaves a claim out
        self.token: dict[str, Any] | None = None  # what its answer to a code is otherwise
        self.written = ""  # the ID token that it gives otherwise
        self.status, self.redirect, self.drip = 200, "", threading.Event()
        self.drip.set()
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}

    def approved(self, address: str) -> str:
        """What the browser comes back with when the person at this address says yes."""
        query = dict(parse_qsl(urlsplit(address).query))
        code = secrets.token_urlsafe(8)
        self._codes[code] = query
        return urlencode({"code": code, "state": query["state"], "iss": self.address})

    def id_token(self, nonce: str) -> str:
        """What it says of its person, signed."""
        seconds = int(self.now.timestamp())
        claims = {
            "iss": self.address, "aud": CLIENT, "iat": seconds, "exp": seconds + 300, "nonce": nonce, **self.person,
            "at_hash": _half_hash(ACCESS), **self.claims,
        }  # fmt: skip
        told = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": self.key}, told, key(self.key))

    def answer_token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """The answer to a code, once, to who knows the secret and the verifier."""
        if self.token is not None:
            return self.status, self.token
        if base64.b64decode(authorization.removeprefix("Basic ")).decode() != f"{CLIENT}:{SECRET}":
            return 401, {"error": "invalid_client", "error_description": "mã bí mật không đúng"}
        query = self._codes.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            query is None
            or query["code_challenge"] != _unpadded(verifier)
            or query["redirect_uri"] != form["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        written = self.written or self.id_token(query["nonce"])
        return 200, {"access_token": ACCESS, "token_type": "Bearer", "id_token": written}

    def describe(self) -> dict[str, Any]:
        """Its document."""
        said = {
            "issuer": self.address, "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token", "jwks_uri": f"{self.address}/keys",
            "end_session_endpoint": f"{self.address}/logout?x=1", "response_types_supported": ["code"],
            "authorization_response_iss_parameter_supported": True, **self.document,
        }  # fmt: skip
        return {name: value for name, value in said.items() if value is not None}

    def keys(self) -> dict[str, Any]:
        """The keys that it shows, beside some that nobody can use."""
        broken = [{"kty": "RSA", "kid": "hỏng", "n": "?" * 342, "e": "AQAB"}, {"kty": "mới"}, "?"]
        return {"keys": [*broken, *(key(name).as_dict(private=False) for name in self.shown)]}


def forged(claims: dict[str, Any], *, alg: str) -> str:
    """A token by who knows what everybody knows: without a signature, or with the public key for a secret."""
    header = {"alg": alg, "kid": "một", "typ": "JWT"}
    signed = f"{_unpadded(json.dumps(header).encode())}.{_unpadded(json.dumps(claims).encode())}"
    if alg == "none":
        return f"{signed}."
    public = key("một").as_pem(private=False)
    return f"{signed}.{_unpadded(hmac.new(public, signed.encode(), hashlib.sha256).digest())}"


def _half_hash(text: str) -> str:
    return _unpadded(hashlib.sha256(text.encode()).digest()[:16])


def _unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    issuer: Issuer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.issuer.asked.append(parts.path)
        if parts.path.startswith("/.well-known/"):
            self._say(self.issuer.describe())
        elif parts.path == "/keys":
            self._say(self.issuer.keys())
        elif parts.path == "/authorize":
            self._ask(parts.query)
        else:
            self._send(200, "text/html; charset=utf-8", "<!doctype html><title>Nơi chung</title><p>Đã thoát".encode())

    def do_POST(self) -> None:
        self.issuer.asked.append(self.path)
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(sent).items()}
        status, said = self.issuer.answer_token(form, unquote(self.headers.get("Authorization", "")))
        self._say(said, status)

    def _ask(self, query: str) -> None:
        """The page on which a person says yes or no."""
        asked = dict(parse_qsl(query))
        no = urlencode({"error": "access_denied", "state": asked["state"], "iss": self.issuer.address})
        yes = self.issuer.approved(self.path)
        links = "".join(
            f'<p><a href="{escape(asked["redirect_uri"])}?{escape(back)}">{said}</a>'
            for said, back in (("Đồng ý", yes), ("Không", no))
        )
        page = f'<!doctype html><html lang="vi"><title>Nơi đăng nhập chung</title><h1>Nơi đăng nhập chung</h1>{links}'
        self._send(200, "text/html; charset=utf-8", page.encode())

    def _say(self, said: object, status: int | None = None) -> None:
        self._send(status or self.issuer.status, "application/json", json.dumps(said).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(302 if self.issuer.redirect else status)
        if self.issuer.redirect:
            self.send_header("Location", self.issuer.redirect)
        if not self.issuer.drip.is_set():
            self.send_header("X-Slow", "1")
            self.flush_headers()
            while not self.issuer.drip.wait(0.05):
                self.wfile.write(b"X-More: 1\r\n")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def handle(self) -> None:
        """Who hangs up on a slow issuer is no fault of it."""
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


@contextmanager
def serving() -> Iterator[Issuer]:
    """An issuer at an address of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    issuer = Issuer(server.server_port)
    server.RequestHandlerClass = type("Handler", (_Handler,), {"issuer": issuer})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield issuer
    finally:
        issuer.drip.set()
        server.shutdown()
        server.server_close()
        thread.join()


def at(moment: datetime) -> int:
    """A moment as a token writes it."""
    return int(moment.timestamp())
