"""How long a further try to sign in has to wait, without letting anybody lock a colleague out.

A browser from which the user signed in before has a count of its own, so nobody else's tries delay it. Every other try
counts for the user at that address, for the address, and, with a short delay only, for the user.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.accounts import Accounts, add_failure, digest_of, failures_of, forget_failures, knows_browser

KEPT = timedelta(days=1)  # after that a failed try is forgotten


@dataclass(frozen=True, slots=True)
class Scope:
    """What tries are counted for: after ``free`` failures the wait doubles with each, up to ``longest`` seconds."""

    name: str
    free: int
    longest: int

    def wait(self, tries: int) -> int:
        over = tries - self.free
        return 0 if over < 0 else int(min(2 ** min(over, 20), self.longest))


def scopes_of(db: Accounts, *, login: str, address: str, browser: str) -> tuple[Scope, ...]:
    """The counts that a try stands in; ``browser`` is the secret in its cookie, "" without one."""
    if browser and knows_browser(db, browser, login):
        return (Scope(f"browser:{digest_of(browser)}:{login}", 5, 300),)
    return (
        Scope(f"pair:{login}@{address}", 3, 900),
        Scope(f"address:{address}", 20, 900),  # a whole office may stand behind one
        Scope(f"user:{login}", 10, 30),
    )


def seconds_to_wait(db: Accounts, scopes: Iterable[Scope], now: datetime) -> int:
    """How many seconds from now the next try is looked at; 0 is at once."""
    waits = [0]
    for scope in scopes:
        if found := failures_of(db, scope.name):
            tries, last = found
            waits.append(scope.wait(tries) - int((now - last).total_seconds()))
    return max(waits)


def count_failure(db: Accounts, scopes: Iterable[Scope], now: datetime) -> None:
    for scope in scopes:
        add_failure(db, scope.name, now)


def count_success(db: Accounts, scopes: Iterable[Scope]) -> None:
    """Forget what failed; not that of a whole address, where somebody else may be trying."""
    for scope in scopes:
        if not scope.name.startswith("address:"):
            forget_failures(db, scope.name)
