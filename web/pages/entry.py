"""Signing in and out, and the look of the pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from config.wording import sentence
from storage.accounts import end_session, end_sessions
from web.addresses import local_path
from web.caller import SEE_OTHER, THEME, THEMES, Called, Caller
from web.delays import KNOWN_FOR
from web.forgery import DOOR
from web.identity import BROWSER, SESSION, Signed, sign_in
from web.refusals import Refused
from web.registry import Routes
from web.roles import Role

routes = Routes()
A_YEAR = 365 * 86400  # seconds


@routes.page("/vao", role=Role.ANYONE)
def ask(me: Called, tiep: str = "/") -> Response:
    """The form to sign in; who is signed in goes on."""
    onward = local_path(tiep, "/")
    return RedirectResponse(onward, SEE_OTHER) if me.user else _form(me, onward)


@routes.action("/vao", role=Role.ANYONE, audit="sign-in")
async def enter(
    me: Called, login: Annotated[str, Form()] = "", password: Annotated[str, Form()] = "",
    tiep: Annotated[str, Form()] = "/",
) -> Response:  # fmt: skip
    """Begin a session, and go where one wanted to."""
    onward = local_path(tiep, "/")
    try:
        signed = await run_in_threadpool(sign_in, me.site, me.request, login, password)
    except Refused as refused:
        shown = _form(me, onward, login=login, text=sentence(refused.key, **refused.facts), status=refused.status)
        shown.headers.update(refused.headers)
        return shown
    me.login = signed.user.login
    me.tell(signed.user.login)
    answer = RedirectResponse(onward, SEE_OTHER)
    keep_signed(me, answer, signed)
    return answer


def keep_signed(me: Caller, answer: Response, signed: Signed) -> None:
    """Set the cookies of a new session; the one of who was not signed in goes."""
    secure, cookie = me.site.settings.secure, me.site.cookie
    answer.set_cookie(cookie(SESSION), signed.session, httponly=True, samesite="lax", secure=secure)
    answer.set_cookie(
        cookie(BROWSER), signed.browser, int(KNOWN_FOR.total_seconds()), httponly=True, samesite="strict", secure=secure
    )  # fmt: skip
    answer.delete_cookie(cookie(DOOR), httponly=True, samesite="strict", secure=secure)


def _form(me: Caller, onward: str, *, login: str = "", text: str = "", status: int = 200) -> Response:
    answer = me.page("sign-in.html", status=status, onward=onward, login=login, text=text)
    if me.door:
        secure = me.site.settings.secure
        answer.set_cookie(me.site.cookie(DOOR), me.door, httponly=True, samesite="strict", secure=secure)
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
    answer = RedirectResponse("/vao", SEE_OTHER)
    answer.delete_cookie(me.site.cookie(SESSION), httponly=True, samesite="lax", secure=me.site.settings.secure)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@routes.action("/giao-dien", role=Role.VIEWER, audit="")
def choose_theme(
    me: Called, theme: Annotated[str, Form(alias="giao-dien")] = "", ve: Annotated[str, Form()] = "/"
) -> Response:
    """Light, dark, or as the machine is set; kept in this browser."""
    answer = RedirectResponse(local_path(ve, "/"), SEE_OTHER)
    chosen = theme if theme in THEMES else THEMES[0]
    answer.set_cookie(THEME, chosen, A_YEAR, httponly=True, samesite="lax", secure=me.site.settings.secure)
    return answer
