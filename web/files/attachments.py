"""Files that are downloaded: their kind by the name's ending, and the name as every browser reads it."""

from __future__ import annotations

from pathlib import PurePath
from types import MappingProxyType
from urllib.parse import quote

from starlette.responses import Response

_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = MappingProxyType({
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet", ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".csv": "text/csv; charset=utf-8", ".zip": "application/zip",
})  # fmt: skip


def attached(content: bytes, name: str) -> Response:
    """The answer that is saved under this name; KeyError for an ending that is not of KINDS."""
    return Response(content, media_type=KINDS[PurePath(name).suffix], headers=named(name))


def named(name: str) -> dict[str, str]:
    """The header that names it: in quotes, or as RFC 6266 writes what is more than plain letters."""
    plain = quote(name)
    told = f'filename="{name}"' if plain == name else f"filename*=UTF-8''{plain}"
    return {"Content-Disposition": f"attachment; {told}"}
