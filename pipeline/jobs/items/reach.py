"""What platforms counted of an item, as it stood from moment to moment: never added, never money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from config.wording import sentence, shipped_sentences
from times import shown_moment


def reach_lines(totals: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A sentence for each platform and kind of count: the newest, and where it began; rows as ``totals_of`` gives."""
    for (platform, name), rows in groupby(totals, key=lambda row: (row["platform"], row["name"])):
        series = list(rows)
        facts = {"platform": platform_name(platform), "name": _name(name), "value": series[-1]["value"]}
        yield sentence("reach.newest", **facts, at=shown_moment(series[-1]["at"]), began=_began(series))


def _began(series: list[Mapping[str, Any]]) -> str:
    if len(series) < 2:
        return ""
    first = {"value": series[0]["value"], "at": shown_moment(series[0]["at"])}
    return sentence("reach.first", **first, points=len(series))


def platform_name(platform: str) -> str:
    """A platform as it calls itself; the word that a tool has for one that we do not know."""
    return _known(f"reach.platform.{platform}", platform)


def _name(name: str) -> str:
    """The platform's own word where we have no other."""
    return _known(f"reach.name.{name}", name)


def _known(key: str, otherwise: str) -> str:
    return sentence(key) if key in shipped_sentences() else otherwise
