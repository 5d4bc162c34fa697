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
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.coding import GZIP_MAGIC
from crawlers.warc import Capture, record_id, scan
from records import Seen
from times import iso

# zlib's level: on real pages 6 % larger than by warcio's 9, in 40 % of the time (bench: a sixth on plain text).
PACKING = 4
MAX_OPEN = 32  # files at a time; a replay of years goes through many days
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
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


class ArchiveWriter:
    """Appends response, revisit and resource records to the file of their day; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[str, _OpenFile] = {}
        self._plain = io.BytesIO()
        self._writer = WARCWriter(self._plain, gzip=False, warc_version="1.1")

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
        record = self._writer.create_warc_record(
            url, "response", payload=io.BytesIO(body), length=len(body), http_headers=http,
            warc_headers_dict={"WARC-Date": iso(at), "WARC-Record-ID": f"<urn:uuid:{uuid4()}>"},
        )  # fmt: skip
        return self._append(at, record)

    def write_revisit(
        self, url: str, at: datetime, status: str, headers: Iterable[tuple[str, str]], earlier: Seen
    ) -> Stored:
        """Archive that an address still answers what it answered earlier (WARC 1.1, 6.7): headers, no body."""
        is_304 = status.startswith("304")
        http = StatusAndHeaders(status, [pair for pair in headers if pair[0].lower() not in _HOP_BY_HOP], "HTTP/1.1")
        record = self._writer.create_warc_record(
            url, "revisit", http_headers=http,
            warc_headers_dict={
                "WARC-Date": iso(at), "WARC-Record-ID": f"<urn:uuid:{uuid4()}>",
                "WARC-Profile": NOT_MODIFIED if is_304 else IDENTICAL, "WARC-Refers-To": f"<{earlier.record}>",
                "WARC-Refers-To-Target-URI": earlier.url, "WARC-Refers-To-Date": iso(earlier.at),
                "WARC-Payload-Digest": earlier.digest,
            },
        )  # fmt: skip
        return self._append(at, record)

    def write_resource(self, url: str, at: datetime, content_type: str, content: bytes) -> Stored:
        """Archive what we made ourselves in the place of an answer that must not be kept (WARC 1.1, 6.5)."""
        record = self._writer.create_warc_record(
            url, "resource", payload=io.BytesIO(content), length=len(content), warc_content_type=content_type,
            warc_headers_dict={"WARC-Date": iso(at), "WARC-Record-ID": f"<urn:uuid:{uuid4()}>"},
        )  # fmt: skip
        return self._append(at, record)

    def _append(self, at: datetime, record: ArcWarcRecord) -> Stored:
        return self._written(record_id(record), at, self._packed(record))

    def _written(self, record: str, at: datetime, content: bytes) -> Stored:
        """Append a gzip member; a file that may end in half of one is left as a killed run leaves it (:func:`recover`).

        What followed the half would be out of reach for whoever reads the file from its beginning.
        """
        target = self._file(at)
        offset = target.stream.tell()
        try:
            target.stream.write(content)
            target.stream.flush()
        except OSError:
            del self._open[iso(at)[:10]]
            with suppress(OSError):
                target.stream.close()
            raise
        return Stored(record, target.path.name.removesuffix(".open"), offset)

    def _packed(self, record: ArcWarcRecord) -> bytes:
        """A record as one gzip member, as WARC 1.1 (annex D) wants it."""
        self._plain.seek(0)
        self._plain.truncate()
        self._writer.write_record(record)
        return zlib.compress(self._plain.getvalue(), PACKING, wbits=zlib.MAX_WBITS + 16)

    def copy(self, path: Path, capture: Capture) -> Stored:
        """Append a record of another file as it stands there, byte for byte, under its own id and date."""
        with path.open("rb") as source:
            source.seek(capture.offset)
            content = source.read(capture.end - capture.offset)
        return self._written(
            capture.record, capture.at, content if content[:2] == GZIP_MAGIC else gzip.compress(content)
        )  # fmt: skip

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
