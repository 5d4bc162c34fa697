"""YouTube channels: by the Data API with a key; without one by the channel's public feed, as far as robots.txt lets us.

With a key the channel names its list of uploads, the list names videos, and ``videos.list`` tells of them: three
requests of one unit each for fifty videos.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from crawlers.social.asking import Question, address, with_values
from platforms import PlatformRules, SocialPage

AT_A_TIME = 50  # the most that the interface gives
THREADS = 100
_PATH = "/youtube/v3"


def source(page: SocialPage, rules: PlatformRules, *, with_key: bool) -> Question:
    """The first question about a channel: its list of uploads, or its feed."""
    if with_key:
        return Question(
            page, "channel", address(rules.api, f"{_PATH}/channels", page, part="contentDetails", id=page.id)
        )
    return Question(page, "feed", address(rules.feeds, "/feeds/videos.xml", page, channel_id=page.id))


def uploads(question: Question, rules: PlatformRules, answer: Any) -> Question | None:
    """The list of uploads that a channel names; None where there is no such channel."""
    for item in _items(answer):
        content = item.get("contentDetails")
        lists = content.get("relatedPlaylists") if isinstance(content, dict) else None
        key = lists.get("uploads") if isinstance(lists, dict) else None
        if item.get("id") == question.page.id and isinstance(key, str) and key:
            url = address(
                rules.api, f"{_PATH}/playlistItems", question.page, part="contentDetails", playlistId=key,
                maxResults=AT_A_TIME,
            )  # fmt: skip
            return Question(question.page, "posts", url)
    return None


def videos_in(answer: Any) -> list[str]:
    """The numbers of the videos that a list names, newest first."""
    return [
        str(content["videoId"])
        for item in _items(answer)
        if isinstance(content := item.get("contentDetails"), dict) and content.get("videoId")
    ]


def details(page: SocialPage, rules: PlatformRules, keys: Sequence[str]) -> Iterator[Question]:
    """What these videos are; a list knows fifty at a time."""
    for start in range(0, len(keys), AT_A_TIME):
        some = ",".join(keys[start : start + AT_A_TIME])
        part = "snippet,contentDetails,statistics,status"
        yield Question(page, "details", address(rules.api, f"{_PATH}/videos", page, part=part, id=some, maxResults=50))


def next_page(question: Question, answer: Any) -> Question | None:
    token = answer.get("nextPageToken") if isinstance(answer, dict) else None
    if not isinstance(token, str) or not token:
        return None
    return Question(question.page, "posts", with_values(question.url, pageToken=token), question.step + 1)


def comments(page: SocialPage, rules: PlatformRules, key: str, about: str) -> Question:
    """The newest public comments on a video; what is kept of them is redacted."""
    url = address(
        rules.api, f"{_PATH}/commentThreads", page, part="snippet,replies", videoId=key, maxResults=THREADS,
        textFormat="plainText",
    )  # fmt: skip
    return Question(page, "comments", url, about=about)


def _items(answer: Any) -> list[dict[str, Any]]:
    items = answer.get("items") if isinstance(answer, dict) else None
    return [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []
