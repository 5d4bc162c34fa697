"""One's own account: password, places where one is signed in, tokens of programs."""

from __future__ import annotations

from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from records import Trouble
from storage.accounts.users import revive_token, revoke_token, sessions_of, tokens_of
from text import one_line
from web.caller import SEE_OTHER, Called, Caller
from web.forms.fields import Field
from web.guard import PASSWORD
from web.pages.sign_in import keep_signed
from web.queries.numbers import number_in
from web.registry import Routes
from web.roles import Role
from web.signing_in.authentication import change_password, new_token
from web.signing_in.passwords import LEAST

routes = Routes()
LONGEST_NAME = 60
REVIVED_FOR = timedelta(hours=1)  # after a token was ended; who finds an old session open must not open old doors


@routes.page("/tai-khoan", role=Role.VIEWER)
def account(me: Called) -> Response:
    """Who one is here, and from where one is signed in."""
    return _shown(me)


def _shown(me: Caller, secret: str = "") -> Response:
    me.stands = "/tai-khoan"
    with me.site.accounts.reading() as db:
        sessions, tokens = sessions_of(db, me.signed_in.id), tokens_of(db, me.signed_in.id)
    return me.page("account.html", sessions=sessions, tokens=tokens, secret=secret)


@routes.page(PASSWORD, role=Role.VIEWER)
def ask_password(me: Called) -> Response:
    """The form for a new password."""
    return me.page("password.html", least=LEAST)


@routes.action(PASSWORD, role=Role.VIEWER, audit="password")
async def set_password(me: Called, current: Field = "", new: Field = "", repeated: Field = "") -> Response:
    """Change one's password; every session ends and this browser gets a new one."""
    user = me.signed_in
    signed = await run_in_threadpool(
        lambda: change_password(me.site, me.request, user, current=current, new=new, repeated=repeated)
    )
    answer = RedirectResponse("/", SEE_OTHER)
    keep_signed(me, answer, signed)
    me.tell(user.login)
    return answer


@routes.action("/tai-khoan/ma-truy-cap", role=Role.VIEWER, audit="token")
def make_token(me: Called, name: Field = "") -> Response:
    """A token for a program; it is shown on this one page only."""
    name = one_line(name)[:LONGEST_NAME]
    if not name:
        raise Trouble("account.token-name")
    me.tell(name)
    return _shown(me, new_token(me.site, me.signed_in, name))


@routes.action("/tai-khoan/ma-truy-cap/{token}/huy", role=Role.VIEWER, audit="token-end")
def end_token(me: Called, token: str) -> Response:
    """End a token."""
    number = number_in(token) or 0
    with me.site.accounts.writing() as db:
        if not revoke_token(db, me.signed_in.id, number, me.now):
            raise Trouble("account.unknown-token")
    me.tell(str(number))
    return me.go("/tai-khoan", "web.account.token-ended", undo=(f"/tai-khoan/ma-truy-cap/{number}/mo-lai", {}))


@routes.action("/tai-khoan/ma-truy-cap/{token}/mo-lai", role=Role.VIEWER, audit="token-again")
def revive(me: Called, token: str) -> Response:
    """Let a token work again that was ended within the last hour."""
    number = number_in(token) or 0
    with me.site.accounts.writing() as db:
        if not revive_token(db, me.signed_in.id, number, ended_since=me.now - REVIVED_FOR):
            raise Trouble("account.unknown-ended-token")
    me.tell(str(number))
    return me.go("/tai-khoan", "web.account.token-again")
