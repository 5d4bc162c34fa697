"""Forms that only our own pages can have sent: a token in each, and where the browser says that it comes from."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from starlette.datastructures import UploadFile
from starlette.requests import Request

from web.refusals import Refused
from web.site import Site

DOOR = "cua"  # the cookie of a browser that is not signed in yet; its form's token is signed with the site's secret
FIELD, HEADER = "csrf", "x-csrf"
MOST_FIELDS, MOST_FILES = 1000, 5
_DOOR = re.compile(r"[\w-]{43}", re.ASCII)  # as ``token_urlsafe(32)`` makes it
OLD_FORM = "web.error.old-form"


def door_of(site: Site, request: Request) -> str:
    """The cookie of who is not signed in, or a new one: nothing is sent back that was not made here."""
    sent = request.cookies.get(site.cookie(DOOR), "")
    return sent if _DOOR.fullmatch(sent) else secrets.token_urlsafe(32)


def door_token(site: Site, door: str) -> str:
    """The token of a form before signing in: the browser's cookie, signed for this process."""
    return hmac.new(site.secret, door.encode(), hashlib.sha256).hexdigest()


async def check_form(request: Request, expected: str) -> None:
    """Refused(403) for a form that another site sent, or that has not the token that our page gave it."""
    if not _comes_from_here(request):
        raise Refused(403, "web.error.foreign-form")
    sent: str | UploadFile | None = request.headers.get(HEADER)
    if sent is None:
        sent = (await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)).get(FIELD)
    if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), expected.encode()):
        raise Refused(403, OLD_FORM)


def surely_from_here(request: Request) -> bool:
    """Did the browser itself say that a page of ours sent this? What a form held may be shown again only then."""
    return request.headers.get("sec-fetch-site") == "same-origin" and _comes_from_here(request)


def _comes_from_here(request: Request) -> bool:
    """What the browser says: old ones say nothing, then the token alone decides."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    scheme, _, place = origin.lower().partition("://")
    return scheme in ("http", "https") and place == request.headers.get("host", "").lower()
