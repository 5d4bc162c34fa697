"""From the configuration to the way by the province's issuer: its library, and our secret there."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

from config.web import OidcSettings, WebSettings
from records import Trouble
from web.signing_in.oidc import Issuer, OidcSignIn

SECRET = "DIEMBAO_OIDC_SECRET"
NEEDED = ("authlib", "joserfc")


def opened(
    settings: WebSettings, home: Path, *, environment: Mapping[str, str] = os.environ,
    load: Callable[[str], ModuleType] = import_module,
) -> OidcSignIn | None:  # fmt: skip
    """The way by the issuer where one is configured; nothing is asked of it yet, for it may be down.

    Trouble("oidc.not-installed"), ("oidc.no-secret"), ("oidc.open-secret") or ("oidc.unreadable-secret").
    """
    if settings.oidc is None:
        return None
    secret = secret_of(settings.oidc, home, environment)
    try:
        known = load("web.signing_in.oidc_issuer")
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] not in NEEDED:
            raise
        raise Trouble("oidc.not-installed", missing=error.name) from error
    issuer: Issuer = known.KnownIssuer(settings.oidc, secret)
    return OidcSignIn(settings.oidc, issuer)


def secret_of(oidc: OidcSettings, home: Path, environment: Mapping[str, str]) -> str:
    """The client's secret: from the environment, or from a file that nobody else may read."""
    if given := environment.get(SECRET, ""):
        return _plain(given, SECRET)
    if not oidc.secret_file:
        raise Trouble("oidc.no-secret", variable=SECRET)
    path = home / oidc.secret_file
    try:
        with path.open(encoding="utf-8") as stream:
            if os.name == "posix" and os.fstat(stream.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise Trouble("oidc.open-secret", file=str(path))
            return _plain(stream.read(), str(path))
    except (OSError, UnicodeDecodeError) as error:
        detail = getattr(error, "strerror", None) or "UTF-8"
        raise Trouble("oidc.unreadable-secret", file=str(path), detail=detail) from None


def _plain(secret: str, place: str) -> str:
    """A secret as it is sent in a header: ASCII, without the line end of a file."""
    secret = secret.strip()
    if not secret or not secret.isascii() or not secret.isprintable():
        raise Trouble("oidc.bad-secret", file=place)
    return secret
