"""The rules by which flags are raised, and the departments that they are given to."""

from __future__ import annotations

import string
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from casework import Department, FlagRule
from config import checks
from config.files import lone_file, named, read_record
from records import STRICT, Trouble

# What the sentence of a rule may name; whoever raises a flag gives these facts.
FACTS = {
    "annotation": ("words",),
    "burst": ("subject", "items", "outlets", "usual", "chance"),
    "claim": ("claim", "number", "score"),
    "correction": ("notice",),
    "removed": ("seen",),
}


@dataclass(frozen=True, slots=True)
class _Rules:
    __pydantic_config__: ClassVar = STRICT
    rules: tuple[FlagRule, ...]


@dataclass(frozen=True, slots=True)
class _Departments:
    __pydantic_config__: ClassVar = STRICT
    departments: tuple[Department, ...]


def load_flag_rules(home_config: Path | None = None) -> dict[str, FlagRule]:
    """The rules by kind, in the order of the file; Trouble("config.bad-sentence") for a sentence that says no fact."""
    filed = read_record(lone_file("flags.toml", home_config), _Rules)
    checks.check_unique(filed.file, "rules", "kind", (rule.kind for rule in filed.record.rules))
    for number, rule in enumerate(filed.record.rules, 1):
        _check_sentence(filed.file, number, rule)
    return {rule.kind: rule for rule in filed.record.rules}


def _check_sentence(file: str, number: int, rule: FlagRule) -> None:
    allowed = FACTS[rule.signal]
    try:
        used = {name for _, name, _, _ in string.Formatter().parse(rule.sentence) if name is not None}
    except ValueError:
        used = {rule.sentence}
    if used - set(allowed):
        where = {"file": file, "entry": named(("rules", number - 1)), "field": "sentence", "value": rule.sentence}
        raise Trouble("config.bad-sentence", **where, allowed=", ".join(f"{{{name}}}" for name in allowed))


def load_departments(home_config: Path | None = None) -> dict[str, Department]:
    """The departments by slug."""
    filed = read_record(lone_file("departments.toml", home_config), _Departments)
    departments = filed.record.departments
    checks.check_unique(filed.file, "departments", "slug", (one.slug for one in departments))
    for number, one in enumerate(departments, 1):
        checks.check_period(filed.file, f"departments[{number}]", one.since, one.until)
    return {one.slug: one for one in departments}
