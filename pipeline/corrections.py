"""A newspaper's own corrections and apologies, and the items that they correct.

Others correct and apologise too (a ministry its circular, a singer a rumour): a notice speaks of what the newspaper
itself has printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from records import Lexicon
from text import folded, matching, words

LONGEST = 600  # syllables; a longer text is an article in which somebody apologises
ALIKE = 0.75  # of a quoted headline's syllables: newsrooms shorten them (difflib's ratio)
QUOTED = 4  # syllables of a quotation that may be a headline
SHARED_NAMES = 3  # syllables with a capital, in common with the item of the named day
_OPENINGS = ("thông tin cải chính", "cải chính", "đính chính", "lời xin lỗi", "lời cáo lỗi", "cáo lỗi", "tin cải chính")
_IN_QUOTES = re.compile(r"[\"“«]([^\"”»\n]+)[\"”»]")
_DAY = re.compile(r"(?<![\d.,])(\d{1,2}) ?[./-] ?(\d{1,2})(?![\d%])")
_CAPITAL = re.compile(r"(?<=[\w,;] )[^\W\d_]\w*")


@dataclass(frozen=True, slots=True)
class Notice:
    """A correction: the headlines that it quotes, the days that it names, the names in it."""

    headlines: tuple[str, ...]
    days: frozenset[str]  # "07-19"
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An item that a notice may be about."""

    id: str
    title: str
    text: str
    day: str  # "2026-07-19", or "" where it is not known


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """The phrases by which a notice is known, in their matching form (lexicon "changes")."""

    notice: tuple[str, ...]
    newsroom: tuple[str, ...]
    printed: tuple[str, ...]

    @classmethod
    def of(cls, lexicon: Lexicon) -> NoticeWords:
        groups = {group.label: tuple(matching(phrase) for phrase in group.phrases) for group in lexicon.groups}
        return cls(groups["notice"], groups["newsroom"], groups["printed"])

    def notice_of(self, title: str, body: str) -> Notice | None:
        """The correction that a text is; None for any other text."""
        if not self._is_notice(_run(title), _run(f"{title}\n{body}")):
            return None
        quoted = tuple(one.strip() for one in _IN_QUOTES.findall(body) if len(words(one)) >= QUOTED)
        days = frozenset(f"{int(month):02d}-{int(day):02d}" for day, month in _DAY.findall(body))
        return Notice(quoted, days, _names(body))

    def _is_notice(self, title: str, whole: str) -> bool:
        newsroom, printed, says_so = (
            any(f" {phrase} " in whole for phrase in group) for group in (self.newsroom, self.printed, self.notice)
        )
        if title.strip().startswith(_OPENINGS) or " xin lỗi bạn đọc " in title or " xin lỗi độc giả " in title:
            return newsroom or printed
        return says_so and newsroom and printed and whole.count(" ") <= LONGEST


def corrected(notice: Notice, earlier: Iterable[Earlier]) -> tuple[str, str] | None:
    """The id of the item that a notice corrects, and on what that rests: "headline", or "day" with the names."""
    candidates = list(earlier)
    best = max(((_likeness(notice, one), one.id) for one in candidates), default=(0.0, ""))
    if best[0] >= ALIKE:
        return best[1], "headline"
    that_day = [(len(notice.names & _names(one.text)), one.id) for one in candidates if one.day[5:] in notice.days]
    shared, item = max(that_day, default=(0, ""))
    return (item, "day") if shared >= SHARED_NAMES else None


def _likeness(notice: Notice, one: Earlier) -> float:
    title = _bare(one.title)
    return max((_ratio(_bare(quoted), title) for quoted in notice.headlines), default=0.0)


def _ratio(quoted: Sequence[str], title: Sequence[str]) -> float:
    """Likeness of two headlines; one that begins as the other whole is the same, cut short."""
    if len(quoted) >= 2 * QUOTED and title[: len(quoted)] == quoted:
        return 1.0
    return SequenceMatcher(None, quoted, title, autojunk=False).ratio()


def _bare(text: str) -> list[str]:
    return words(folded(text))


def _run(text: str) -> str:
    return f" {' '.join(words(matching(text)))} "


def _names(text: str) -> frozenset[str]:
    """Syllables with a capital inside a sentence."""
    return frozenset(matching(word) for word in _CAPITAL.findall(text) if word[0].isupper())
