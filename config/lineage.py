"""Who is who, on a day: hosts to outlets, and outlets to those that carry them on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from records import Outlet


def owner_of(outlets: Mapping[str, Outlet], host: str, day: date) -> Outlet | None:
    """The outlet that publishes at a host on a day, or None.

    "www." is dropped, a port is kept, a sub-domain goes with its nearest listed parent. A listed
    domain outlives its outlet unless it has an end of its own: then it leads to the successor.
    """
    for name in _self_and_parents(host):
        for outlet in outlets.values():
            if any(domain.name == name and domain.holds_on(day) for domain in outlet.domains):
                return outlets.get(successor_on(outlets, outlet.slug, day), outlet)
    return None


def _self_and_parents(host: str) -> list[str]:
    host = host.lower().rstrip(".").removeprefix("www.")
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]


def successor_on(outlets: Mapping[str, Outlet], slug: str, day: date) -> str:
    """The slug under which an outlet goes on a day: its own until it ends, then its successor's."""
    seen = {slug}
    while (outlet := outlets.get(slug)) and _has_ended(outlet, day) and outlet.successor not in seen:
        slug = outlet.successor
        seen.add(slug)
    return slug


def _has_ended(outlet: Outlet, day: date) -> bool:
    return bool(outlet.successor) and outlet.until is not None and outlet.until < day


def heirs(outlets: Mapping[str, Outlet]) -> dict[str, str]:
    """Each outlet's name of today: that of the last one that carries it on, its own where there is none."""
    return {slug: _last(outlets, slug, lambda one: one.successor) for slug in outlets}


def houses(outlets: Mapping[str, Outlet]) -> dict[str, str]:
    """Each outlet's house: the agency or paper that owns it or carries it on, itself where there is none."""
    return {slug: _last(outlets, slug, lambda one: one.owner or one.successor) for slug in outlets}


def _last(outlets: Mapping[str, Outlet], slug: str, above: Callable[[Outlet], str]) -> str:
    seen = {slug}
    while (one := outlets.get(slug)) and (following := above(one)) in outlets and following not in seen:
        slug = following
        seen.add(slug)
    return slug
