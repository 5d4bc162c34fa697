"""Error pages: what went wrong in one sentence, what to do next, and nothing of the machine."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from config.wording import sentence
from records import Trouble
from web.caller import Caller
from web.roles import Role, role_of
from web.signing_in.authentication import session_of
from web.site import Site

BROKEN = 500  # before anybody was known: what failed may be the reading of who it is
KNOWN = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)


def shown_error(
    site: Site, request: Request, status: int, text: str = "", headers: Mapping[str, str] | None = None
) -> Response:  # fmt: skip
    """A page that says what went wrong, with the menu of who is signed in; for nobody, the way to sign in.

    It is the same whether a thing is not there or is nobody's business to know.
    """
    known: Caller | None = getattr(request.state, "caller", None)
    caller = known or (_nobody(site, request) if status == BROKEN else _who(site, request))
    told = status if status in KNOWN else 500 if status >= 500 else 400
    facts = {"title": sentence(f"web.error.{told}"), "text": text or sentence(f"web.error.{told}-text")}
    shown = site.templates.get_template("error.html").render(me=caller, notice=None, status=told, **facts)
    return HTMLResponse(shown, status, headers)


def _who(site: Site, request: Request) -> Caller:
    """Who asks for an address before which no guard stands; nobody where the accounts cannot be read."""
    session = None
    with suppress(Trouble):  # the answer to come says what is wrong with the request, not with the accounts
        session = session_of(site, request)
    if session is None:
        return _nobody(site, request)
    return Caller(site, request, role_of(session.user.role), session.csrf, session.user, session)


def _nobody(site: Site, request: Request) -> Caller:
    return Caller(site, request, Role.ANYONE, csrf="")
