"""What the document of the API says of all reads: how programs sign in, and what they are told instead of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.configuration_notices import HEADER

TOKEN = "token"
# A sentence for people, in Vietnamese; programs go by the status.
FAULT = {
    "type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"], "additionalProperties": False,
}  # fmt: skip
STATUSES: Mapping[int, str] = {
    400: "Asked for what cannot be: a day that is none, an order of which there is none.",
    401: "Neither a session nor a token that stands.",
    403: "The role does not suffice, or a first password was not changed yet.",
    404: "There is no such thing, or no such word in the query.",
    409: "It was changed meanwhile.",
    422: "A name in the query has a value of another kind.",
    429: "Asked too often with this token: ask again after as many seconds as Retry-After says.",
    503: "The home cannot be read now.",
}
_BROKEN = {
    "description": "only while a file of the configuration is broken: held-back where answers go by an earlier one, "
    "else beside; then the file and since when",
    "schema": {"type": "string"},
}
_RETRY = {"description": "seconds until the next call is served", "schema": {"type": "integer"}}


def faults() -> dict[int | str, dict[str, Any]]:
    """The responses that any read may have beside its own, and the header that every one may carry."""
    content = {"application/json": {"schema": FAULT}}
    found: dict[int | str, dict[str, Any]] = {
        status: {"description": words, "content": content} for status, words in STATUSES.items()
    }
    found[200] = {"description": "Found."}
    for told in found.values():
        told["headers"] = {HEADER: _BROKEN}
    found[429]["headers"]["Retry-After"] = _RETRY
    return found


def with_tokens(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document, saying that a program shows a token."""
    scheme = {"type": "http", "scheme": "bearer", "description": "made on the page /tai-khoan; with its user's role"}
    components = {**document.get("components", {}), "securitySchemes": {TOKEN: scheme}}
    return {**document, "components": components, "security": [{TOKEN: []}]}
