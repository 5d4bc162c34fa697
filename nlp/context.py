"""What the words round a name say of it: its kind, somebody's home or name, a street, a club, an office."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.gazetteer import Unit
from nlp.lexicon import Hit
from nlp.reading import Reading
from records import Span

LOOK_BACK = 24  # characters before a name that can hold the word for its kind
ADDRESS = 90  # characters: hamlet, commune, district, province
ADDRESS_WORDS = 6  # of one part of an address: "thị trấn Mỹ An Hưng B"
SUMMARY = 250  # words: a longer text is no feed's summary; the longest with a related headline on dev has 150
BOARDING = ("bán ", "nội ")  # before "trú": a boarding school, nobody's home
COMPANY_WORDS = 80  # characters of "Công ty cổ phần Chế biến và xuất khẩu thủy sản "

KINDS = r"tỉnh|thành phố|tp\.?|t\.|huyện|h\.|thị xã|tx\.?|thị trấn|tt\.?|quận|q\.|xã|x\.|phường|p\."
_KIND = re.compile(rf"(?<!\w)({KINDS})\s*$")
# What may bear each word. A town grew to a city and a commune to a ward: those words are used for each other.
_TOWN = frozenset({"thanh-pho", "thi-xa", "far-district", "elsewhere", "province", "merged"})
_BEARERS = {
    "t": frozenset({"province", "merged", "elsewhere"}),
    "tp": _TOWN, "tx": _TOWN,
    "h": frozenset({"huyen", "far-district"}),
    "q": frozenset({"far-district"}),
    "x": frozenset({"xa", "far-commune"}),
    "p": frozenset({"phuong", "far-commune"}),
    "tt": frozenset({"thi-tran", "far-commune"}),
}  # fmt: skip
_SHORT = {
    "tỉnh": "t", "thành phố": "tp", "huyện": "h", "thị xã": "tx", "thị trấn": "tt", "quận": "q",
    "xã": "x", "phường": "p",
}  # fmt: skip
_STREET_NUMBER = re.compile(r"(?<!\w)\d{1,4}(?:[a-z]|/\d+)* $")  # "163 Tuyên Quang, TP Phan Thiết"
_QUARTER_AFTER = re.compile(r"\s*[,(-]\s*(?:p|q|tp|tx|phường|quận|thành phố|thị xã)(?!\w)")
_FIRM = (
    "xổ số kiến thiết|xskt|công ty|cty|ctcp|tập đoàn|doanh nghiệp tư nhân|dntn|thương hiệu|nhãn hàng|nhãn hiệu|chuỗi"
)
_VESSEL = r"tàu|sà lan|phà|thuyền|du thuyền|chiến hạm|khu trục hạm|khinh hạm|ghe|tàu thủy"
# The words between a firm or vessel and its name; a preposition among them begins something else.
_BETWEEN = r"(?:[ -]+[\"']?(?!(?:ở|tại|của|thuộc|từ|đến|đi|về|qua|tới|và|cho|do|là|bị|có|đã)\b)[\w&.]+)"
_COMPANY = re.compile(rf"(?<!\w)(?:{_FIRM}){_BETWEEN}{{0,10}}[ \"'-]*$")
_SHIP = re.compile(rf"(?<!\w)(?:{_VESSEL}){_BETWEEN}{{0,4}}[ \"'-]*$")
_NAMED_AFTER = re.compile(
    r"[\"']? (?:fc|f\.c|corp|jsc|group|hotel|resort|plaza|tower|palace|star|ltd|club|spa|shop|foods?|coffee"
    r"|express|limousine|travel|mart|bakery)(?!\w)"
)
_AGE_AFTER = re.compile(r" ?\((?:\d{1,2} tuổi|sn |sinh năm|nghệ danh|tên thật|ca sĩ|diễn viên|nhân vật)")
MATCH_WORDS = 3  # different words of football that make a text one about matches; in a brief one less
_SCORE = re.compile(r"(?:thắng|thua|hòa|bại|vượt qua|cầm chân|quật ngã)[^.\n]{0,40} \d{1,2} ?- ?\d{1,2}(?![\d/-])")
_AT_HOME = re.compile(r"\w \(ở $")  # "Nguyễn Thị Trang (ở Tuyên Quang)"
_DEPUTY = re.compile(r"(?<!\w)(?:đại biểu|đb|đbqh)[^.;()\n]{0,60}\((?:tỉnh )?$")  # "đại biểu Nguyễn Hải (Hà Giang)"
_LONGER = re.compile(r" (\w)\w*")
_HALF = re.compile(r" (?:[abc]|đông|tây|nam|bắc|trung|thượng|hạ|nội|ngoại)(?!\w)")
_STOP = (".", "?", "!", "…", ":", ";", ",", '"', "”", "’", "'", "")
_CAPTION = re.compile(r"[^.!?\n]{0,120}[.\-(]? ?\(?ảnh ?:")
_BEGINS = re.compile(r"[.!?…\n\"”] ?$")
_STOPS = re.compile(r"[.;\n]")
_ABBREVIATED = re.compile(r"(?<!\w)(?:TP|Tp|TX|TT|[XPHTQ])\.$")
_ROLES = ("institution", "delegate", "origin", "club", "route")


@dataclass(frozen=True, slots=True)
class Context:
    """The words of the lexicon in one text, by where they end."""

    reading: Reading
    ends: dict[int, set[str]]
    masks: list[Span]
    homes: list[int]  # where words such as "ngụ" end, in order
    link_start: int  # where the headline of a related item begins, after the text
    is_match: bool  # whether the text is about football clubs: a province's bare name is its club's there

    def kind(self, start: int) -> str:
        """The word for a kind directly before a name, in its short form: "h" of "huyện"; "" without one."""
        found = _KIND.search(self.reading.plain, max(0, start - LOOK_BACK), start)
        return _SHORT.get(found[1], found[1].rstrip(".")) if found else ""

    def labels(self, start: int, *, past_kind: bool = True) -> set[str]:
        """Labels of the phrases that end before a name, or before the word for its kind."""
        plain = self.reading.plain
        found = self.ends.get(start - (start > 0 and plain[start - 1] == " "), set())
        if past_kind and (kind := _KIND.search(plain, max(0, start - LOOK_BACK), start)):
            found = found | self.ends.get(_rstrip(plain, kind.start()), set())
        return found

    def role(self, start: int, *, is_club: bool = False) -> str:
        """How a name is spoken of; ``is_club``: in a report of matches it stands for its club."""
        labels = self.labels(start)
        plain = self.reading.plain
        if self._is_in_home_address(start) or _AT_HOME.search(plain, max(0, start - LOOK_BACK), start):
            return "origin"
        if _DEPUTY.search(plain, max(0, start - ADDRESS), start):
            return "delegate"
        if self.link_start <= start:
            return "link"
        if found := next((role for role in _ROLES if role in labels), ""):
            return found
        if self._is_company(start):
            return "company"
        if "dish" in labels:
            return "dish"
        if is_club and self.is_match and "located" not in labels:
            return "club"
        return "caption" if start >= self.reading.title_end and _CAPTION.match(plain, start) else "plain"

    def is_renowned(self, start: int) -> bool:
        """Whether what goes before a name is found in our province only: "cao nguyên đá Đồng Văn"."""
        return "renowned" in self.labels(start, past_kind=False)

    def is_located(self, start: int) -> bool:
        """Whether a word before a name says that a place follows: "ở", "chợ", "đèo"."""
        return bool(self.labels(start, past_kind=False) & {"located", "institution"})

    def is_something_else(self, span: Span, unit: Unit, kind: str) -> bool:
        """A street, ship, hamlet or person of that name, or a part of a longer name (Đồng Tháp Mười)."""
        start, end = span
        if any(left <= start and end <= right for left, right in self.masks):
            return True
        if kind:
            return unit.rank < 2 and self._is_halved(span)
        return (
            self._is_street_number(span)
            or self.is_person(span, unit)
            or "not-a-place" in self.labels(start, past_kind=False)
            or self._bears_a_name(span)
            or (unit.rank < 2 and (self._continues(span) or self._is_byline(span) or self._is_company(start)))
        )

    def is_person(self, span: Span, unit: Unit) -> bool:
        """Whether somebody of that name is meant: "ca sĩ Hà Giang", "Nguyễn Hà Giang", "Hà Giang (28 tuổi)"."""
        labels = self.labels(span[0], past_kind=False)
        if "surname" in labels:
            return self._follows_capital(span[0])
        if _AGE_AFTER.match(self.reading.plain, span[1]):
            return not self._follows_capital(span[0])
        return "named" in labels or (unit.rank < 2 and "person" in labels)

    def is_borrowed(self, span: Span, unit: Unit) -> bool:
        """Whether the name is here a person's, a vessel's or a firm's, and so wherever it stands alone."""
        return self.is_person(span, unit) or self._bears_a_name(span) or self._is_company(span[0])

    def _bears_a_name(self, span: Span) -> bool:
        """Whether a vessel or a house is called so: "tàu chở hàng Sa Đéc 05", "Mỹ Tho Plaza"."""
        plain = self.reading.plain
        if _NAMED_AFTER.match(plain, span[1]):
            return True
        return _SHIP.search(plain, max(0, span[0] - COMPANY_WORDS), span[0]) is not None

    def _is_street_number(self, span: Span) -> bool:
        plain = self.reading.plain
        if not _QUARTER_AFTER.match(plain, span[1]):
            return False
        return _STREET_NUMBER.search(plain, max(0, span[0] - LOOK_BACK), span[0]) is not None

    def _is_company(self, start: int) -> bool:
        return _COMPANY.search(self.reading.plain, max(0, start - COMPANY_WORDS), start) is not None

    def _continues(self, span: Span) -> bool:
        """Whether a unit's name is only the beginning of a longer one: Lâm Bình Chi, Mỹ Hội Đông."""
        text = self.reading.text
        longer = _LONGER.match(text, span[1])
        return longer is not None and longer[1].isupper() and not text[slice(*span)].isupper()

    def _is_halved(self, span: Span) -> bool:
        """Whether a unit of its own begins with the name: "huyện Châu Thành A", "xã Mỹ Hội Đông"."""
        return _HALF.match(self.reading.plain, span[1]) is not None and self._continues(span)

    def _is_byline(self, span: Span) -> bool:
        text = self.reading.text
        return _BEGINS.search(text, max(0, span[0] - 4), span[0]) is not None and not text[span[1] :].strip()

    def _follows_capital(self, start: int) -> bool:
        """Whether the word directly before begins with a capital."""
        plain = self.reading.plain
        if not start or plain[start - 1] != " ":
            return False
        begin = max(plain.rfind(" ", 0, start - 1), plain.rfind("\n", 0, start - 1)) + 1
        return self.reading.text[begin].isupper()

    def _is_in_home_address(self, start: int) -> bool:
        """Whether only parts of an address stand between a word such as "ngụ" and the name."""
        place = bisect_right(self.homes, start) - 1
        if place < 0 or start - self.homes[place] >= ADDRESS:
            return False
        between = self.reading.text[self.homes[place] : start]
        if ")" in between or any(not _ABBREVIATED.search(between[: end.end()]) for end in _STOPS.finditer(between)):
            return False
        return all(_is_part_of_address(part) for part in between.split(",")[:-1])


def context(reading: Reading, hits: Sequence[Hit[str]]) -> Context:
    """The context of a text, of the lexicon's phrases found in it."""
    ends: dict[int, set[str]] = {}
    masks: list[Span] = []
    for hit in hits:
        ends.setdefault(hit.end, set()).add(hit.entry)
        if hit.entry == "namesake":
            masks.append(hit.span)
    homes = [hit.end for hit in hits if hit.entry == "home" and not reading.plain.endswith(BOARDING, 0, hit.start)]
    football = {reading.plain[hit.start : hit.end] for hit in hits if hit.entry == "football"}
    enough = MATCH_WORDS if reading.size > SUMMARY / 2 else MATCH_WORDS - 1
    is_match = len(football) + (_SCORE.search(reading.plain) is not None) >= enough
    return Context(reading, ends, masks, homes, _link_start(reading), is_match)


def _link_start(reading: Reading) -> int:
    """Where a feed's summary goes over into headlines of related items, which end without a full stop."""
    text = reading.text
    end = text.find("<a", reading.title_end)
    end = len(text.rstrip()) if end < 0 else len(text[:end].rstrip())
    if reading.size > SUMMARY or text[end - 1 : end] in _STOP:
        return len(text)
    begins = max(text.rfind(f"{stop} ", reading.title_end, end) for stop in ".?!…")
    return begins + 1 if begins >= 0 else len(text)


def bears(unit: Unit, kind: str) -> bool:
    """Whether a unit may bear the word for a kind before its name; without a word any may."""
    if not kind:
        return True
    bearers = _BEARERS[kind]
    return unit.kind in bearers or unit.level in bearers


def _is_part_of_address(part: str) -> bool:
    words = part.split()
    return len(words) <= ADDRESS_WORDS and (not words or words[-1][0].isupper() or words[-1][0].isdigit())


def _rstrip(plain: str, end: int) -> int:
    while end and plain[end - 1] in " (,:-":
        end -= 1
    return end
