"""All configuration as records: the shipped files with a home's own ``config`` folder laid over them.

``load`` reads and cross-checks everything; the ``load_…`` functions read one kind. The first fault
raises Trouble with the exact place. What pages and reports say to officers is ``sentence``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar

from casework import Department, FlagRule
from config import checks
from config.duties import Duties
from config.duty_checks import check_duties
from config.files import Filed, check_home, folder, lone_file, named, read_record, read_table, shipped, validated
from config.flagging import load_departments, load_flag_rules
from config.ledger import Ledger, load_ledger
from config.lineage import owner_of, successor_on
from config.social import Platforms, carriers, load_pages, load_platforms
from config.wording import sentence
from platforms import SocialPage
from records import STRICT, DateHabit, Elsewhere, Lexicon, Outlet, Plan, Province, SubTheme, Trouble

__all__ = [
    "Configuration",
    "Duties",
    "Elsewhere",
    "Settings",
    "load",
    "load_duties",
    "load_elsewhere",
    "load_lexicons",
    "load_outlets",
    "load_plans",
    "load_provinces",
    "load_settings",
    "load_themes",
    "owner_of",
    "sentence",
    "successor_on",
]

Record = TypeVar("Record")
COUNTRY = "vietnam"  # the file of places/ that is not a province


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation behaves; each is a key of settings.toml."""

    __pydantic_config__: ClassVar = STRICT
    contact: str = ""  # e-mail or address of the office, told to newspapers with each request
    delay_seconds: float = 5.0  # Media Cloud's pause between two requests to one host
    backoff_seconds: float = 30.0  # the least wait after a 429, a 503 or a failure; it doubles with each
    timeout_seconds: float = 30.0
    max_body_bytes: int = 10_000_000
    max_requests_per_day: int = 2000  # of an outlet: one that lists 400 pages a day is asked some 700 times
    allow_loopback: bool = False
    default_plan: str = "tuyen-quang-2024-2026"
    comments: bool = False  # readers' comments on articles about our provinces: redacted before anything is written
    time_stamp_server: str = ""  # address of an RFC 3161 server that stamps each evidence; "" stamps none
    officer: str = ""  # who decides where a command is not told (--by); "" is the user of the machine
    follow: tuple[str, ...] = ()  # slugs of the outlets that are collected; empty: all that are configured


# Lowest and highest value that makes sense of each number of the settings.
RANGES = {
    "delay_seconds": (0, 3600),
    "backoff_seconds": (1, 3600),
    "timeout_seconds": (1, 600),
    "max_body_bytes": (10_000, 1_000_000_000),
    "max_requests_per_day": (1, 1_000_000),
}


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything that the province has written down, checked as a whole."""

    outlets: Mapping[str, Outlet]
    plans: Mapping[str, Plan]
    provinces: Mapping[str, Province]
    themes: tuple[SubTheme, ...]
    lexicons: Mapping[str, Lexicon]
    elsewhere: tuple[Elsewhere, ...]
    settings: Settings
    duties: Mapping[str, Duties]
    flag_rules: Mapping[str, FlagRule] = field(default_factory=dict)  # by kind; no figure stands on these two
    departments: Mapping[str, Department] = field(default_factory=dict)
    ledger: Ledger = Ledger()  # noqa: RUF009 - frozen
    pages: Mapping[str, SocialPage] = field(default_factory=dict)  # on social platforms, by slug
    platforms: Platforms | None = None  # None: of a frozen configuration, with which nothing is asked

    @property
    def date_habits(self) -> dict[str, DateHabit]:
        """How each feed, by its address, writes its dates."""
        return {feed.url: feed.dates for outlet in self.outlets.values() for feed in outlet.feeds}

    def followed(self, day: date) -> dict[str, Outlet]:
        """The outlets that this installation collects and that exist on that day."""
        return {
            slug: outlet
            for slug, outlet in self.outlets.items()
            if (not self.settings.follow or slug in self.settings.follow)
            and (outlet.channel != "social" or outlet.feeds)  # pages of social platforms are asked in their own way
            and not (outlet.until and outlet.until < day)
        }


@dataclass(frozen=True, slots=True)
class _Themes:
    __pydantic_config__: ClassVar = STRICT
    themes: tuple[SubTheme, ...]


@dataclass(frozen=True, slots=True)
class _Country:
    __pydantic_config__: ClassVar = STRICT
    provinces: tuple[Elsewhere, ...]


def load(home_config: Path | None = None) -> Configuration:
    """All files read and checked against each other."""
    if home_config is not None:
        check_home(home_config)
    outlets, plans, provinces = _outlets(home_config), _plans(home_config), _provinces(home_config)
    themes, settings = load_themes(home_config), load_settings(home_config)
    for plan in plans.values():
        checks.check_plan_against(plan, themes=themes, outlets=outlets, provinces=provinces)
    _check_default_plan(settings, plans, home_config)
    _check_follow(settings, outlets, home_config)
    ledger = load_ledger(home_config, _records(plans), _records(outlets))
    pages = load_pages(_records(outlets), home_config)
    return Configuration(
        outlets=MappingProxyType({**_records(outlets), **carriers(pages)}),
        plans=MappingProxyType(_records(plans)),
        provinces=MappingProxyType(_records(provinces)),
        themes=themes,
        lexicons=MappingProxyType(load_lexicons(home_config)),
        elsewhere=load_elsewhere(home_config),
        settings=settings,
        duties=MappingProxyType(load_duties(home_config, provinces)),
        ledger=ledger,
        flag_rules=MappingProxyType(load_flag_rules(home_config)),
        departments=MappingProxyType(_departments(provinces, home_config)),
        pages=MappingProxyType(pages),
        platforms=load_platforms(home_config),
    )


def load_outlets(home_config: Path | None = None) -> dict[str, Outlet]:
    """The outlets by slug."""
    return _records(_outlets(home_config))


def load_plans(home_config: Path | None = None) -> dict[str, Plan]:
    """The plans by code, each checked alone; ``load`` checks what they name."""
    return _records(_plans(home_config))


def load_provinces(home_config: Path | None = None) -> dict[str, Province]:
    """The provinces that officers work for, by slug."""
    return _records(_provinces(home_config))


def load_elsewhere(home_config: Path | None = None) -> tuple[Elsewhere, ...]:
    """The other provinces of the country, in the order of the file."""
    return read_record(folder("places", home_config)[COUNTRY], _Country).record.provinces


def load_themes(home_config: Path | None = None) -> tuple[SubTheme, ...]:
    """The sub-themes in the order of the guide."""
    filed = read_record(lone_file("themes.toml", home_config), _Themes)
    checks.check_unique(filed.file, "themes", "code", (theme.code for theme in filed.record.themes))
    return filed.record.themes


def load_lexicons(home_config: Path | None = None) -> dict[str, Lexicon]:
    """The lexicons by name."""
    filed = _filed("lexicons", Lexicon, home_config)
    for one in filed.values():
        checks.check_name(one, "name", one.record.name)
    return _records(filed)


def load_duties(home_config: Path | None = None, provinces: Iterable[str] | None = None) -> dict[str, Duties]:
    """The duties of the plans, by code; checked against the provinces where they are given."""
    filed = _filed("duties", Duties, home_config)
    for one in filed.values():
        check_duties(one)
        if provinces is not None:
            checks.check_province_known(one.file, one.record.province, provinces)
    return _records(filed)


def load_settings(home_config: Path | None = None) -> Settings:
    """The shipped settings with the home's laid over them key by key."""
    merged: dict[str, Any] = {}
    for source in (shipped() / "settings.toml", lone_file("settings.toml", home_config)):
        table = read_table(source)
        _check_settings(validated(table, Settings, str(source)), str(source))
        merged.update(table)
    return validated(merged, Settings, "settings.toml")


def _check_settings(settings: Settings, file: str) -> None:
    checks.check_contact(file, settings.contact)
    values = asdict(settings)
    for one in fields(settings):
        if one.name in RANGES:
            checks.check_range(file, one.name, values[one.name], *RANGES[one.name])


def _departments(provinces: Mapping[str, Filed[Province]], home: Path | None) -> dict[str, Department]:
    """The departments; Trouble where one belongs to no province that officers work for."""
    departments = load_departments(home)
    for slug, one in departments.items():
        for province in one.provinces:
            if province not in provinces:
                raise Trouble(
                    "config.unknown-province",
                    file=lone_file("departments.toml", home),
                    entry=slug,
                    field="provinces",
                    value=province,
                    allowed=", ".join(sorted(provinces)),
                )
    return departments


def _check_default_plan(settings: Settings, plans: Mapping[str, Filed[Plan]], home: Path | None) -> None:
    if settings.default_plan not in plans:
        raise Trouble(
            "config.unknown-plan",
            file=lone_file("settings.toml", home),
            entry=named(()),
            field="default_plan",
            value=settings.default_plan,
            allowed=", ".join(sorted(plans)),
        )


def _check_follow(settings: Settings, outlets: Mapping[str, Filed[Outlet]], home: Path | None) -> None:
    for slug in settings.follow:
        if slug not in outlets:
            raise Trouble(
                "config.unknown-outlet",
                file=lone_file("settings.toml", home),
                entry=named(()),
                field="follow",
                value=slug,
                allowed=", ".join(sorted(outlets)),
            )


def _outlets(home: Path | None) -> dict[str, Filed[Outlet]]:
    filed = _filed("outlets", Outlet, home)
    for one in filed.values():
        checks.check_outlet(one)
    checks.check_lineage(filed)
    return filed


def _plans(home: Path | None) -> dict[str, Filed[Plan]]:
    filed = _filed("plans", Plan, home)
    for one in filed.values():
        checks.check_plan(one)
    return filed


def _provinces(home: Path | None) -> dict[str, Filed[Province]]:
    filed = _filed("places", Province, home, leave=COUNTRY)
    for one in filed.values():
        checks.check_name(one, "slug", one.record.slug)
        for number, place in enumerate(one.record.places, 1):
            checks.check_period(one.file, f"places[{number}]", place.since, place.until)
    return filed


def _filed(kind: str, of: type[Record], home: Path | None, leave: str = "") -> dict[str, Filed[Record]]:
    sources = folder(kind, home)
    return {stem: read_record(source, of) for stem, source in sources.items() if stem != leave}


def _records(filed: Mapping[str, Filed[Record]]) -> dict[str, Record]:
    return {stem: one.record for stem, one in filed.items()}
