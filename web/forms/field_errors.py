"""Which field of a form a Trouble speaks of: beside it the fault is told, and there the page begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from records import Trouble
from web.error_messages import field_of

_FIELDS = {
    "account.bad-login": "login", "account.taken": "login", "account.bad-name": "name", "account.bad-role": "role",
    "account.token-name": "name", "account.password-wrong": "current", "account.password-differs": "repeated",
    "account.password-short": "new", "account.password-long": "new", "account.password-plain": "new",
    "account.password-login": "new", "account.password-same": "new",
    "search.bad-name": "name", "matter.unknown-department": "department", "case.other-province": "department",
    "matter.unknown-person": "person", "case.nobody": "person",
    "case.due-passed": "due", "case.kind-stays": "kind", "case.needs-claim": "claim", "case.not-this-end": "outcome",
    "case.claim-not-refuted": "claim", "case.claim-not-in-item": "claim", "web.flags.none-ticked": "viec",
    "claim.too-short": "text", "claim.question": "text", "claim.opinion": "text", "claim.known-wording": "text",
    "claim.needs-document": "document", "claim.bad-source-day": "day", "claim.state-is-that": "state",
    "claim.no-source": "state", "claim.own-source": "state", "claim.same-officer": "state",
    "web.claims.needs-body": "body", "web.claims.needs-source": "source", "web.claims.choose-state": "state",
    "web.reconcile.no-file": "tep", "web.reconcile.no-line": "dong", "web.sources.bad-address": "address",
    "web.sources.nothing-given": "addresses", "web.import.no-file": "tep", "web.import.bad-file": "tep",
    "web.import.bad-tool": "tool", "web.import.bad-enclosed": "kem",
}  # fmt: skip
_OF_FILES = {"reconcile.": "tep", "missed.": "upload"}  # what is wrong with an uploaded list


def field_at_fault(trouble: Trouble, fields: Sequence[tuple[str, str]]) -> str:
    """The name of the field at fault: by the Trouble, else the one field that has the value it names; "" for none."""
    if found := field_of(trouble) or _FIELDS.get(trouble.key, ""):
        return found
    for start, field in _OF_FILES.items():
        if trouble.key.startswith(start):
            return field
    return _with_value(trouble.facts, fields)


def _with_value(facts: Mapping[str, object], fields: Sequence[tuple[str, str]]) -> str:
    told = {str(value) for name, value in facts.items() if name in ("value", "since", "until") and value}
    named = {name for name, value in fields if value.strip() in told}
    return named.pop() if len(named) == 1 else ""
