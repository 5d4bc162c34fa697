"""Asks an officer about one item on the terminal; what the machine thinks is not shown, for it would be repeated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from config.load import Configuration
from config.wording import sentence
from pieces import GENRES
from pipeline.jobs.items.correct import KINDS, TONES
from screen import Screen

STOP, NONE = "q", "0"
SHOWN = 2500  # characters of a text; what an officer reads before judging


class Stop(Exception):
    """The officer has had enough."""


class Asking:
    """The questions about each of a number of items."""

    def __init__(self, screen: Screen, configuration: Configuration, count: int) -> None:
        self._screen, self._configuration, self._count = screen, configuration, count
        self._number = 0
        screen.say("label.intro")

    def ask(self, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The labels of an item as they are answered, None for those that are not; None at all to stop."""
        self._number += 1
        facts = {"number": self._number, "count": self._count, "outlet": row["outlet"], "url": row["url"]}
        self._screen.say("label.number", **facts)
        click.echo(f"{row['title']}\n\n{row['text'][:SHOWN]}\n")
        try:
            return self._labels()
        except Stop:
            return None

    def _labels(self) -> dict[str, Any]:
        labels: dict[str, Any] = {}
        for province in self._configuration.provinces.values():
            said = _one("label.ask-about", ("2", "1", "0"), province=province.name)
            labels[f"about_{province.short}"] = said or None
        codes = [theme.code for theme in self._configuration.themes]
        labels["themes"] = _several("label.ask-themes", codes)
        labels["tone"] = _one("label.ask-tone", TONES) or None
        labels["neg_kind"] = (_one("label.ask-neg_kind", KINDS) or None) if labels["tone"] == "neg" else None
        labels["genre"] = _one("label.ask-genre", GENRES) or None
        return labels


def _one(key: str, allowed: Sequence[str], **facts: object) -> str:
    """One of these words, or "" for no answer."""
    while (said := _line(key, **facts)) and said not in allowed:
        click.echo(sentence("label.not-so", value=said, allowed=", ".join(allowed)))
    return said


def _several(key: str, allowed: Sequence[str]) -> list[str] | None:
    """Some of these codes, [] for none of them, None for no answer."""
    while said := _line(key).replace(",", " "):
        codes = list(dict.fromkeys(said.split()))
        if codes == [NONE]:
            return []
        if set(codes) <= set(allowed):
            return codes
        click.echo(sentence("label.not-so", value=said, allowed=", ".join(allowed)))
    return None


def _line(key: str, **facts: object) -> str:
    said = str(click.prompt(sentence(key, **facts), default="", show_default=False)).strip()
    if said == STOP:
        raise Stop
    return said
