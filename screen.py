"""What the command line prints: tables for people, JSON and CSV for programs, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from config.wording import reason_sentence, sentence
from pipeline.jobs.histories import change_line, history_lines
from pipeline.jobs.report import Progress as Ticks
from pipeline.jobs.views import CoverageView, CycleView
from pipeline.reports.tables import as_csv, as_json, as_xlsx
from records import Trouble
from storage.queries import Found
from times import HANOI, from_iso

Rows = Sequence[Mapping[str, Any]]
EVIDENCE = 6  # words or phrases shown for one label
_NUMBERS = ("items", "passing", "gap_days", "covered_hours")
_MOMENTS = ("published_at", "last_success", "last_failure", "seen_at", "at")
_WORDS = {
    "tone": "tone", "genre": "genre", "channel": "channel", "state": "state", "origin": "origin",
    "trust": "trust", "published_from": "from", "kind": "tone",
}  # fmt: skip


class Screen:
    """One command's output, in the form that was asked for."""

    def __init__(self, form: str, output: Path | None = None) -> None:
        if form == "xlsx" and output is None:
            raise Trouble("format.needs-file")
        self.form = _form_of(output) if form == "table" and output else form
        self.output = output
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
        """Progress bars on a terminal, nothing elsewhere."""
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

    # --- whole results ---

    def rows(self, rows: Rows, shown: Sequence[str] = ()) -> None:
        """Rows as they are, in any form; a table has the columns that are ``shown``, if any are named."""
        if self.form == "table":
            self._table([{name: row[name] for name in shown or row} for row in rows])
        elif self.form == "json":
            self._write(as_json(rows))
        elif self.form == "xlsx":
            self._save(as_xlsx(rows, _headings(rows), title="diembao"))
        else:
            self._write(as_csv(rows, _headings(rows)), end="")

    def object(self, facts: Mapping[str, Any]) -> None:
        """One object for programs."""
        self._write(as_json(facts))

    def found(self, query: str, found: Found) -> None:
        """Found items: a short table for people, all fields for programs."""
        if found.how == "nothing":
            self.note("search.nothing", query=query)
        elif found.how == "anywhere":
            self.note("search.anywhere")
        self.rows(found.rows, shown=("id", "outlet", "title", "published_at"))
        cut = len(found.rows) < found.total
        self.say("search.newest" if cut else "search.count", shown=len(found.rows), count=found.total)

    def lines(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """JSON lines, written as they come."""
        stream = self._file() if self.output else None
        for row in rows:
            print(json.dumps(row, ensure_ascii=False), file=stream or sys.stdout)
        if stream:
            stream.close()

    def coverage(self, view: CoverageView, limit: int | None = None) -> None:
        """A count, with its total, its gaps and whatever must be said beside it."""
        rows = view.rows[:limit]
        if self.form == "xlsx":
            self._save(as_xlsx([_shown(row, view) for row in rows], _headings(rows), title="diembao"))
        elif self.form != "table":
            self.rows(rows)
        else:
            self._table([_with_floor(_shown(row, view)) for row in rows], self._coverage_title(view), plain=True)
        self._coverage_notes(view)

    def _coverage_title(self, view: CoverageView) -> str:
        dimensions = ", ".join(sentence(f"heading.{name}").lower() for name in view.by)
        return sentence("coverage.title", dimensions=dimensions)

    def _coverage_notes(self, view: CoverageView) -> None:
        say = self.say if self.form == "table" else self.note
        if view.plan:
            say("coverage.scope-plan", plan=view.plan.name, province=view.province)
            if view.expired:
                say("coverage.expired", plan=view.plan.code, until=view.plan.until)
        else:
            say("coverage.scope-all")
        say("coverage.total", items=_at_least(view.total, view.gap_days))
        if {"theme", "sub"} & set(view.by):
            say("coverage.overlap")
        if view.undated:
            say("coverage.undated", items=view.undated)
        if view.never_visited:
            say("coverage.never-visited", count=len(view.never_visited), outlets=", ".join(view.never_visited))

    def ledger(self, report: Mapping[str, Any]) -> None:
        """The ledger of a run or of one of its halves."""
        if self.form == "json":
            self._write(as_json(report))
        else:
            self._table([{"what": what, "count": count} for what, count in _ledger_lines(report)])
        if failures := report.get("failures"):
            self.note("run.failures", count=len(failures))
            for failure in failures:
                self.note("run.failure", place=_place(failure), reason=reason_sentence(failure["reason"]))

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
            self.say("item.published", moment=_moment(found["published_at"]), source=source)
        else:
            self.say("item.no-time")
        if found["removed_at"]:
            self.say("item.removed", moment=_moment(found["removed_at"]))
        self.out.print(f"{sentence('item.address')}: {escape(found['url'])}", soft_wrap=True)
        for part in (newest["lede"], newest["body"]):
            if part:
                self.out.print("\n" + escape(part))
        self.out.print()
        labels = [_label_row(row, newest, names) for row in found["annotations"] if _is_worth_showing(row)]
        self._table(labels, sentence("item.labels"), plain=True)
        for version in found["versions"]:
            origin = sentence(f"origin.{version['origin']}")
            self.say("item.version", number=version["number"], seen=_moment(version["seen_at"]), origin=origin)
            evidence = {"warc": version["warc"], "offset": version["offset"], "digest": version["text_sha256"]}
            self.say("item.evidence", **evidence)

    def history(self, found: Mapping[str, Any], outlets: Mapping[str, str]) -> None:
        """What became of an item: its edits side by side, its copies, corrections and removal."""
        for change in found["changes"]:
            self.out.print(escape(change_line(change)), soft_wrap=True)
            self._table(change["pieces"], plain=True)
        for line in history_lines(found, outlets):
            self.out.print(escape(line), soft_wrap=True)

    # --- writing ---

    def _table(self, rows: Rows, title: str = "", *, plain: bool = False) -> None:
        """A table; ``plain`` rows hold what is shown, others the codes of the database."""
        table = Table(title=escape(title) or None, title_justify="left")
        for name, heading in _headings(rows).items():
            right = name in _NUMBERS or all(isinstance(row[name], int | float) for row in rows)
            table.add_column(escape(heading), justify="right" if right else "left", overflow="fold")
        for row in rows:
            cells = (str(value) if plain else _cell(name, value) for name, value in row.items())
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


def _headings(rows: Rows) -> dict[str, str]:
    return {name: sentence(f"heading.{name}") for name in (rows[0] if rows else ())}


def _cell(name: str, value: Any) -> str:
    if value is None:
        return sentence("state.none") if name == "state" else ""
    if name in _MOMENTS:
        return _moment(str(value))
    if name in _WORDS:
        return sentence(f"{_WORDS[name]}.{value}")
    return str(value)


def _moment(written: str) -> str:
    return from_iso(written).astimezone(HANOI).strftime("%d/%m/%Y %H:%M")


def _shown(row: Mapping[str, Any], view: CoverageView) -> dict[str, Any]:
    """A row with names in place of codes; what has no value says so."""
    shown = dict(row)
    for name in view.by:
        if row[name] is None:
            shown[name] = sentence("value.no-day" if name in ("day", "month") else "value.none")
        elif name in view.names:
            shown[name] = view.names[name].get(row[name], row[name])
        elif name in _WORDS:
            shown[name] = sentence(f"{_WORDS[name]}.{row[name]}")
    if "state" in row:
        shown["state"] = sentence(f"state.{row['state'] or 'none'}")
        shown["covered_hours"] = "" if row["covered_hours"] is None else row["covered_hours"]
    return shown


def _with_floor(row: Mapping[str, Any]) -> dict[str, Any]:
    """A count over days that were not collected is a floor, and is printed as one."""
    floor = "≥ " if row["gap_days"] else ""
    counts = {name: f"{floor}{row[name]}" for name in ("items", "passing") if name in row}
    return {**row, **counts, "gap_days": row["gap_days"] or ""}


def _at_least(items: int, gap_days: int) -> str:
    return sentence("coverage.at-least", items=items, days=gap_days) if gap_days else str(items)


def _ledger_lines(report: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for name in ("entered", "kept", "new", "known", "updated"):
        if name in report:
            yield sentence(f"ledger.{name}"), report[name]
    for group, key in (("dropped", "ledger.dropped"), ("faults", "ledger.fault"), ("requests", "ledger.request")):
        for word, count in sorted(report.get(group, {}).items()):
            yield sentence(key, reason=reason_sentence(word)), count
    for name, key in (("records_added", "ledger.records"), ("annotated", "ledger.annotated")):
        if name in report:
            yield sentence(key), report[name]


def _place(failure: Mapping[str, str]) -> str:
    """Where something failed; what is wrong with a file has its particulars beside it."""
    parts = (failure["outlet"], failure["url"], "" if failure["outlet"] else failure["detail"])
    return ": ".join(part for part in parts if part)


def _is_worth_showing(annotation: Mapping[str, Any]) -> bool:
    """The item's own tone, genre and sub-themes, and each province that it names; clauses follow from them."""
    if annotation["kind"] == "relevance":
        return bool(annotation["label"] != "0")
    return not annotation["scope"]


def _label_row(annotation: Mapping[str, Any], version: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """What a model says, in words, with the words of the text that show it."""
    kind, label, detail = annotation["kind"], annotation["label"], annotation["detail"]
    said = {"relevance": f"relevance.{label}", "genre": f"genre.{label}"}.get(kind, "")
    if kind == "theme":
        value = names.get(label, label)
    elif kind == "tone":
        value = ", ".join(sentence(f"tone.{word}") for word in (label, detail) if word)
    else:
        value = sentence(said)
    text = "\n".join(part for part in (version["title"], version["lede"], version["body"]) if part)
    shown = dict.fromkeys(text[start:end] for start, end in annotation["spans"])
    return {
        "label": names.get(annotation["scope"], "") or sentence(f"label.{kind}"),
        "class": value,
        "words": "; ".join(list(shown)[:EVIDENCE]),
        "detail": f"{annotation['by']} ({annotation['score']:.2f})",
    }
