"""Takes out of readers' words what leads to a person, before anything is written: names, addresses, numbers.

A word too many is taken rather than one too few: what is lost is a figure or a name, never a comment's drift.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterable

from text import stored

MARKS = {"names": "[tên]", "emails": "[thư điện tử]", "numbers": "[số]", "links": "[liên kết]"}
KEY_BYTES = 32
_HASH = 16  # hexadecimal digits of a name's hash: no two of a thread's readers share one by chance

_AT = r"(?:\s{0,3}[@＠]\s{0,3}|\s*[(\[{]\s*(?:at|@|(?:a\s*)?c[òo]ng)\s*[)\]}]\s*|\s+(?:at|(?:a\s*)?c[òo]ng|a\s*móc)\s+)"
_DOT = r"(?:\.|\s*[(\[{]\s*(?:dot|ch[ấa]m|\.)\s*[)\]}]\s*|\s+(?:dot|ch[ấa]m)\s+)"
_TOP = r"(?:com|vn|net|org|edu|gov|info|biz|me|io|co|us)"
_HOUSE = r"(?:g\s?mail|yahoo|ymail|hotmail|outlook|icloud|live|proton(?:mail)?|zoho)"
_EMAIL = re.compile(
    rf"[\w.+-]+(?:{_DOT}[\w+-]+)*{_AT}"
    rf"(?:{_HOUSE}(?:{_DOT}\w+|\s{{0,2}}\.\s{{0,2}}{_TOP}\b)*|[\w-]+(?:(?:{_DOT}[\w-]+)+|\s{{0,2}}\.\s{{0,2}}{_TOP}\b))",
    re.I,
)
_LINK = re.compile(
    rf"(?:https?://|www\.)\S+|\b(?:[\w-]+\.)+{_TOP}(?:\.vn)?/\S+|\b(?:fb|facebook|m\.me|zalo|t\.me|tiktok|instagram)"
    r"\.(?:com|me|vn)\S*",
    re.I,
)
_HANDLE = re.compile(
    r"@[\w.]+|\b(?:fb|face(?:book)?|zalo|nick|telegram|tele|insta(?:gram)?)\s*[:=-]\s*[^\s,;]+(?: [A-ZĐ]\w*){0,3}", re.I
)

# Whoever is spoken of: neither volume nor tone needs a name. A surname that begins a name, or a word of address.
_SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh|Mai|Đoàn|Lương|Lâm|Trương|Cao|Hà|"
    "Chu|Tạ|Triệu|Ma|Nông|Hoàng|Vàng|Giàng|Sùng|Thào|Mùa|Lò|Quan|Phùng|Tô|Thái|Kiều|Đào|Vương|Quách|La|Hứa|Châu|Tống"
)
_PERSON = re.compile(rf"\b(?:{_SURNAMES})(?: [A-ZÀ-ỸĐ][\w]*){{1,4}}")
_CALLED = re.compile(
    r"(?:(?<=\banh\s)|(?<=\bchị\s)|(?<=\bbạn\s)|(?<=\bông\s)|(?<=\bbà\s)|(?<=\bbác\s)|(?<=\bchú\s))"
    r"(?!\[)[A-ZÀ-ỸĐ]\w*(?: [A-ZÀ-ỸĐ]\w*){0,4}"
)

# Nine digits or more with little between them: telephones, identity cards, accounts. o is written for 0, l for 1.
_BETWEEN = r"[\s.,\-_()/·•+\uFE0F\u20E3]{0,3}"
_DIGIT = r"(?:\d|[oO](?![^\W\doO_]))"  # no o that begins a word
_NUMBER = re.compile(rf"(?:\+|(?<!\w)[oO]|\d)(?:{_BETWEEN}{_DIGIT}|[lI]){{8,}}")
_NAMED = re.compile(
    r"(?:s?đt|sdt|đ\.thoại|điện thoại|dien thoai|phone|tel|zalo|gọi|alo|số máy|liên hệ|lh|hotline)"
    rf"\W{{0,3}}(?:\w+\W{{1,3}}){{0,2}}?(\d(?:{_BETWEEN}{_DIGIT}){{6,}})",
    re.I,
)
_SPELT = r"(?:không|khong|linh|lẻ|một|mốt|mot|hai|ba|bốn|bon|tư|năm|nam|lăm|sáu|sau|bảy|bẩy|bay|tám|tam|chín|chin)"
_SPELT_NUMBER = re.compile(rf"\b{_SPELT}(?:[\s,.-]+{_SPELT}){{8,}}\b", re.I)
LEAST_DIGITS = 5  # real ones of a run; the rest may be letters that stand for them
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
_OF_MONEY = re.compile(r"\s*(?:đồng|đ\b|vnđ|vnd|usd|tỷ|tỉ|triệu|người|m2|ha\b|tấn|%)", re.I)


def hashed_name(key: bytes, article: str, name: str) -> str:
    """What stands for a reader under one article: by a key that only this home has, so that no list of names tells
    whose it is, and another under every article, so that nobody can be followed from one to the next."""
    said = f"{article}\n{stored(name).casefold()}".encode()
    return hmac.new(key, said, hashlib.sha256).hexdigest()[:_HASH]


class Redactor:
    """Takes private words out of the texts of one thread, whose readers bear these names; counts what it took."""

    def __init__(self, names: Iterable[str]) -> None:
        self.counts: Counter[str] = Counter(dict.fromkeys(MARKS, 0))
        self._names = _names_pattern({stored(name).replace("\n", " ") for name in names})

    def __call__(self, text: str) -> str:
        """The text in its stored form with a mark in the place of whatever is private."""
        text = stored(text)
        for kind, pattern in (("emails", _EMAIL), ("links", _LINK)):
            text = self._without(text, kind, pattern)
        text = _NUMBER.sub(self._number, text)
        text = _NAMED.sub(self._named_number, text)
        text = self._without(text, "numbers", _SPELT_NUMBER)
        for pattern in (*self._names, _HANDLE, _PERSON, _CALLED):
            text = self._without(text, "names", pattern)
        return text

    def _without(self, text: str, kind: str, pattern: re.Pattern[str]) -> str:
        text, found = pattern.subn(MARKS[kind], text)
        self.counts[kind] += found
        return text

    def _number(self, found: re.Match[str]) -> str:
        if sum(one.isdigit() for one in found[0]) < LEAST_DIGITS or _is_amount(found):
            return found[0]
        self.counts["numbers"] += 1
        return MARKS["numbers"]

    def _named_number(self, found: re.Match[str]) -> str:
        self.counts["numbers"] += 1
        return found[0].replace(found[1], MARKS["numbers"])


def _is_amount(found: re.Match[str]) -> bool:
    """350.000.000 is money, 912.345.678 may be a telephone without its 0: unless it is round or names its unit."""
    return bool(_GROUPED.fullmatch(found[0])) and (
        found[0].endswith("000") or _OF_MONEY.match(found.string, found.end()) is not None
    )


def _names_pattern(names: Iterable[str]) -> list[re.Pattern[str]]:
    """Patterns of names: of several words in any case, of one word as it is written (it may be a word, too)."""
    known = sorted((name for name in names if len(name) > 1), key=len, reverse=True)
    several = [r"\s+".join(map(re.escape, name.split())) for name in known if " " in name]
    single = [re.escape(name) for name in known if " " not in name]
    kinds = ((several, re.I), (single, re.NOFLAG))
    return [re.compile(rf"(?<!\w)(?:{'|'.join(some)})(?!\w)", flags) for some, flags in kinds if some]
