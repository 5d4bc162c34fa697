"""The fetch ledger as append-only daily files beside the WARC files: one JSON line an outcome.

The database can be lost: archive and journal bring it back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import IO

from records import Fetch
from times import from_iso, iso

FIELDS = tuple(field.name for field in fields(Fetch))  # all of them plain values


class Journal:
    """Appends fetches to the file of their day; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._streams: dict[str, IO[str]] = {}

    def __enter__(self) -> Journal:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *exc: object) -> None:
        for stream in self._streams.values():
            stream.close()
        self._streams.clear()

    def append(self, fetch: Fetch) -> None:
        day = iso(fetch.at)[:10]
        if day not in self._streams:
            if len(self._streams) >= 32:
                self._streams.pop(next(iter(self._streams))).close()
            self._streams[day] = (self.folder / f"{day}.jsonl").open("a", encoding="utf-8")
        stream = self._streams[day]
        moments = {"at": iso(fetch.at), "not_before": iso(fetch.not_before) if fetch.not_before else None}
        line = {name: getattr(fetch, name) for name in FIELDS} | moments
        stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        stream.flush()


def journal_sizes(folder: Path) -> dict[str, int]:
    """File names and sizes in bytes: what there is to read."""
    return {path.name: path.stat().st_size for path in sorted(folder.glob("*.jsonl"))}


def read_journal(folder: Path, *, read_already: Mapping[str, int], broken: list[str] | None = None) -> Iterator[Fetch]:
    """The lines behind ``read_already`` bytes of each file, day by day.

    A line that is none is passed over; ``broken`` collects its file and number.
    """
    for name, size in journal_sizes(folder).items():
        if size > (begin := read_already.get(name, 0)):
            with (folder / name).open("rb") as lines:
                first = lines.read(begin).count(b"\n") + 1
                for number, line in enumerate(lines, start=first):
                    fetch = _fetch(line)
                    if fetch:
                        yield fetch
                    elif broken is not None:
                        broken.append(f"{name}:{number}")


def _fetch(line: bytes) -> Fetch | None:
    try:
        row = json.loads(line)
        not_before = from_iso(row["not_before"]) if row.get("not_before") else None
        return Fetch(**{**row, "at": from_iso(row["at"]), "not_before": not_before})
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def recover_journal(folder: Path) -> list[str]:
    """Cut a half line that a killed run left at a file's end; returns the files that were mended."""
    mended = []
    for path in sorted(folder.glob("*.jsonl")):
        with path.open("r+b") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - 1_000_000))  # a line is far shorter
            tail = stream.read()
            if tail and not tail.endswith(b"\n"):
                stream.truncate(size - len(tail) + tail.rfind(b"\n") + 1)
                mended.append(path.name)
    return mended


def without_record(fetch: Fetch) -> Fetch:
    """The fetch under a key of its own: address, moment and outcome, the same in every run."""
    digest = hashlib.sha256(f"{fetch.url}|{iso(fetch.at)}|{fetch.outcome}".encode()).hexdigest()
    return replace(fetch, key=f"none:{digest[:32]}")
