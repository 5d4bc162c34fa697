"""What the command line prints: tables for people, JSON and CSV for programs, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from cells import (
    NUMBERS,
    Notes,
    Rows,
    cell,
    coverage_notes,
    decision_row,
    headings,
    is_worth_showing,
    label_row,
    ledger_lines,
    moment,
    place,
    shown,
    taken_away,
    with_floor,
)
from config.wording import reason_sentence, sentence
from pipeline.jobs.items.histories import beside_lines, change_line, history_lines
from pipeline.jobs.items.views import CoverageView, CycleView
from pipeline.jobs.report import Progress as Ticks
from pipeline.reports.reliability import reliability_svg
from pipeline.reports.tables import as_book, as_csv, as_json, as_xlsx
from records import Trouble
from storage.queries import Found

TICK = "… "  # begins a line that tells how far a command is; the pages show the last one
TICK_EVERY = 3.0  # seconds


class Screen:
    """One command's output, in the form that was asked for."""

    def __init__(self, form: str, output: Path | None = None, *, for_page: bool = False) -> None:
        if form == "xlsx" and output is None:
            raise Trouble("format.needs-file")
        self.form = _form_of(output) if form == "table" and output else form
        self.output = output
        self.for_page = for_page  # a page shows what is said here
        self.out = Console(highlight=False)
        self.err = Console(stderr=True, highlight=False)

    # --- the parts of a screen ---

    def say(self, key: str, **facts: object) -> None:
        """A line for people, with the table."""
        if self.form == "table":
            self.out.print(escape(sentence(key, **facts)), soft_wrap=True)

    def note(self, key: str, **facts: object) -> None:
        """A line beside the result, on stderr: programs read stdout alone."""
        self.err.print(escape(sentence(key, **facts)), soft_wrap=True)

    @contextmanager
    def progress(self) -> Iterator[Ticks]:
        """Progress bars on a terminal, a line now and then for a page (see TICK), nothing elsewhere."""
        if self.for_page:
            yield self._ticks()
            return
        if not sys.stderr.isatty():
            yield lambda key, done, total: None
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.err) as bars:
            tasks: dict[str, TaskID] = {}

            def tick(key: str, done: int, total: int) -> None:
                if key not in tasks:
                    tasks[key] = bars.add_task(sentence(key), total=total)
                bars.update(tasks[key], completed=done, total=total)

            yield tick

    def _ticks(self) -> Ticks:
        """A line for each kind of work and every few seconds of it."""
        told: dict[str, float] = {}

        def tick(key: str, done: int, total: int) -> None:
            if monotonic() - told.get(key, -TICK_EVERY) >= TICK_EVERY:
                told[key] = monotonic()
                self.err.print(f"{TICK}{sentence(key)}: {done}{f'/{total}' if total else ''}", soft_wrap=True)

        return tick

    def beside(self, key: str, **facts: object) -> None:
        """A line with the table, or beside what programs read."""
        (self.say if self.form == "table" else self.note)(key, **facts)

    def besides(self, notes: Notes) -> None:
        for key, facts in notes:
            self.beside(key, **facts)

    # --- whole results ---

    def rows(self, rows: Rows, shown: Sequence[str] = ()) -> None:
        """Rows as they are, in any form; a table has the columns that are ``shown``, if any are named."""
        if self.form == "table":
            self._table([{name: row[name] for name in shown or row} for row in rows])
        elif self.form == "json":
            self._write(as_json(rows))
        elif self.form == "xlsx":
            self._save(as_xlsx(rows, headings(rows), title="diembao"))
        else:
            self._write(as_csv(rows, headings(rows)), end="")

    def noted(
        self, people: Rows, programs: Rows, notes: Sequence[tuple[str, Mapping[str, object]]], *, title: str
    ) -> None:  # fmt: skip
        """Rows in words for people, whole ones for programs, and what must be said beside them."""
        if self.form == "table":
            self._table(people, sentence(title), plain=True)
        elif self.form == "xlsx":
            self._noted_book(people, notes)
        else:
            self.rows(programs)
        self.besides(notes)

    def book(self, sheets: Mapping[str, Rows]) -> None:
        """Several tables as sheets of one workbook."""
        names = {name for rows in sheets.values() for row in rows[:1] for name in row}
        self._save(as_book(sheets, {name: sentence(f"heading.{name}") for name in names}))

    def _noted_book(self, rows: Rows, notes: Notes) -> None:
        """Rows, and what must be said beside them on a sheet of its own: a file that is sent on speaks for itself."""
        said = [{"note": sentence(key, **facts)} for key, facts in notes]
        names = {**headings(rows), "note": sentence("heading.note")}
        self._save(as_book({"diembao": rows, sentence("sheet.notes"): said}, names))

    def object(self, facts: Mapping[str, Any]) -> None:
        """One object for programs."""
        self._write(as_json(facts))

    def plain_table(self, rows: Rows, title: str = "") -> None:
        """Rows whose cells are already as they are shown."""
        self._table(rows, title, plain=True)

    def texts(self, lines: Iterable[str]) -> None:
        """Lines for people that are sentences already."""
        for line in lines:
            self.out.print(escape(line), soft_wrap=True)

    def found(self, query: str, found: Found) -> None:
        """Found items: a short table for people, all fields for programs."""
        if found.how == "nothing":
            self.note("search.nothing", query=query)
        elif found.how == "anywhere":
            self.note("search.anywhere")
        self.rows(found.rows, shown=("id", "outlet", "title", "published_at"))
        cut = len(found.rows) < found.total
        key = "search.more" if found.more else "search.newest" if cut else "search.count"
        self.say(key, shown=len(found.rows), count=found.total)

    def chart(self, rows: Rows, file: Path) -> None:
        """A picture of earned confidence, into a file."""
        words = {name: sentence(f"heading.{name}") for name in ("tone", "genre", "themes", "said", "right")}
        try:
            file.write_text(reliability_svg(rows, words), encoding="utf-8")
        except OSError as error:
            raise Trouble("output.cannot-write", file=str(file), detail=str(error)) from error

    def lines(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """JSON lines, written as they come."""
        stream = self._file() if self.output else None
        for row in rows:
            print(json.dumps(row, ensure_ascii=False), file=stream or sys.stdout)
        if stream:
            stream.close()

    def coverage(self, view: CoverageView, limit: int | None = None, notes: Notes = ()) -> None:
        """A count, with its total, its gaps and whatever must be said beside it."""
        rows, notes = view.rows[:limit], (*coverage_notes(view), *notes)
        if self.form == "xlsx":
            self._noted_book([shown(row, view) for row in rows], notes)
        elif self.form != "table":
            self.rows(rows)
        else:
            self._table([with_floor(shown(row, view)) for row in rows], self._coverage_title(view), plain=True)
        self.besides(notes)

    def _coverage_title(self, view: CoverageView) -> str:
        dimensions = ", ".join(sentence(f"heading.{name}").lower() for name in view.by)
        return sentence("coverage.title", dimensions=dimensions)

    def ledger(self, report: Mapping[str, Any]) -> None:
        """The ledger of a run or of one of its halves."""
        if self.form == "json":
            self._write(as_json(report))
        elif self.for_page:
            self.texts(f"{what}: {count}" for what, count in ledger_lines(report))
        else:
            self._table([{"what": what, "count": count} for what, count in ledger_lines(report)])
        self.failures(report.get("failures", ()))

    def failures(self, failures: Sequence[Mapping[str, str]]) -> None:
        """What did not work, each with its place and reason."""
        if failures:
            self.note("run.failures", count=len(failures))
        for failure in failures:
            self.note("run.failure", place=place(failure), reason=reason_sentence(failure["reason"]))

    def cycle_end(self, view: CycleView, home: Path) -> None:
        """After a cycle: what each outlet brought, what needs attention, what to type next."""
        self.coverage(view.coverage)
        for province, rows in view.attention.items():
            self._table(rows, sentence("attention.title", province=province))
        self.say("run.next", home=home, plan=view.coverage.default_plan)

    def item(self, found: Mapping[str, Any], names: Mapping[str, str]) -> None:
        """One item: its text first, then what is said of it and what proves it."""
        if self.form == "json":
            self._write(as_json(found))
            return
        newest = found["versions"][0]
        self.out.print(f"[bold]{escape(found['title'])}[/bold]")
        if found["published_at"]:
            source = sentence(f"from.{found['published_from']}")
            self.say("item.published", moment=moment(found["published_at"]), source=source)
        else:
            self.say("item.no-time")
        if found["removed_at"]:
            self.say("item.removed", moment=moment(found["removed_at"]))
        self.out.print(f"{sentence('item.address')}: {escape(found['url'])}", soft_wrap=True)
        for part in (newest["lede"], newest["body"]):
            if part:
                self.out.print("\n" + escape(part))
        self.out.print()
        worth = [row for row in found["annotations"] if is_worth_showing(row)]
        labels = [label_row(row, newest, names, found["overruled"]) for row in worth]
        self._table(labels, sentence("item.labels"), plain=True)
        for line in taken_away(found, names):
            self.out.print(escape(line), soft_wrap=True)
        if found["decisions"]:
            decided = [decision_row(row, {}) for row in found["decisions"]]  # the codes that one types again
            self._table(decided, sentence("item.decisions"), plain=True)
        for version in found["versions"]:
            origin = sentence(f"origin.{version['origin']}")
            self.say("item.version", number=version["number"], seen=moment(version["seen_at"]), origin=origin)
            evidence = {"warc": version["warc"], "offset": version["offset"], "digest": version["text_sha256"]}
            self.say("item.evidence", **evidence)

    def history(self, found: Mapping[str, Any], outlets: Mapping[str, str]) -> None:
        """What became of an item: its edits side by side, its copies, corrections and removal."""
        for change in found["changes"]:
            self.out.print(escape(change_line(change)), soft_wrap=True)
            self._table(change["pieces"], plain=True)
        for line in (*history_lines(found, outlets), *beside_lines(found, outlets)):
            self.out.print(escape(line), soft_wrap=True)

    def differences(self, rows: Rows, moved: Mapping[str, tuple[int, int]], captures: int) -> None:
        """What another reading of the archive changes, and which counts it moves from and to."""
        shown = ("item", "version", "outlet", "old_parser", "new_parser", "difference", "material", "moves")
        joined = [{**row, "material": sentence("value.yes" if row["material"] else "value.no")} for row in rows]
        if self.form == "table":
            said = [
                {**row, "difference": "; ".join(row["difference"]), "moves": "; ".join(row["moves"])} for row in joined
            ]
            self._table([{name: row[name] or "" for name in shown} for row in said], plain=True)
        else:
            self.rows(rows)
        say = self.say if self.form == "table" else self.note
        material = sum(row["material"] for row in rows)
        key = "differences.found" if rows else "differences.none"
        say(key, captures=captures, rows=len(rows), material=material)
        for name, (before, after) in moved.items():
            say("differences.count", name=sentence(f"differences.{name}"), before=before, after=after)
        if not moved:
            say("differences.same-counts")

    # --- writing ---

    def _table(self, rows: Rows, title: str = "", *, plain: bool = False) -> None:
        """A table; ``plain`` rows hold what is shown, others the codes of the database. One without rows says so."""
        if not rows:
            self.texts((*((title,) if title else ()), sentence("table.empty")))
            return
        table = Table(title=escape(title) or None, title_justify="left")
        for name, heading in headings(rows).items():
            right = name in NUMBERS or all(isinstance(row[name], int | float) for row in rows)
            table.add_column(escape(heading), justify="right" if right else "left", overflow="fold")
        for row in rows:
            cells = (str(value) if plain else cell(name, value) for name, value in row.items())
            table.add_row(*(escape(cell) for cell in cells))
        self.out.print(table)

    def _write(self, text: str, end: str = "\n") -> None:
        if self.output:
            self._save((text + end).encode())
        else:
            sys.stdout.write(text + end)

    def _save(self, content: bytes) -> None:
        assert self.output is not None
        try:
            self.output.write_bytes(content)
        except OSError as error:
            raise Trouble("output.cannot-write", file=str(self.output), detail=error.strerror) from error

    def _file(self) -> TextIO:
        assert self.output is not None
        try:
            return self.output.open("w", encoding="utf-8")
        except OSError as error:
            raise Trouble("output.cannot-write", file=str(self.output), detail=error.strerror) from error


def _form_of(output: Path) -> str:
    """A file is written in the form that its name says."""
    form = output.suffix.lower().removeprefix(".")
    if form not in ("json", "csv", "xlsx"):
        raise Trouble("format.unknown-suffix", file=str(output), allowed=".json, .csv, .xlsx")
    return form
