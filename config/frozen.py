"""The part of the configuration that figures of a plan are read with, as a table that can be kept and read back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

from config.files import validated
from config.ledger import Ledger
from config.load import Configuration, Settings
from records import STRICT, Outlet, Plan, Province, SubTheme


@dataclass(frozen=True, slots=True)
class _Frozen:
    __pydantic_config__: ClassVar = STRICT
    plan: Plan
    province: Province
    outlets: tuple[Outlet, ...]
    themes: tuple[SubTheme, ...]
    ledger: Ledger
    follow: tuple[str, ...]


def frozen(configuration: Configuration, plan: Plan) -> dict[str, Any]:
    """Plan, outlets with their lineage, themes, the officers' ledger: plain values, days as ISO dates."""
    outlets = tuple(replace(one, feeds=(), sitemaps=(), listings=()) for one in configuration.outlets.values())
    province = replace(configuration.provinces[plan.province], places=())
    kept = _Frozen(plan, province, outlets, configuration.themes, configuration.ledger, configuration.settings.follow)
    table: dict[str, Any] = json.loads(json.dumps(asdict(kept), default=str))
    return table


def digest_of(table: Mapping[str, Any]) -> str:
    """SHA-256 of a frozen configuration: two that are read alike have the same."""
    return hashlib.sha256(json.dumps(table, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def thawed(table: dict[str, Any], file: str) -> Configuration:
    """A configuration of one plan as it was; Trouble where the table is none."""
    kept = validated(table, _Frozen, file)
    return Configuration(
        outlets={one.slug: one for one in kept.outlets},
        plans={kept.plan.code: kept.plan},
        provinces={kept.province.slug: kept.province},
        themes=kept.themes,
        lexicons={},
        duties={},
        elsewhere=(),
        settings=Settings(default_plan=kept.plan.code, follow=kept.follow),
        ledger=kept.ledger,
    )
