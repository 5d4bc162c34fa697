"""The names of places: what each may stand for, before and since the merger of 1 July 2025."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from records import Elsewhere, Place, Province
from text import matching

DISTRICTS = ("huyen", "thanh-pho", "thi-xa")
PROVINCES = ("province", "merged", "elsewhere")
LEVELS = ("province", "merged", "elsewhere", "landmark", "district", "far-district", "commune", "far-commune")
RANKS = {"commune": 0, "far-commune": 0, "landmark": 1, "district": 1, "far-district": 1}  # provinces: 2


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit that a name may stand for: of one of our provinces, or (owner "") of another one."""

    owner: str
    home: str  # the province that it belongs to: "Đồng Tháp"
    level: str  # one of LEVELS
    kind: str = ""  # as in ``Place``; "" of other provinces' units
    within: str = ""  # its former district, in the matching form
    is_former: bool = False  # a province that is no more
    claims: str = ""  # of a unit that is not ours yet: the slug of the province that it will belong to

    @property
    def rank(self) -> int:
        """0 a commune, 1 a district, 2 a province."""
        return RANKS.get(self.level, 2)

    @property
    def is_far(self) -> bool:
        return self.level in ("far-district", "far-commune")


@dataclass(frozen=True, slots=True)
class Name:
    """A unit as it counted before the merger and as it counts since; None: there is none of that name."""

    before: Unit | None
    since: Unit | None

    @property
    def is_dated(self) -> bool:
        """Whether the merger changed what the name stands for."""
        return self.before != self.since


def names(provinces: Sequence[Province], elsewhere: Sequence[Elsewhere]) -> Iterator[tuple[str, Name]]:
    """Every name of a place with what it may stand for; a name comes once for each unit that bears it."""
    own = {matching(name) for p in provinces for name in (p.name, *(m.name for m in p.merged))}
    districts = _far_districts(elsewhere)
    for other in elsewhere:
        for name in (other.name, *other.former, *other.aliases):
            if matching(name) not in own:
                yield name, _always(Unit("", other.name, "elsewhere", is_former=name in other.former))
    for name, homes in districts.items():
        yield from ((name, _always(Unit("", home, "far-district"))) for home in homes)
    ours = {province.name for province in provinces}
    for province in provinces:
        yield from _names_of(province, ours)


def _always(unit: Unit) -> Name:
    return Name(unit, unit)


def _far_districts(elsewhere: Iterable[Elsewhere]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for other in elsewhere:
        for name in other.districts:
            found.setdefault(matching(name), []).append(other.name)
    return found


def _names_of(province: Province, ours: set[str]) -> Iterator[tuple[str, Name]]:
    yield province.name, _always(Unit(province.slug, province.name, "province"))
    for merged in province.merged:
        since = Unit(province.slug, province.name, "merged")
        yield merged.name, Name(Unit("", merged.name, "elsewhere", claims=province.slug), since)
    for place in province.places:
        if place.kind != "tinh" and not place.name.isdigit():
            yield place.name, _name_of(place, province)
    yield from _shared_names(province, ours)


def _shared_names(province: Province, ours: set[str]) -> Iterator[tuple[str, Name]]:
    """The other provinces' units of our units' names; since the merger those of today, where ours is one of today."""
    before: dict[str, set[str]] = {}
    since: dict[str, set[str]] = {}
    for place in province.places:
        listed = before if place.since is None else since
        listed.setdefault(place.name, set()).update(place.elsewhere)
    for name in sorted({*before, *since}):
        then, now = before.get(name, set()) - ours, since.get(name, before.get(name, set())) - ours
        for home in sorted(then | now):
            unit = Unit("", home, "far-commune")
            yield name, Name(unit if home in then else None, unit if home in now else None)


def sure_names(listed: Iterable[tuple[str, Name]]) -> Iterator[tuple[str, Name]]:
    """The names that need no word before them: provinces, landmarks, and districts whose name no other has."""
    rows = list(listed)
    far = {name for name, one in rows if one.since and one.since.is_far}
    for name, one in rows:
        unit = one.since or one.before
        if unit and (unit.rank == 2 or (unit.level in ("district", "landmark") and name not in far)):
            yield name, one


def _name_of(place: Place, province: Province) -> Name:
    level = "district" if place.kind in DISTRICTS else "landmark" if place.kind == "danh-thang" else "commune"
    since = Unit(province.slug, province.name, level, place.kind, matching(place.within))
    if place.since is not None:
        return Name(None, since)
    if place.then == province.name:
        return Name(since, since)
    far = "far-commune" if level == "commune" else "far-district"
    return Name(replace(since, owner="", home=place.then, level=far, claims=province.slug), since)


def first_merger(provinces: Iterable[Province]) -> date | None:
    """The day since which the merged provinces count; None where none was merged."""
    return min((m.since for p in provinces for m in p.merged if m.since), default=None)


def lies_in(unit: Unit, larger: Unit) -> bool:
    """Whether a unit can lie in a larger one, for all that is known of both."""
    if unit.rank >= larger.rank or unit.home != larger.home:
        return False
    return larger.rank == 2 or unit.is_far == larger.is_far


def fits_district(unit: Unit, district: str) -> bool:
    """Whether a commune's former district is the one of that name, or not known."""
    return not unit.within or unit.within == district
