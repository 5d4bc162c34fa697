"""The application: every page module's routes behind the guard, inside the shield."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from datetime import datetime
from importlib import import_module
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount

import web.pages
from config.web import WebSettings
from config.wording import sentence
from pipeline.jobs.home import Home
from records import Trouble
from storage.accounts.opening import AccountFile
from storage.changes import Changes
from web.addresses import local_path
from web.caching.answers import Answers
from web.caller import SEE_OTHER, Caller
from web.configuration_notices import fault_header, fault_of
from web.error_messages import page_words
from web.error_pages import shown_error
from web.guard import PASSWORD, GuardedRoute
from web.middleware import Shield
from web.rate_limit import Rate
from web.refusals import Refused, status_of
from web.registry import API, Declared, Routes
from web.rendering import STATIC, templates
from web.roles import Role
from web.signing_in.oidc import OidcSignIn
from web.signing_in.passwords import Passwords
from web.site import Site
from web.static_files import KeptFiles
from web.subprocesses.collecting import jobs_told

MOVED = 308


def make_app(
    home: Home, settings: WebSettings, *, clock: Callable[[], datetime], passwords: Passwords | None = None,
    more: Iterable[Routes] = (), oidc: OidcSignIn | None = None,
) -> FastAPI:  # fmt: skip
    """The pages of a home; ``more`` routes come beside those of ``web/pages``, ``oidc`` beside passwords.

    Trouble("accounts.broken") or ("storage.cannot-write") where the accounts cannot be opened.
    """
    routes = [*page_routes(), *more]
    menu = sorted((entry for one in routes for entry in one.menu), key=lambda entry: entry.place)
    site = Site(
        home, settings, AccountFile(home.path), passwords or Passwords(), clock, templates(), tuple(menu),
        Answers(Changes(home.path)), oidc=oidc,
    )  # fmt: skip
    app = FastAPI(title="Điểm báo", version="1", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = site
    rate = Rate(settings.calls_per_minute)
    app.router.redirect_slashes = False  # it would lead to an absolute address, made of what the request calls us
    app.router.routes += [GuardedRoute(declared, site, rate) for one in routes for declared in one.declared]
    app.mount("/static", KeptFiles(directory=STATIC), name="static")
    _tell_errors(app, site)
    app.add_middleware(
        Shield, names=settings.names, secure=settings.secure, broken=lambda request: _told(site, request, 500, "")
    )
    check_declared(app.router.routes)
    return app


def page_routes() -> list[Routes]:
    """The routes of every module of ``web/pages``, by name of the module."""
    names = sorted(found.name for found in pkgutil.iter_modules(web.pages.__path__))
    return [import_module(f"web.pages.{name}").routes for name in names]


def declared_of(app: FastAPI) -> list[Declared]:
    """The routes of an application as its page modules declared them."""
    return [route.declared for route in app.router.routes if isinstance(route, GuardedRoute)]


def check_declared(routes: Iterable[BaseRoute]) -> None:
    """RuntimeError for a route that was not declared with a role; nothing is served then."""
    for route in routes:
        if not isinstance(route, GuardedRoute) and not (isinstance(route, Mount) and route.name == "static"):
            raise RuntimeError(f"{route} was not declared by Routes: nobody said who may ask for it")


def _tell_errors(app: FastAPI, site: Site) -> None:
    """Faults as pages, or as JSON for programs."""

    @app.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> Response:
        if not request.url.path.startswith(API) and request.method == "GET":
            if error.status == 401:
                return RedirectResponse(f"/vao?{_sent_on(request)}", SEE_OTHER)
            if error.headers.get("Location") == PASSWORD:
                return RedirectResponse(PASSWORD, SEE_OTHER)
        return _told(site, request, error.status, sentence(error.key, **error.facts), error.headers)

    @app.exception_handler(Trouble)
    def troubled(request: Request, trouble: Trouble) -> Response:
        return _troubled(site, request, trouble)

    @app.exception_handler(RequestValidationError)
    def asked_wrongly(request: Request, error: RequestValidationError) -> Response:
        fields = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors()}))
        return _told(site, request, 422, sentence("web.error.bad-field", fields=fields))

    @app.exception_handler(HTTPException)
    def ended(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404 and request.method == "GET" and (shorter := _without_slash(request)):
            return RedirectResponse(shorter, MOVED)
        return _told(site, request, error.status_code, "", dict(error.headers or {}))


def _without_slash(request: Request) -> str:
    """The address within this site without the slash at the end of its path; "" for one that has none."""
    path, query = request.url.path, request.url.query
    return local_path(path.rstrip("/") + (f"?{query}" if query else ""), "") if path.endswith("/") else ""


def _troubled(site: Site, request: Request, trouble: Trouble) -> Response:
    """A fault in a page's words; where nothing was collected yet, the calm page that says what to do."""
    if trouble.key == "storage.empty" and getattr(request.state, "kind", "") == "page":
        caller: Caller = request.state.caller
        return caller.page("nothing-yet.html", **jobs_told(caller, surely=caller.may(Role.LEAD)))
    return _told(site, request, status_of(trouble), page_words(trouble))


def _sent_on(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return urlencode({"tiep": request.url.path + query})


def _told(
    site: Site, request: Request, status: int, text: str, headers: dict[str, str] | None = None
) -> Response:  # fmt: skip
    headers = {name: value for name, value in (headers or {}).items() if name != "Location"}
    text = site.without_path(text)
    if request.url.path.startswith(API):
        headers |= fault_header(fault_of(site.home))
        return JSONResponse({"error": text or str(status)}, status, headers)
    return shown_error(site, request, status, text, headers)
