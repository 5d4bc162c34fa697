"""Which unit each name of a text stands for: its address first, then the same text's other names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.context import KINDS
from nlp.gazetteer import Unit, fits_district, lies_in
from records import Span

# A place may be followed by the unit that it lies in: "huyện Tam Nông, tỉnh Phú Thọ", "Sa Đéc (Đồng Tháp)".
_PART = rf"(?:{KINDS})\s*\w+(?: \w+){{0,3}}"
_WITHIN = re.compile(rf"(?:[ ,(\-]*{_PART})?[ ,(\-]*(?:(?:thuộc|của|ở|tại|nay là|nay thuộc)\s+)?(?:(?:{KINDS})\s*)?")
_JOINT = r"(?:\d(?:mm|cm|km|m|ha)\b|[ \d.:,;/%)-]|\b(?:và|hay|cùng|hoặc|đến|với|mm|cm|km|m|ha)\b)"
_NEXT_IN_LIST = re.compile(rf"{_JOINT}*\(?(?:(?:{KINDS})\s*)?")
COMMUNES = ("x", "p", "tt")
ADDRESS = 90  # characters between a unit and the larger one that is named after it, at most
LIST_GAP = 18  # characters between two names of one list at most: "), xã " and the like


@dataclass(frozen=True, slots=True)
class Spot:
    """A name in the text, what it may stand for, and whether its words alone say that a place is meant."""

    span: Span
    name: str  # in the matching form
    kind: str  # the word for its kind before it, in short; "" without one
    units: tuple[Unit, ...]
    is_located: bool = False
    chain: int = -1  # spots of one address share a number
    is_sure: bool = False
    is_addressed: bool = False  # a larger or smaller unit goes with it
    is_borrowed: bool = False  # here it is a person's, a firm's or a vessel's name
    is_refused: bool = False  # its address says that it is another place's
    claims: str = ""  # the province of ours that has a unit of this name, where the name is no place of ours

    @property
    def homes(self) -> set[str]:
        """The provinces in which it may lie."""
        return {unit.home for unit in self.units}


def chains(plain: str, spots: Sequence[Spot]) -> list[Spot]:
    """The spots with those of one address narrowed by each other."""
    linked: list[list[Spot]] = []
    for spot in spots:
        if linked and _is_within(plain, linked[-1][-1], spot):
            linked[-1].append(spot)
        else:
            linked.append([spot])
    return [
        replace(spot, chain=number, is_sure=_is_sure(spot, len(chain)), is_addressed=len(chain) > 1)
        for number, chain in enumerate(linked)
        for spot in _narrowed(chain)
    ]


def _is_within(plain: str, left: Spot, right: Spot) -> bool:
    if not left.units or not right.units or right.span[0] - left.span[1] > ADDRESS:
        return False
    if min(u.rank for u in left.units) >= max(u.rank for u in right.units):
        return False
    gap = plain[left.span[1] : right.span[0]]
    return bool(gap.strip(" ")) and _WITHIN.fullmatch(gap) is not None


def _narrowed(chain: list[Spot]) -> list[Spot]:
    """From the largest unit down; a name that cannot lie in what follows it is no place of ours."""
    kept = [chain[-1]]
    for spot in reversed(chain[:-1]):
        larger = kept[0]
        pairs = [(u, r) for u in spot.units for r in larger.units if _fits(u, r, larger.name)]
        if pairs:
            units = tuple(dict.fromkeys(u for u, _ in pairs))
            kept[0] = replace(larger, units=tuple(dict.fromkeys(r for _, r in pairs)))
            kept.insert(0, replace(spot, units=units))
        elif _stands_alone(spot):
            kept.insert(0, spot)
        else:
            kept.insert(0, replace(spot, units=(), claims=_claims(spot), is_refused=True))
    return kept


def _fits(unit: Unit, larger: Unit, name: str) -> bool:
    return lies_in(unit, larger) and (larger.rank == 2 or fits_district(unit, name))


def _stands_alone(spot: Spot) -> bool:
    """A district of a name that no other has: "Cao Lãnh, Vĩnh Long, Cần Thơ" is a list, no address."""
    return not spot.kind and len(spot.homes) == 1 and any(u.level in ("district", "landmark") for u in spot.units)


def _claims(spot: Spot) -> str:
    return next((u.owner or u.claims for u in spot.units if u.owner or u.claims), "")


def _is_sure(spot: Spot, length: int) -> bool:
    """Whether the name with its address can be one unit only."""
    if len(spot.homes) != 1:
        return False
    if length > 1 or spot.kind or spot.is_located:
        return True
    return any(unit.rank and unit.level != "far-district" for unit in spot.units)


class Discourse:
    """The sure names of a text, which tell what the others stand for."""

    def __init__(self, plain: str, spots: Sequence[Spot], own_home: str) -> None:
        self._plain = plain
        self._spots = spots
        self._own_home = own_home  # of the outlet's province; "" of a national outlet
        self._borrowed = {spot.name for spot in spots if spot.is_borrowed}
        self._districts = {
            spot.name for spot in spots if spot.is_sure and any(u.level == "district" for u in spot.units)
        }
        self._communes = {
            spot.name for spot in spots if spot.kind in COMMUNES and any(u.owner or u.claims for u in spot.units)
        }
        addressed = {spot.name for spot in spots if spot.units and spot.is_addressed}
        self._refused = {spot.name for spot in spots if spot.is_refused} - addressed
        sure = [spot for spot in spots if self._is_evidence(spot)]
        self._starts = _starts(sure)
        # Two names that are nowhere else together say what one alone would not: "Sà Phìn" beside "Đồng Văn".
        self._weak: dict[str, set[str]] = {}
        for spot in spots:
            if not spot.is_sure and len(spot.homes) == 1 and not self._is_borrowed(spot):
                self._weak.setdefault(min(spot.homes), set()).add(spot.name)
        of_name: dict[str, list[Spot]] = {}
        for spot in sure:
            of_name.setdefault(spot.name, []).append(spot)
        self._starts_of = {name: _starts(named) for name, named in of_name.items()}

    def settle(self) -> Iterator[Spot]:
        """Every spot with one unit, or with none where the text does not tell."""
        last: Spot | None = None
        for spot in self._spots:
            if spot.name in self._refused or self._is_borrowed(spot):
                settled = replace(spot, units=(), claims=_claims(spot) or spot.claims)
            else:
                settled = spot if spot.is_sure or not spot.units else self._settled(spot, last)
            last = settled
            yield settled

    def _is_evidence(self, spot: Spot) -> bool:
        """Whether a name tells of others: not where it may be a commune's and a province's (Thái Bình)."""
        if not spot.is_sure or not spot.units or spot.name in self._refused or self._is_borrowed(spot):
            return False
        return bool(spot.kind) or spot.name not in self._communes

    def _is_borrowed(self, spot: Spot) -> bool:
        """Whether a bare name is that of somebody or something that the text names in full: "Nguyễn Hà Giang"."""
        return spot.name in self._borrowed and not (spot.kind or spot.is_located or spot.is_addressed)

    def _settled(self, spot: Spot, last: Spot | None) -> Spot:
        home = self._home(spot, last)
        units = tuple(unit for unit in spot.units if unit.home == home)
        return replace(spot, units=units, is_sure=bool(units), claims="" if units else _claims(spot))

    def _home(self, spot: Spot, last: Spot | None) -> str:
        """The province in which an ambiguous name lies, "" where nothing says it."""
        if within := next((u.home for u in spot.units if u.within in self._districts), ""):
            return within
        if same := _nearest(spot, self._starts_of.get(spot.name, {})):
            return same
        if last and last.units and last.homes <= spot.homes and follows(self._plain, last.span, spot.span):
            return next(iter(last.homes))
        is_bare_commune = not spot.kind and not spot.is_located and all(unit.rank == 0 for unit in spot.units)
        if not is_bare_commune and (near := _nearest(spot, self._starts)):
            return near
        if company := next((home for home in sorted(spot.homes) if self._weak.get(home, set()) - {spot.name}), ""):
            return company
        if is_bare_commune:
            return ""
        if self._own_home in spot.homes:
            return self._own_home
        return ""


def _starts(spots: Sequence[Spot]) -> dict[str, list[int]]:
    """Where the names of each province stand, in order."""
    found: dict[str, list[int]] = {}
    for spot in spots:
        for home in spot.homes:
            found.setdefault(home, []).append(spot.span[0])
    return found


def _nearest(spot: Spot, starts: Mapping[str, Sequence[int]]) -> str:
    """The province of the last name before that may be meant, else of the first one after; "" without any."""
    before, after = (-1, ""), (spot.span[0], "")
    for home in spot.homes & starts.keys():
        places = starts[home]
        if place := bisect_left(places, spot.span[0]):
            before = max(before, (places[place - 1], home))
        elif not after[1] or (places[0], home) < after:
            after = places[0], home
    return before[1] or after[1]


def follows(plain: str, left: Span, right: Span) -> bool:
    """Whether a name is the next one of a list."""
    gap = plain[left[1] : right[0]]
    return len(gap) <= LIST_GAP and _NEXT_IN_LIST.fullmatch(gap) is not None
