"""Error pages: what went wrong in one sentence, what to do next, and nothing of the machine."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from config.wording import sentence
from web.caller import Caller
from web.roles import Role
from web.site import Site

KNOWN = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)


def shown_error(
    site: Site, request: Request, status: int, text: str = "", headers: Mapping[str, str] | None = None
) -> Response:  # fmt: skip
    """A page that says what went wrong; whoever got as far as the guard keeps the menu."""
    known: Caller | None = getattr(request.state, "caller", None)
    caller = known or Caller(site, request, Role.ANYONE, csrf="")
    told = status if status in KNOWN else 500 if status >= 500 else 400
    facts = {"title": sentence(f"web.error.{told}"), "text": text or sentence(f"web.error.{told}-text")}
    shown = site.templates.get_template("error.html").render(me=caller, notice=None, status=told, **facts)
    return HTMLResponse(shown, status, headers)
