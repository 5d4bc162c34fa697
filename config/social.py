"""The registry of social pages and how their platforms are asked: what may be entered, and what may not.

A person's profile or a closed group is turned away at this door by its address; what an address does not show is
turned away when the platform answers (``not-a-page``).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from config.checks import check_outlet_known, check_period, check_range
from config.files import Filed, folder, lone_file, named, read_record
from config.wording import sentence
from platforms import Platform, PlatformRules, SocialPage
from records import STRICT, Outlet, Trouble

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TOKEN = re.compile(r"[a-z0-9-]{0,40}")
# The platforms' own numbers. A Zalo account has 15 digits or more, a telephone (a person's profile) 10 or 11.
# Each with the words that say what may stand there.
_IDS: dict[Platform, tuple[str, re.Pattern[str]]] = {
    "facebook": ("id-facebook", re.compile(r"\d{5,20}")), "youtube": ("id-youtube", re.compile(r"UC[\w-]{22}")),
    "zalo": ("id-zalo", re.compile(r"\d{15,20}")), "tiktok": ("id-tiktok", re.compile(r"[\w.]{2,24}")),
}  # fmt: skip
# Where a public page stands: the whole path. Everything else on these hosts is a profile, a group, a post, a search.
_PAGES: dict[Platform, tuple[str, str, re.Pattern[str]]] = {
    "facebook": (
        "page-facebook",
        "facebook.com",
        re.compile(r"/(?!groups|people|profile\.php|events|watch|share)[\w.-]+/?"),
    ),
    "youtube": ("page-youtube", "youtube.com", re.compile(r"/(?:channel/UC[\w-]{22}|@[\w.-]+|c/[\w-]+)/?")),
    "zalo": ("page-zalo", "zalo.me", re.compile(r"/\d{15,20}/?")),
    "tiktok": ("page-tiktok", "tiktok.com", re.compile(r"/@[\w.]{2,24}/?")),
}
_PRIVATE = re.compile(r"/(?:groups|people|profile\.php|g)(?:/|$)|^/\d{9,11}/?$", re.IGNORECASE)
_HOSTS: dict[Platform, dict[str, tuple[str, ...]]] = {
    "youtube": {"api": ("www.googleapis.com", "youtube.googleapis.com"), "feeds": ("www.youtube.com",)},
    "facebook": {"api": ("graph.facebook.com",)},
    "zalo": {"api": ("openapi.zalo.me",), "oauth": ("oauth.zaloapp.com",)},
    "tiktok": {"api": ("www.tiktok.com",)},
}
_RANGES = {
    "hours_between": (0.25, 168), "requests_a_day": (1, 100_000), "delay_seconds": (0, 600), "usage_most": (10, 100),
    "watched_days": (0, 90),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Platforms:
    """The rules of all platforms."""

    __pydantic_config__: ClassVar = STRICT
    youtube: PlatformRules
    facebook: PlatformRules
    zalo: PlatformRules
    tiktok: PlatformRules

    def of(self, platform: Platform) -> PlatformRules:
        rules: PlatformRules = getattr(self, platform)
        return rules


@dataclass(frozen=True, slots=True)
class _Pages:
    __pydantic_config__: ClassVar = STRICT
    pages: tuple[SocialPage, ...]


def load_platforms(home_config: Path | None = None) -> Platforms:
    """How the platforms are asked; Trouble for an address that is not the platform's own."""
    filed = read_record(lone_file("platforms.toml", home_config), Platforms)
    for platform, hosts in _HOSTS.items():
        rules = filed.record.of(platform)
        for field, allowed in hosts.items():
            _check_host(filed.file, platform, field, getattr(rules, field), allowed)
        for one in fields(PlatformRules):
            if one.name in _RANGES:
                check_range(filed.file, f"{platform}.{one.name}", getattr(rules, one.name), *_RANGES[one.name])
    return filed.record


def _check_host(file: str, platform: str, field: str, url: str, allowed: tuple[str, ...]) -> None:
    """A token goes to nobody but its platform; a test may put a server of this machine there."""
    parts = urlsplit(url)
    is_own = parts.scheme == "https" and parts.hostname in allowed
    if not (is_own or is_loopback(parts.hostname or "")) or parts.path or parts.query:
        where = {"file": file, "entry": platform, "field": field}
        raise Trouble("config.bad-address", **where, value=url, allowed=", ".join(f"https://{one}" for one in allowed))


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_pages(outlets: Mapping[str, Outlet], home_config: Path | None = None) -> dict[str, SocialPage]:
    """The registered pages by slug, in order; Trouble says what of which entry cannot be."""
    found: dict[str, SocialPage] = {}
    first: dict[tuple[str, str], str] = {}
    for source in folder("social", home_config).values():
        filed = read_record(source, _Pages)
        for number, page in enumerate(filed.record.pages, 1):
            entry = f"pages[{number}]"
            _check_page(filed, entry, page, outlets)
            _check_once(filed.file, entry, page, {*found, *outlets}, first)
            found[page.slug] = page
            first[page.platform, page.id] = f"{filed.file} {entry}"
    return dict(sorted(found.items()))


def _check_page(filed: Filed[_Pages], entry: str, page: SocialPage, outlets: Iterable[str]) -> None:
    file = filed.file
    if not _SLUG.fullmatch(page.slug):
        _refuse(file, entry, "slug", page.slug, "slug")
    if not _TOKEN.fullmatch(page.token):
        _refuse(file, entry, "token", page.token, "token-name")
    _check_address(file, entry, page)
    allowed, shape = _IDS[page.platform]
    if not shape.fullmatch(page.id):
        _refuse(file, entry, "id", page.id, allowed)
    check_period(file, entry, page.since, page.until)
    if page.kind == "outlet":
        check_outlet_known(file, entry, "outlet", page.outlet, outlets)
    elif page.outlet:
        _refuse(file, entry, "outlet", page.outlet, "only-outlet")
    elif not page.owner.strip():
        _refuse(file, entry, "owner", page.owner, "owner")


def _check_address(file: str, entry: str, page: SocialPage) -> None:
    """The address of a public page on its own platform; a profile or a group has a sentence of its own."""
    parts = urlsplit(page.url)
    allowed, host, shape = _PAGES[page.platform]
    is_there = parts.scheme == "https" and (parts.hostname or "") in (host, f"www.{host}", f"oa.{host}")
    if is_there and _PRIVATE.search(parts.path):
        raise Trouble("config.private-page", file=file, entry=entry, field="url", value=page.url)
    if not is_there or parts.query or not shape.fullmatch(parts.path):
        _refuse(file, entry, "url", page.url, allowed)


def _check_once(
    file: str, entry: str, page: SocialPage, taken: Iterable[str], first: Mapping[tuple[str, str], str]
) -> None:
    if page.slug in taken:
        _refuse(file, entry, "slug", page.slug, "unique")
    if (page.platform, page.id) in first:
        raise Trouble(
            "config.duplicate-code", file=file, entry=entry, field="id", value=page.id,
            first=first[page.platform, page.id], allowed=sentence("config.allowed.once"),
        )  # fmt: skip


def _refuse(file: str, entry: str, field: str, value: str, allowed: str) -> None:
    told = sentence(f"config.allowed.{allowed}")
    raise Trouble("config.bad-page", file=file, entry=entry or named(()), field=field, value=value, allowed=told)


def carriers(pages: Mapping[str, SocialPage]) -> dict[str, Outlet]:
    """Pages that are no outlet's own, as what carries their posts: a name to count under, without any source."""
    return {
        page.slug: Outlet(page.slug, page.name, channel="social", since=page.since, until=page.until)
        for page in pages.values()
        if not page.outlet
    }
