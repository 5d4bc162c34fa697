"""A small world of social pages for tests: who publishes what and when, how totals grow, who comments under a name.

Everything follows from the clock: a server asked twice at one moment says the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

BEGIN = datetime(2026, 7, 6, 0, 0, tzinfo=UTC)
DAYS = 14
EDITED_AFTER = timedelta(hours=30)

# People, as they must nowhere be found: who reacts, comments, is named beside a post, or signs a comment.
PEOPLE = ("Nguyễn Thị Kín Đáo", "Trần Văn Giấu", "Lò Thị Ẩn Danh", "người xem 8812", "Ma Văn Không Tên")
PRIVATE = (*PEOPLE, "UCperson-of-a-comment", "0912 777 333", "912777333", "fb-user-100009912")

TOKENS = {  # by name: what must nowhere be found
    "facebook": "EAAB-public-token-0123456789", "fb-mot": "EAAB-page-one-token-0123456789",
    "fb-hai": "EAAB-page-two-token-0123456789", "youtube": "AIza-key-of-the-office-0123456789",
    "zalo-mot": "zalo-access-one-0123456789", "zalo-hai": "zalo-access-two-0123456789",
    "zalo-ba": "zalo-access-three-0123456789",
}  # fmt: skip
APP_SECRET, ZALO_SECRET = "app-secret-0123456789abcdef", "zalo-secret-key-0123456789"
_SAID = (
    "đường cầu trường chợ suối rừng lúa chè cam mía trâu nước điện nhà văn hóa lễ hội trạm y tế học sinh cán bộ dân"
    " xã thôn bản sông núi vườn đồi hồ đập kênh mương xe máy thuyền hàng quán bếp sân trống khèn hát múa sách báo"
    " cổng bến đò phà tàu ga kho xưởng máy cày giống phân nắng mưa gió sương mây sao trăng sáng trưa chiều tối đêm"
)
_WORDS = _SAID.split()


@dataclass(slots=True)
class HandClock:
    """Time that stands until somebody sleeps or sets it."""

    moment: datetime = BEGIN
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.moment

    def seconds(self) -> float:
        return (self.moment - BEGIN).total_seconds()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)

    def go_to(self, moment: datetime) -> None:
        self.moment = max(self.moment, moment)


@dataclass(frozen=True, slots=True)
class Told:
    """A post of the world."""

    page: str  # slug
    key: str
    number: int
    at: datetime
    removed_at: datetime | None = None
    edited: bool = False

    @property
    def title(self) -> str:
        return f"Bản tin số {self.number} của {self.page}: xã Hàm Yên, tỉnh Tuyên Quang làm đường liên thôn"

    def text(self, now: datetime) -> str:
        corrected = " Trang đã sửa: tuyến đường dài 7 km." if self.edited and now >= self.at + EDITED_AFTER else ""
        return f"{self.title}.\n{self._words()} của tỉnh Tuyên Quang.{corrected}"

    def _words(self) -> str:
        """Words of its own, so that no post is taken for another's copy."""
        return " ".join(Random(self.key).choices(_WORDS, k=24)).capitalize()

    def counted(self, now: datetime) -> int:
        """What has gathered: more each hour of the first days."""
        hours = int((now - self.at).total_seconds() // 3600)
        return self.number * 10 + min(max(hours, 0), 72)


@dataclass(frozen=True, slots=True)
class PageTold:
    """A page of the world: its number on its platform, how many posts a day."""

    slug: str
    platform: str
    id: str
    a_day: int


PAGES = (
    PageTold("fb-mot", "facebook", "100000000000001", 9), PageTold("fb-hai", "facebook", "100000000000002", 2),
    PageTold("fb-ba", "facebook", "100000000000003", 3),
    PageTold("yt-mot", "youtube", "UCmot-0123456789abcdefgh", 2),
    PageTold("yt-hai", "youtube", "UChai-0123456789abcdefgh", 1),
    PageTold("yt-ba", "youtube", "UCbaa-0123456789abcdefgh", 5),
    PageTold("zalo-mot", "zalo", "1000000000000000001", 2), PageTold("zalo-hai", "zalo", "1000000000000000002", 1),
    PageTold("zalo-ba", "zalo", "1000000000000000003", 1),
)  # fmt: skip
PAGE_OF = {page.id: page for page in PAGES}


def _told(page: PageTold) -> list[Told]:
    """What a page publishes over the days: evenly, one post edited, one removed on the ninth day."""
    step = timedelta(days=1) / page.a_day
    told = []
    for number in range(DAYS * page.a_day):
        at = BEGIN + timedelta(minutes=7) + number * step
        removed = BEGIN + timedelta(days=9) if number == 6 * page.a_day else None
        told.append(Told(page.slug, _key(page, number), number, at, removed, edited=number == page.a_day))
    return told


def _key(page: PageTold, number: int) -> str:
    if page.platform == "facebook":
        return f"{page.id}_{50_000 + number}"
    return f"{page.slug}-v{number:04d}" if page.platform == "youtube" else f"{page.slug}-a{number:04d}"


POSTS = {page.slug: _told(page) for page in PAGES}


def shown(page: PageTold, now: datetime) -> list[Told]:
    """What a page shows at a moment, newest first."""
    there = [one for one in POSTS[page.slug] if one.at <= now and (one.removed_at is None or now < one.removed_at)]
    return there[::-1]


def link(page: PageTold, one: Told) -> str:
    """Where people open a post: the key of its item."""
    if page.platform == "facebook":
        return f"https://www.facebook.com/{page.id}/posts/{one.key.partition('_')[2]}"
    if page.platform == "youtube":
        return f"https://www.youtube.com/watch?v={one.key}"
    return f"https://rd.zapps.vn/detail/{page.id}?id={one.key}"
