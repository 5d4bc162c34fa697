"""What stands before every endpoint: who asks, with which role, with our own form, not too often; then the audit."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from records import Trouble
from storage.audit import write_audit
from web.addresses import local_path
from web.caller import Caller
from web.forgery import check_form, door_of, door_token
from web.identity import session_of, user_of_token
from web.rate import Rate
from web.refusals import Refused
from web.registry import Declared
from web.roles import Role, role_of
from web.site import Site

PASSWORD = "/tai-khoan/mat-khau"  # where one with a first password is kept
BACK = "ve"  # the field of a form that says where it stood
_ALLOWED_WITH_FIRST = (PASSWORD, "/ra")


class GuardedRoute(APIRoute):
    """A route as it was declared; nothing of its endpoint runs, and no body is read, before who asks is let in."""

    def __init__(self, declared: Declared, site: Site, rate: Rate) -> None:
        self.declared, self.site, self.rate = declared, site, rate
        most = site.settings.upload_bytes if declared.upload else site.settings.form_bytes
        of_data: dict[str, Any] = (
            {} if declared.kind == "data" else {"response_model": None, "include_in_schema": False}
        )
        super().__init__(
            declared.path, declared.endpoint, methods=[declared.method], max_body_size=most,
            openapi_extra={"x-role": declared.role.word}, **of_data,
        )  # fmt: skip

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            caller = await run_in_threadpool(self._admitted, request)
            if self.declared.method == "POST":
                await check_form(request, caller.csrf)
            try:
                response = await handle(request)
            except Trouble as trouble:
                if self.declared.kind != "action" or caller.session is None:
                    raise
                return await _sent_back(caller, request, trouble)
            await run_in_threadpool(_finished, caller, self.declared, response)
            return response

        return guarded

    def _admitted(self, request: Request) -> Caller:
        """Who asks, if that may be; Refused(401), Refused(403) or Refused(429)."""
        caller = caller_of(self.site, request, programs=self.declared.kind == "data", rate=self.rate)
        request.state.caller = caller  # a page that says no has the menu of who asked
        request.state.kind = self.declared.kind
        if caller.role < self.declared.role:
            if caller.user is None:
                raise Refused(401, "web.error.sign-in")
            audit(caller, self.declared.audit or "page", about=request.url.path, outcome="refused")
            raise Refused(403, "web.error.role", role=self.declared.role.word)
        first = caller.user is not None and caller.user.must_change and self.declared.role > Role.ANYONE
        if first and request.url.path not in _ALLOWED_WITH_FIRST:
            raise Refused(403, "web.error.first-password", headers={"Location": PASSWORD})
        return caller


def caller_of(site: Site, request: Request, *, programs: bool, rate: Rate) -> Caller:
    """Who asks: by a token where programs are served, else by the session's cookie, else nobody."""
    if programs and (found := user_of_token(site, request)):
        token, user = found
        rate.spend(token, site.clock())
        return Caller(site, request, role_of(user.role), csrf="", user=user)
    if session := session_of(site, request):
        return Caller(site, request, role_of(session.user.role), session.csrf, session.user, session)
    door = door_of(site, request)
    return Caller(site, request, Role.ANYONE, door_token(site, door), door=door)


def audit(caller: Caller, action: str, *, about: str, outcome: str = "ok") -> None:
    """A line of the audit for this request."""
    login = caller.user.login if caller.user else caller.login
    role = caller.role.word if caller.user else ""
    with caller.site.accounts.writing() as db:
        write_audit(
            db, at=caller.now, login=login, role=role, address=caller.address, action=action, about=about,
            facts=caller.facts, outcome=outcome,
        )  # fmt: skip


def _finished(caller: Caller, declared: Declared, response: Response) -> None:
    if declared.kind == "action":
        caller.site.answers.hurry()
    if declared.audit and response.status_code < 400:
        audit(caller, declared.audit, about=caller.about)


async def _sent_back(caller: Caller, request: Request, trouble: Trouble) -> Response:
    """Where a form cannot be done, its page is shown again and says why."""
    sent = (await request.form()).get(BACK)
    path = local_path(sent if isinstance(sent, str) else "", "")
    if not path:
        raise trouble
    await run_in_threadpool(lambda: caller.complain(trouble))
    return caller.go(path)
