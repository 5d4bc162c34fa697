"""``template`` and its import: the workbook for print, radio and television, and the files that its rows name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path

from config.load import Configuration, sentence
from pieces import CHANNELS, GENRES
from pipeline.jobs.collecting.door import LARGEST_ENCLOSED, Brought
from pipeline.jobs.collecting.imports import (
    Entry,
    ImportReport,
    file_digest,
    placed,
    take_in,
    without_contradictions,
)
from pipeline.jobs.home import Home
from pipeline.jobs.reading.models import Judge
from pipeline.jobs.report import Progress, silent
from pipeline.jobs.watching.list_files import rows_of
from pipeline.lists.rows import Row
from pipeline.pdf_text import pdf_text
from pipeline.reports.template_book import Given, TemplateWords, template_book
from pipeline.templates import (
    COLUMNS,
    GUIDE,
    LISTS,
    REASON,
    SOURCE,
    VERSION,
    Choices,
    Refused,
    Told,
    columns_of,
    form_of,
    read_sheet,
    sheet_by_headings,
    version_of,
)  # fmt: skip
from records import Outlet, Trouble
from times import local_day

OFFERED = tuple(channel for channel in CHANNELS if channel != "social")  # posts have files and interfaces of their own
MEDIA = {
    ".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png",
    ".webp": "image/webp", ".tif": "image/tiff", ".tiff": "image/tiff", ".mp3": "audio/mpeg", ".m4a": "audio/mp4",
    ".aac": "audio/aac", ".wav": "audio/wav", ".mp4": "video/mp4", ".m4v": "video/mp4", ".mov": "video/quicktime",
    ".webm": "video/webm",
}  # fmt: skip
GUIDE_LINES = 12  # "template.guide-1" and on


# --- making one ---


def make_template(home: Home, path: Path, *, outlet: str = "") -> None:
    """Write the template, for all outlets that exist or for one; Trouble("output.exists") rather than over a file."""
    configuration = home.configuration()
    if outlet and outlet not in configuration.outlets:
        allowed = ", ".join(sorted(configuration.outlets))
        raise Trouble("crawl.unknown-outlet", outlet=outlet, allowed=allowed)
    if path.suffix.lower() != ".xlsx":
        raise Trouble("template.suffix", file=str(path))
    _write_new(path, template_book(words_of(configuration, outlet)))


def _write_new(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as stream:
            stream.write(content)
    except FileExistsError as error:
        raise Trouble("output.exists", file=str(path)) from error
    except OSError as error:
        raise Trouble("output.cannot-write", file=str(path), detail=error.strerror) from error


def headings() -> dict[str, dict[str, str]]:
    """What stands over the columns, by sheet and column."""
    return {
        sheet: {name: sentence(f"template.{name}") for name in (*columns, REASON)} for sheet, columns in COLUMNS.items()
    }  # fmt: skip


def words_of(configuration: Configuration, outlet: str = "") -> TemplateWords:
    """What the template offers and says."""
    offered = _offered(configuration.outlets.values(), outlet)
    programmes = {programme: None for one in offered for programme in one.programmes}
    lists = {
        "outlet": _names(offered), "channel": [sentence(f"channel.{channel}") for channel in OFFERED],
        "genre": [sentence(f"genre.{genre}") for genre in GENRES], "section": list(programmes),
    }  # fmt: skip
    guide = [sentence(f"template.guide-{number}") for number in range(1, GUIDE_LINES + 1)]
    messages = (sentence(f"template.{name}") for name in ("not-listed", "not-a-date", "not-a-time"))
    return TemplateWords(headings(), guide, lists, *messages)


def _offered(outlets: Iterable[Outlet], slug: str) -> list[Outlet]:
    """The outlets that exist, or one with those that it carries on and those that it owns."""
    if slug:
        return [one for one in outlets if slug in (one.slug, one.owner, one.successor)]
    return [one for one in outlets if one.until is None]


def _names(outlets: Sequence[Outlet]) -> list[str]:
    """Names, with the slug behind those that several bear."""
    names = [one.name for one in outlets]
    return sorted(f"{one.name} ({one.slug})" if names.count(one.name) > 1 else one.name for one in outlets)


def choices_of(configuration: Configuration) -> Choices:
    """What may stand in the columns: slugs, names of today and of before."""
    outlets: dict[str, frozenset[str]] = {}
    for slug, one in configuration.outlets.items():
        for name in {slug, one.name, f"{one.name} ({slug})", *(title.name for title in one.titles)}:
            outlets[form_of(name)] = outlets.get(form_of(name), frozenset()) | {slug}
    outlets |= {form_of(slug): frozenset({slug}) for slug in configuration.outlets}
    ended = {
        slug: (one.until, one.successor) for slug, one in configuration.outlets.items() if one.until and one.successor
    }  # fmt: skip
    return Choices(
        outlets, {form_of(sentence(f"channel.{channel}")): channel for channel in OFFERED},
        {form_of(name): genre for genre in GENRES for name in (genre, sentence(f"genre.{genre}"))},
        {slug: one.channel for slug, one in configuration.outlets.items()}, ended,
    )  # fmt: skip


# --- reading one ---


def is_template(rows: Sequence[Row]) -> bool:
    """A workbook with the version cell, or a .csv with the headings of one of the sheets."""
    return version_of(rows) is not None or bool(_lone_sheet(rows))


def _lone_sheet(rows: Sequence[Row]) -> str:
    is_csv = bool(rows) and not rows[0].sheet
    return sheet_by_headings(rows[0], headings()) if is_csv else ""


def import_template(
    home: Home, path: Path, *, clock: Callable[[], datetime], by: str = "", dry_run: bool = False,
    progress: Progress = silent, judge: Judge | None = None,
) -> ImportReport:  # fmt: skip
    """Take a filled template in: its rows, the files that they name.

    Trouble("template.newer") for one of a later version, ("template.no-columns") where a column is missing,
    ("reconcile.…") for a file that cannot be read.
    """
    rows = rows_of(path)
    report = ImportReport(str(path), SOURCE, dry_run=dry_run)
    _tell_version(version_of(rows), path, report)
    told = list(_told(rows, home.configuration(), clock(), path))
    report.refused += [one for one in told if isinstance(one, Refused)]
    made = [_entry(one, path.resolve().parent, report) for one in told if isinstance(one, Told)]
    report.refused += [one for one in made if isinstance(one, Refused)]
    entries = placed((one for one in made if isinstance(one, Entry)), file_digest(path))
    entries, contradicting = without_contradictions(entries)
    report.refused += contradicting
    take_in(home, entries, report, clock=clock, by=by, progress=progress, judge=judge)
    return report


def _tell_version(version: int | None, path: Path, report: ImportReport) -> None:
    if version is not None and version > VERSION:
        raise Trouble("template.newer", file=str(path), version=version, known=VERSION)
    if version is not None and version < VERSION:
        report.notes.append(("template.older", {"version": version, "known": VERSION}))


def _told(rows: Sequence[Row], configuration: Configuration, now: datetime, path: Path) -> Iterator[Told | Refused]:
    choices, lone = choices_of(configuration), _lone_sheet(rows)
    sheets: dict[str, list[Row]] = {}
    for row in rows:
        sheets.setdefault(lone or row.sheet, []).append(row)
    for sheet, of_sheet in sheets.items():
        if sheet in COLUMNS:
            _check_columns(sheet, of_sheet[0], path)
            yield from read_sheet(sheet, of_sheet, headings()[sheet], choices, local_day(now))
        elif sheet not in (GUIDE, LISTS):
            filled = [row for row in of_sheet if any(cell.value not in (None, "") for cell in row.cells)]
            yield from (Refused(row.sheet, row.number, "not-a-sheet", row.sheet) for row in filled)


def _check_columns(sheet: str, first: Row, path: Path) -> None:
    """Every column that a piece cannot do without stands there, wherever it was moved."""
    needed = {"outlet", "date", "titles" if "titles" in COLUMNS[sheet] else "title"}
    lacking = needed - set(columns_of(first, headings()[sheet]))
    if lacking:
        named = ", ".join(sorted(sentence(f"template.{name}") for name in lacking))
        raise Trouble("template.no-columns", file=str(path), sheet=sheet, columns=named)


def _entry(told: Told, folder: Path, report: ImportReport) -> Entry | Refused:
    """A row with the file that it names, and with the text of a PDF where the row itself has none."""
    if not told.file:
        return Entry(told.sheet, told.row, told.piece)
    found = _file(folder, told.file)
    if isinstance(found, str):
        return Refused(told.sheet, told.row, found, told.file[:200])
    brought = Brought(found.name, MEDIA[found.suffix.lower()], found)
    piece = told.piece
    if found.suffix.lower() == ".pdf":
        read = pdf_text(found)
        if read.why:
            report.notes.append((f"import.{read.why}", {"row": told.row, "sheet": told.sheet, "file": found.name}))
        piece = piece if piece.text else replace(piece, text=read.text)
    return Entry(told.sheet, told.row, piece, (brought,))


def _file(folder: Path, name: str) -> Path | str:
    """A file beside the workbook or below it, or the word for why it is none: a workbook from elsewhere must not
    bring this machine's own files into the archive."""
    try:
        path = (folder / name.replace("\\", "/")).resolve()
        if not path.is_relative_to(folder):
            return "file-elsewhere"
        if path.suffix.lower() not in MEDIA:
            return "file-unknown-kind"
        if not path.is_file():
            return "file-missing"
        return path if path.stat().st_size <= LARGEST_ENCLOSED else "file-too-large"
    except (OSError, ValueError):  # a name that no file can have
        return "file-missing"


# --- what was refused ---


def free_name(file: Path) -> Path:
    """Where the refused rows of a file are written unless somebody says where: beside it, over nothing."""
    names = (f"{file.stem}-chua-nhan{f'-{number}' if number > 1 else ''}.xlsx" for number in count(1))
    return next(path for name in names if not (path := file.with_name(name)).exists())


def write_refused(home: Home, report: ImportReport, path: Path) -> None:
    """The refused rows as they stand, each with its reason, in a template of their own: to be mended and imported.

    Trouble("output.exists"), ("output.cannot-write").
    """
    reasons: dict[tuple[str, int], list[str]] = {}
    for one in report.refused:
        detail = f" ({one.detail})" if one.detail else ""
        reasons.setdefault((one.sheet, one.row), []).append(sentence(f"reason.{one.reason}") + detail)
    rows = rows_of(Path(report.file))
    lone = _lone_sheet(rows)
    given: Given = {
        sheet: [
            {**_cells(row, columns), REASON: "; ".join(dict.fromkeys(reasons[sheet, row.number]))}
            for row in rows
            if (lone or row.sheet) == sheet and (sheet, row.number) in reasons
        ]
        for sheet in COLUMNS
        if (columns := _columns(rows, sheet, lone))
    }
    _write_new(path, template_book(words_of(home.configuration()), given))


def _columns(rows: Sequence[Row], sheet: str, lone: str) -> dict[str, int]:
    first = next((row for row in rows if (lone or row.sheet) == sheet), None)
    return columns_of(first, headings()[sheet]) if first else {}


def _cells(row: Row, columns: dict[str, int]) -> dict[str, object]:
    return {name: row.cells[place].value for name, place in columns.items() if place < len(row.cells)}
