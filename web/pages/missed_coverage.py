"""Missed coverage: addresses that somebody says we lack, pasted or as a file; found, lost at a step, or not ours."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import File, UploadFile
from starlette.responses import Response

from config.wording import page_sentence, sentence
from pipeline.jobs.watching.addresses import SUFFIXES, AddressList, read_list
from pipeline.jobs.watching.missed import Missed, missed, table_rows
from pipeline.reports.workbook import Sheet, as_workbook
from records import Trouble
from web.caller import Called, Caller
from web.configuration_notices import fault_line
from web.files.attachments import attached
from web.files.workbooks import headings
from web.forms.fields import Field
from web.registry import Routes
from web.roles import Role

routes = Routes()
PATH = "/nguon/bi-sot/danh-sach"
SHOWN = 150  # lines on the page, the lost ones first; the file has all
COLUMNS = ("place", "address", "result", "why", "advice", "title", "given_title", "given_date")
_ORDER = ("lost", "not-ours", "no-article", "found", "duplicate")


@routes.page(PATH, role=Role.VIEWER)
def ask(me: Called) -> Response:
    """The form."""
    return me.page("missed.html", found=None, path=PATH, suffixes=SUFFIXES)


@routes.action(PATH, role=Role.OFFICER, audit="missed", upload=True)
def compare(
    me: Called, *, addresses: Field = "", form: Field = "", upload: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Each address of the list with what became of it, as a page or as a file."""
    name = (upload.filename or "") if upload else ""
    content = upload.file.read() if upload and name else addresses.encode()
    found = missed(
        me.home, _listed(name or sentence("web.sources.pasted"), Path(name).suffix.lower(), content), now=me.now
    )
    me.tell("", **found.counts)
    return _as_file(me, found) if form == "xlsx" else _as_page(me, found)


def _listed(name: str, suffix: str, content: bytes) -> AddressList:
    """The addresses of what was sent; what cannot be read is told by the name that the officer knows."""
    if not content.strip():
        raise Trouble("web.sources.nothing-given")
    if suffix and suffix not in SUFFIXES:
        raise Trouble("missed.unknown-suffix", file=name[:200], allowed=", ".join(SUFFIXES))
    with TemporaryDirectory(prefix="diembao-") as folder:
        file = Path(folder) / f"list{suffix or '.txt'}"
        file.write_bytes(content)
        try:
            return read_list(file)
        except Trouble as trouble:
            raise Trouble(trouble.key, **{**trouble.facts, "file": name[:200]}) from trouble


def _as_page(me: Caller, found: Missed) -> Response:
    lines = sorted(found.lines, key=lambda line: _ORDER.index(line.result))[:SHOWN]
    summary = [sentence(key, **facts) for key, facts in found.summary()]
    return me.page(
        "missed.html", found=found, lines=lines, more=len(found.lines) - len(lines), summary=summary, path=PATH,
        suffixes=SUFFIXES, tones={"found": "good", "lost": "bad", "not-ours": "info"},
    )  # fmt: skip


def _as_file(me: Caller, found: Missed) -> Response:
    rows: list[dict[str, Any]] = table_rows(found, page_sentence)
    lines = [sentence(key, **facts) for key, facts in found.summary()] + fault_line(me.fault)
    return attached(
        as_workbook([Sheet(sentence("web.sources.missed-sheet"), headings(COLUMNS), rows, lines)]), "bi-sot.xlsx"
    )
