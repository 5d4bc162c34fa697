"""The noun of what comes by other ways than a crawl: a **piece**, as a file or a platform's interface tells it.

It stands on the ground floor because the archive writes it, the pipeline reads it and the store keeps what is told
with it. Its JSON form (``crawlers/pieces.py``) is what the archive holds; its fields are that form's documentation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Literal

from records import STRICT, Form
from text import folded, words

Channel = Literal["online", "print", "radio", "television", "social"]
PieceOrigin = Literal["file", "social"]
CHANNELS: tuple[Channel, ...] = ("online", "print", "radio", "television", "social")
GENRES = ("tin", "bai", "phong_su", "ky", "phong_van", "anh", "tranh", "toa_dam", "giao_luu", "khac")  # as written
PIECE, ENCLOSED = "piece", "enclosed"  # kinds of fetches that no visit makes
SCHEME = "diembao:"  # of addresses that we make ourselves, for what has none on the web
DIGITS = 16  # hexadecimal, of a made address: 64 bits


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that comes with a piece: a scan, a clip, a PDF. Its bytes are a record of their own in the archive."""

    __pydantic_config__: ClassVar = STRICT
    name: str
    media_type: str
    sha256: str
    size: int  # bytes

    @property
    def address(self) -> str:
        return enclosed_address(self.sha256)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a platform counted at a moment, under its own names: never added across platforms, never money."""

    __pydantic_config__: ClassVar = STRICT
    at: datetime
    platform: str  # "facebook", "youtube", "vnsocial"
    counts: Mapping[str, int]  # {"reactions": 12, "comments": 3}; what the platform does not tell is left out


@dataclass(frozen=True, slots=True)
class Piece:
    """One look at one piece: all that its file or interface says of it. A changed one is a new version of its item."""

    __pydantic_config__: ClassVar = STRICT
    outlet: str  # slug of the outlet or page
    address: str  # its permalink in canonical form (urls.canonical_url), or one of made_address: the item's key
    channel: Channel  # wins over the outlet's
    origin: PieceOrigin
    source: str  # who tells of it: "template@1", "facebook", "vnsocial"
    title: str = ""
    lede: str = ""
    text: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str = ""  # two letters, as told; "" is left to the reader
    authors: tuple[str, ...] = ()
    section: str = ""  # page of a paper, programme of a station
    tags: tuple[str, ...] = ()
    genre: str = ""  # as told, in the codes of the guide
    form: Form = "text"
    seconds: int | None = None  # how long it lasts
    twin: str = ""  # canonical address of its web appearance, where it is told
    enclosed: tuple[Enclosed, ...] = ()
    totals: Totals | None = None
    removed: bool = False  # the platform says that it is gone; nothing else is told then
    found_at: str = ""  # where in which file: "SHA-256 of the file:sheet!row"; no part of what is compared
    aliases: tuple[str, ...] = field(default=())  # further canonical addresses of the same piece


def made_address(*, outlet: str, channel: str, day: date, title: str, when: str = "", programme: str = "") -> str:
    """The address of a piece that has none: the same for the same title in the same place of the same day.

    Its text is no part of it: a corrected text is a new version, not another piece.
    """
    told = "|".join((outlet, channel, day.isoformat(), when, _form(programme), _form(title)))
    digest = hashlib.sha256(told.encode()).hexdigest()[:DIGITS]
    return f"{SCHEME}{channel}/{outlet}/{day.isoformat()}/{digest}"


def enclosed_address(sha256: str) -> str:
    """The address under which an enclosed file is archived, once however often it comes."""
    return f"{SCHEME}tep/{sha256}"


def _form(written: str) -> str:
    return " ".join(words(folded(written)))
