"""The switch of the shortcuts that are one letter (WCAG 2.2, 2.1.4): one for all pages of this browser."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form
from starlette.responses import RedirectResponse, Response

from web.addresses import local_path
from web.caller import KEYS, OFF, SEE_OTHER, Called
from web.forms.fields import Field
from web.registry import Routes
from web.roles import Role

routes = Routes()
A_YEAR = 365 * 86400  # seconds


@routes.action("/phim-tat", role=Role.VIEWER, audit="")
def switch(me: Called, wanted: Annotated[str, Form(alias="phim-tat")] = "", ve: Field = "/") -> Response:
    """Let letters do nothing, or something again."""
    answer = RedirectResponse(local_path(ve, "/"), SEE_OTHER)
    me.site.set_cookie(answer, KEYS, OFF if wanted == OFF else "", seconds=A_YEAR)
    return answer
