"""What the readers of all platforms have in common: what an answer says, and a post as a piece."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from pieces import Piece, Totals
from platforms import Post, SocialPage
from records import Dropped
from text import one_line, stored
from times import EARLIEST, LATEST, local_day, parse_moment
from urls import BadAddress, canonical_url

UTC = timezone.utc
LONGEST_TITLE = 120  # characters of a post's first line that stand for its title; Zalo's own limit is 150
MOST = 10**12  # of a total: more is no count


@dataclass(frozen=True, slots=True)
class Reading:
    """What one answer says: its posts in order, what had to be left out, what is wrong."""

    posts: tuple[Post, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    fault: str = ""  # a word of docs/reasons.md
    detail: str = ""


def parsed(body: bytes) -> dict[str, Any]:
    """The object of an archived answer; ValueError for anything else."""
    answer = json.loads(body)
    if not isinstance(answer, dict):
        raise ValueError("no object")
    return answer


def rows(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def inner(value: Mapping[str, Any], *names: str) -> Any:
    """A value inside objects; None where one of them is missing."""
    found: Any = value
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def words(value: Any) -> str:
    return stored(value) if isinstance(value, str) else ""


def count(value: Any) -> int | None:
    """A total; YouTube writes its numbers as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST else None


def totals(**told: Any) -> dict[str, int]:
    """The totals that an answer tells; what it hides is not there, and is not nought."""
    found = {name: count(value) for name, value in told.items()}
    return {name: value for name, value in found.items() if value is not None}


def moment(value: Any) -> datetime | None:
    """A moment in ISO 8601, or in seconds or milliseconds since 1970; None for what is none."""
    if isinstance(value, str):
        return parse_moment(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 1 << 53:
        return None
    seconds = value // 1000 if value > 1 << 34 else value
    try:
        found = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if EARLIEST <= local_day(found) <= LATEST else None


def address(written: Any) -> str | None:
    """The canonical address of a post; None for one that is none."""
    try:
        return canonical_url(str(written or ""))
    except BadAddress:
        return None


def piece_of(post: Post, page: SocialPage, seen_at: datetime) -> Piece:
    """A post as a piece: counted under the page's outlet, or under the page itself. No person is named in it."""
    title, text = titled(post)
    return Piece(
        outlet=page.carrier, address=post.url, channel="social", origin="social", source=page.platform, title=title,
        text=text, published_at=post.published_at, updated_at=_later(post), section=page.name, form=post.form,
        seconds=post.seconds, totals=Totals(seen_at, page.platform, dict(post.totals)) if post.totals else None,
        found_at=named(page, post.id),
    )  # fmt: skip


def removal_of(page: SocialPage, key: str, url: str) -> Piece:
    """What stands for a post that its platform no longer has."""
    return Piece(page.carrier, url, "social", "social", page.platform, removed=True, found_at=named(page, key))


def named(page: SocialPage, key: str) -> str:
    """Which post of which page: by it the ledger finds the platform's own number of a post again."""
    return f"{page.slug}#{key}"


def _later(post: Post) -> datetime | None:
    """When a post was changed; None where that is told to be when it was published."""
    if post.updated_at and post.published_at and post.updated_at <= post.published_at:
        return None
    return post.updated_at


def titled(post: Post) -> tuple[str, str]:
    """Title and body: the platform's title, or the first line of the text, cut at a word where it is long."""
    if post.title:
        return one_line(post.title), post.text
    first, _, rest = post.text.partition("\n")
    first = one_line(first)
    if len(first) <= LONGEST_TITLE:
        return first, rest.strip()
    return f"{first[:LONGEST_TITLE].rsplit(' ', 1)[0]}…", post.text
