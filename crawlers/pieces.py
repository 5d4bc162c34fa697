"""The record of a piece: how what a file or an interface told is written into the archive, and read from it.

JSON of the fields of :class:`pieces.Piece`, with a version; moments in ISO 8601, UTC.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from pieces import Piece

VERSION = 1
_ADAPTER = TypeAdapter(Piece)


def piece_record(piece: Piece) -> bytes:
    """The content of a piece's record."""
    return json.dumps({"version": VERSION, **_plain(piece)}, ensure_ascii=False).encode("utf-8")


def piece_digest(piece: Piece) -> str:
    """What a piece says, as a digest: by it one is known again, wherever and whenever it was found."""
    totals = piece.totals
    told = _plain(replace(piece, found_at="", totals=None))
    counts = {"platform": totals.platform, **totals.counts} if totals else {}
    content = json.dumps([VERSION, told, counts], ensure_ascii=False, sort_keys=True)
    return f"sha256:{hashlib.sha256(content.encode('utf-8')).hexdigest()}"


def read_piece(content: bytes) -> Piece:
    """The piece of a record; ValueError for anything else: a replayed archive may hold whatever."""
    try:
        told = json.loads(content)
        if not isinstance(told, dict) or told.pop("version", None) != VERSION:
            raise ValueError("no piece of a known version")
        return _ADAPTER.validate_json(json.dumps(told), strict=True)
    except (ValidationError, RecursionError) as error:
        raise ValueError(str(error)[:300]) from error


def _plain(piece: Piece) -> dict[str, object]:
    plain: dict[str, object] = _ADAPTER.dump_python(piece, mode="json")
    return plain
