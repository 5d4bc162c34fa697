"""What stands before every endpoint: who asks, with which role, with our own form, not too often; then the audit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from config.wording import sentence
from records import Trouble
from storage.accounts.audit import write_audit
from web.api_document import faults
from web.body_limit import TOO_LARGE, SpokenLimit
from web.caller import Caller
from web.configuration_notices import fault_header
from web.error_pages import shown_error
from web.forms.csrf import OLD_FORM, check_form, door_of, door_token, surely_from_here
from web.forms.idempotency import form_key
from web.forms.rejection import sent_back, signed_in_first
from web.rate_limit import Rate
from web.refusals import Refused
from web.registry import Declared
from web.roles import Role, role_of
from web.signing_in.authentication import session_of, user_of_token
from web.site import Site

PASSWORD = "/tai-khoan/mat-khau"  # where one with a first password is kept
_ALLOWED_WITH_FIRST = (PASSWORD, "/ra")


class GuardedRoute(APIRoute):
    """A route as it was declared; nothing of its endpoint runs before who asks is let in.

    Nor is a body read: but for a form of ours whose session has ended, within the limit of forms, to give it back.
    """

    def __init__(self, declared: Declared, site: Site, rate: Rate) -> None:
        self.declared, self.site, self.rate = declared, site, rate
        most = site.settings.upload_bytes if declared.upload else site.settings.form_bytes
        of_data: dict[str, Any] = (
            {"responses": faults()} if declared.kind == "data"
            else {"response_model": None, "include_in_schema": False}
        )  # fmt: skip
        super().__init__(
            declared.path, declared.endpoint, methods=[declared.method], max_body_size=most,
            openapi_extra={"x-role": declared.role.word}, **of_data,
        )  # fmt: skip
        self.app = SpokenLimit(self.app, self._too_large)

    def _too_large(self, request: Request) -> Response:
        """The page that says how much may be sent here; of programs, in their form."""
        told = sentence("web.error.413-form")
        if self.declared.upload:
            told = sentence("web.error.413-upload", megabytes=self.site.settings.upload_bytes // 1_000_000)
        if self.declared.kind == "data":
            return JSONResponse({"error": told}, TOO_LARGE)
        return shown_error(self.site, request, TOO_LARGE, told)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def done(caller: Caller, request: Request) -> Response:
            try:
                response = await handle(request)
            except Trouble as trouble:
                if self.declared.kind != "action" or caller.session is None:
                    raise
                return await sent_back(caller, request, trouble)
            await run_in_threadpool(_finished, caller, self.declared, response)
            return response

        async def guarded(request: Request) -> Response:
            try:
                caller = await run_in_threadpool(self._admitted, request)
            except Refused as refused:
                if refused.status == 401 and self.declared.kind == "action" and not self.declared.upload:
                    return await signed_in_first(self.site, request, refused)
                raise
            if self.declared.method == "POST":
                return await self._of_form(caller, request, lambda: done(caller, request))
            return await done(caller, request)

        return guarded

    async def _of_form(self, caller: Caller, request: Request, work: Callable[[], Awaitable[Response]]) -> Response:
        """A form with the session's token is done, once; one of an earlier session comes back filled in."""
        try:
            await check_form(request, caller.csrf)
        except Refused as refused:
            if refused.key == OLD_FORM and caller.session and surely_from_here(request):
                with suppress(Trouble):  # a form that says of no page where it stood cannot come back
                    return await sent_back(caller, request, Trouble(OLD_FORM))
            raise
        session = caller.session.digest if caller.session else ""
        key = form_key(session, request.url.path, await request.form()) if session else ""
        return await self.site.once.answer(key, work, now=caller.now)

    def _admitted(self, request: Request) -> Caller:
        """Who asks, if that may be; Refused(401), Refused(403) or Refused(429)."""
        caller = caller_of(self.site, request, programs=self.declared.kind == "data", rate=self.rate)
        request.state.caller = caller  # a page that says no has the menu of who asked
        request.state.kind = self.declared.kind
        if caller.role < self.declared.role:
            if caller.user is None:
                raise Refused(401, "web.error.sign-in")
            audit(caller, self.declared.audit or "page", about=request.url.path, outcome="refused")
            raise Refused(403, "web.error.role", role=self.declared.role.shown)
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
    if declared.kind in ("data", "file") and (fault := caller.fault):
        response.headers.update(fault_header(fault))
        caller.facts["configuration"] = fault.file
    if declared.audit and response.status_code < 400:
        audit(caller, declared.audit, about=caller.about)
