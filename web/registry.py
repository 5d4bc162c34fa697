"""How a page module says what it serves: each route with the least role that may ask for it.

A module of ``web/pages`` has one ``routes = Routes(...)``. There is no way to declare a route without a role, and
:func:`web.app.make_app` refuses to start with a route that did not come from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from web.roles import Role

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
Kind = Literal["page", "part", "passage", "file", "action", "data"]
API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu: the key of its sentence, where it leads, who sees it, and its place (10, 20, …)."""

    key: str
    path: str
    role: Role
    place: int


@dataclass(frozen=True, slots=True)
class Declared:
    """A route: what it serves, who may ask, what the audit calls it ("" is not audited), whether files come with it.

    ``ahead``: made before anybody asks (see web/caching/warming.py), as it is when only who asks is known.
    """

    path: str
    endpoint: Callable[..., Any]
    kind: Kind
    role: Role
    audit: str = ""
    upload: bool = False
    ahead: bool = False

    @property
    def method(self) -> Literal["GET", "POST"]:
        return "POST" if self.kind == "action" else "GET"


class Routes:
    """The routes of one page module."""

    def __init__(self, *menu: Entry) -> None:
        self.menu = menu
        self.declared: list[Declared] = []

    def page(self, path: str, *, role: Role, ahead: bool = False) -> Callable[[Endpoint], Endpoint]:
        """A page that is read."""
        return self._declare(path, "page", role, ahead=ahead)

    def part(self, path: str, *, role: Role, ahead: bool = False) -> Callable[[Endpoint], Endpoint]:
        """A part of a page: a picture, or what a search finds as one types."""
        return self._declare(path, "part", role, ahead=ahead)

    def passage(self, path: str, *, role: Role, audit: str = "") -> Callable[[Endpoint], Endpoint]:
        """A way through to another address, here or elsewhere; nothing is shown but where it does not go on."""
        return self._declare(path, "passage", role, audit)

    def file(self, path: str, *, role: Role, audit: str) -> Callable[[Endpoint], Endpoint]:
        """A download; every one is audited."""
        return self._declare(path, "file", role, audit)

    def action(
        self, path: str, *, role: Role, audit: str, upload: bool = False
    ) -> Callable[[Endpoint], Endpoint]:  # fmt: skip
        """What a form sends: audited, and only with the session's token. ``upload``: files may come with it."""
        return self._declare(path, "action", role, audit, upload)

    def data(self, path: str, *, role: Role) -> Callable[[Endpoint], Endpoint]:
        """A read of programs, as JSON; ``path`` is within ``/api/v1``."""
        return self._declare(API + path, "data", role)

    def _declare(
        self, path: str, kind: Kind, role: Role, audit: str = "", upload: bool = False, ahead: bool = False
    ) -> Callable[[Endpoint], Endpoint]:  # fmt: skip
        def taken(endpoint: Endpoint) -> Endpoint:
            self.declared.append(Declared(path, endpoint, kind, role, audit, upload, ahead))
            return endpoint

        return taken
