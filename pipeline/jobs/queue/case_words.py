"""Matters and their cases in the words that officers read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from config.load import Configuration
from config.wording import sentence
from pipeline.jobs.queue.reasons import moment

Row = Mapping[str, Any]
HIGHEST = 20  # items of a matter that are listed; the rest are counted


def queue_lines(rows: Sequence[Row], configuration: Configuration) -> list[dict[str, str]]:
    """Rows of the queue as they stand in a table."""
    return [
        {
            "matter": row["key"], "flagged_as": kind_name(row["kind"], configuration),
            "matter_name": f"{row['name']} ({sentence('matter.spread', items=row['items'], outlets=row['outlets'])})",
            "case": case_state(row, configuration), "raised": moment(row["raised_at"]),
            "reason": f"{row['reason']} {row['said_by']}.",
        }
        for row in rows
    ]  # fmt: skip


def kind_name(kind: str, configuration: Configuration) -> str:
    rule = configuration.flag_rules.get(kind)
    return rule.name if rule else kind


def case_state(row: Row, configuration: Configuration) -> str:
    """The state with its department and due day, or with the outcome; first what came after the end."""
    parts = [sentence(f"case.{row['state']}")]
    if row["state"] == "closed" and row["outcome"]:
        parts = [sentence(f"outcome.{row['outcome']}")]
    elif given := given_to(row, configuration):
        parts += given
        parts.append(sentence("matter.due", day=shown_day(row["due"])))
    if row["since_decided"] and row["state"] == "closed":
        parts.insert(0, sentence("case.renewed"))
    elif row["since_decided"]:
        parts.append(sentence("matter.since-decided", items=row["since_decided"]))
    return "; ".join(parts)


def given_to(row: Row, configuration: Configuration) -> list[str]:
    """The names of the department and of the person that a matter, or a step, is given to."""
    department = [department_name(row["department"], configuration)] if row.get("department") else []
    return department + ([row["person_name"] or row["person"]] if row.get("person") else [])


def department_name(slug: str, configuration: Configuration) -> str:
    found = configuration.departments.get(slug)
    return found.name if found else slug


def shown_day(written: str) -> str:
    return date.fromisoformat(written).strftime("%d/%m/%Y")


def count_lines(counts: Mapping[tuple[str, str], int], configuration: Configuration) -> Iterator[str]:
    """How many matters there are, each kind for itself: they are never added up."""
    for kind in dict.fromkeys([*configuration.flag_rules, *(kind for kind, _ in counts)]):
        states = {state: number for (one, state), number in counts.items() if one == kind}
        if states:
            told = ", ".join(f"{sentence(f'case.{state}')} {number}" for state, number in sorted(states.items()))
            yield sentence("matter.count", kind=kind_name(kind, configuration), states=told)


def matter_lines(found: Row, configuration: Configuration) -> Iterator[str]:
    """All of a matter: why, which items, every step, the days of each state."""
    yield f"{kind_name(found['kind'], configuration)}: {found['name']}"
    yield sentence("matter.notice")
    yield f"{found['said_by']}. {case_state(found, configuration)}."
    for flag in found["flags"][:HIGHEST]:
        when = moment(flag["published_at"]) if flag["published_at"] else sentence("history.unknown")
        yield sentence("matter.item", title=flag["title"], outlet=flag["outlet"], moment=when, item=flag["item"])
        yield f"  {flag['reason']}"
        yield f"  {sentence('matter.evidence', words=flag['evidence'])}"
    if len(found["flags"]) > HIGHEST:
        yield sentence("matter.more-items", count=len(found["flags"]) - HIGHEST)
    yield from (step_line(step, configuration) for step in found["steps"])
    for spent in found["days"]:
        yield sentence("case.days", state=sentence(f"case.{spent['state']}"), days=f"{spent['days']:g}")


def step_line(step: Row, configuration: Configuration) -> str:
    """One step: when, who, what, on which paper; taken back or not."""
    parts = [sentence(f"step.{step['step']}")]
    if step.get("kind"):
        parts.append(kind_name(step["kind"], configuration))
    if given := given_to(step, configuration):
        parts += [*given, sentence("matter.due", day=shown_day(step["due"]))]
    for name in ("request", "outcome"):
        if step.get(name):
            parts.append(sentence(f"{name}.{step[name]}"))
    if step.get("claim"):
        parts.append(sentence("matter.claim", number=step["claim"]))
    if step["document"]:
        parts.append(sentence("matter.document", document=step["document"]))
    parts += [step["note"].rstrip(". ")] if step["note"] else []
    told = sentence("matter.step", moment=moment(step["at"]), by=step["by"], what="; ".join(parts))
    return f"{told} {sentence('matter.undone')}" if step["undone_by"] else told
