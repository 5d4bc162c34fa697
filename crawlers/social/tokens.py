"""Tokens: from the environment, or from a file that its owner alone can read; never anywhere else, never shown.

A token named "facebook" is ``DIEMBAO_TOKEN_FACEBOOK`` or ``tokens/facebook.toml`` below the home, with ``access_token``
and what its platform wants beside it: Facebook ``app_secret``; Zalo ``app_id``, ``secret_key`` and ``refresh_token``,
by which a new access token is asked for when the old one has expired. Backups leave the folder out.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

FIELDS = ("access_token", "app_secret", "app_id", "secret_key", "refresh_token")
LONGEST = 10_000  # bytes of a file
_VALUE = re.compile(r"[\x21-\x7e]{8,2000}")  # one word of ASCII: a header's value; a shorter one cannot be redacted
_OPEN = stat.S_IRWXG | stat.S_IRWXO


class Unusable(Exception):
    """A token that cannot be used; its text is the outcome word: "no-token", "token-open" or "token-broken"."""


@dataclass(frozen=True, slots=True)
class Token:
    """What one platform or page is asked with."""

    name: str
    values: Mapping[str, str] = field(repr=False)
    file: Path | None = None  # None: of the environment

    @property
    def access(self) -> str:
        return self.values["access_token"]

    @property
    def secrets(self) -> tuple[str, ...]:
        """All that must never be written; the number of an app is public."""
        return tuple(value for name, value in self.values.items() if name != "app_id")

    @property
    def can_be_renewed(self) -> bool:
        return self.file is not None and {"app_id", "secret_key", "refresh_token"} <= self.values.keys()


def token_of(name: str, folder: Path, environment: Mapping[str, str]) -> Token:
    """The token of a name; the environment comes before the file. Unusable says why there is none."""
    written = environment.get(variable_of(name), "").strip()
    if written:
        return Token(name, _checked({"access_token": written}))
    file = folder / f"{name}.toml"
    return Token(name, _checked(_read(file)), file)


def variable_of(name: str) -> str:
    return f"DIEMBAO_TOKEN_{name.replace('-', '_').upper()}"


def _read(file: Path) -> dict[str, object]:
    """The table of a file that is its owner's alone, looked at through one handle so that nobody changes it between."""
    try:
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError as error:
        raise Unusable("no-token") from error
    except OSError as error:
        raise Unusable("token-broken") from error
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_mode & _OPEN or status.st_uid != _own_user():
            raise Unusable("token-open")
        content = stream.read(LONGEST + 1)
    try:
        return tomllib.loads(content.decode("utf-8-sig")) if len(content) <= LONGEST else {}
    except ValueError:
        raise Unusable("token-broken") from None  # whose words would show the line, and with it the token


def _own_user() -> int:
    """Who we are; on a system that knows no such number nothing agrees, and only the environment serves."""
    return os.getuid() if hasattr(os, "getuid") else -1


def _checked(table: Mapping[str, object]) -> dict[str, str]:
    values = {name: value for name, value in table.items() if isinstance(value, str) and _VALUE.fullmatch(value)}
    if values.keys() != table.keys() or not values.keys() <= set(FIELDS) or "access_token" not in values:
        raise Unusable("token-broken")
    return values


def prepare_renewal(token: Token) -> Path:
    """The empty file, readable by us alone, into which the renewed token goes: made before the old one is given away.

    A refresh token serves once: whoever could not keep the new one would be shut out.
    """
    assert token.file is not None
    place = token.file.with_suffix(".new")
    try:
        place.unlink(missing_ok=True)
        os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise Unusable("token-broken") from error
    return place


def renewed(token: Token, place: Path, access: str, refresh: str) -> Token:
    """The token with its new values, written to disk; Unusable("token-broken") for values that are none."""
    assert token.file is not None
    better = replace(token, values=_checked({**token.values, "access_token": access, "refresh_token": refresh}))
    lines = [f"{name} = '{value}'" for name, value in better.values.items()]
    if any("'" in value for value in better.values.values()):
        raise Unusable("token-broken")
    with place.open("w", encoding="ascii") as stream:
        stream.write("\n".join(lines) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    place.replace(token.file)
    return better
