"""A file of pieces (print, radio, television, a listening tool's export) brought in by ``diembao import``."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from config.wording import reason_sentence
from pipeline.jobs.home import Home
from records import Trouble
from web.files.reconciliation import plain
from web.subprocesses.command import Done, run, turn

LONGEST = 900  # seconds; a thousand rows take about one minute, most of it reading them for labels
TEMPLATE_LONGEST = 60
REFUSED_NAME, BOOK, TEMPLATE = "chua-nhan.xlsx", (".xlsx", ".csv"), "mau-nhap.xlsx"
_TOOL = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Given:
    """A file that was sent: its name without any folder, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: ``entries`` = ``taken`` + ``known`` + refused rows; ``items`` are new ones.

    ``refused`` has (sheet, row, why, detail); ``book`` is the workbook of refused rows, empty where there are none.
    """

    file: str
    is_preview: bool
    entries: int
    taken: int
    known: int
    items: int
    refused: list[tuple[str, int, str, str]]
    failed: int
    notes: list[str]
    book: bytes


def template_file(home: Home) -> bytes:
    """The workbook to fill in, with the outlets of today; Trouble("web.import.not-done")."""
    with turn(), TemporaryDirectory(prefix="diembao-") as folder:
        path = Path(folder) / TEMPLATE
        done = run(home, ["template", "--", str(path)], longest=TEMPLATE_LONGEST)
        if done.code:
            raise Trouble("web.import.not-done", detail=done.why_not)
        return path.read_bytes()


def imported(
    home: Home, table: Given, beside: Sequence[Given], *, by: str, tool: str = "", preview: bool = False
) -> Imported:  # fmt: skip
    """Bring a table in, with the files that its rows name; ``preview`` only says what would come of it.

    Trouble("web.import.…") for a file or a tool's name that cannot be, and with what the command said.
    """
    name = _checked(table, tool)
    with turn(), TemporaryDirectory(prefix="diembao-") as folder:
        place = Path(folder)
        for one in (Given(name, table.content), *_enclosed(beside, name)):
            (place / one.name).write_bytes(one.content)
        done = run(home, _words(place, name, by=by, tool=tool, preview=preview), longest=LONGEST)
        return _outcome(done, place, name, preview=preview)


def _checked(table: Given, tool: str) -> str:
    """The table's own name without a folder."""
    name = plain(table.name)
    if not table.content or Path(name).suffix.lower() not in BOOK or name.startswith("."):
        raise Trouble("web.import.bad-file", file=name, allowed=", ".join(BOOK))
    if tool and not _TOOL.fullmatch(tool):
        raise Trouble("web.import.bad-tool", value=tool)
    return name


def _enclosed(beside: Sequence[Given], table: str) -> list[Given]:
    """The files beside the table; Trouble for a name that is hidden, doubled or the table's."""
    named = [Given(plain(one.name), one.content) for one in beside]
    names = [one.name.casefold() for one in named]
    taken = {table.casefold(), REFUSED_NAME}
    for one, folded in zip(named, names, strict=True):
        if not one.name or one.name.startswith(".") or folded in taken or names.count(folded) > 1:
            raise Trouble("web.import.bad-enclosed", file=one.name)
    return named


def _words(place: Path, name: str, *, by: str, tool: str, preview: bool) -> list[str]:
    words = ["import", "--format=json", f"--by={by}", f"--refused={place / REFUSED_NAME}"]
    words += [f"--tool={tool}"] if tool else []
    words += ["--dry-run"] if preview else []
    return [*words, "--", str(place / name)]


def _outcome(done: Done, place: Path, name: str, *, preview: bool) -> Imported:
    """What the command said, without the folder that only it saw."""
    told = _object(done.result)
    if done.code not in (0, 1) or told is None:
        raise Trouble("web.import.not-done", detail=done.why_not.replace(f"{place}/", ""))
    refused = [(one["sheet"], one["row"], reason_sentence(one["reason"]), one["detail"]) for one in told["refused"]]
    book = place / REFUSED_NAME
    notes = [str(note).replace(f"{place}/", "") for note in told["notes"]]
    return Imported(
        name, preview, told["entries"], told["taken"], told["known"], told["items"], refused, len(told["failures"]),
        notes, book.read_bytes() if book.exists() else b"",
    )  # fmt: skip


def _object(result: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(result)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
