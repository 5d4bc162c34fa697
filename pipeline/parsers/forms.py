"""Which form an article has: text, photo story, video, audio or e-magazine; and the numbers printed on its page."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from markup import text_of
from records import Form

MANY_PHOTOS = 5  # a photo story has at least so many,
WORDS_A_PHOTO = 60  # and at most so many words of text for each
FEW_WORDS = 120  # a video or audio piece has a summary, no text
SMALLEST_PHOTO = 100  # pixels; below it an icon or a face

_BY_PATH: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("e-magazine", re.compile(r"/(?:e-?magazines?|mega-?story|long-?forms?|interactive|special)(?=/)")),
    ("video", re.compile(r"/(?:videos?|truyen-hinh|tv|clip)(?=/)")),
    ("audio", re.compile(r"/(?:podcasts?|audio|radio|phat-thanh)(?=/)")),
    ("photo", re.compile(r"/(?:anh|photos?|phong-su-anh|tin-anh|chum-anh|multimedia/anh)(?=/)")),
)
_BY_TITLE: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("e-magazine", re.compile(r"\W*(?:e-?magazine|megastory|longform)\b\W", re.IGNORECASE)),
    ("video", re.compile(r"(?:\[\s*(?:video|clip)\s*\]|(?:video|clip)\s*[:|])", re.IGNORECASE)),
    ("audio", re.compile(r"(?:\[\s*(?:podcast|audio)\s*\]|(?:podcast|audio)\s*[:|])", re.IGNORECASE)),
    ("photo", re.compile(r"(?:\[\s*(?:chùm )?ảnh\s*\]|(?:chùm ảnh|phóng sự ảnh|ảnh|photo)\s*[:|])", re.IGNORECASE)),
)  # fmt: skip
_BY_KIND: dict[str, Form] = {"photo": "photo", "video": "video", "podcast": "audio", "audio": "audio"}
_MAGAZINE = re.compile(r"(?<![a-z])(?:e-?magazine|mega-?story|long-?form)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d+")


def form_of(path: str, title: str, kind: str, dressed: str, *, words: int, photos: int, players: str = "") -> Form:
    """The form that a page declares by its address, its title, its kind (its_type, og:type) or its classes; else
    what it holds: ``players`` is "video" or "audio" where the text has such an element."""
    declared = next((form for form, pattern in _BY_PATH if pattern.search(path)), None)
    declared = declared or next((form for form, pattern in _BY_TITLE if pattern.match(title)), None)
    declared = declared or _BY_KIND.get(kind.partition(".")[0])
    if declared or _MAGAZINE.search(dressed):
        return declared or "e-magazine"
    if players and words < FEW_WORDS:
        return "audio" if players == "audio" else "video"
    return "photo" if photos >= MANY_PHOTOS and words < photos * WORDS_A_PHOTO else "text"


def dress_of(tree: LexborHTMLParser, container: LexborNode | None) -> str:
    """The classes of the body element and of what stands around the text."""
    nodes = [tree.body, container]
    if container is not None and container.parent is not None:
        nodes += [container.parent, container.parent.parent]
    return " ".join(node.attributes.get("class") or "" for node in nodes if node is not None)


def players_of(container: LexborNode) -> str:
    """Does a text hold a player, and of what?"""
    if container.css_first("audio, [type=AudioStream], .audio-player") is not None:
        return "audio"
    return "video" if container.css_first("video, [type=VideoStream], .video-js, figure.video") is not None else ""


def count_photos(container: LexborNode) -> int:
    """How many photographs stand in a text, each once; faces, icons and counting pixels are none."""
    return len({address for image in container.css("img") if (address := _address(image)) and not _is_small(image)})


def _address(image: LexborNode) -> str:
    given = image.attributes
    addresses = (given.get(name) or "" for name in ("data-original", "data-src", "src"))
    return next((one for one in addresses if one and not one.startswith("data:")), "")


def _is_small(image: LexborNode) -> bool:
    given = image.attributes
    sizes = (given.get(name) or "" for name in ("width", "height"))
    return any(size.isdecimal() and int(size) < SMALLEST_PHOTO for size in sizes)


def number_in(node: LexborNode | None) -> int | None:
    """The number of a label such as "Bình luận (1.204)"."""
    found = _NUMBER.search(text_of(node))
    return int(re.sub(r"\D", "", found[0])) if found else None
