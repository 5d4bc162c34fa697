"""Signing in and out, and the look of the pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from config.wording import sentence
from storage.accounts.users import end_session, end_sessions
from web.addresses import local_path
from web.caller import SEE_OTHER, THEME, THEMES, Called, Caller
from web.forms.csrf import DOOR
from web.forms.fields import Field
from web.refusals import Refused
from web.registry import Routes
from web.roles import Role
from web.signing_in.authentication import BROWSER, SESSION, Signed, sign_in
from web.signing_in.delays import KNOWN_FOR

routes = Routes()
HAS_LEFT = "da-ra"  # the query's name on the page after signing out
A_YEAR = 365 * 86400  # seconds


@routes.page("/vao", role=Role.ANYONE)
def ask(me: Called, tiep: str = "/", da_ra: Annotated[str, Query(alias=HAS_LEFT)] = "") -> Response:
    """The form to sign in; who is signed in goes on."""
    onward = local_path(tiep, "/")
    if me.user:
        return RedirectResponse(onward, SEE_OTHER)
    return _form(me, onward, has_left=bool(da_ra and me.site.oidc))


@routes.action("/vao", role=Role.ANYONE, audit="sign-in")
async def enter(me: Called, login: Field = "", password: Field = "", tiep: Field = "/") -> Response:
    """Begin a session, and go where one wanted to."""
    onward = local_path(tiep, "/")
    try:
        signed = await run_in_threadpool(sign_in, me.site, me.request, login, password)
    except Refused as refused:
        return refused_form(me, refused, onward, login=login)
    me.login = signed.user.login
    me.tell(signed.user.login)
    answer = RedirectResponse(onward, SEE_OTHER)
    keep_signed(me, answer, signed)
    return answer


def keep_signed(me: Caller, answer: Response, signed: Signed) -> None:
    """Set the cookies of a new session; the one of who was not signed in goes."""
    site, known_for = me.site, int(KNOWN_FOR.total_seconds())
    site.set_cookie(answer, site.cookie(SESSION), signed.session)
    site.set_cookie(answer, site.cookie(BROWSER), signed.browser, seconds=known_for, samesite="strict")
    site.delete_cookie(answer, site.cookie(DOOR), samesite="strict")


def refused_form(me: Caller, refused: Refused, onward: str, *, login: str = "") -> Response:
    """The form again, which says why not."""
    text = sentence(refused.key, **refused.facts)
    shown = _form(me, onward, login=login, text=text, status=refused.status)
    shown.headers.update(refused.headers)
    return shown


def _form(
    me: Caller, onward: str, *, login: str = "", text: str = "", status: int = 200, has_left: bool = False
) -> Response:
    """``has_left`` is who signed out here and may still be signed in elsewhere."""
    answer = me.page("sign-in.html", status=status, onward=onward, login=login, text=text, has_left=has_left)
    if me.door:
        me.site.set_cookie(answer, me.site.cookie(DOOR), me.door, samesite="strict")
    return answer


@routes.action("/ra", role=Role.VIEWER, audit="sign-out")
def leave(me: Called) -> Response:
    """End this session."""
    if me.session:
        with me.site.accounts.writing() as db:
            end_session(db, me.session.digest)
    return _left(me)


@routes.action("/ra-moi-noi", role=Role.VIEWER, audit="sign-out-everywhere")
def leave_everywhere(me: Called) -> Response:
    """End every session of this user."""
    if me.user:
        with me.site.accounts.writing() as db:
            me.tell(me.user.login, sessions=end_sessions(db, me.user.id))
    return _left(me)


def _left(me: Caller) -> Response:
    joined = me.site.oidc and me.user and me.user.subject
    answer = RedirectResponse(f"/vao?{HAS_LEFT}=1" if joined else "/vao", SEE_OTHER)
    me.site.delete_cookie(answer, me.site.cookie(SESSION))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@routes.action("/giao-dien", role=Role.VIEWER, audit="")
def choose_theme(me: Called, theme: Annotated[str, Form(alias="giao-dien")] = "", ve: Field = "/") -> Response:
    """Light, dark, or as the machine is set; kept in this browser."""
    answer = RedirectResponse(local_path(ve, "/"), SEE_OTHER)
    me.site.set_cookie(answer, THEME, theme if theme in THEMES else THEMES[0], seconds=A_YEAR)
    return answer
