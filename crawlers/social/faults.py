"""A word of docs/reasons.md for every way in which a platform's interface says no.

Codes as the platforms' documentation gives them (docs/choices.md says which could not be checked). Of an answer only
its codes go into the ledger: its words may hold the token ("Malformed access token …") or a person's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from crawlers.patience import retry_after
from crawlers.social.asking import Question
from crawlers.social.usage import usage_of
from crawlers.social.wire import Response
from times import UTC

Scope = Literal["post", "page", "platform"]  # of what nothing more is asked in this crawl
PACIFIC = ZoneInfo("America/Los_Angeles")  # midnight there renews YouTube's quota
# Words behind which nothing of the page can be asked, and those that are about all that the token or the app may do.
OF_PLATFORM = frozenset({"quota-exceeded", "rate-limited"})
OF_POST = frozenset({"removed-post", "comments-disabled", "stale-cursor"})
# The least wait behind a limit that names none; the job doubles it with each further time.
LEAST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an answer is none."""

    word: str
    detail: str = ""  # codes alone
    wait: float | None = None  # seconds that the platform asks for
    scope: Scope = "page"


def fault_of(question: Question, response: Response, answer: Any, now: datetime) -> Fault | None:
    """What is wrong with an answer (parsed, None where it is no JSON); None for one that can be read."""
    platform = question.page.platform
    if question.role == "feed":
        return _of_status(response, now) if response.status != 200 else None
    fault = _OF[platform](question, response, answer, now)
    if fault is None and (response.status != 200 or not isinstance(answer, dict)):
        return _of_status(response, now) or Fault("unexpected-answer", str(response.status))
    return fault


def _of_status(response: Response, now: datetime) -> Fault | None:
    """What the status alone says."""
    wait = retry_after(response.header("Retry-After"), response.header("Date"), now)
    if response.status == 429:
        return Fault("rate-limited", "429", wait, "platform")
    if response.status >= 500:
        return Fault("platform-error", str(response.status), wait)
    return None if response.status == 200 else Fault(f"http-{response.status}", "", wait)


# --- Facebook: Graph API, "Handling Errors" and "Rate Limits" -----------------------------------

_EXPIRED = (463,)  # subcodes; the other ones of code 190 say that the token was withdrawn
_LIMITS_OF_APP, _LIMITS_OF_PAGE = (4, 17, 613), (32, 80001)


def _facebook(question: Question, response: Response, answer: Any, now: datetime) -> Fault | None:
    error = answer.get("error") if isinstance(answer, dict) else None
    if not isinstance(error, dict):
        return None
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    word = _facebook_word(question, code, subcode, str(error.get("message") or ""))
    detail = f"{code}/{subcode}" if subcode else str(code)
    if word != "rate-limited":
        return Fault(word, detail, scope="post" if word in OF_POST else "page")
    wait = usage_of(response).wait or retry_after(response.header("Retry-After"), response.header("Date"), now)
    return Fault(word, detail, wait or None, "page" if code in _LIMITS_OF_PAGE else "platform")


def _facebook_word(question: Question, code: int, subcode: int, message: str) -> str:
    if code in (*_LIMITS_OF_APP, *_LIMITS_OF_PAGE):
        return "rate-limited"
    if code in (190, 102, 104, 2500):
        return "expired-token" if subcode in _EXPIRED else "refused-token"
    if code in (3, 10) or 200 <= code <= 299:
        return "missing-permission"
    if code in (1, 2):
        return "platform-error"
    if code == 100 and any(f"node type ({kind})" in message for kind in ("User", "Group")):
        return "not-a-page"
    if (code, subcode) == (100, 33) or code == 803:
        return "removed-post" if question.role == "post" else "page-gone"
    if code == 100 and question.step > 1:
        return "stale-cursor"
    return "refused-request"


# --- YouTube: Data API, "Errors" ------------------------------------------------------------------

_YOUTUBE: Mapping[str, str] = {
    **dict.fromkeys(("quotaExceeded", "dailyLimitExceeded"), "quota-exceeded"),
    **dict.fromkeys(("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"), "rate-limited"),
    **dict.fromkeys(("keyInvalid", "API_KEY_INVALID"), "refused-token"), "keyExpired": "expired-token",
    **dict.fromkeys(
        ("accessNotConfigured", "SERVICE_DISABLED", "ipRefererBlocked", "API_KEY_SERVICE_BLOCKED", "forbidden",
         "insufficientPermissions", "channelForbidden", "playlistItemsNotAccessible"), "missing-permission",
    ),
    **dict.fromkeys(("playlistNotFound", "channelNotFound", "channelClosed", "channelSuspended"), "page-gone"),
    "videoNotFound": "removed-post", "commentsDisabled": "comments-disabled", "invalidPageToken": "stale-cursor",
    **dict.fromkeys(("backendError", "internalError"), "platform-error"),
}  # fmt: skip


def _youtube(question: Question, response: Response, answer: Any, now: datetime) -> Fault | None:
    error = answer.get("error") if isinstance(answer, dict) else None
    if not isinstance(error, dict):
        if question.role == "channel" and isinstance(answer, dict) and not answer.get("items"):
            return Fault("page-gone", "no channel")
        return None
    reasons = [str(one.get("reason")) for name in ("details", "errors") for one in _rows(error.get(name))]
    known = [(reason, _YOUTUBE[reason]) for reason in reasons if reason in _YOUTUBE]
    reason, word = known[0] if known else ("", "")
    if not word:
        status = _of_status(response, now)
        word = status.word if status and status.word in ("rate-limited", "platform-error") else "refused-request"
    if word == "quota-exceeded":
        return Fault(word, reason, (_midnight_in_california(now) - now).total_seconds(), "platform")
    wait = retry_after(response.header("Retry-After"), response.header("Date"), now)
    scope: Scope = "platform" if word in OF_PLATFORM else "post" if word in OF_POST else "page"
    return Fault(word, reason or str(response.status), wait, scope)


def _midnight_in_california(now: datetime) -> datetime:
    """When YouTube's quota of the day is renewed."""
    tomorrow = now.astimezone(PACIFIC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), PACIFIC).astimezone(UTC)


# --- Zalo: every answer has status 200, and its own error code --------------------------------------

_ZALO: Mapping[int, str] = {
    **dict.fromkeys((-216, -124), "refused-token"), -220: "expired-token", -32: "rate-limited", -211: "quota-exceeded",
    **dict.fromkeys((-202, -206, -208, -209, -224, -235), "missing-permission"),
    **dict.fromkeys((-204, -205), "page-gone"), **dict.fromkeys((-1, -100, -200), "platform-error"),
}  # fmt: skip


def _zalo(question: Question, _response: Response, answer: Any, _now: datetime) -> Fault | None:
    code = _number(answer.get("error")) if isinstance(answer, dict) else 0
    if code == 0:
        return None
    word = _ZALO.get(code, "refused-request")
    if word == "refused-token" and "expire" in str(answer.get("message") or "").lower():
        word = "expired-token"
    if question.role == "details" and word == "refused-request":
        return Fault("removed-post", str(code), scope="post")
    return Fault(word, str(code), scope="platform" if word in OF_PLATFORM else "page")


# --- TikTok: oEmbed ------------------------------------------------------------------------------------


def _tiktok(_question: Question, response: Response, _answer: Any, _now: datetime) -> Fault | None:
    return Fault("removed-post", str(response.status), scope="post") if response.status in (400, 403, 404) else None


_OF = {"facebook": _facebook, "youtube": _youtube, "zalo": _zalo, "tiktok": _tiktok}


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _rows(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
