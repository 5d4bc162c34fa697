"""A word of docs/reasons.md for whatever comes of a request: an answer, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    UnsupportedURLSchemeError,
)
from scrapy.http import Request, Response

from crawlers.coding import TooLarge, UnknownCoding, undone
from crawlers.patience import BUSY, retry_after
from crawlers.polite import NotAsked
from crawlers.recorder import Answered, Recorder, fetch_of, outcome_of
from crawlers.redacted import redacted_record
from crawlers.robots import RobotsUnavailable
from crawlers.safety import REFUSED
from crawlers.threads import Unreadable, read_thread, written_address
from crawlers.walls import wall_of
from records import Fetch, Seen, Visit

LOOKED_AT = 65_536  # bytes of a body in which a wall is looked for
SMALL_CODED = 40_000  # a compressed body beyond this is no challenge or block page, and costs time to undo
Answering = Callable[[Visit, datetime, Request, Response], str]
_REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 304: "Not Modified", 404: "Not Found"}


@dataclass(frozen=True, slots=True)
class Readers:
    """What a crawl needs that may ask for readers' comments."""

    key: bytes  # by which names are hashed; only this home has it
    families: Mapping[str, str]  # of the interfaces, by outlet
    max_bytes: int
    known: dict[str, set[str]] = field(default_factory=dict)  # names by article, of this crawl; in memory alone


class NotInArchive(IgnoreRequest):
    """The replayed archive has no record of this address."""


# Scrapy ignores requests for several reasons, which only the words of its exception tell apart.
_IGNORED = {"robots.txt": "robots", "DOWNLOAD_MAXSIZE": "too-large", "max redirections": "redirect-loop"}


def name_failure(error: BaseException, url: str) -> tuple[str, str]:
    """The outcome word for what went wrong, and the error's own words."""
    detail = f"{type(error).__name__}: {error}"[:300]
    if isinstance(error, NotInArchive):
        return "not-in-archive", ""
    if isinstance(error, NotAsked):
        return str(error), ""
    if isinstance(error, RobotsUnavailable):
        cause = error.__cause__  # a host that cannot be reached has a name of its own
        if cause is None or (isinstance(cause, IgnoreRequest) and not isinstance(cause, NotAsked)):
            return "robots-unavailable", detail
        return name_failure(cause, url)
    if isinstance(error, IgnoreRequest):
        words = str(error)
        return next((word for sign, word in _IGNORED.items() if sign in words), "broken-answer"), detail
    if isinstance(error, CannotResolveHostError):
        return ("refused-address" if urlsplit(url).hostname in REFUSED else "no-such-host"), detail
    kinds: tuple[tuple[type[BaseException], str], ...] = (
        (DownloadTimeoutError, "timeout"),
        (DownloadConnectionRefusedError, "connection-refused"),
        (DownloadCancelledError, "too-large"),
        (UnsupportedURLSchemeError, "bad-link"),
        (NotSupported, "bad-link"),
    )
    # Only what has no class of its own is told by its words: those of a timeout name the address.
    unnamed = "bad-certificate" if "certificate" in detail else "broken-answer"
    return next((word for kind, word in kinds if isinstance(error, kind)), unnamed), detail


def name_answer(visit: Visit, response: Response, *, asked_if_changed: bool) -> str:
    """The outcome word of an answer: of its status, or of the wall that stands in the article's place."""
    if response.status == 304 and not asked_if_changed:
        return "lying-304"
    outcome = outcome_of(response.status)
    if visit.kind in ("robots", "probe") or outcome in ("redirect", "not-modified"):
        return outcome
    headers = {name.decode("latin-1"): values[-1].decode("latin-1") for name, values in response.headers.items()}
    wall = wall_of(
        status=response.status, headers=headers, body=_beginning(response), asked=visit.url, answered=response.url,
        kind=visit.kind,
    )  # fmt: skip
    return wall or outcome


def _is_conditional(request: Request) -> bool:
    return "If-None-Match" in request.headers or "If-Modified-Since" in request.headers


def _beginning(response: Response) -> bytes:
    """The first bytes of a body, undone from its coding; nothing where that is dear or cannot be done."""
    coding = (response.headers.get("Content-Encoding") or b"").decode("latin-1")
    if not coding:
        return response.body[:LOOKED_AT]
    if len(response.body) > SMALL_CODED:
        return b""
    try:
        return undone(response.body, transfer="", content=coding, limit=LOOKED_AT * 8)[:LOOKED_AT]
    except (TooLarge, UnknownCoding):
        return b""


def archive_response(recorder: Recorder, readers: Readers | None = None) -> Answering:
    """The answer of the network: a new WARC record; of readers' comments a redacted one."""

    def answer(visit: Visit, at: datetime, request: Request, response: Response) -> str:
        if visit.kind == "comments":
            return _archive_redacted(recorder, readers, visit, at, response)
        seen: Seen | None = request.meta.get("seen")
        outcome = name_answer(visit, response, asked_if_changed=seen is not None and _is_conditional(request))
        recorder.response(_fetch(visit, at, outcome, response), _answered(response), seen)
        return outcome

    return answer


def _archive_redacted(
    recorder: Recorder, readers: Readers | None, visit: Visit, at: datetime, response: Response
) -> str:
    """Keep what may be kept of readers' comments; of every other answer the outcome word alone."""
    outcome = name_answer(visit, response, asked_if_changed=False)
    content = b""
    if outcome == "ok":
        outcome, content = _redacted(readers, visit, response)
    fetch = replace(_fetch(visit, at, outcome, response), etag="", modified="")
    if content:
        recorder.redacted(fetch, visit.named_by or visit.url, content)
    else:
        recorder.failure(fetch)
    return outcome


def _redacted(readers: Readers | None, visit: Visit, response: Response) -> tuple[str, bytes]:
    if readers is None or visit.outlet not in readers.families:
        return "not-comments", b""
    coding = _header(response, "Content-Encoding")
    try:
        body = undone(response.body, transfer="", content=coding, limit=readers.max_bytes)
        thread = read_thread(readers.families[visit.outlet], body)
    except TooLarge:
        return "too-large", b""
    except (UnknownCoding, Unreadable):
        return "not-comments", b""
    article = visit.named_by or visit.url
    known = readers.known.setdefault(article, set())  # a reply names a reader of the page before it
    known.update(one.name for one in thread.said)
    return "ok", redacted_record(
        thread, article=article, asked=written_address(visit.url), key=readers.key, known=known
    )


def _fetch(visit: Visit, at: datetime, outcome: str, response: Response) -> Fetch:
    fetch = fetch_of(visit, at, outcome, status=response.status)
    written, date = _header(response, "Retry-After"), _header(response, "Date")
    wait = retry_after(written, date, at) if response.status in BUSY else None
    return replace(
        fetch, etag=_header(response, "ETag"), modified=_header(response, "Last-Modified"),
        not_before=at + timedelta(seconds=wait) if wait else None,
    )  # fmt: skip


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")[:200]


def _answered(response: Response) -> Answered:
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    status = f"{response.status} {_REASONS.get(response.status, '')}".strip()
    return Answered(response.url, status, headers, response.body)
