"""Addresses within the site: where one may be sent on to, and a page's address with another query."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit


def local_path(sent: str, otherwise: str) -> str:
    """What was sent if it is a path of this site, else the other: nobody is sent on to a stranger.

    Browsers take a backslash for a slash and pass over tabs and line ends, so none of them may stand in it.
    """
    plain = sent.startswith("/") and sent.isprintable() and "\\" not in sent and not sent.startswith("//")
    return sent if plain and not urlsplit(sent).netloc else otherwise


def with_query(address: str, **changes: object) -> str:
    """The same address with some of its query changed; "" and None take a name away."""
    path, _, query = address.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name not in changes]
    new = [(name, str(value)) for name, value in changes.items() if value not in ("", None)]
    return f"{path}?{urlencode(kept + new)}" if kept or new else path
