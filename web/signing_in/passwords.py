"""Passwords: argon2id, and what a new one must be.

No rule about kinds of letters: length is what helps (NIST SP 800-63B).
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from records import Trouble

LEAST, MOST = 12, 256  # characters
LEAST_DIFFERENT = 5
# RFC 9106, the second recommended option: 3 passes over 64 MiB by 4 lanes, some 60 ms here.
STRONG = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)
_EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"
_ONE_TIME = re.compile(rf"[{_EASY_TO_READ}]{{4}}(?:-[{_EASY_TO_READ}]{{4}}){{4}}")


class Passwords:
    """Hashes and checks; a test hands in a hasher that is quick."""

    def __init__(self, hasher: PasswordHasher = STRONG) -> None:
        self._hasher = hasher

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_hex(16))

    def hashed(self, password: str) -> str:
        """The password as it is stored: argon2id, with its own salt and costs."""
        return self._hasher.hash(_normal(password))

    def fits(self, password: str, stored: str) -> bool:
        """Is it the password of this hash? "" takes as long as a wrong one, so that nobody learns who exists."""
        nobodys = self._nobodys  # made with the first try, whoever is tried, and not while pages wait to be served
        try:
            return self._hasher.verify(stored or nobodys, _normal(password)) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, stored: str) -> bool:
        """Was it made with other costs than a new one would be?"""
        return self._hasher.check_needs_rehash(stored)


def check_new(password: str, repeated: str, *, login: str) -> None:
    """Trouble("account.password-short"), ("-long"), ("-plain"), ("-login"), ("-one-time") or ("-differs") for one that
    will not do.
    """
    password = _normal(password)
    if password != _normal(repeated):
        raise Trouble("account.password-differs")
    if len(password) < LEAST:
        raise Trouble("account.password-short", least=LEAST)
    if len(password) > MOST:
        raise Trouble("account.password-long", most=MOST)
    if len(set(password)) < LEAST_DIFFERENT:
        raise Trouble("account.password-plain", least=LEAST_DIFFERENT)
    if login.lower() in password.lower():
        raise Trouble("account.password-login")
    if is_one_time(password):  # such tries are not delayed by user, for nobody finds one by trying
        raise Trouble("account.password-one-time")


def one_time_password() -> str:
    """Twenty letters that cannot be mistaken for each other, in fours: 98 bits."""
    letters = "".join(secrets.choice(_EASY_TO_READ) for _ in range(20))
    return "-".join(letters[start : start + 4] for start in range(0, 20, 4))


def is_one_time(password: str) -> bool:
    """Does it look like one of ours? Nobody can choose such a one (see :func:`check_new`)."""
    return _ONE_TIME.fullmatch(password) is not None


def _normal(password: str) -> str:
    """One form of every Vietnamese letter, however the keyboard composes it."""
    return unicodedata.normalize("NFC", password)
