"""``import`` of what listening tools export (vnSocial, Reputa, SocialBeat, any other): columns, rows, refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from config.load import Configuration, sentence
from config.tools import Tool, load_tool, save_tool
from config.wording import Say
from pipeline.jobs.collecting.imports import Entry, ImportReport, file_digest, placed, take_in
from pipeline.jobs.home import Home
from pipeline.jobs.reading.models import Judge
from pipeline.jobs.report import Progress, silent
from pipeline.jobs.watching.list_files import rows_of
from pipeline.lists.rows import Row, text_of
from pipeline.reports.saving import save_whole
from pipeline.reports.tables import as_csv, as_xlsx
from pipeline.templates import Refused
from pipeline.tools.columns import IGNORED, NEEDED, Answer, Field, Layout, form_of, layout_of
from pipeline.tools.rows import Register, ToolRows, read_rows, sheets_of
from records import Trouble
from text import folded, words
from urls import host_of

KNOWN_TOOLS = ("vnsocial", "reputa", "socialbeat")
OTHER = "khac"  # whose files they are, nobody said
FIELDS: tuple[str, ...] = (*get_args(Field), IGNORED)
TOLD_ROWS = 10  # rows at the top of a file in which a tool may name itself
LONGEST_NAME = 40


@dataclass(slots=True)
class ToolReport(ImportReport):
    """The same with what each column was taken for, by sheet."""

    columns: list[dict[str, str]] = field(default_factory=list)  # sheet, heading, field
    mapping: str = ""  # file in which the columns are kept, where an officer said something

    def as_json(self, say: Say = sentence) -> dict[str, Any]:
        return {**ImportReport.as_json(self, say), "columns": self.columns}


def import_tool(
    home: Home, path: Path, *, clock: Callable[[], datetime], tool: str = "", said: Sequence[str] = (),
    answer: Answer | None = None, by: str = "", dry_run: bool = False, progress: Progress = silent,
    judge: Judge | None = None,
) -> ToolReport:  # fmt: skip
    """Take an export in; ``said`` are words "heading=field", ``answer`` asks about what stays open.

    Trouble("reconcile.…") for a file that cannot be read, ("tool.no-list") where no sheet is a list, ("tool.unsure")
    where a column is needed that nobody can tell and nobody was asked about.
    """
    rows = rows_of(path, cached=True)
    name = _tool_name(tool, path, rows)
    own = home.path / "config"
    known = {**load_tool(name, own if own.is_dir() else None).columns, **_said(said)}
    report = ToolReport(str(path), name, dry_run=dry_run)
    asked: dict[str, str] = {}
    found = list(_sheets(rows, known, _noting(answer, asked), home.configuration(), report, path, clock()))
    entries = [Entry(sheet, row, piece) for sheet, one in found for row, piece in one.told]
    report.refused = [refused for _, one in found for refused in one.refused]
    _tell(found, report)
    if (asked or said) and not dry_run:
        report.mapping = str(save_tool(name, Tool({**known, **asked}), own))
    take_in(home, placed(entries, file_digest(path)), report, clock=clock, by=by, progress=progress, judge=judge)
    return report


def _tool_name(tool: str, path: Path, rows: Sequence[Row]) -> str:
    """Whose export it is: as somebody says, else as the file says of itself."""
    if tool:
        name = "-".join(words(folded(tool)))[:LONGEST_NAME].strip("-")
        if not name:
            raise Trouble("tool.bad-name", value=tool)
        return name
    told = [path.stem, *(text_of(cell) for row in rows[:TOLD_ROWS] for cell in row.cells)]
    squeezed = ["".join(words(folded(one))) for one in told]
    return next((name for name in KNOWN_TOOLS if any(name in one for one in squeezed)), OTHER)


def _said(words_: Sequence[str]) -> dict[str, str]:
    """What ``--map`` says: "heading=field"."""
    found: dict[str, str] = {}
    for one in words_:
        heading, _, name = one.rpartition("=")
        if not form_of(heading) or name.strip() not in FIELDS:
            raise Trouble("tool.bad-map", value=one[:200], allowed=", ".join(FIELDS))
        found[form_of(heading)] = name.strip()
    return found


def _noting(answer: Answer | None, asked: dict[str, str]) -> Answer | None:
    """The same that asks about each heading once, and notes what was said."""
    if answer is None:
        return None

    def noted(question: Any) -> int | None:
        told = answer(question)
        if told is not None:
            asked[form_of(question.headings[question.columns.index(told)])] = question.field
        return told

    return noted


def _sheets(
    rows: Sequence[Row], known: dict[str, str], answer: Answer | None, configuration: Configuration,
    report: ToolReport, path: Path, now: datetime,
) -> Iterator[tuple[str, ToolRows]]:  # fmt: skip
    register = register_of(configuration)
    counted_at = min(now, datetime.fromtimestamp(path.stat().st_mtime, UTC))
    lists = 0
    for sheet, of_sheet in sheets_of(rows):
        layout = None if of_sheet[0].hidden else layout_of(of_sheet, known, answer)
        if layout is None:
            filled = sum(any(text_of(cell) for cell in row.cells) for row in of_sheet)
            if filled:
                report.notes.append(("tool.no-list-sheet", {"sheet": sheet, "rows": filled}))
            continue
        lists += 1
        _check_open(layout, path, report)
        report.columns += _columns(layout)
        yield sheet, read_rows(of_sheet, layout, register, report.tool, now=now, counted_at=counted_at)
    if not lists:
        raise Trouble("tool.no-list", file=str(path))


def _check_open(layout: Layout, path: Path, report: ToolReport) -> None:
    for one in layout.open:
        told = {
            "field": sentence(f"tool.field-{one.field}"),
            "columns": ", ".join(f"“{name}”" for name in one.headings),
        }
        if one.field in NEEDED:
            raise Trouble("tool.unsure", file=str(path), map=f'--map "{one.headings[0]}={one.field}"', **told)
        report.notes.append(("tool.left-open", {**told, "map": one.field}))


def _columns(layout: Layout) -> list[dict[str, str]]:
    taken = {place: name for name, place in layout.columns.items()}
    return [
        {"sheet": layout.sheet, "column": name, "field": str(taken.get(n, IGNORED))}
        for n, name in enumerate(layout.names)
        if name
    ]


def _tell(found: Sequence[tuple[str, ToolRows]], report: ToolReport) -> None:
    for key, number in (
        ("tool.unread-counts", sum(one.unread for _, one in found)), ("tool.same", sum(one.same for _, one in found)),
    ):  # fmt: skip
        if number:
            report.notes.append((key, {"number": number}))


def register_of(configuration: Configuration) -> Register:
    """Who is called by name: the outlets by their hosts, the registered pages by path, number and name."""
    hosts = {
        domain.name: (outlet.slug, outlet.channel)
        for outlet in configuration.outlets.values()
        for domain in outlet.domains
        if domain.until is None
    }
    pages: dict[tuple[str, str], str] = {}
    for page in configuration.pages.values():
        path = page.url.partition(host_of(page.url))[2].strip("/").lower()
        keys = (page.id.lower(), path.rpartition("/")[2].lstrip("@"), form_of(page.name))
        pages |= {(page.platform, key): page.carrier for key in keys if key}
    return Register(hosts, pages)


def write_refused_rows(report: ImportReport, path: Path) -> None:
    """The refused rows with their reasons, .xlsx or .csv by the name; no words of the rows themselves, which may be
    a private person's. Trouble("output.exists"), ("output.cannot-write")."""
    headings = {name: sentence(f"tool.{name}") for name in ("sheet", "row", "why", "detail")}
    rows = [_refused_row(one) for one in report.refused]
    if path.exists():
        raise Trouble("output.exists", file=str(path))
    is_csv = path.suffix.lower() == ".csv"
    save_whole(path, as_csv(rows, headings).encode() if is_csv else as_xlsx(rows, headings, title="diembao"))


def _refused_row(one: Refused) -> Mapping[str, object]:
    return {"sheet": one.sheet, "row": one.row, "why": sentence(f"reason.{one.reason}"), "detail": one.detail}
