"""Whether an undated text speaks before or after the merger of provinces: years, units and offices tell."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlp.reading import Reading

# Share of 4,000 texts of each corpus with the sign, 2016-2020 against 2026 (feeds and summaries): "2026" 0.001
# against 0.2; a year of 2010-2024 after a day or month 0.2-0.3 against 0.003; a district with its name 0.12-0.43
# against 0.001; an address "xã, huyện" 0.09-0.36 against 0.01; "tỉnh" with a province that is no more 0.06-0.25
# against 0.001. Weights follow these ratios.
# Each begins with what to look for, not with what must not stand before it: so it is found much sooner.
_NEW_YEAR = re.compile(r"202[6-9](?<![\d\-]\d{4})(?!\d)(?!-20)")
_OLD_DATE = re.compile(r"\d(?<!\d\d)\d?[/.\-]20(?:0\d|1\d|2[0-4])(?!\d)")
_OLD_YEAR = re.compile(r"năm 20(?:0\d|1\d|2[0-4])(?!\d)")
_DISTRICT = re.compile(r"[hqt](?<!\w.)(?:(?<=h)(?:uyện|\.)|(?<=q)(?:uận|\.)|(?<=t)(?:hị xã|hị trấn|x\.?)) ?(\w)")
_COMMUNE_IN_PROVINCE = re.compile(r"[xp](?<!\w.)(?:(?<=x)ã|(?<=p)hường)(?: \w+){1,4}(?:, | \(| - |,)(?:thuộc )?tỉnh \w")
_SIGNS = ((_NEW_YEAR, 3.0), (_OLD_DATE, -2.0), (_OLD_YEAR, -1.0), (_COMMUNE_IN_PROVINCE, 1.0))
DISTRICT = -3.0
FORMER_PROVINCE = -1.0
BRIEF = 150  # words: undated full texts come from old collections, undated briefs from today's feeds


def speaks_after(reading: Reading, hints: Iterable[float], *, names_former: bool) -> bool:
    """Whether a text without a date was written since the merger; one without any sign by its length.

    ``hints`` are the weights of the lexicon's phrases in the text, positive for after.
    """
    total = sum(hints) + sum(weight for sign, weight in _SIGNS if sign.search(reading.plain))
    if any(reading.text[found.start(1)].isupper() for found in _DISTRICT.finditer(reading.plain)):
        total += DISTRICT
    if names_former:
        total += FORMER_PROVINCE
    return total > 0 if total else reading.size < BRIEF
