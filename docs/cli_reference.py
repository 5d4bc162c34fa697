"""Writes docs/cli.md from the commands' own help: ``make docs``; a test checks that it is up to date."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from cli import main

TARGET = Path(__file__).parent / "cli.md"
WIDTH = 100


def reference() -> str:
    """The help of the program and of every command, as Markdown."""
    parts = ["# Command line\n\nGenerated from the help by `make docs`; do not edit.\n"]
    parts += [f"## `{name}`\n\n```text\n{text}\n```\n" for name, text in _helps(main, "diembao")]
    return "\n".join(parts)


def _helps(command: click.Command, name: str, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    settings = {**command.context_settings, "max_content_width": WIDTH}
    context = click.Context(command, info_name=name.split()[-1], parent=parent, **settings)
    context.terminal_width = WIDTH
    yield name, command.get_help(context)
    if isinstance(command, click.Group):
        for word in command.list_commands(context):
            found = command.get_command(context, word)
            if found is not None:
                yield from _helps(found, f"{name} {word}", context)


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
