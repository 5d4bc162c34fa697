"""The figures of a text, in digits or in words, with what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from records import Span

MAGNITUDES = {
    "chục": 10.0, "trăm": 100.0, "nghìn": 1e3, "ngàn": 1e3, "vạn": 1e4, "triệu": 1e6, "tr": 1e6, "tỷ": 1e9, "tá": 12.0,
}  # fmt: skip
BASES = {"km": ("m", 1000.0), "cm": ("m", 0.01), "mm": ("m", 0.001), "tấn": ("kg", 1000.0), "tạ": ("kg", 100.0)}
ONES = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_NUMBER = r"\d(?<![\w.,:/-].)\d{0,14}(?:[.,]\d{1,15}){0,5}(?![\w/]|-\d|:\d|[.,]\d)"
_DIGITS = re.compile(rf"({_NUMBER})(%| ?phần trăm\b)?((?: ?\b(?:chục|trăm|nghìn|ngàn|vạn|triệu|tr|tỷ)\b){{0,2}})")
_SPELT = re.compile(
    r"(?<!\w)(?:(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười|mươi|mốt|tư|lăm|nhăm|linh|lẻ|chục|trăm|nghìn|ngàn"
    r"|vạn|triệu|tỷ|tá)(?: |(?!\w))){1,9}"
)
_UNIT = re.compile(r"\W?(\w+)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its value, what it counts (the word behind it; "%" for percent), and where it stands."""

    value: float
    unit: str
    span: Span

    @property
    def measure(self) -> tuple[float, str]:
        """The figure in its smallest unit: 2,5 km is 2,500 m."""
        unit, times = BASES.get(self.unit, (self.unit, 1.0))
        return self.value * times, unit


def figures(plain: str, start: int, end: int) -> Iterator[Figure]:
    """The figures of a stretch of a text in its matching form; dates, scores and codes are none."""
    yield from in_digits(plain, start, end)
    yield from in_words(plain, start, end)


def in_digits(plain: str, start: int, end: int) -> Iterator[Figure]:
    """Those of them that are written in digits."""
    for found in _DIGITS.finditer(plain, start, end):
        value = _value(found[1])
        for word in found[3].split():
            value *= MAGNITUDES[word]
        unit = "%" if found[2] else _unit(plain, found.end(), end)
        yield Figure(value, unit, (found.start(), found.end()))


def in_words(plain: str, start: int, end: int) -> Iterator[Figure]:
    """Those of them that are written in words."""
    for found in _SPELT.finditer(plain, start, end):
        words = found[0].split()
        if found.start() and plain[found.start() - 1] == " " and plain[found.start() - 2 : found.start() - 1].isdigit():
            continue  # the magnitude of a figure in digits: "5 triệu"
        stop = found.start() + len(found[0].rstrip())
        percent = plain.startswith(" phần trăm", stop)
        yield Figure(_spelt(words), "%" if percent else _unit(plain, stop, end), (found.start(), stop))


def _unit(plain: str, place: int, end: int) -> str:
    found = _UNIT.match(plain, place, end)
    return found[1] if found else ""


def _value(digits: str) -> float:
    """1.200 is one thousand two hundred, 1,2 and 1.2 are one and a fifth."""
    groups = re.split(r"[.,]", digits)
    if len(groups) > 1 and all(len(group) == 3 for group in groups[1:]) and groups[0] != "0":
        return float("".join(groups))
    return float(f"{''.join(groups[:-1])}.{groups[-1]}") if len(groups) > 1 else float(digits)


def _spelt(words: list[str]) -> float:
    """hai mươi lăm is 25, một trăm linh ba is 103, ba nghìn is 3,000."""
    total, part, last = 0.0, 0.0, 0.0
    for word in words:
        if word in ONES:
            last = float(ONES[word])
            part += last
        elif word in ("mười", "mươi", "chục"):
            part += last * 9 if last else 10.0
            last = 0.0
        elif word == "trăm":
            part += (last or 1.0) * 100 - last
            last = 0.0
        elif word in MAGNITUDES:
            total += (part or 1.0) * MAGNITUDES[word]
            part = last = 0.0
    return total + part
