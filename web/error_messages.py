"""What a job says of what does not go, without the options of the command line."""

from __future__ import annotations

from config.wording import page_sentence, sentence, shipped_sentences
from records import Trouble


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
