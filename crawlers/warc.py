"""Reads WARC files: which captures they hold, and the body of each."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from crawlers.coding import GZIP_MAGIC, undone
from pieces import SCHEME
from records import Trouble
from times import from_iso

CHUNK = 65536
REDACTED = "application/vnd.diembao.comments+json"  # type of the records that crawlers/redacted.py writes
PIECE_TYPE = "application/vnd.diembao.piece+json"  # of those that crawlers/pieces.py writes


@dataclass(frozen=True, slots=True)
class Capture:
    """One response or revisit record of a WARC file, without its body."""

    record: str
    url: str
    at: datetime
    offset: int
    end: int
    status: int
    content_type: str
    digest: str = ""  # WARC-Payload-Digest
    same_as: str = ""  # of a revisit: the record whose body still stands

    @property
    def is_brought(self) -> bool:
        """A piece, or a file that came with one: no answer of a server, though it stands among them."""
        return self.content_type == PIECE_TYPE or self.url.startswith(SCHEME)


def record_id(record: ArcWarcRecord) -> str:
    return str(record.rec_headers.get_header("WARC-Record-ID") or "").strip("<>")


def scan(path: Path, *, tolerant: bool = False, odd: list[int] | None = None) -> Iterator[Capture]:
    """The response and revisit records of a file, and those that we made ourselves, in its order.

    Offsets of records that make no sense go to ``odd``.

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
                if record.rec_type in ("response", "revisit") or _is_ours(record):
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


def _headers_of(record: ArcWarcRecord, content: io.BytesIO) -> StatusAndHeaders:
    """The HTTP status line and headers; of a record of ours those that an answer of its kind would have."""
    if _is_ours(record):
        kind = str(record.rec_headers.get_header("Content-Type"))
        return StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
    return _http_headers(content)


def _is_ours(record: ArcWarcRecord) -> bool:
    """Did we make it: readers' comments without their names, a piece, or a file that came with one?

    Other crawlers' resource records are screenshots.
    """
    kind, address = (str(record.rec_headers.get_header(name)) for name in ("Content-Type", "WARC-Target-URI"))
    return record.rec_type == "resource" and (kind in (REDACTED, PIECE_TYPE) or address.startswith(SCHEME))


def _capture(record: ArcWarcRecord, content: bytes, offset: int, end: int) -> Capture:
    http, headers = _headers_of(record, io.BytesIO(content)), record.rec_headers
    if not str(headers.get_header("WARC-Target-URI")).startswith(("http://", "https://", SCHEME)):
        raise ValueError("no address of a page")
    return Capture(
        record=record_id(record), url=headers.get_header("WARC-Target-URI"),
        at=from_iso(headers.get_header("WARC-Date")), offset=offset, end=end,
        status=int(http.get_statuscode()), content_type=http.get_header("Content-Type") or "",
        digest=headers.get_header("WARC-Payload-Digest") or "",
        same_as=str(headers.get_header("WARC-Refers-To") or "").strip("<>"),
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
            record.http_headers = _headers_of(record, record.raw_stream)
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
