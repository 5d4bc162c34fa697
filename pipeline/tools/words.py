"""The words by which an export's rows are told apart: platforms' hosts, kinds of accounts, names of persons."""

from __future__ import annotations

import re
from collections.abc import Mapping

from text import folded, words

HOSTS = {
    "facebook.com": "facebook", "fb.com": "facebook", "fb.watch": "facebook", "youtube.com": "youtube",
    "youtu.be": "youtube", "tiktok.com": "tiktok", "zalo.me": "zalo", "zapps.vn": "zalo",
    "instagram.com": "instagram",
    "threads.net": "threads", "threads.com": "threads", "twitter.com": "x", "x.com": "x", "linkedin.com": "linkedin",
}  # fmt: skip
SOCIAL = frozenset(HOSTS.values())
KEPT = frozenset({"v", "id", "story_fbid", "fbid", "list", "p", "t"})  # of a platform's address; all else is tracking
# Beginnings of a post's path that are nobody's account.
NO_ACCOUNT = frozenset({
    "watch", "reel", "reels", "story.php", "permalink.php", "photo", "photo.php", "photos", "share", "videos", "video",
    "shorts", "embed", "live", "p", "detail", "d", "channel", "posts",
})  # fmt: skip
GROUP = re.compile(r"/(?:groups|g)/|[?&]group_id=", re.IGNORECASE)
PROFILE = re.compile(r"/(?:profile\.php|people/)|//(?:www\.)?zalo\.me/\d{9,11}(?:/|$)", re.IGNORECASE)
COMMENT = re.compile(r"[?&](?:comment_id|reply_comment_id|lc)=", re.IGNORECASE)
KINDS: Mapping[str, tuple[str, ...]] = {
    "reader-comment": ("binh luan", "comment", "comments", "reply", "tra loi", "phan hoi"),
    "closed-group": ("nhom", "group", "nhom kin", "hoi nhom", "closed", "private group", "nhom rieng tu"),
    "private-profile": ("ca nhan", "profile", "user", "nguoi dung", "personal", "rieng tu", "private", "ban be",
                        "friends", "nguoi dan", "individual"),
    "page": ("fanpage", "page", "trang", "kenh", "oa", "official", "official account", "to chuc", "business",
             "channel"),
}  # fmt: skip
TOTAL_ROW = re.compile(r"^(?:tong(?: cong| so| ket| hop)?|cong|grand total|total|sum|luy ke)\b")
# A family name that begins a name of two to five words: a person, unless a word says that it is something else.
_SURNAMES = re.compile(
    r"(?:nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|trinh|mai|doan|luong|lam|truong|cao"
    r"|ha|chu|ta|trieu|ma|nong|vang|giang|sung|thao|mua|lo|quan|phung|to|thai|kieu|dao|vuong|quach|la|hua|chau|tong)"
)
_NO_PERSON = re.compile(
    r"bao|dai|tinh|huyen|xa|phuong|cong|an|so|ban|uy|doan|hoi|truong|benh|vien|tin|news|tv|media|channel|official|page"
    r"|trang|kenh|ubnd|tuyen|giang|thap|quang|ngay|moi|24h|online|land|shop|du|lich|thanh|pho"
)


def is_person(name: str) -> bool:
    """Whether a name is shaped like a person's: what is not known to be a page is then taken for a profile."""
    said = words(folded(name))
    if not 2 <= len(said) <= 5 or not _SURNAMES.fullmatch(said[0]):
        return False
    return not any(map(_NO_PERSON.fullmatch, said[1:]))
