"""How long a further try to sign in has to wait, without letting anybody lock a colleague out.

A browser from which the user signed in before has a count of its own, so nobody else's tries delay it. Every other try
counts for the user at that address, for the address, and, with a short delay only, for the user; the last not where the
user signed in from that address before, so that a flood from elsewhere does not reach it. Nor does it count for the
user what looks like a one-time password of ours, whoever types it for whomever: nobody finds one by trying, and who was
just given one comes in while others try. So there is always a way in, and nothing tells who has one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from storage.accounts.opening import AccountFile
from storage.accounts.users import (
    Accounts,
    add_failure,
    digest_of,
    failures_of,
    forget_failures,
    forget_old_failures,
    know_browser,
    know_place,
    knows_browser,
    knows_place,
)
from web.refusals import Refused

KEPT = timedelta(days=1)  # after that a failed try is forgotten
MOST_KEPT = 20_000  # counts, some 2 MB; who fills them to push out others waits longer than for those
CLEANED_EVERY = 50  # failed tries of an hour, and at its first
KNOWN_FOR = timedelta(days=182)  # since it was last signed in from a browser
TOLD = 200  # failed tries of an hour that the audit tells one by one; of more it tells each so many-th


@dataclass(frozen=True, slots=True)
class Scope:
    """What tries are counted for: after ``free`` failures the wait doubles with each, up to ``longest`` seconds."""

    name: str
    free: int
    longest: int

    def wait(self, tries: int) -> int:
        """Seconds that the next try waits after so many failures."""
        over = tries - self.free
        return 0 if over < 0 else int(min(2 ** min(over, 20), self.longest))


def scopes_of(
    db: Accounts, *, login: str, address: str, browser: str, one_time: bool = False
) -> tuple[Scope, ...]:  # fmt: skip
    """The counts that a try stands in; ``browser`` is the secret in its cookie, "" without one.

    ``one_time`` is of a try with what can be a one-time password only.
    """
    if is_known(db, login=login, browser=browser):
        return (Scope(f"browser:{digest_of(browser)}:{login}", 5, 300),)
    network = network_of(address)
    of_place = (
        Scope(f"pair:{login}@{network}", 3, 900),
        Scope(f"address:{network}", 20, 900),  # a whole office may stand behind one
    )
    is_spared = one_time or knows_place(db, _place(login, address))
    return of_place if is_spared else (*of_place, Scope(f"user:{login}", 10, 30))


def scopes_of_password(login: str) -> tuple[Scope, ...]:
    """The count of one who is signed in and says an old password: a session that was left open must not find it out."""
    return (Scope(f"password:{login}", 5, 300),)


def is_known(db: Accounts, *, login: str, browser: str) -> bool:
    """Did this user sign in from this browser before?"""
    return bool(browser) and knows_browser(db, browser, login)


def remember(db: Accounts, *, login: str, user: int, address: str, browser: str, now: datetime) -> None:
    """The user signed in from this address with this browser."""
    know_browser(db, browser, user, now)
    know_place(db, _place(login, address), user, now)


def _place(login: str, address: str) -> str:
    return f"{login}@{network_of(address)}"


def network_of(address: str) -> str:
    """What one machine cannot change at will: an IPv4 address, of an IPv6 address its first 64 bits."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((found, 64), strict=False))


def seconds_to_wait(db: Accounts, scopes: Iterable[Scope], now: datetime) -> int:
    """How many seconds from now the next try is looked at; 0 is at once."""
    waits = [0]
    for scope in scopes:
        if found := failures_of(db, scope.name):
            tries, last = found
            waits.append(scope.wait(tries) - int((now - last).total_seconds()))
    return max(waits)


def check_wait(accounts: AccountFile, scopes: Iterable[Scope], now: datetime) -> None:
    """Refused(429) with the seconds to wait while a further try has to."""
    with accounts.reading() as db:
        wait = seconds_to_wait(db, scopes, now)
    if wait:
        raise Refused(429, "web.sign-in.wait", headers={"Retry-After": str(wait)}, seconds=wait)


def is_told(tries: int) -> bool:
    """Is the audit told of this one of an hour's failed tries? Of a flood not each."""
    return tries <= TOLD or tries % TOLD == 0


def count_failure(db: Accounts, scopes: Iterable[Scope], now: datetime) -> int:
    """Count a failed try; how many have failed in this hour, whoever they were of."""
    tries = add_failure(db, f"hour:{now:%Y-%m-%dT%H}", now)
    if tries % CLEANED_EVERY == 1:
        forget_old_failures(db, before=now - KEPT, most=MOST_KEPT)
    for scope in scopes:
        add_failure(db, scope.name, now)
    return tries


def count_success(db: Accounts, scopes: Iterable[Scope]) -> None:
    """Forget what failed; not that of a whole address, where somebody else may be trying."""
    for scope in scopes:
        if not scope.name.startswith("address:"):
            forget_failures(db, scope.name)
