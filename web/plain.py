"""What a job says of a step that does not go, without the options of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from config.wording import sentence
from records import Trouble

# Sentences that name options or commands, and those that say the same for a page.
_OF_PAGES = {
    "case.lacks": "web.flags.lacks", "case.useless": "web.flags.useless", "case.not-now": "web.flags.not-now",
    "case.not-this-end": "web.flags.not-this-end", "case.needs-claim": "web.flags.needs-claim",
    "case.claim-not-in-item": "web.flags.claim-not-in-item", "matter.unknown": "web.flags.unknown",
    "matter.no-items": "web.flags.no-items", "claim.needs-document": "web.claims.needs-document",
    "claim.no-source": "web.claims.no-source", "export.bad-week": "web.week.unknown",
}  # fmt: skip


@contextmanager
def plain_words() -> Iterator[None]:
    """Within this, such Troubles are said in a page's words; all others stay as they are."""
    try:
        yield
    except Trouble as trouble:
        if trouble.key not in _OF_PAGES:
            raise
        raise Trouble(_OF_PAGES[trouble.key], **_named(trouble)) from trouble


def _named(trouble: Trouble) -> dict[str, object]:
    """The facts, with what is a code there by the name that its form has."""
    facts = dict(trouble.facts)
    if "step" in facts:
        facts["step"] = sentence(f"step.{facts['step']}")
    if "option" in facts:
        facts["field"] = sentence(f"web.flags.field.{str(facts['option']).removeprefix('--')}")
    if "outcome" in facts:
        facts["outcome"] = sentence(f"outcome.{facts['outcome']}")
    return facts
