"""An outlet's list, uploaded and held against a contract line: what a page shows of it, and the workbook of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from config.wording import page_sentence, sentence
from pipeline.jobs.home import Home
from pipeline.jobs.ledger import reconcile_words
from pipeline.jobs.ledger.counting import Filters
from pipeline.jobs.ledger.reconcile import Reconciled, reconcile
from pipeline.jobs.watching.list_files import SUFFIXES
from pipeline.reports.tables import as_book
from records import Trouble
from web.files.workbooks import headings

SHOWN = 50  # rows of each way on the page; the workbook has all
WAYS = ("not-found", "unclaimed", "doubtful", "matched", "left-out")  # what wants a look stands first
NAMED = 80  # characters of a file's name that are repeated to its sender


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reconciled list for the pages: the list itself is gone."""

    file: str
    contract: str
    partner: str
    plan: str
    since: date
    until: date
    counts: Mapping[str, int]
    ways: Mapping[str, Sequence[Mapping[str, Any]]]  # the first rows of each way, in words
    sizes: Mapping[str, int]  # how many rows each way has in all
    notes: Sequence[str]
    book: bytes


def reconciled(
    home: Home, name: str, body: bytes, filters: Filters, *, names: Mapping[str, str], now: datetime,
    within: Path | None = None,
) -> Outcome:  # fmt: skip
    """Hold an uploaded list against a contract line.

    Its bytes stand in a temporary folder of our own (in ``within``) for as long as they are read. Trouble as of
    ``reconcile``, with the name that the sender knows.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Trouble("reconcile.unknown-suffix", file=plain(name), allowed=", ".join(SUFFIXES))
    with TemporaryDirectory(prefix="doi-chieu-", dir=within) as folder:
        path = Path(folder) / f"danh-sach{suffix}"
        path.write_bytes(body)
        try:
            found = reconcile(home, path, filters, now=now)
        except Trouble as trouble:
            if "file" not in trouble.facts:
                raise
            raise Trouble(trouble.key, **{**trouble.facts, "file": plain(name)}) from trouble
    return _outcome(plain(name), found, names)


def plain(name: str) -> str:
    """The last part of a file's name, whatever system it comes from; printable and not too long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[-NAMED:]


def _outcome(name: str, found: Reconciled, names: Mapping[str, str]) -> Outcome:
    sheets = reconcile_words.sheets(found, names, page_sentence)
    heads = {column for rows in sheets.values() for row in rows[:1] for column in row}
    ways = {way: sheets[sentence(f"sheet.{way}")] for way in WAYS}
    return Outcome(
        name, found.contract, found.partner, found.plan.code, found.since, found.until, found.counts,
        {way: rows[:SHOWN] for way, rows in ways.items()}, {way: len(rows) for way, rows in ways.items()},
        [sentence(key, **facts) for key, facts in reconcile_words.notes(found)],
        as_book(sheets, headings(heads)),
    )  # fmt: skip
