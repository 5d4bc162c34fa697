"""The application: every page module's routes behind the guard, inside the shield."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from datetime import datetime
from importlib import import_module

from fastapi import FastAPI
from starlette.routing import BaseRoute, Mount

import web.pages
from config.web import WebSettings
from pipeline.jobs.home import Home
from storage.accounts.opening import AccountFile
from storage.changes import Changes
from web.caching.answers import Answers
from web.error_handlers import add_error_handlers, error_response
from web.guard import GuardedRoute
from web.middleware import Shield
from web.rate_limit import Rate
from web.registry import Declared, Routes
from web.rendering import STATIC, templates
from web.signing_in.oidc import OidcSignIn
from web.signing_in.passwords import Passwords
from web.site import Site
from web.static_files import KeptFiles


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
    add_error_handlers(app, site)
    app.add_middleware(
        Shield,
        names=settings.names,
        secure=settings.secure,
        broken=lambda request: error_response(site, request, 500, ""),
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
