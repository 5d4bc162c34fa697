"""The archive: WARC files by day, each closed and listed with its SHA-256, never rewritten.

A file is written as ``2026-07-20-0001.warc.gz.open``, one gzip member a record, and renamed when it is
closed; its checksum then stands in ``2026-07-20.sha256``. What a killed run left open is cut behind
the last record that the journal knows (:func:`recover`), for a record counts from its journal line on.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser
from warcio.warcwriter import WARCWriter

from crawlers.coding import GZIP_MAGIC, undone
from records import Trouble
from times import from_iso, iso

CHUNK = 65536
MAX_OPEN = 32  # files at a time; a replay of years goes through many days
_HOP_BY_HOP = {"transfer-encoding", "content-length", "connection", "keep-alive"}


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a record stands in the archive."""

    record: str  # "urn:uuid:…"
    warc: str
    offset: int


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
        target = self._file(at)
        offset = target.stream.tell()
        target.writer.write_record(record)
        target.stream.flush()
        return Stored(record_id(record), target.path.name.removesuffix(".open"), offset)

    def copy(self, path: Path, capture: Capture) -> Stored:
        """Append a record of another file as it stands there, byte for byte, under its own id and date."""
        with path.open("rb") as source:
            source.seek(capture.offset)
            content = source.read(capture.end - capture.offset)
        target = self._file(capture.at)
        offset = target.stream.tell()
        target.stream.write(content if content[:2] == GZIP_MAGIC else gzip.compress(content))
        target.stream.flush()
        return Stored(capture.record, target.path.name.removesuffix(".open"), offset)

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
    for path in folder.glob("*.sha256"):
        _cut_half_line(path)
    for path in _unlisted(folder):  # killed between renaming and listing
        _list_again(path)
    return mended


def _cut_half_line(path: Path) -> None:
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        with path.open("r+b") as stream:
            stream.truncate(content.rfind(b"\n") + 1)


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


def scan(path: Path, *, tolerant: bool = False, odd: list[int] | None = None) -> Iterator[Capture]:
    """The response records of a WARC file in file order; offsets of records that make no sense go to ``odd``.

    Raises Trouble("archive.truncated", file, records, offset) behind the last whole record of a file
    that breaks off, unless ``tolerant``; what came before it has been yielded by then.
    """
    count, offset, end = 0, 0, 0
    try:
        with path.open("rb") as stream:
            records = ArchiveIterator(stream, no_record_parse=True)
            while (record := _next_record(records)) is not None:
                content = _read_whole(record)
                offset = records.get_record_offset()  # only now: it reads a record to its end
                if not _member_ends(path, offset):
                    raise EOFError("the file ends inside a record's last bytes")
                end = offset + records.get_record_length()
                count += 1
                if record.rec_type == "response":
                    try:
                        yield _capture(record, content, offset, end)
                    except (ValueError, TypeError, AttributeError):  # no date, no address, no status
                        if odd is not None:
                            odd.append(offset)
            stream.seek(end)
            if stream.read(1_000_000).strip():  # warcio stops without a word where a record's headers break off
                raise EOFError("the file ends inside a record's headers")
    except (EOFError, OSError) as error:
        if not tolerant:
            facts = {"file": str(path), "records": count, "offset": offset, "detail": str(error)}
            raise Trouble("archive.truncated", **facts) from error


def _next_record(records: ArchiveIterator) -> ArcWarcRecord | None:
    """The next record, or None at the end; EOFError for whatever warcio stumbles over in broken headers."""
    try:
        return next(records, None)
    except (ArchiveLoadFailed, ValueError, AttributeError, TypeError, zlib.error) as error:
        raise EOFError(f"no record can be read here: {error}") from error


def _read_whole(record: ArcWarcRecord) -> bytes:
    """The stored bytes of a record; EOFError where it breaks off or is no WARC record."""
    if record.rec_type is None or record.format != "warc":  # warcio takes any other text for the older ARC format
        raise EOFError("no WARC record stands here")
    content: bytes = record.raw_stream.read()
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise EOFError("the file ends inside a record")
    return content


def _member_ends(path: Path, offset: int) -> bool:
    """Does the gzip member at an offset end with its checksum? True for a file that is not compressed."""
    with path.open("rb") as stream:
        stream.seek(offset)
        inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
        piece = stream.read(CHUNK)
        if piece[:2] != GZIP_MAGIC:
            return True
        while piece and not inflater.eof:
            inflater.decompress(piece)
            piece = stream.read(CHUNK)
        return inflater.eof


def _http_headers(content: io.BytesIO) -> StatusAndHeaders:
    """The HTTP status line and headers at the beginning of a record, whatever version they claim."""
    return StatusAndHeadersParser(["HTTP/"], verify=False).parse(content)


def _capture(record: ArcWarcRecord, content: bytes, offset: int, end: int) -> Capture:
    http, headers = _http_headers(io.BytesIO(content)), record.rec_headers
    if not str(headers.get_header("WARC-Target-URI")).startswith(("http://", "https://")):
        raise ValueError("no address of a page")
    return Capture(
        record=record_id(record), url=headers.get_header("WARC-Target-URI"),
        at=from_iso(headers.get_header("WARC-Date")), offset=offset, end=end,
        status=int(http.get_statuscode()), content_type=http.get_header("Content-Type") or "",
    )  # fmt: skip


def read_record(path: Path, offset: int) -> ArcWarcRecord:
    """The record at an offset, held in memory, its stream at the body; Trouble("archive.unreadable") if none."""
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            record = _next_record(ArchiveIterator(stream, no_record_parse=True))
            if record is None:
                raise EOFError("the file ends here")
            record.raw_stream = io.BytesIO(_read_whole(record))
            record.http_headers = _http_headers(record.raw_stream)
    except (EOFError, OSError, ValueError) as error:
        raise Trouble("archive.unreadable", file=str(path), offset=offset, detail=str(error)) from error
    return record


def body_of(record: ArcWarcRecord, limit: int) -> bytes:
    """The decoded body of a record that was read; see :func:`crawlers.coding.undone`."""
    headers = record.http_headers
    return undone(
        record.raw_stream.read(),
        transfer=headers.get_header("Transfer-Encoding") or "",
        content=headers.get_header("Content-Encoding") or "",
        limit=limit,
    )
