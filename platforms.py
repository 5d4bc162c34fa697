"""The nouns of social platforms: a page that is followed, how a platform is asked, a post with its totals.

They stand beside ``records`` because fetching, reading, configuration and health all speak of them and records is full.
Imports nothing of ours but ``records``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Literal

from records import STRICT, Form

Platform = Literal["youtube", "facebook", "zalo", "tiktok"]
PageKind = Literal["outlet", "authority", "community"]
# What the platforms count of a post, each for itself: never added across platforms.
TOTALS = ("views", "reactions", "likes", "comments", "shares")


@dataclass(frozen=True, slots=True)
class SocialPage:
    """A public page, channel or official account that is followed; never a person's profile, never a closed group."""

    __pydantic_config__: ClassVar = STRICT
    slug: str
    platform: Platform
    id: str  # Facebook: the page's number; YouTube: "UC…"; Zalo: the account's number; TikTok: the name without "@"
    url: str  # where people open it
    name: str
    kind: PageKind
    outlet: str = ""  # slug of the outlet whose page it is; only and always for kind "outlet"
    owner: str = ""  # who runs it: an authority, an association
    access: Literal["own", "public"] = "public"  # "own": by the page's own token, which must be this page's
    token: str = ""  # name of the token; "" is the platform's name
    since: date | None = None
    until: date | None = None
    note: str = ""

    @property
    def carrier(self) -> str:
        """The slug under which its posts are counted: its outlet's, or its own."""
        return self.outlet or self.slug

    @property
    def token_name(self) -> str:
        return self.token or self.platform

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class PlatformRules:
    """How one platform is asked."""

    __pydantic_config__: ClassVar = STRICT
    api: str  # address of its interface, without what follows the host
    feeds: str = ""  # YouTube: where the channels' public feeds stand
    oauth: str = ""  # Zalo: where a new access token is given for the refresh token
    version: str = ""  # Facebook: of the Graph API
    hours_between: float = 2.0  # between two looks at a page
    requests_a_day: int = 500  # of all its pages together
    delay_seconds: float = 1.0  # between two requests
    usage_most: int = 80  # percent of the platform's own limit, as its headers tell, at which asking ends
    watched_days: int = 14  # posts that are younger are asked for when a list no longer has them
    comments: bool = False  # YouTube: public comments too, redacted before anything is written


@dataclass(frozen=True, slots=True)
class Post:
    """What a page published, as its platform tells it at one moment."""

    id: str  # the platform's own
    url: str  # where people open it
    text: str
    published_at: datetime | None
    published_raw: str
    title: str = ""  # "" where the platform has none: then the text begins with it
    updated_at: datetime | None = None
    form: Form = "text"
    seconds: int | None = None  # of a video
    totals: Mapping[str, int] = field(default_factory=dict)  # by the words of TOTALS; what is hidden is not there
