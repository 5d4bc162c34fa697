"""A form that cannot be done comes back filled in: where it stood, or there after signing in again."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from records import Trouble
from web.addresses import local_path
from web.caller import SEE_OTHER, Caller
from web.error_messages import page_words
from web.forms.csrf import MOST_FIELDS, MOST_FILES, surely_from_here
from web.forms.pending_forms import COOKIE, GOOD_FOR
from web.forms.submission import submission_of
from web.refusals import Refused
from web.site import Site

BACK = "ve"  # the field of a form that says where it stood


async def sent_back(caller: Caller, request: Request, trouble: Trouble) -> Response:
    """Where a form cannot be done, its page is shown again, says why, and has what was typed."""
    form = await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)
    path = _stood_at(form.get(BACK))
    if not path:
        raise trouble
    typed = submission_of(request.url.path, form, trouble, page_words(trouble))
    await run_in_threadpool(lambda: caller.complain(trouble, typed))
    return caller.go(path)


async def signed_in_first(site: Site, request: Request, refused: Refused) -> Response:
    """Whose session has ended signs in, and then finds the page with what was typed; raises ``refused`` where nobody
    knows that a page of ours sent the form."""
    if not surely_from_here(request):
        raise refused
    form = await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)
    path = _stood_at(form.get(BACK))
    if not path:
        raise refused
    answer = RedirectResponse(f"/vao?{urlencode({'tiep': path})}", SEE_OTHER)
    name = site.pending_forms.put(path, submission_of(request.url.path, form), now=site.clock())
    site.set_cookie(answer, site.cookie(COOKIE), name, seconds=int(GOOD_FOR.total_seconds()))
    return answer


def _stood_at(sent: object) -> str:
    return local_path(sent if isinstance(sent, str) else "", "")
