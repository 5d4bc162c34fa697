"""What a job says of what does not go, without the options of the command line."""

from __future__ import annotations

import re

from config.wording import page_sentence, sentence, shipped_sentences
from records import Trouble

_SIGNATURE = re.compile(r"\b[a-z][a-z-]*@(\d+(?:\.\d+)*)\b(?![\w.]*\w)")  # as a model signs what it says: tone@4.1


def without_signatures(told: str) -> str:
    """The same with the version alone where a model signed: what it judges stands beside it in words."""
    return _SIGNATURE.sub(lambda found: sentence("web.model", version=found[1]), told)


def page_words(trouble: Trouble) -> str:
    """A Trouble in a page's words: no command, no option, what is a code there by the name that the page gives it."""
    return page_sentence(trouble.key, **_named(trouble))


def field_of(trouble: Trouble) -> str:
    """The field of a case's form that an option of the command line stands for; "" where none is named."""
    return str(trouble.facts.get("option", "")).removeprefix("--")


def _named(trouble: Trouble) -> dict[str, object]:
    facts = dict(trouble.facts)
    if field := field_of(trouble):
        facts["field"] = sentence(f"web.flags.field.{field}")
    for name, group in (("step", "step"), ("outcome", "outcome"), ("state", "case")):
        key = f"{group}.{facts.get(name)}"
        if key in shipped_sentences():
            facts[name] = sentence(key)
    return facts
