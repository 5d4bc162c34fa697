"""What an officer is to do about a reason word: the key of a second sentence beside the word's own."""

from __future__ import annotations

# Words that call for the same thing have one sentence; it stands in config/sentences/health.toml as "advice.<name>".
_WORDS: dict[str, str] = {
    "wait": "timeout broken-answer connection-refused postponed host-failing over-budget interrupted maintenance"
    " robots-unavailable redirect not-in-archive unasked-304 http-304 http-408 http-425 http-429"
    " rate-limited quota-exceeded near-limit platform-error stale-cursor",
    "ask-permission": "robots http-401 http-402 http-403 http-405 http-406 http-451 challenge block-page login-wall",
    "find-address": "http-404 http-410 no-such-host redirect-loop bad-link no-link not-a-feed empty-feed not-a-sitemap"
    " empty-sitemap flawed-sitemap not-a-listing empty-listing http-400",
    "tell-outlet": "bad-certificate flawed-feed lying-304",
    "inner-address": "refused-address",
    "too-large": "too-large too-many-entries too-deep",
    "layout": "layout-drift no-text not-html not-an-article",
    "dates": "future-dates one-time no-dates",
    "titles": "repeated-titles",
    "configure": "unknown-outlet",
    "renew-token": "expired-token refused-token",
    "give-token": "no-token",
    "close-token": "token-open",
    "mend-token": "token-broken",
    "own-token": "token-of-another-page",
    "ask-platform": "missing-permission",
    "check-page": "page-gone not-a-page",
    "clock": "clock-skew",
}
_OF_WORD = {word: name for name, words in _WORDS.items() for word in words.split()}

# Answers that will not change by themselves: a person has to do something, from the first one on.
LASTING = frozenset(
    word for name in ("ask-permission", "find-address", "inner-address", "too-large") for word in _WORDS[name].split()
).union({"bad-certificate"}) - {"no-such-host", "robots-unavailable"}
# Faults that cost nothing: what was wrong was read all the same, or is asked for anew.
MILD = frozenset(
    {"flawed-feed", "lying-304", "flawed-sitemap", "not-an-article", "no-text", "not-html", "too-many-entries"}
)


def advice_for(reason: str) -> str:
    """The key of the sentence that says what to do; an unknown word is a matter for the technician."""
    if reason in _OF_WORD:
        return f"advice.{_OF_WORD[reason]}"
    return "advice.wait" if reason.startswith("http-5") else "advice.technician"
