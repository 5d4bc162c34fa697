"""Signing in with an account of the province: there, and back."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import RedirectResponse, Response

from storage.accounts.users import User
from web.addresses import local_path
from web.caller import SEE_OTHER, Called, Caller
from web.guard import audit
from web.pages.sign_in import keep_signed, refused_form
from web.refusals import Refused
from web.registry import Routes
from web.roles import Role
from web.signing_in.authentication import new_session
from web.signing_in.delays import Scope, check_wait, count_failure, count_success, is_told, network_of
from web.signing_in.oidc import BEGIN, COOKIE, LASTS, LEAVE, RETURN, Attempt, OidcSignIn
from web.signing_in.oidc_users import person_of, user_of

routes = Routes()
FREE, LONGEST = 20, 300  # tries of one address that fail before it waits, and the longest wait in seconds
_IS_DOWN = 503  # the status of an issuer that cannot be asked: nobody's failure, and the log has it


@routes.passage(BEGIN, role=Role.ANYONE)
def begin(me: Called, tiep: str = "/") -> Response:
    """To the issuer."""
    way, onward = _way(me), local_path(tiep, "/")
    if me.user:
        return RedirectResponse(onward, SEE_OTHER)
    try:
        address, cookie = way.begin(onward, me.now)
    except Refused as refused:
        return _said(me, refused, onward)
    answer = RedirectResponse(address, SEE_OTHER)
    # Lax, for it must come back with a redirect from the issuer's site.
    me.site.set_cookie(answer, me.site.cookie(COOKIE), cookie, seconds=int(LASTS.total_seconds()), samesite="lax")
    return answer


@routes.passage(RETURN, role=Role.ANYONE, audit="sign-in")
def come_back(me: Called, state: str = "") -> Response:
    """From the issuer: begin a session, and go where one wanted to."""
    way = _way(me)
    try:
        attempt = way.taken_up(me.request.cookies.get(me.site.cookie(COOKIE), ""), state, me.now)
    except Refused as refused:  # costs nothing, and any page may send a browser here: neither counted nor written
        return _said(me, refused, "/")
    try:
        user = _proven(me, way, attempt)
    except Refused as refused:
        return _said(me, refused, attempt.onward)
    me.login = user.login
    me.tell(user.login, elsewhere=way.settings.issuer)
    answer = RedirectResponse(attempt.onward, SEE_OTHER)
    keep_signed(me, answer, new_session(me.site, me.request, user))
    return _without_cookie(me, answer)


@routes.passage(LEAVE, role=Role.ANYONE)
def leave(me: Called) -> Response:
    """To where one signs out at the issuer too."""
    way = _way(me)
    try:
        address = way.exit(me.now)
    except Refused as refused:
        return _said(me, refused, "/")
    return RedirectResponse(address, SEE_OTHER) if address else _said(me, Refused(404, "web.oidc.no-exit"), "/")


def _way(me: Caller) -> OidcSignIn:
    if me.site.oidc is None:
        raise Refused(404, "web.oidc.none")
    return me.site.oidc


def _proven(me: Caller, way: OidcSignIn, attempt: Attempt) -> User:
    """The user who came back, counted as a try."""
    now, scopes = me.now, (Scope(f"elsewhere:{network_of(me.address)}", FREE, LONGEST),)
    check_wait(me.site.accounts, scopes, now)
    try:
        user = _user(me, way, attempt, now)
    except Refused as refused:
        if refused.status != _IS_DOWN:
            _failed(me, way, scopes, refused)
        raise
    with me.site.accounts.writing() as db:
        count_success(db, scopes)
    return user


def _failed(me: Caller, way: OidcSignIn, scopes: tuple[Scope, ...], refused: Refused) -> None:
    """Count it and tell the audit why; of a flood not each try, as for passwords."""
    with me.site.accounts.writing() as db:
        tries = count_failure(db, scopes, me.now)
    if is_told(tries):
        me.facts.update(elsewhere=way.settings.issuer, reason=refused.key.rpartition(".")[2])
        me.login = str(refused.facts.get("login", ""))
        audit(me, "sign-in", about=me.login, outcome="refused")


def _user(me: Caller, way: OidcSignIn, attempt: Attempt, now: datetime) -> User:
    person = person_of(way.claims(attempt, me.request.query_params, now), way.settings)
    with me.site.accounts.writing() as db:
        return user_of(db, person, new_viewers=way.settings.new_viewers, at=now)


def _said(me: Caller, refused: Refused, onward: str) -> Response:
    """The form to sign in, which says why not and lets one begin again."""
    return _without_cookie(me, refused_form(me, refused, onward))


def _without_cookie(me: Caller, answer: Response) -> Response:
    """A try is over once."""
    me.site.delete_cookie(answer, me.site.cookie(COOKIE))
    return answer
