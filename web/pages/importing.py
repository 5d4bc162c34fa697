"""Nhập: what no crawl brings (print, radio, television, a listening tool's export), from a file of the officer."""

from __future__ import annotations

from typing import Annotated

from fastapi import File, UploadFile
from starlette.responses import Response

from records import Trouble
from web.addresses import with_query
from web.caching.counts import remembered
from web.caller import Called
from web.files.attachments import attached
from web.files.imports import BOOK, REFUSED_NAME, TEMPLATE, Given, Imported, imported, template_file
from web.forms.fields import Field
from web.registry import Routes
from web.roles import Role

routes = Routes()
PATH = "/nguon/nhap"
SHOWN = 60  # refused rows on the page; the file has all


@routes.page(PATH, role=Role.OFFICER)
def form(me: Called, ma: str = "") -> Response:
    """The form, and above it what came of the file that was sent last."""
    found: Imported | None = me.site.downloads.get(me.account, ma, now=me.now) if ma else None
    return me.page(
        "importing.html", found=found, name=ma, path=PATH, suffixes=",".join(BOOK), shown=SHOWN,
        megabytes=me.site.settings.upload_bytes // 1_000_000,
    )  # fmt: skip


@routes.action(PATH, role=Role.OFFICER, audit="import", upload=True)
def bring_in(
    me: Called, *, tep: Annotated[UploadFile | None, File()] = None,
    kem: Annotated[list[UploadFile] | None, File()] = None, tool: Field = "", viec: Field = "xem",
) -> Response:  # fmt: skip
    """Look at a file, or bring it in; the result waits for an hour."""
    if tep is None or not tep.filename:
        raise Trouble("web.import.no-file")
    enclosed = [Given(one.filename, one.file.read()) for one in kem or () if one.filename]
    table = Given(tep.filename, tep.file.read())
    found = imported(me.home, table, enclosed, by=me.by, tool=tool.strip().lower(), preview=viec != "nhap")
    me.tell(found.file, preview=found.is_preview, taken=found.taken, known=found.known, refused=len(found.refused))
    return me.go(with_query(PATH, ma=me.site.downloads.put(me.account, found, now=me.now)))


@routes.file(PATH + "/mau.xlsx", role=Role.OFFICER, audit="export-template")
def template(me: Called) -> Response:
    """The workbook to fill in; it takes seconds to make, and the next who asks is given the same."""
    book = remembered(me, "template", lambda home, _: template_file(home)).answer
    return attached(book, TEMPLATE)


@routes.file(PATH + "/{ma}/chua-nhan.xlsx", role=Role.OFFICER, audit="export-refused")
def refused(me: Called, ma: str) -> Response:
    """The rows that were not taken, each with why: to be set right there and sent again."""
    found: Imported = me.site.downloads.get(me.account, ma, now=me.now)
    if not found.book:
        raise Trouble("download.unknown")
    me.tell(found.file, rows=len(found.refused))
    return attached(found.book, REFUSED_NAME)
