"""The sentences that officers read: all of ``config/sentences/*.toml``, looked up by key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files

from records import Trouble

NO_SENTENCE = "config.no-sentence"
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
Say = Callable[..., str]  # sentence, or page_sentence: in whose words a job tells


def sentence(key: str, /, **facts: object) -> str:
    """The Vietnamese sentence of a key with its facts filled in; never fails, for it tells of failures."""
    sentences = shipped_sentences()
    try:
        return sentences[key].format(**facts)
    except (KeyError, IndexError, ValueError, AttributeError, TypeError):
        told = "; ".join(f"{name}: {value}" for name, value in facts.items())
        return sentences[NO_SENTENCE].format(name=key, facts=told or "-")


def page_sentence(key: str, /, **facts: object) -> str:
    """The sentence of a key as a page says it: ``page.<key>`` stands for one that speaks of commands or files, and a
    day among the facts, 2026-07-18 on the command line, is 18/07/2026.
    """
    said = f"page.{key}"
    shown = {name: _shown_day(value) for name, value in facts.items()}
    return sentence(said if said in shipped_sentences() else key, **shown)


def _shown_day(value: object) -> object:
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    return "/".join(reversed(found.groups())) if found else value


@cache
def shipped_sentences() -> Mapping[str, str]:
    """All sentences of the package, read once."""
    folder = files("config") / "sentences"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    return merged_sentences((entry.name, entry.read_text("utf-8")) for entry in found)


def merged_sentences(sources: Iterable[tuple[str, str]]) -> dict[str, str]:
    """One table of many files; a key that stands in two of them is an error of ours."""
    merged: dict[str, str] = {}
    home: dict[str, str] = {}
    for file, content in sources:
        for key, wording in tomllib.loads(content).get("sentences", {}).items():
            if key in merged:
                raise Trouble("config.sentence-twice", file=file, entry=key, first=home[key])
            merged[key], home[key] = str(wording), file
    return merged


def reason_sentence(word: str) -> str:
    """A reason word of docs/reasons.md in the officers' language."""
    if word.startswith("http-"):
        return sentence("reason.http", status=word.removeprefix("http-"))
    return sentence(f"reason.{word}")
