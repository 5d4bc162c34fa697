"""Clusters of copies: one original, and how much of it each of the others is.

Clusters are made anew from all pairs of the items that hang together, in the order in which they were published, so
that they do not depend on when which item was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from records import Outlet
from text import matching, words

Mark = Literal["original", "reprint", "partial"]

REPRINT = 0.6  # of both texts' words: with less, a part was taken, or it was taken into a longer piece
_KIND = re.compile(r"^(báo điện tử|báo|tạp chí điện tử|tạp chí|đài|trang) ")  # a credit says "Theo Tuổi Trẻ"


@dataclass(frozen=True, slots=True)
class Copy:
    """Two items that are copies, the lesser id first, and which share of each one's words stands in the other."""

    one: str
    other: str
    one_in_other: float
    other_in_one: float


@dataclass(frozen=True, slots=True)
class Member:
    """What decides an item's place among its copies."""

    id: str
    outlet: str
    at: str  # of publication, of the first sighting where that is unknown; ISO 8601 in UTC
    credited: frozenset[str] = frozenset()  # outlets that it names as its source


@dataclass(frozen=True, slots=True)
class Place:
    """An item's place in a cluster."""

    item: str
    original: str
    mark: Mark
    overlap: float  # share of its words that stand in the original, 1 for the original itself
    taken: float  # share of the original's words that stand in it


def clusters(members: Mapping[str, Member], copies: Iterable[Copy]) -> list[Place]:
    """Places of all members that have a copy, by original and then in time.

    Originals first: an item that a copy of it credits, else the earliest. Every other item goes to the original
    with which it shares the most; one that copies no original is an original itself (a chain of ever smaller
    excerpts does not make one cluster of two stories).
    """
    shares = _shares(copies)
    order = sorted(shares, key=lambda item: _rank(members[item], (members[near] for near in shares[item])))
    rank = {item: number for number, item in enumerate(order)}
    originals: dict[str, int] = {}  # with their rank
    places = []
    for item in order:
        place = _place(item, shares[item], originals)
        if place.mark == "original":
            originals[item] = rank[item]
        places.append(place)
    taken = {place.original for place in places if place.mark != "original"}
    kept = [place for place in places if place.original in taken]
    return sorted(kept, key=lambda place: (rank[place.original], rank[place.item]))


def _shares(copies: Iterable[Copy]) -> dict[str, dict[str, tuple[float, float]]]:
    """Item to its copies, each with the share of the item's words that stand there, and the other way round."""
    shares: dict[str, dict[str, tuple[float, float]]] = {}
    for copy in copies:
        shares.setdefault(copy.one, {})[copy.other] = (copy.one_in_other, copy.other_in_one)
        shares.setdefault(copy.other, {})[copy.one] = (copy.other_in_one, copy.one_in_other)
    return shares


def _rank(member: Member, near: Iterable[Member]) -> tuple[bool, str, str]:
    is_credited = any(member.outlet in one.credited and one.outlet != member.outlet for one in near)
    return not is_credited, member.at, member.id


def _place(item: str, shares: Mapping[str, tuple[float, float]], originals: Mapping[str, int]) -> Place:
    choices = [near for near in shares if near in originals]
    if not choices:
        return Place(item, item, "original", 1.0, 1.0)
    best = max(choices, key=lambda near: (min(shares[near]), -originals[near]))
    overlap, taken = shares[best]
    return Place(item, best, "reprint" if min(overlap, taken) >= REPRINT else "partial", overlap, taken)


def together(touched: Iterable[str], near: Callable[[Sequence[str]], Mapping[str, Iterable[str]]]) -> list[set[str]]:
    """The groups of items that hang together by copies, of which these are members."""
    groups: list[set[str]] = []
    seen: set[str] = set()
    for start in sorted(set(touched)):
        if start in seen:
            continue
        group, edge = {start}, [start]
        while edge:
            found = {item for items in near(edge).values() for item in items} - group
            group |= found
            edge = sorted(found)
        seen |= group
        groups.append(group)
    return groups


def credited(credit: str, names: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The outlets that a credit line names ("Theo TTXVN"); ``names`` as :func:`names_of` gives them."""
    line = f" {_form(credit)} "
    return frozenset().union(*(slugs for name, slugs in names.items() if f" {name} " in line))


def names_of(outlets: Iterable[Outlet]) -> dict[str, frozenset[str]]:
    """Names in the form in which a credit is read, to the outlets that they stand for: an agency for all its titles."""
    outlets = list(outlets)
    found: dict[str, frozenset[str]] = {}
    for outlet in outlets:
        slugs = frozenset(one.slug for one in outlets if outlet.slug in (one.slug, one.owner))
        for name in (outlet.slug, outlet.name, *(title.name for title in outlet.titles)):
            if form := _KIND.sub("", _form(name)):
                found[form] = found.get(form, frozenset()) | slugs
    return found


def _form(name: str) -> str:
    return " ".join(words(matching(name)))
