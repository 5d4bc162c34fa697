"""A reconciled list in words: a row for each row of the list, sheets for the three ways, the sentences around."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from config.wording import Say, reason_sentence, sentence
from pipeline.jobs.ledger.reconcile import Line, Reconciled
from pipeline.lists.matches import Item, Verdict
from times import from_iso, local_day

Rows = Sequence[Mapping[str, Any]]


def program_row(line: Line) -> dict[str, Any]:
    """Everything of a row, in words that stay."""
    match, entry = line.match, line.match.entry
    return {
        "sheet": entry.sheet, "row": entry.number, "result": match.verdict, "why": match.why,
        "given_title": entry.title, "given_address": entry.address, "given_date": entry.day_as_written,
        "item": match.item.id if match.item else None, "url": match.item.urls[0] if match.item else None,
        "title": match.item.title if match.item else None,
        "day": match.item.day.isoformat() if match.item and match.item.day else None, "counted": line.counted or None,
        "candidates": [{"item": one.id, "title": one.title, "url": one.urls[0]} for one in match.candidates],
        "first": [match.first.sheet, match.first.number] if match.first else None,
        "trace": line.trace.as_row() if line.trace else None,
    }  # fmt: skip


def as_json(found: Reconciled) -> dict[str, Any]:
    return {
        **found.counts, "plan": found.plan.code, "contract": found.contract, "since": found.since.isoformat(),
        "until": found.until.isoformat(), "lines": [program_row(line) for line in found.lines],
        "found_not_claimed": found.unclaimed,
    }  # fmt: skip


def table_rows(found: Reconciled, *verdicts: Verdict, say: Say = sentence) -> list[dict[str, Any]]:
    """One row for each row of the list with one of these verdicts, in its order and in words."""
    return [_row(line, say) for line in found.lines if not verdicts or line.match.verdict in verdicts]


def _row(line: Line, say: Say) -> dict[str, Any]:
    match, entry = line.match, line.match.entry
    item = match.item
    return {
        "sheet": entry.sheet, "row": entry.number, "result": sentence(f"reconcile.{match.verdict}"),
        "why": _why(line), "given_title": entry.title, "given_address": entry.address,
        "given_date": entry.day_as_written, "item": item.id if item else "", "title": item.title if item else "",
        "day": item.day if item else None, "url": item.urls[0] if item else "",
        "counted": sentence(f"counted.{line.counted}") if line.counted else "",
        "candidates": "; ".join(_candidate(one) for one in match.candidates),
        "advice": line.trace.advised(say) if line.trace else "",
    }  # fmt: skip


def _why(line: Line) -> str:
    match = line.match
    if match.first:
        return sentence("reconcile.same-as", sheet=match.first.sheet, row=match.first.number)
    told = reason_sentence(match.why)
    return f"{told}; {line.trace.text}" if line.trace else told


def _candidate(item: Item) -> str:
    day = f" ({item.day:%d/%m/%Y})" if item.day else ""
    return f"{item.id} {item.title}{day}"


def sheets(found: Reconciled, names: Mapping[str, str], say: Say = sentence) -> dict[str, Rows]:
    """The sheets of a workbook: sums, then each way on its own; all rows of the list stand in exactly one."""
    wanted: dict[str, tuple[Verdict, ...]] = {
        "matched": ("matched",), "not-found": ("not-found",), "doubtful": ("doubtful",),
        "left-out": ("duplicate", "refused"),
    }  # fmt: skip
    ways = {sentence(f"sheet.{name}"): table_rows(found, *verdicts, say=say) for name, verdicts in wanted.items()}
    sums = [{"what": sentence(f"sum.{name}"), "count": count} for name, count in found.counts.items()]
    return {sentence("sheet.sums"): sums, **ways, sentence("sheet.unclaimed"): unclaimed_rows(found, names)}


def unclaimed_rows(found: Reconciled, names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"item": row["id"], "outlet": names.get(row["outlet"], row["outlet"]), "title": row["title"],
         "day": _day(row["published_at"]), "url": row["url"], "counted": sentence(f"counted.{row['standing']}")}
        for row in found.unclaimed
    ]  # fmt: skip


def _day(written: str | None) -> date | None:
    return local_day(from_iso(written)) if written else None


def notes(found: Reconciled) -> Iterator[tuple[str, dict[str, object]]]:
    """The sums, and what must be said with them."""
    about = {"partner": found.partner, "contract": found.contract}
    yield "reconcile.summary", {**found.counts, **about}
    yield (
        "reconcile.unclaimed",
        {**found.counts, **about, "since": f"{found.since:%d/%m/%Y}", "until": f"{found.until:%d/%m/%Y}"},
    )
    if found.counts["doubtful"]:
        yield "reconcile.look", {"count": found.counts["doubtful"]}
    if found.macros:
        yield "reconcile.macros", {}
