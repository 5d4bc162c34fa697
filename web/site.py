"""What all requests share: home, settings, accounts, clock, templates, menu."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from jinja2 import Environment
from starlette.responses import Response

from config.web import WebSettings
from pipeline.jobs.home import Home
from storage.accounts.opening import AccountFile
from web.caching.answers import Answers
from web.files.downloads import Downloads
from web.forms.idempotency import Once
from web.forms.pending_forms import PendingForms
from web.registry import Entry
from web.signing_in.oidc import OidcSignIn
from web.signing_in.passwords import Passwords


@dataclass(frozen=True, slots=True)
class Site:
    """One running installation."""

    home: Home
    settings: WebSettings
    accounts: AccountFile
    passwords: Passwords
    clock: Callable[[], datetime]
    templates: Environment
    menu: tuple[Entry, ...]
    answers: Answers
    downloads: Downloads = field(default_factory=Downloads)
    changes: Downloads = field(default_factory=lambda: Downloads(lost="account.no-way-back"))  # of users, to undo them
    once: Once = field(default_factory=Once)
    pending_forms: PendingForms = field(default_factory=PendingForms)
    oidc: OidcSignIn | None = None  # signing in with an account of the province, where that is configured
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))  # signs what is good for this process only

    @property
    def idle(self) -> timedelta:
        """After so long without a request a session ends."""
        return timedelta(minutes=self.settings.idle_minutes)

    @property
    def absolute(self) -> timedelta:
        """So long a session lasts at most."""
        return timedelta(hours=self.settings.absolute_hours)

    def without_path(self, text: str) -> str:
        """A sentence for people without where the home lies on the machine."""
        return text.replace(str(self.home.path), "…")

    def set_cookie(
        self, answer: Response, name: str, value: str, *, seconds: int | None = None,
        samesite: Literal["lax", "strict"] = "lax",
    ) -> None:  # fmt: skip
        """Let the browser keep a cookie that no script reads, for so long (None: until it is closed)."""
        answer.set_cookie(name, value, seconds, httponly=True, samesite=samesite, secure=self.settings.secure)

    def delete_cookie(self, answer: Response, name: str, *, samesite: Literal["lax", "strict"] = "lax") -> None:
        """Let the browser forget a cookie that :meth:`set_cookie` set with the same name and ``samesite``."""
        answer.delete_cookie(name, httponly=True, samesite=samesite, secure=self.settings.secure)

    def cookie(self, name: str) -> str:
        """The name of a cookie: behind TLS with the prefix that no other host and no plain connection can set."""
        return f"__Host-{name}" if self.settings.secure else name
