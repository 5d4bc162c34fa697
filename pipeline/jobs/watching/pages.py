"""Social pages for people: when each was last looked at, what went wrong, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from config.load import Configuration
from config.wording import reason_sentence, sentence
from pipeline.jobs.home import Home
from pipeline.jobs.watching.advice import advice_for
from pipeline.jobs.watching.health_words import moment_words
from platforms import SocialPage
from storage.opening import open_database
from storage.social import PageStanding, looks
from times import iso, local_day

BY_ADDRESS = "tiktok"
# Outcomes that call for a person from the first one on; the others pass by themselves, unless they stay.
URGENT = frozenset(
    {"expired-token", "refused-token", "no-token", "token-open", "token-broken", "token-of-another-page",
     "missing-permission", "page-gone", "not-a-page", "robots", "refused-request", "unexpected-answer"}
)  # fmt: skip
LIMITS = frozenset({"rate-limited", "quota-exceeded", "near-limit", "over-budget", "postponed"})  # kept, not broken
MANY, LATE = 3, timedelta(days=1)  # failures in a row, and the time without a good look, that are no hiccup any more
_SKEW = re.compile(r"clock-skew (-?\d{1,9})")


def page_rows(home: Home, *, now: datetime, outlets: Sequence[str] = ()) -> list[dict[str, Any]]:
    """A row for each registered page that is to be looked at today, or for those of the named outlets and pages."""
    configuration = home.configuration()
    pages = _chosen(configuration, now, outlets)
    if not pages:
        return []
    db = open_database(home.path, write=False)
    try:
        standings = looks(db)
    finally:
        db.close()
    return [_row(page, standings.get(page.url), now) for page in pages]


def _chosen(configuration: Configuration, now: datetime, outlets: Sequence[str]) -> list[SocialPage]:
    day = local_day(now)
    pages = [page for page in configuration.pages.values() if page.holds_on(day)]
    return [page for page in pages if not outlets or {page.slug, page.outlet} & set(outlets)]


def _row(page: SocialPage, standing: PageStanding | None, now: datetime) -> dict[str, Any]:
    text, word = _state(page, standing, now)
    skew = _skew(standing)
    sentences = [text, *([skew_words(skew)] if skew else [])]
    advice = [sentence(_advice(page, one), outlet=page.slug) for one in (word, "clock-skew" if skew else "") if one]
    return {
        "page": page.slug, "outlet": page.carrier, "name": page.name, "platform": page.platform, "url": page.url,
        "page_kind": sentence(f"page-kind.{page.kind}"), "page_state": "; ".join(sentences),
        "last_success": iso(standing.ok_at) if standing and standing.ok_at else None,
        "outcome": standing.outcome if standing else None, "failures": standing.failures if standing else 0,
        "not_before": iso(standing.not_before) if standing and standing.not_before else None,
        "last_error": _error_row(standing), "clock_skew_seconds": skew or None,
        "needs_look": bool(skew) or _needs_look(page, standing, now), "advice": " ".join(advice),
        "sources": [], "findings": [],
    }  # fmt: skip


def _error_row(standing: PageStanding | None) -> dict[str, Any] | None:
    if standing is None or not standing.error or standing.error_at is None:
        return None
    return {"at": iso(standing.error_at), "reason": standing.error}


def _state(page: SocialPage, standing: PageStanding | None, now: datetime) -> tuple[str, str]:
    """How a page stands in words, and the word of what is to be done about; "" for nothing."""
    if page.platform == BY_ADDRESS:
        return sentence("social.by-address"), ""
    if standing is None:
        return sentence("social.never"), ""
    reason = reason_sentence(standing.outcome)
    if standing.not_before and standing.not_before > now:
        return sentence("social.waiting", reason=reason, until=moment_words(standing.not_before)), standing.outcome
    if standing.failures:
        facts = {"failures": standing.failures, "at": moment_words(standing.at), "reason": reason}
        return sentence("social.failing", **facts), standing.outcome
    text = sentence("social.ok", ok_at=moment_words(standing.ok_at or standing.at))
    if standing.error and standing.error_at:
        error = {"at": moment_words(standing.error_at), "reason": reason_sentence(standing.error)}
        text = f"{text}; {sentence('social.last-error', **error)}"
    return text, ""


def _needs_look(page: SocialPage, standing: PageStanding | None, now: datetime) -> bool:
    if page.platform == BY_ADDRESS:
        return False
    if standing is None:
        return True
    is_late = now - (standing.ok_at or standing.at) > LATE
    if standing.outcome in LIMITS:
        return is_late
    return (bool(standing.failures) and (standing.outcome in URGENT or standing.failures >= MANY)) or is_late


def _advice(page: SocialPage, word: str) -> str:
    """YouTube's feed without a key is refused to everybody: there a key is the way."""
    if page.platform == "youtube" and word == "robots":
        return "advice.youtube-key"
    return advice_for(word)


def _skew(standing: PageStanding | None) -> int:
    """Seconds by which the platform's clock is ahead, as the newest look found; 0 where it is not."""
    found = _SKEW.search(standing.detail) if standing else None
    return int(found[1]) if found else 0


def skew_words(seconds: int) -> str:
    direction = sentence("social.ahead" if seconds > 0 else "social.behind")
    return sentence("social.skew", direction=direction, minutes=round(abs(seconds) / 60))


def page_lines(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, dict[str, object]]]:
    """What health says of the pages: those that want a look with what to do, the others in one line."""
    for row in rows:
        if row["needs_look"]:
            yield "social.line", {"name": row["name"], "platform": row["platform"], "text": row["page_state"]}
            if row["advice"]:
                yield "health.line-advice", {"advice": row["advice"]}
    if well := [str(row["name"]) for row in rows if not row["needs_look"]]:
        yield "social.well", {"pages": ", ".join(well)}
