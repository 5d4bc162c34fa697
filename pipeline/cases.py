"""The case of a matter: which step may follow which, in which state a step leaves it, how long each state lasted.

A step is a decision; a case is what stands of them. Undoing takes back the newest step, so the states of the steps
before it hold again. That a newspaper criticised rightly is an outcome like every other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from casework import Step
from records import Decision, Trouble

STATES = ("open", "assigned", "prepared", "replied", "corrected", "closed")
UNDER_WAY = ("assigned", "prepared", "replied")
STEPS: Mapping[str, tuple[tuple[str, ...], str]] = {  # from which states, to which ("" stays)
    "confirm": (("open", *UNDER_WAY, "corrected"), ""),
    "assign": (("open", *UNDER_WAY), "assigned"),
    "answer": (UNDER_WAY, "prepared"),
    "request": (UNDER_WAY, "prepared"),
    "reply": (("prepared",), "replied"),
    "correction": (UNDER_WAY, "corrected"),
    "close": (STATES[:-1], "closed"),
    "note": (STATES, ""),
}
OUTCOMES: Mapping[str, tuple[str, ...]] = {  # what a case may end as, from which states
    "informed": ("prepared", "replied"),
    "accepted": UNDER_WAY,
    "corrected": ("corrected",),
    "none": STATES[:-1],
}
REQUESTS = ("information", "response", "correction", "removal")
ONLY_OF_REFUTED = ("correction", "removal")  # asks a newspaper to take back what it wrote: only what people refuted
ASSIGNED = ("department", "person", "person_name")  # whom a matter is given to
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Wish:
    """What an officer wants to do with a matter."""

    step: str
    kind: str = ""  # what it is in truth; only with "confirm"
    department: str = ""
    person: str = ""  # login of the account that it is given to
    person_name: str = ""  # as the account said it then; cases are read where there are no accounts
    due: str = ""
    request: str = ""
    claim: str = ""
    outcome: str = ""
    document: str = ""
    note: str = ""


def next_state(state: str, wish: Wish) -> str:
    """The state after a step; Trouble("case.not-now") or ("case.not-this-end") where it may not be taken now."""
    allowed, after = STEPS[wish.step]
    if state not in allowed:
        ways = ", ".join(one for one in STEPS if may(state, one))
        raise Trouble("case.not-now", step=wish.step, state=state, allowed=ways)
    if wish.step == "close" and state not in OUTCOMES[wish.outcome]:
        ends = ", ".join(end for end, states in OUTCOMES.items() if state in states)
        raise Trouble("case.not-this-end", outcome=wish.outcome, state=state, allowed=ends)
    return after or state


def may(state: str, step: str) -> bool:
    """May this step be taken in this state?"""
    return state in STEPS[step][0]


def check_complete(wish: Wish) -> None:
    """Trouble names what a step needs and lacks, or has and has no use for."""
    needs = {
        "assign": ("due",), "request": ("request", "document"), "answer": ("document",),
        "reply": ("document",), "close": ("outcome",), "note": ("note",),
    }.get(wish.step, ())  # fmt: skip
    may_have = {"note", "document", *needs}
    may_have |= {"confirm": {"kind"}, "request": {"claim"}, "assign": {"department", "person"}}.get(wish.step, set())
    for name in ("kind", "department", "person", "due", "request", "claim", "outcome", "document", "note"):
        given = bool(getattr(wish, name))
        if name in needs and not given:
            raise Trouble("case.lacks", step=wish.step, option=f"--{name}")
        if given and name not in may_have:
            raise Trouble("case.useless", step=wish.step, option=f"--{name}")
    if wish.step == "assign" and not (wish.department or wish.person):
        raise Trouble("case.nobody", step=wish.step)
    if (wish.request in ONLY_OF_REFUTED) != bool(wish.claim):
        key = "case.needs-claim" if not wish.claim else "case.useless"
        raise Trouble(key, step=wish.step, option="--claim", request=wish.request)


def said(wish: Wish, state: str) -> dict[str, object]:
    """What a step's decision holds: the step, the state after it if it leads to one, and its particulars.

    Who is given a matter takes the place of all who had it before: whoever is not named is written as nobody.
    """
    particulars = {
        name: getattr(wish, name)
        for name in ("kind", *ASSIGNED, "due", "request", "claim", "outcome")
        if getattr(wish, name) or (wish.step == "assign" and name in ASSIGNED)
    }
    is_move = bool(STEPS[wish.step][1])
    confirmed = {"confirmed": True} if wish.step == "confirm" else {}
    return {"step": wish.step, **({"state": state} if is_move else {}), **confirmed, **particulars}


def steps_of(history: Sequence[tuple[Decision, str]]) -> list[Step]:
    """The steps of a case, oldest first, each with the state that stood after it; undoings are no steps."""
    found, state = [], "open"
    for decision, undone_by in history:
        if decision.undoes:
            continue
        if not undone_by:
            state = str(decision.said.get("state", state))
        found.append(Step(decision, str(decision.said.get("state", state)), undone_by))
    return found


def days_per_state(raised_at: datetime, steps: Sequence[Step], now: datetime) -> Iterator[tuple[str, float]]:
    """Each state that a case was in, in order, with the days that it lasted; the last one lasts until now."""
    moves = [("open", raised_at)]
    moves += [(step.state, step.decision.at) for step in steps if not step.undone_by and "state" in step.decision.said]
    for (state, since), (_, until) in pairwise(moves):
        yield state, max(0.0, (until - since).total_seconds() / SECONDS_A_DAY)
    state, since = moves[-1]
    if state != "closed":
        yield state, max(0.0, (now - since).total_seconds() / SECONDS_A_DAY)
