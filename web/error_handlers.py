"""What is answered to a request that cannot be served, whatever went wrong: who asks goes on to where it can be."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from config.wording import sentence
from records import Trouble
from web.addresses import local_path
from web.caller import SEE_OTHER, Caller
from web.configuration_notices import fault_header, fault_of
from web.error_messages import page_words
from web.error_pages import shown_error
from web.guard import PASSWORD
from web.refusals import Refused, status_of
from web.registry import API
from web.roles import Role
from web.site import Site
from web.subprocesses.collecting import jobs_told

MOVED = 308


def add_error_handlers(app: FastAPI, site: Site) -> None:
    """Let the application tell faults as pages, or as JSON to programs."""

    @app.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> Response:
        if not request.url.path.startswith(API) and request.method == "GET":
            if error.status == 401:
                return RedirectResponse(f"/vao?{_sent_on(request)}", SEE_OTHER)
            if error.headers.get("Location") == PASSWORD:
                return RedirectResponse(PASSWORD, SEE_OTHER)
        return error_response(site, request, error.status, sentence(error.key, **error.facts), error.headers)

    @app.exception_handler(Trouble)
    def troubled(request: Request, trouble: Trouble) -> Response:
        return _troubled(site, request, trouble)

    @app.exception_handler(RequestValidationError)
    def asked_wrongly(request: Request, error: RequestValidationError) -> Response:
        fields = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors()}))
        return error_response(site, request, 422, sentence("web.error.bad-field", fields=fields))

    @app.exception_handler(HTTPException)
    def ended(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404 and request.method == "GET" and (shorter := _without_slash(request)):
            return RedirectResponse(shorter, MOVED)
        return error_response(site, request, error.status_code, "", dict(error.headers or {}))


def _without_slash(request: Request) -> str:
    """The address within this site without the slash at the end of its path; "" for one that has none."""
    path, query = request.url.path, request.url.query
    return local_path(path.rstrip("/") + (f"?{query}" if query else ""), "") if path.endswith("/") else ""


def _troubled(site: Site, request: Request, trouble: Trouble) -> Response:
    """A fault in a page's words; where nothing was collected yet, the calm page that says what to do."""
    if trouble.key == "storage.empty" and getattr(request.state, "kind", "") == "page":
        caller: Caller = request.state.caller
        return caller.page("nothing-yet.html", **jobs_told(caller, surely=caller.may(Role.LEAD)))
    return error_response(site, request, status_of(trouble), page_words(trouble))


def _sent_on(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return urlencode({"tiep": request.url.path + query})


def error_response(
    site: Site, request: Request, status: int, text: str, headers: dict[str, str] | None = None
) -> Response:  # fmt: skip
    """What is told of a request that failed: a page, or JSON for programs; nothing of where the home lies."""
    headers = {name: value for name, value in (headers or {}).items() if name != "Location"}
    text = site.without_path(text)
    if request.url.path.startswith(API):
        headers |= fault_header(fault_of(site.home))
        return JSONResponse({"error": text or str(status)}, status, headers)
    return shown_error(site, request, status, text, headers)
