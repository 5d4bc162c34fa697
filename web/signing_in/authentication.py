"""Who somebody is: signing in and out, the session of a cookie, the token of a program."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from threading import BoundedSemaphore, Lock

from starlette.requests import Request

from records import Trouble
from storage.accounts.audit import write_audit
from storage.accounts.users import (
    Session,
    User,
    add_token,
    begin_session,
    end_session,
    end_sessions,
    find_session,
    find_token,
    find_user,
    forget_old,
    set_password,
    token_was_used,
    touch_session,
)  # fmt: skip
from web.refusals import Refused
from web.signing_in.delays import (
    KNOWN_FOR,
    TOLD,
    Scope,
    check_wait,
    count_failure,
    count_success,
    is_known,
    is_told,
    remember,
    scopes_of,
    scopes_of_password,
)
from web.signing_in.passwords import check_new, is_one_time
from web.signing_in.turns import turn
from web.site import Site

SESSION, BROWSER = "phien", "may-quen"  # names of cookies: of a session, and of a browser that signed in before
SEEN_EVERY = timedelta(minutes=1)  # how exactly the last request of a session is kept: a write for each is too many
LONGEST_LOGIN, LONGEST_AGENT = 64, 200  # characters that are kept
# Tries that wait for their turn; more are refused, so that pages go on being served. Strangers, who may be a flood,
# take no turn from browsers that signed in before.
_STRANGERS, _KNOWN = BoundedSemaphore(4), BoundedSemaphore(4)
_ONE_BY_ONE = Lock()  # a hash takes 64 MiB, and no two tries may pass one look at the delay


@dataclass(frozen=True, slots=True)
class Signed:
    """A new session: the secrets of its two cookies."""

    user: User
    session: str
    browser: str


def sign_in(site: Site, request: Request, login: str, password: str) -> Signed:
    """Begin a session; Refused(401), Refused(429) with the seconds to wait, or Refused(503) where too many try at once.

    An old session of this browser ends: who planted its cookie gets nothing.
    """
    login = login.strip().lower()[:LONGEST_LOGIN]
    browser = request.cookies.get(site.cookie(BROWSER), "")
    with site.accounts.reading() as db:
        turns = _KNOWN if is_known(db, login=login, browser=browser) else _STRANGERS
    with turn(turns), _ONE_BY_ONE:
        user = _proven(site, request, login, password, browser)
    return new_session(site, request, user)


def _proven(site: Site, request: Request, login: str, password: str, browser: str) -> User:
    """The user of a login and password, counted as a try."""
    with site.accounts.reading() as db:
        scopes = scopes_of(
            db, login=login, address=address_of(request), browser=browser, one_time=is_one_time(password)
        )  # fmt: skip
        user = find_user(db, login)
    check_wait(site.accounts, scopes, site.clock())
    stored = user.password if user and not user.disabled_at else ""
    if not site.passwords.fits(password, stored) or user is None:
        _failed(site, request, scopes, user, login)
        raise Refused(401, "web.sign-in.wrong")
    with site.accounts.writing() as db:
        count_success(db, scopes)
        if site.passwords.is_outdated(stored):
            set_password(db, user.id, site.passwords.hashed(password), must_change=user.must_change, at=site.clock())
    return user


def _failed(
    site: Site, request: Request, scopes: tuple[Scope, ...], user: User | None, login: str, *, action: str = "sign-in"
) -> None:  # fmt: skip
    """Count it and tell the audit: of a flood not each try; of a login that nobody has the start only, for people
    type their password there, too."""
    now, named = site.clock(), user.login if user else f"{login[:2]}…"
    with site.accounts.writing() as db:
        tries = count_failure(db, scopes, now)
        if is_told(tries):
            write_audit(
                db, at=now, login=named, role="", address=address_of(request), action=action, outcome="refused",
                facts={"tries": tries} if tries > TOLD else {},
            )  # fmt: skip


def new_session(site: Site, request: Request, user: User) -> Signed:
    """A fresh session for somebody who has proven who it is; the one that this browser had ends."""
    now, secret, browser = site.clock(), secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    agent = request.headers.get("user-agent", "")[:LONGEST_AGENT]
    with site.accounts.writing() as db:
        forget_old(db, sessions_before=now - site.absolute, browsers_before=now - KNOWN_FOR)
        if old := find_session(db, request.cookies.get(site.cookie(SESSION), "")):
            end_session(db, old.digest)
        csrf, address = secrets.token_urlsafe(32), address_of(request)
        begin_session(db, user.id, secret=secret, csrf=csrf, address=address, agent=agent, at=now)
        remember(db, login=user.login, user=user.id, address=address, browser=browser, now=now)
    return Signed(user, secret, browser)


def session_of(site: Site, request: Request) -> Session | None:
    """The session of the request's cookie, if it still stands."""
    secret = request.cookies.get(site.cookie(SESSION), "")
    if not secret:
        return None
    now = site.clock()
    with site.accounts.reading() as db:
        found = find_session(db, secret)
        if found is None:
            return None
        if now - found.seen_at > site.idle or now - found.created_at > site.absolute:
            end_session(db, found.digest)
            db.conn.commit()
            return None
        if now - found.seen_at > SEEN_EVERY:
            touch_session(db, found.digest, now)
            db.conn.commit()
    return found


def user_of_token(site: Site, request: Request) -> tuple[int, User] | None:
    """The token of a program with its user; None where the request names none, Refused(401) for one that is none."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if not kind:
        return None
    with site.accounts.writing() as db:
        found = find_token(db, secret.strip()) if kind.lower() == "bearer" else None
        if found:
            token_was_used(db, found[0], site.clock())
    if found is None:
        raise Refused(401, "web.api.bad-token", headers={"WWW-Authenticate": "Bearer"})
    return found


def change_password(site: Site, request: Request, user: User, *, current: str, new: str, repeated: str) -> Signed:
    """A new password and a new session, all others of the user end; Trouble as of ``passwords.check_new``.

    Refused(429) after several wrong ones: who finds a session open must not try out the password there.
    """
    with turn(_KNOWN), _ONE_BY_ONE:
        check_wait(site.accounts, scopes_of_password(user.login), site.clock())
        if not site.passwords.fits(current, user.password):
            _failed(site, request, scopes_of_password(user.login), user, user.login, action="password")
            raise Trouble("account.password-wrong")
        check_new(new, repeated, login=user.login)
        if site.passwords.fits(new, user.password):
            raise Trouble("account.password-same")
        hashed = site.passwords.hashed(new)
    with site.accounts.writing() as db:
        set_password(db, user.id, hashed, must_change=False, at=site.clock())
        end_sessions(db, user.id)
    return new_session(site, request, user)


def new_token(site: Site, user: User, name: str) -> str:
    """A token of this user; it is shown once and stored as its digest only."""
    secret = f"diembao_{secrets.token_urlsafe(32)}"
    with site.accounts.writing() as db:
        add_token(db, user.id, secret=secret, name=name, at=site.clock())
    return secret


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""
