"""The archive: WARC files by day, each closed and listed with its SHA-256, never rewritten.

A file is written as ``2026-07-20-0001.warc.gz.open``, one gzip member a record, and renamed when it is
closed; its checksum then stands in ``2026-07-20.sha256``. What a killed run left open is cut behind
the last record that the journal knows (:func:`recover`), for a record counts from its journal line on.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from records import Trouble
from times import from_iso, iso

MAX_OPEN = 32  # files at a time; a replay of years goes through many days
_HOP_BY_HOP = {"transfer-encoding", "content-length", "connection", "keep-alive"}


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a record stands in the archive."""

    record: str  # "urn:uuid:…"
    warc: str
    offset: int


@dataclass(slots=True)
class _OpenFile:
    path: Path
    stream: IO[bytes]
    writer: WARCWriter = field(init=False)

    def __post_init__(self) -> None:
        self.writer = WARCWriter(self.stream, gzip=True, warc_version="1.1")


class ArchiveWriter:
    """Appends response records to the file of their day; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[str, _OpenFile] = {}

    def __enter__(self) -> ArchiveWriter:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *exc: object) -> None:
        for day in list(self._open):
            self._close(day)

    def write_response(
        self, url: str, at: datetime, status: str, headers: Iterable[tuple[str, str]], body: bytes
    ) -> Stored:
        """Archive a response with its body as it came over the wire (undone from chunks only)."""
        kept = [(name, value) for name, value in headers if name.lower() not in _HOP_BY_HOP]
        kept.append(("Content-Length", str(len(body))))
        http = StatusAndHeaders(status, kept, protocol="HTTP/1.1")
        record = self._file(at).writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), length=len(body), http_headers=http,
            warc_headers_dict={"WARC-Date": iso(at), "WARC-Record-ID": f"<urn:uuid:{uuid4()}>"},
        )  # fmt: skip
        return self.copy(record)

    def copy(self, record: ArcWarcRecord) -> Stored:
        """Append a record as it is, under its own id and date."""
        at = from_iso(record.rec_headers.get_header("WARC-Date"))
        target = self._file(at)
        offset = target.stream.tell()
        target.writer.write_record(record)
        target.stream.flush()
        return Stored(record_id(record), target.path.name.removesuffix(".open"), offset)

    def _file(self, at: datetime) -> _OpenFile:
        day = iso(at)[:10]
        if day not in self._open:
            if len(self._open) >= MAX_OPEN:
                self._close(next(iter(self._open)))
            path = _next_path(self.folder, day)
            self._open[day] = _OpenFile(path, path.open("xb"))
        return self._open[day]

    def _close(self, day: str) -> None:
        file = self._open.pop(day)
        file.stream.flush()
        os.fsync(file.stream.fileno())
        file.stream.close()
        _seal(file.path)


def _next_path(folder: Path, day: str) -> Path:
    taken = [int(path.name[11:15]) for path in folder.glob(f"{day}-*.warc.gz*")]
    return folder / f"{day}-{max(taken, default=0) + 1:04d}.warc.gz.open"


def _seal(path: Path) -> None:
    """Rename a finished file and put its checksum on its day's list."""
    closed = path.with_name(path.name.removesuffix(".open"))
    path.rename(closed)
    with (closed.parent / f"{closed.name[:10]}.sha256").open("a", encoding="utf-8") as sums:
        sums.write(f"{sha256_of(closed)}  {closed.name}\n")


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def record_id(record: ArcWarcRecord) -> str:
    return str(record.rec_headers.get_header("WARC-Record-ID") or "").strip("<>")


def recover(folder: Path, journaled: Container[str]) -> list[str]:
    """Close what a killed run left behind; returns the names of the files that were mended."""
    mended = []
    for path in sorted(folder.glob("*.warc.gz.open")):
        keep = 0
        for place in scan(path, tolerant=True):
            if place.record in journaled:
                keep = place.end
        with path.open("r+b") as stream:
            stream.truncate(keep)
        if keep:
            _seal(path)
        else:
            path.unlink()
        mended.append(path.name.removesuffix(".open"))
    for path in _unlisted(folder):  # killed between renaming and listing
        _list_again(path)
    return mended


def _unlisted(folder: Path) -> Iterator[Path]:
    listed = set(checksums(folder))
    return (path for path in sorted(folder.glob("*.warc.gz")) if path.name not in listed)


def _list_again(path: Path) -> None:
    with (path.parent / f"{path.name[:10]}.sha256").open("a", encoding="utf-8") as sums:
        sums.write(f"{sha256_of(path)}  {path.name}\n")


def checksums(folder: Path) -> dict[str, str]:
    """File name to SHA-256, from all day lists."""
    listed = {}
    for path in sorted(folder.glob("*.sha256")):
        for line in path.read_text(encoding="utf-8").splitlines():
            checksum, _, name = line.partition("  ")
            listed[name] = checksum
    return listed


@dataclass(frozen=True, slots=True)
class Capture:
    """One response record of a WARC file, without its body."""

    record: str
    url: str
    at: datetime
    offset: int
    end: int
    status: int
    content_type: str


def scan(path: Path, *, tolerant: bool = False) -> Iterator[Capture]:
    """The response records of a WARC file in file order.

    Raises Trouble("archive.truncated", file, records, offset) behind the last whole record of a file
    that breaks off, unless ``tolerant``; what came before it has been yielded by then.
    """
    count, offset, end = 0, 0, 0
    try:
        with path.open("rb") as stream:
            records = ArchiveIterator(stream)
            for record in records:
                offset, headers = records.get_record_offset(), record.rec_headers
                _read_whole(record)
                end = offset + records.get_record_length()
                count += 1
                if record.rec_type == "response" and record.http_headers is not None:
                    yield _capture(record, headers, offset, end)
            stream.seek(end)
            if stream.read(1_000_000).strip():  # warcio stops without a word where a record's headers break off
                raise EOFError("the file ends inside a record's headers")
    except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
        if not tolerant:
            raise Trouble(
                "archive.truncated", file=str(path), records=count, offset=offset, detail=str(error)
            ) from error


def _read_whole(record: ArcWarcRecord) -> None:
    if record.rec_type is None or record.format != "warc":  # warcio takes any other text for the older ARC format
        raise EOFError("no WARC record stands here")
    record.raw_stream.read()
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise EOFError("the file ends inside a record")


def _capture(record: ArcWarcRecord, headers: Any, offset: int, end: int) -> Capture:
    return Capture(
        record=record_id(record), url=headers.get_header("WARC-Target-URI"),
        at=from_iso(headers.get_header("WARC-Date")), offset=offset, end=end,
        status=int(record.http_headers.get_statuscode() or 0),
        content_type=record.http_headers.get_header("Content-Type") or "",
    )  # fmt: skip


def read_record(path: Path, offset: int) -> ArcWarcRecord:
    """The record at an offset, held in memory; Trouble("archive.unreadable") if there is none."""
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            record = next(iter(ArchiveIterator(stream)))
            record.raw_stream = io.BytesIO(record.raw_stream.read())
    except (ArchiveLoadFailed, EOFError, OSError, StopIteration) as error:
        raise Trouble("archive.unreadable", file=str(path), offset=offset, detail=str(error)) from error
    return record


class TooLarge(ValueError):
    """A body that undoes to more bytes than the limit: a gzip bomb or a page without end."""


def body_of(record: ArcWarcRecord, limit: int) -> bytes:
    """The decoded body of a response record; TooLarge beyond ``limit`` bytes."""
    body: bytes = record.content_stream().read(limit + 1)
    if len(body) > limit:
        raise TooLarge(f"{limit}")
    return body
