"""What programs are told of the API itself; the reads stand with the pages that show the same."""

from __future__ import annotations

from typing import Any

from web.api_document import with_tokens
from web.caller import Called
from web.registry import Routes
from web.roles import Role

routes = Routes()


@routes.data("/openapi.json", role=Role.VIEWER)
def document(me: Called) -> dict[str, Any]:
    """This document: every read with its parameters, as OpenAPI."""
    return with_tokens(me.request.app.openapi())


@routes.data("/me", role=Role.VIEWER)
def who(me: Called) -> dict[str, str]:
    """Whose token this is, and what it may."""
    return {"login": me.user.login if me.user else "", "role": me.role.word}
