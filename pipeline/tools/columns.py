"""Which column of a listening tool's export is what: by its heading, over one or two rows, and by what stands in it.

Every tool names its columns in its own way and changes them without a word, so that nothing here knows a tool:
headings are words, and a column's cells must bear out what its heading says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.lists.rows import Cell, Row, address_in, text_of
from pipeline.tools.cells import count_of, is_moment
from text import folded, words

Field = Literal[
    "address", "title", "text", "time", "hour", "page", "author", "platform", "kind",
    "views", "reactions", "likes", "comments", "shares",
]  # fmt: skip
TOTALS: tuple[Field, ...] = ("views", "reactions", "likes", "comments", "shares")
IGNORED = "ignored"  # said of a column by ``--map``: it is none of ours
NEEDED: tuple[Field, ...] = ("address", "time")
SEVERAL: tuple[Field, ...] = ("kind", "author")  # all columns that may be it are read
# Beginnings of headings, folded. What stands first is the surer name.
NAMES: Mapping[Field, tuple[str, ...]] = {
    "address": ("link", "url", "duong dan", "dia chi", "lien ket", "permalink", "post link", "post url", "source link"),
    "title": ("tieu de", "title", "headline", "ten bai", "ten tin", "dau de", "tit"),
    "text": ("noi dung", "content", "message", "bai viet", "text", "trich", "tom tat", "mo ta", "description",
             "snippet", "body", "van ban"),
    "time": ("thoi gian dang", "ngay dang", "ngay gio", "thoi gian", "ngay", "thoi diem", "date", "published",
             "created", "posted", "publish", "time", "xuat ban"),
    "hour": ("gio dang", "gio", "hour"),
    "page": ("ten trang", "tac gia trang", "trang nguoi dang", "trang", "fanpage", "page", "ten nguon", "nguon", "kenh",
             "source", "site", "website", "bao", "domain", "ten mien", "channel"),
    "author": ("tac gia", "nguoi dang", "nguoi viet", "author", "user", "poster", "ten tai khoan", "tai khoan",
               "account", "nick", "tac nhan"),
    "platform": ("nen tang", "platform", "mang xa hoi", "network", "loai nguon", "loai kenh", "source type", "kenh",
                 "media", "loai hinh", "channel", "mang", "nguon"),
    "kind": ("loai tai khoan", "loai trang", "account type", "author type", "user type", "page type",
             "loai nguoi dang", "quyen rieng tu", "privacy", "che do", "loai noi dung", "loai bai", "post type", "loai",
             "type", "kieu", "doi tuong"),
    "views": ("luot xem", "so luot xem", "xem", "view", "luot doc", "so luot doc"),
    "reactions": ("cam xuc", "luot cam xuc", "bieu cam", "reaction", "luot tuong tac cam xuc"),
    "likes": ("luot thich", "so luot thich", "thich", "like"),
    "comments": ("binh luan", "luot binh luan", "so binh luan", "so luot binh luan", "comment"),
    "shares": ("chia se", "luot chia se", "so chia se", "so luot chia se", "share"),
}  # fmt: skip
# Headings that begin like ours and are something else: when a tool looked, whose picture, the sum of everything.
_NOT_OURS = re.compile(
    r"thu thap|crawl|cap nhat|update|quet|avatar|\banh\b|image|thumbnail|link (?:trang|nguoi|tac gia|page|kenh|nguon)"
    r"|(?:page|author|profile|user|channel|source) (?:url|link|id)|sentiment|sac thai|ngay sinh|tong tuong tac"
    r"|nguoi theo doi|follower|theo doi|^id|thoi gian doc|ngon ngu|language"
)
PLATFORMS: Mapping[str, str] = {  # how a platform is written, folded
    "facebook": "facebook", "fb": "facebook", "fanpage": "facebook", "youtube": "youtube", "tiktok": "tiktok",
    "tik tok": "tiktok", "zalo": "zalo", "instagram": "instagram", "threads": "threads", "twitter": "x", "x": "x",
    "linkedin": "linkedin", "bao chi": "web", "bao dien tu": "web", "bao": "web", "news": "web", "web": "web",
    "website": "web", "online": "web", "tin tuc": "web", "trang tin": "web", "dien dan": "forum", "forum": "forum",
    "forums": "forum", "blog": "web", "social": "social", "mang xa hoi": "social", "mxh": "social",
    "online news": "web", "google": "web",
}  # fmt: skip
LOOKED_AT = 60  # rows among which the heading is looked for
SAMPLE = 200  # rows by which a column's content is told
BORNE_OUT = 0.5  # share of a column's filled cells that must be what its heading says
LONGEST_HEADING = 60  # characters
SAID = 1000  # the rank of a column of which somebody said what it is


@dataclass(frozen=True, slots=True)
class Question:
    """What a file leaves open: which of these columns is the field."""

    field: Field
    columns: tuple[int, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one sheet; ``open`` is what nobody but a person can tell."""

    sheet: str
    heading: int  # number of the last row of the heading
    names: tuple[str, ...]  # what stands over each column
    columns: Mapping[Field, int]
    kinds: tuple[int, ...] = ()  # all columns that say what kind of account or post it is
    authors: tuple[int, ...] = ()  # all that name who wrote it
    open: tuple[Question, ...] = ()


Answer = Callable[[Question], int | None]


def layout_of(rows: Sequence[Row], known: Mapping[str, str], answer: Answer | None = None) -> Layout | None:
    """The layout of one sheet's rows; None for a sheet that is no list: no heading with two of our columns,
    or no column of addresses.

    ``known`` maps folded headings to fields (or IGNORED), as an officer said before: it goes before everything.
    """
    place = _heading(rows, known)
    if place is None:
        return None
    names = _names(rows, place)
    body = rows[place + 1 : place + 1 + SAMPLE]
    candidates = _candidates(names, body, known)
    if not any("address" in fields for fields in candidates.values()):
        return None  # a cover, a pivot table: nothing in it leads to a post
    columns, open_ = _settled(names, candidates, answer)
    kinds, authors = (tuple(n for n, fields in candidates.items() if name in fields) for name in SEVERAL)
    return Layout(rows[place].sheet, rows[place].number, names, columns, kinds, authors, open_)


def form_of(heading: str) -> str:
    """A heading as it is compared: folded, words only."""
    return " ".join(words(folded(heading)))


def rank(field: Field, heading: str) -> int:
    """How well a heading names a field, 0 not at all: whole names before parts, the first name before the last."""
    said = form_of(heading)
    if not said or len(said) > LONGEST_HEADING or _NOT_OURS.search(said):
        return 0
    for place, name in enumerate(NAMES[field]):
        if said == name or said == f"{name}s":
            return 100 - place
    for place, name in enumerate(NAMES[field]):
        if said.startswith(f"{name} ") or said.endswith(f" {name}"):
            return 50 - place
    return 0


def _heading(rows: Sequence[Row], known: Mapping[str, str]) -> int | None:
    scores = [
        (len(_fields(_names(rows, place), known)), -place)
        for place, row in enumerate(rows[:LOOKED_AT])
        if not any(address_in(cell) for cell in row.cells)
    ]
    if not scores or max(scores)[0] < 2:
        return None
    return -max(scores)[1]


def _fields(names: Iterable[str], known: Mapping[str, str]) -> set[str]:
    said = {known.get(form_of(name), "") for name in names} - {"", IGNORED}
    return said | {field for field in NAMES if any(rank(field, name) for name in names)}


def _names(rows: Sequence[Row], place: int) -> tuple[str, ...]:
    """What stands over each column: the row's own words, else those above, which may be merged over several."""
    own = [text_of(cell) for cell in rows[place].cells]
    above = _spread(rows[place - 1]) if place else []
    width = max(len(own), len(above))
    own += [""] * (width - len(own))
    above += [""] * (width - len(above))
    return tuple(mine or upper for mine, upper in zip(own, above, strict=True))


def _spread(row: Row) -> list[str]:
    """A row in which a merged cell's words stand over all that it covers; the name of the whole table is no heading."""
    said = [text_of(cell) for cell in row.cells]
    if sum(map(bool, said)) < 2:
        return [""] * len(said)
    for n, words_ in enumerate(said):
        said[n] = words_ or (said[n - 1] if n else "")
    return said


def _candidates(names: Sequence[str], body: Sequence[Row], known: Mapping[str, str]) -> dict[int, dict[Field, int]]:
    """For each column the fields that it may be, with how well its heading says so."""
    found: dict[int, dict[Field, int]] = {}
    for n, name in enumerate(names):
        cells = [row.cells[n] for row in body if n < len(row.cells) and text_of(row.cells[n])]
        told = known.get(form_of(name), "")
        if told:
            found[n] = {field: SAID for field in NAMES if field == told}
            continue
        ranks = {field: rank(field, name) for field in NAMES}
        found[n] = {field: value for field, value in ranks.items() if value and _bears_out(field, cells)}
    if not any("address" in fields for fields in found.values()):
        _add_by_content(found, names, body, "address")
    return found


def _add_by_content(
    found: dict[int, dict[Field, int]], names: Sequence[str], body: Sequence[Row], field: Field
) -> None:
    for n in range(len(names)):
        cells = [row.cells[n] for row in body if n < len(row.cells) and text_of(row.cells[n])]
        if cells and not found[n] and not _NOT_OURS.search(form_of(names[n])) and _bears_out(field, cells):
            found[n][field] = 1


def _bears_out(field: Field, cells: Sequence[Cell]) -> bool:
    """Whether at least half of a column's filled cells can be what its heading says; of an empty one all can."""
    test = _TESTS.get(field)
    return test is None or not cells or sum(map(test, cells)) >= BORNE_OUT * len(cells)


def platform_of(written: str) -> str:
    """The platform that a cell names, "" where it names none: "Facebook - Fanpage", "Báo điện tử"."""
    said = form_of(written)
    if said in PLATFORMS:
        return PLATFORMS[said]
    return next((platform for name, platform in PLATFORMS.items() if f" {name} " in f" {said} "), "")


_TESTS: Mapping[Field, Callable[[Cell], bool]] = {
    "address": lambda cell: bool(address_in(cell)),
    "time": lambda cell: is_moment(cell.value),
    "platform": lambda cell: len(text_of(cell)) < 40 and bool(platform_of(text_of(cell))),
    "page": lambda cell: (not address_in(cell) or len(text_of(cell)) < 40) and form_of(text_of(cell)) not in PLATFORMS,
    "title": lambda cell: text_of(cell) != address_in(cell),
    "text": lambda cell: text_of(cell) != address_in(cell),
    **{field: (lambda cell: count_of(cell.value) is not None) for field in TOTALS},
}


def _settled(
    names: Sequence[str], candidates: Mapping[int, Mapping[Field, int]], answer: Answer | None
) -> tuple[dict[Field, int], tuple[Question, ...]]:
    """One column for each field: the best named one that no other field names better; else it is asked."""
    columns: dict[Field, int] = {}
    open_: list[Question] = []
    for field in sorted(NAMES, key=lambda one: -max((ranks.get(one, 0) for ranks in candidates.values()), default=0)):
        ranked = {n: ranks[field] for n, ranks in candidates.items() if field in ranks and n not in columns.values()}
        # Of two columns of addresses one is of something else, a picture or a page, whatever they are called.
        best = [n for n, value in ranked.items() if value == max(ranked.values()) or field == "address"]
        best = [n for n in best if ranked[n] == SAID] or best
        if len(best) == 1 or (best and field in SEVERAL):
            columns[field] = best[0]
        elif best or (field in NEEDED):
            _ask(field, best or [n for n, name in enumerate(names) if name], names, answer, columns, open_)
    return columns, tuple(open_)


def _ask(
    field: Field, places: Sequence[int], names: Sequence[str], answer: Answer | None,
    columns: dict[Field, int], open_: list[Question],
) -> None:  # fmt: skip
    question = Question(field, tuple(places), tuple(names[n] or f"({n + 1})" for n in places))
    told = answer(question) if answer else None
    if told is not None:
        columns[field] = told
    else:
        open_.append(question)
