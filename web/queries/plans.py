"""The plan that a page speaks of: the one that the query names, else the default one."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from pipeline.jobs.ledger.counting import Filters, checked
from records import Plan
from web.caller import Caller

EVERY_PLAN = "tat-ca"  # in place of a code: what is about every province, or about none
PlanCode = Annotated[str, Query(alias="ke-hoach")]  # of a page's query; "" is the default plan


def plan_of(me: Caller, code: str) -> Plan:
    """Trouble("coverage.unknown-plan") for a plan that is none."""
    return checked(me.configuration, Filters(plan=code)) if code else me.plan


def plans_of(me: Caller) -> list[tuple[str, str]]:
    """All plans as choices: code and name."""
    return [(plan.code, plan.name) for plan in me.configuration.plans.values()]
