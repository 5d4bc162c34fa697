"""Signing in with an account of the province: one try from the button to the way back. Knows no library for it.

Nothing of a try is stored here. What is sent along (state, nonce, PKCE's verifier) is made from a random key and this
process's secret, and the key stands signed in a cookie of the browser that began: an answer that another browser
brings, or the same one twice, is none.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import BoundedSemaphore, Lock
from typing import Any, Protocol, TypeVar

from config.web import OidcSettings
from times import from_iso, iso
from web.addresses import local_path
from web.refusals import Refused
from web.signing_in.turns import turn

COOKIE = "qua-cong"
BEGIN, RETURN, LEAVE = "/vao/co-quan", "/vao/co-quan/ve", "/vao/co-quan/ra"
LASTS = timedelta(minutes=10)  # so long a try may take: an officer looks for his telephone
LONGEST_ONWARD = 2000  # bytes of where one wants to; with the rest it fits a cookie of 4,096
AT_ONCE = 4  # tries that wait for the issuer; more are refused, so that pages go on being served
Claims = Mapping[str, Any]
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: what is sent along with it, and where one goes afterwards."""

    key: str
    state: str
    nonce: str
    verifier: str
    onward: str
    begun_at: datetime


class Issuer(Protocol):
    """Who knows the officers of the province; each call may raise Refused with the key of a sentence."""

    def address(self, attempt: Attempt, now: datetime) -> str:
        """Where the browser is sent to sign in."""
        ...

    def claims(self, attempt: Attempt, answer: Mapping[str, str], now: datetime) -> Claims:
        """What the proven ID token says of who signed in; ``answer`` is the query that the browser came back with."""
        ...

    def exit(self, now: datetime) -> str:
        """Where the browser is sent to sign out there too; "" where there is no such place."""
        ...


@dataclass(slots=True)
class OidcSignIn:
    """The way by the issuer, as all requests share it."""

    settings: OidcSettings
    issuer: Issuer
    _secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _spent: dict[str, datetime] = field(default_factory=dict, repr=False)  # states that came back
    _lock: Lock = field(default_factory=Lock, repr=False)
    _turns: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE), repr=False)

    def begin(self, onward: str, now: datetime) -> tuple[str, str]:
        """Where the browser is sent, and the value of its cookie."""
        onward = onward if len(onward.encode()) <= LONGEST_ONWARD else "/"
        attempt = self._attempt(secrets.token_urlsafe(32), onward, now)
        return self._asked(lambda: self.issuer.address(attempt, now)), self._cookie(attempt)

    def taken_up(self, cookie: str, state: str, now: datetime) -> Attempt:
        """The try that this browser began, once; Refused(400) for none, another's, an old one, the same again."""
        attempt = self._kept(cookie)
        if attempt is None or not hmac.compare_digest(state.encode(), attempt.state.encode()):
            raise Refused(400, "web.oidc.other-try")
        if not timedelta(0) <= now - attempt.begun_at <= LASTS:
            raise Refused(400, "web.oidc.old-try")
        with self._lock:
            self._spent = {one: at for one, at in self._spent.items() if now - at <= LASTS}
            if attempt.state in self._spent:
                raise Refused(400, "web.oidc.other-try")
            self._spent[attempt.state] = now
        return attempt

    def claims(self, attempt: Attempt, answer: Mapping[str, str], now: datetime) -> Claims:
        """What the issuer says of who came back."""
        return self._asked(lambda: self.issuer.claims(attempt, answer, now))

    def exit(self, now: datetime) -> str:
        """Where one signs out at the issuer too, "" for nowhere."""
        return self._asked(lambda: self.issuer.exit(now))

    def _asked(self, ask: Callable[[], Answer]) -> Answer:
        with turn(self._turns):
            return ask()

    def _attempt(self, key: str, onward: str, begun_at: datetime) -> Attempt:
        state, nonce, verifier = (self._signed(f"{word} {key}") for word in ("state", "nonce", "verifier"))
        return Attempt(key, state, nonce, verifier, onward, begun_at)

    def _signed(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()

    def _cookie(self, attempt: Attempt) -> str:
        kept = json.dumps([attempt.key, attempt.onward, iso(attempt.begun_at)], ensure_ascii=False)
        written = urlsafe_b64encode(kept.encode()).decode()
        return f"{written}.{self._signed(f'cookie {written}')}"

    def _kept(self, cookie: str) -> Attempt | None:
        written, _, signature = cookie.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signed(f"cookie {written}").encode()):
            return None
        key, onward, begun_at = json.loads(urlsafe_b64decode(written))
        return self._attempt(key, local_path(onward, "/"), from_iso(begun_at))
