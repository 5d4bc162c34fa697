"""One canonical URL for one article, and the checks that an address must pass before it is used."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

MAX_LENGTH = 2048  # characters, percent signs undone; Media Cloud's limit for an address
# Added by newsletters, search engines and social networks at each visit: without this each would count.
TRACKING = re.compile(
    r"^(utm_\w*|fbclid|gclid|dclid|msclkid|zarsrc|zalo\w*|at_medium|at_campaign|mc_[ce]id|ref_src|igshid|yclid|_ga|spm)$",
    re.IGNORECASE,
)
_NO_SCHEME = re.compile(r"^(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:/|$)")
_NUMERIC_HOST = re.compile(r"^[\d.]+$|:|^0x", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9._:%-]+")
_SAFE_PATH = "/%:@!$&'()*+,;=~-._"


class BadAddress(ValueError):
    """An address that cannot be an article's; its text is a word of docs/reasons.md."""


def absolute(link: str, base: str = "") -> str:
    """The absolute http(s) address of a link as written; BadAddress says why it is none."""
    link = re.sub(r"[\x00-\x20]+", "%20", link.strip())
    if not link:
        raise BadAddress("no-link")
    try:
        address = urljoin(base, link)
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises ValueError for a port that is no number
    except ValueError as error:
        raise BadAddress("bad-link") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or len(unquote(address)) > MAX_LENGTH:
        raise BadAddress("bad-link")
    return address


def canonical_url(address: str) -> str:
    """The key of an article: https, lower-case host, no tracking, fragment or default port.

    Idempotent. An address with a numeric host or a port of its own (a test, a demo) keeps its scheme.
    """
    parts = urlsplit(absolute(address))
    host, port = _ascii_host(parts.hostname or ""), parts.port
    if port in (80, 443):
        port = None
    scheme = parts.scheme if port or _NUMERIC_HOST.search(host) else "https"
    netloc = f"[{host}]" if ":" in host else host
    try:
        path, query = quote(parts.path or "/", safe=_SAFE_PATH), _kept_query(parts.query)
    except UnicodeEncodeError as error:  # half a character
        raise BadAddress("bad-link") from error
    return urlunsplit(SplitResult(scheme, f"{netloc}:{port}" if port else netloc, path, query, ""))


def as_typed(address: str) -> str:
    """As a person types it: without https:// too."""
    address = address.strip()
    return f"https://{address}" if _NO_SCHEME.match(address) else address


def spellings(address: str) -> tuple[str, ...]:
    """The keys under which an article may stand that a person names by this address, none for what is none.

    The canonical one first, then what people and sites take for the same: www., m., a final slash.
    """
    try:
        url = canonical_url(as_typed(address))
    except BadAddress:
        return ()
    scheme, rest = url.split("://", 1)
    host, slash, path = rest.partition("/")
    bare = host.removeprefix("www.").removeprefix("m.")
    other = path.removesuffix("/") if path.endswith("/") else f"{path}/"
    paths = (path,) if not path or "?" in path else (path, other)
    hosts = (host, bare, f"www.{bare}", f"m.{bare}")
    return tuple(dict.fromkeys(f"{scheme}://{name}{slash}{end}" for end in paths for name in hosts))


def _ascii_host(host: str) -> str:
    """A host as it is asked for in DNS: lower case, no final dot, other scripts in their ASCII form."""
    host = host.rstrip(".")
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadAddress("bad-link") from error
    host = host.lower()
    if not _HOST.fullmatch(host):  # the ASCII form of a letter may have a blank in it: "¸"
        raise BadAddress("bad-link")
    return host


def _kept_query(query: str) -> str:
    kept = (pair for pair in query.split("&") if pair and not TRACKING.match(pair.partition("=")[0]))
    return quote("&".join(kept), safe=_SAFE_PATH + "?[]")


def host_of(address: str) -> str:
    """The host without "www.", as outlets list it; with its port where it has one of its own."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    return f"{host}:{parts.port}" if parts.port not in (None, 80, 443) else host


def path_of(address: str) -> str:
    return urlsplit(address).path
