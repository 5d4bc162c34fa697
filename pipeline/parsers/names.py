"""Who wrote it and whose words these are: names in by-lines, and the signature below a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_BYLINE = 300  # characters; the rest is no by-line
MAX_NAME = 60  # characters; longer than any by-line: then the selector caught something else
MAX_SIGNATURE = 90  # characters of one line below a text
SIGNATURE_LINES = 4  # a text, its writers, who took the pictures, the place and day, the source

_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_SEPARATORS = re.compile(r"\s*(?:,|;|\s[-–—]\s|\s+và\s+|\s+&\s+)\s*")
# What stands before names: "Bài, ảnh: …", "Thực hiện: …", "Theo …", "Tác giả …".
_LABEL = re.compile(
    r"^(?:(?:tin|bài|bài viết|ảnh|video|clip|nội dung|thiết kế|đồ họa|trình bày|thực hiện|tác giả|biên tập|kỹ thuật)"
    r"(?:\s*(?:,|và|-|–|&|/)\s*(?:tin|bài|bài viết|ảnh|video|clip|đồ họa|trình bày|thiết kế|nội dung))*\s*:|theo\s)\s*",
    re.IGNORECASE,
)
# Not persons: what a by-line says of a writer's place and house.
_ROLE = re.compile(
    r"^(?:(?:phóng viên|pv|p\.v|ctv|cộng tác viên)\b.*\b(?:tại|thường trú|báo|ttxvn|vov)\b"
    r"|báo\s|đài\s|tạp chí\s|trung tâm\s|cổng\s|sở\s|ban\s|thông tấn xã|ttxvn|vov\b|vtv\b|vgp\b)",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.\s?){1,3}[^\W\d_]?\.?")
_HOUSE = re.compile(
    r"(?:nhóm\s+)?(?:pv|p\.v|phóng viên|ctv|cộng tác viên|ban biên tập|bbt|tòa soạn)\b.*", re.IGNORECASE
)
_PLACE = r"[^\W\d_][\w.' -]{1,40}, "
_YEAR = r"(?:[-/]\d{4}|,? năm \d{4})"
_PLACE_AND_DAY = re.compile(
    rf"{_PLACE}(?:ngày )?\d{{1,2}}(?:[/.-]\d{{1,2}}(?:[/.-]\d{{4}})?|(?: tháng |-)\d{{1,2}}{_YEAR}?)\.?"
    rf"|{_PLACE}tháng \d{{1,2}}{_YEAR}\.?"
)
_HOUSE_NAME = (
    r"(?P<house>[A-ZĐÀ-Ỹ\"“][^()\[\].!?]{1,50}(?:\.[a-z]{2,4}){0,3})"  # "Báo Tuổi Trẻ", "TTXVN", "Chinhphu.vn"
)
_CREDIT = re.compile(rf"[(\[]?\s*(?i:theo\s|nguồn(?:\s+tin)?\s*:?\s|source:\s)\s*{_HOUSE_NAME}\s*[)\]]?\.?")
_AGENCY = re.compile(r"[(\[]\s*(?P<house>(?:TTXVN|Vietnam\+|VOV|VGP|VTV|Chinhphu\.vn)[^()\[\]]{0,40}?)\s*[)\]]\.?")
_AT_THE_END = re.compile(
    r"[(\[](?:(?i:theo)\s+(?P<house>[A-ZĐÀ-Ỹ][^()\[\]]{1,40})|(?P<agency>TTXVN(?:/[^()\[\]]{2,20})?|Vietnam\+))[)\]]\.?$"
)
_CLAUSE = re.compile(r", [^\W\dA-ZĐ]")  # "Theo Bộ Y tế, đến nay": a sentence, no source
_SENTENCE_END = re.compile(r"[.!?…/]['\"”’)\]]*$|[)\]]$")


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands below a text: by-lines as printed, the house that they credit, and how many lines these are."""

    bylines: tuple[str, ...] = ()
    credit: str = ""
    lines: int = 0


def names_of(bylines: Iterable[str]) -> tuple[str, ...]:
    """The names in by-lines: without brackets, labels and houses, two in one line apart, each once."""
    return tuple(dict.fromkeys(name for byline in bylines for name in _names(byline)))


def _names(byline: str) -> Iterator[str]:
    if _PLACE_AND_DAY.fullmatch(byline):
        return
    for name in _SEPARATORS.split(_LABEL.sub("", _BRACKETS.sub("", byline[:LONGEST_BYLINE]))):
        name = _LABEL.sub("", name).partition("/")[0].strip(" :")
        if name and len(name) <= MAX_NAME and not _ROLE.search(name):
            yield name


def credit_of(line: str) -> str:
    """The house that a line of its own credits: "Theo TTXVN" and "(Nguồn: VGP)" give TTXVN and VGP."""
    found = _CREDIT.fullmatch(line) or _AGENCY.fullmatch(line)
    return found["house"].strip() if found and not _CLAUSE.search(found["house"]) else ""


def credit_in(text: str) -> str:
    """The house that the last words of a text credit in brackets."""
    found = _AT_THE_END.search(text.rstrip()[-MAX_SIGNATURE:])
    return (found["house"] or found["agency"]).strip() if found else ""


def signature_of(lines: list[str]) -> Signature:
    """What signs these paragraphs: at most a few short last lines, after a line that ends a sentence.

    A line of a list or a verse is none: before names that nothing introduces a sentence must have ended.
    """
    taken = 0
    while taken < min(SIGNATURE_LINES, len(lines) - 1) and _signs(lines[-1 - taken]):
        taken += 1
    while taken and not _may_follow(lines[-1 - taken], lines[-taken]):
        taken -= 1
    signed = lines[len(lines) - taken :]
    credits = [house for line in signed if (house := credit_of(line))]
    return Signature(tuple(line for line in signed if not credit_of(line)), credits[0] if credits else "", taken)


def _signs(line: str) -> bool:
    return len(line) <= MAX_SIGNATURE and (_is_plain(line) or _is_names(line))


def _is_plain(line: str) -> bool:
    """A signature whatever stands before it: a source, a label with names, a place with its day."""
    labelled = _LABEL.match(line)
    return bool(
        credit_of(line)
        or _PLACE_AND_DAY.fullmatch(line)
        or (labelled and line[: labelled.end()].rstrip().endswith(":") and _is_names(line[labelled.end() :]))
    )


def _is_names(line: str) -> bool:
    parts = [part for part in _SEPARATORS.split(_BRACKETS.sub("", line)) if part]
    return 1 <= len(parts) <= 4 and all(
        _is_name(part.partition("/")[0]) or _INITIALS.fullmatch(part) or _HOUSE.fullmatch(part) for part in parts
    )


def _is_name(part: str) -> bool:
    """Two to five words that all begin with a capital: "Nguyễn Văn An", "TRẦN MAI"."""
    words = part.split(" ")
    if words[0] in ("Ông", "Bà"):  # a caption: nobody signs so
        return False
    return 2 <= len(words) <= 5 and all(word[:1].isupper() and word.isalpha() for word in words)


def _may_follow(before: str, line: str) -> bool:
    return _is_plain(line) or _SENTENCE_END.search(before) is not None
