"""Undoes transfer and content codings of a body, never to more bytes than a limit."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

import brotli
from backports import zstd
from warcio.bufferedreaders import ChunkedDataReader

GZIP_MAGIC = b"\x1f\x8b"
STEP = 65536  # bytes fed at a time


class TooLarge(ValueError):
    """A body that undoes to more bytes than the limit: a gzip bomb or a page without end."""


class UnknownCoding(ValueError):
    """A coding that nobody asked for and that we cannot undo, or a body that is not what it says."""


def undone(body: bytes, *, transfer: str, content: str, limit: int) -> bytes:
    """The body without its codings; TooLarge beyond ``limit`` bytes, UnknownCoding where it cannot be done."""
    if "chunked" in transfer.lower():
        body = ChunkedDataReader(io.BytesIO(body)).read(limit + 1)
    for coding in reversed([name.strip().lower() for name in content.split(",") if name.strip()]):
        body = _without(body, coding, limit)
    if len(body) > limit:
        raise TooLarge(f"{limit}")
    return body


def _without(body: bytes, coding: str, limit: int) -> bytes:
    if coding == "identity":
        return body
    steps = {"gzip": _inflated, "x-gzip": _inflated, "deflate": _inflated, "br": _unbrotlied, "zstd": _unzstded}
    if "gzip" in coding and body[:2] != GZIP_MAGIC:
        return body  # some servers say so of a plain body
    if coding not in steps:
        raise UnknownCoding(coding)
    out = bytearray()
    try:
        for piece in steps[coding](body):
            out += piece
            if len(out) > limit:
                raise TooLarge(f"{limit}")
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
        if not out:  # what came before a broken end is kept, as browsers do
            raise UnknownCoding(f"{coding}: {error}") from error
    return bytes(out)


def _inflated(body: bytes) -> Iterator[bytes]:
    """gzip, zlib and raw deflate, member by member."""
    while body:
        window = zlib.MAX_WBITS | 32 if body[:1] in (b"\x1f", b"\x78") else -zlib.MAX_WBITS
        inflater = zlib.decompressobj(window)
        rest = body
        while rest and not inflater.eof:
            yield inflater.decompress(rest, STEP)
            rest = inflater.unconsumed_tail
        body = inflater.unused_data if inflater.unused_data[:2] == GZIP_MAGIC else b""


def _unzstded(body: bytes) -> Iterator[bytes]:
    undo = zstd.ZstdDecompressor()
    piece = undo.decompress(body, STEP)
    while piece:
        yield piece
        piece = b"" if undo.eof else undo.decompress(b"", STEP)


def _unbrotlied(body: bytes) -> Iterator[bytes]:
    undo = brotli.Decompressor()
    for start in range(0, len(body), STEP):
        yield undo.process(body[start : start + STEP], output_buffer_limit=STEP)
        while not undo.can_accept_more_data():
            yield undo.process(b"", output_buffer_limit=STEP)
    while not undo.is_finished():
        piece = undo.process(b"", output_buffer_limit=STEP)
        if not piece:
            return
        yield piece
