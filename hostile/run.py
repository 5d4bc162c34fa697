"""``python -m hostile``: serve the hostile press, list its faults, or examine the crawler by them."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from hostile.examine import examine
from hostile.faults import FAULTS, chosen
from hostile.home import FAST, USUAL
from hostile.server import described, serve
from hostile.verdict import summary
from times import UTC

COLUMNS = ("fault", "recorded", "items", "control", "verdict")
SAID_OFFENDERS = 10  # of each rule; JSON has them all


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words say; the exit code."""
    given = parser().parse_args(words)
    try:
        faults = chosen(given.fault)
    except LookupError as error:
        print(error.args[0], file=sys.stderr)  # noqa: T201 - a command speaks
        return 2
    if given.command == "list":
        print("\n".join(f"{fault.name:28} {fault.what}" for fault in FAULTS))  # noqa: T201
        return 0
    if given.command == "serve":
        return stand(given, faults)
    done = examine(faults, FAST if given.fast else USUAL, given.log)
    show(summary(done), given.format)
    return 0 if done.is_passed else 1


def parser() -> argparse.ArgumentParser:
    """The words that the command understands."""
    top = argparse.ArgumentParser(prog="python -m hostile", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="list the faults").set_defaults(fault=[])
    for name, told in (("serve", "serve until Ctrl-C"), ("examine", "run diembao twice against the faults and judge")):
        command = commands.add_parser(name, help=told)
        command.add_argument("--fault", action="append", default=[], help="only this one; may stand several times")
        command.add_argument("--log", type=Path, help="write every request as a line of JSON")
    commands.choices["serve"].add_argument("--port", type=int, default=0, help="any that is free unless given")
    commands.choices["serve"].add_argument("--stage", type=int, choices=(1, 2), default=1, help="what run 1 or 2 sees")
    commands.choices["examine"].add_argument("--fast", action="store_true", help="short pauses and timeouts")
    commands.choices["examine"].add_argument("--format", choices=("table", "markdown", "json"), default="table")
    return top


def stand(given: argparse.Namespace, faults: Sequence[Any]) -> int:
    """Serve until Ctrl-C."""
    now = datetime.now(UTC)
    with serve(faults, now - timedelta(hours=2), port=given.port, log=given.log) as press:
        press.turn(given.stage, now)
        print("\n".join(described(press)), flush=True)  # noqa: T201
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return 0


def show(told: dict[str, Any], form: str) -> None:
    """Print the examination."""
    if form == "json":
        print(json.dumps(told, ensure_ascii=False, indent=1))  # noqa: T201
        return
    rows = [cells(row) for row in told["rows"]]
    if form == "markdown":
        lines = [COLUMNS, ["---"] * len(COLUMNS), *rows]
        print("\n".join(f"| {' | '.join(line)} |" for line in lines))  # noqa: T201
    else:
        table = Table(*COLUMNS)
        for row in rows:
            table.add_row(*row)
        Console(highlight=False).print(table)
    print("\n" + "\n".join(ending(told)))  # noqa: T201


def cells(row: dict[str, Any]) -> list[str]:
    """One row for people."""
    recorded = [f"{word} {count}" for word, count in row["recorded"].items()] + [f"({one})" for one in row["effects"]]
    return [row["fault"], ", ".join(recorded), f"{row['items']}/{row['must_be']}", row["control"], row["verdict"]]


def ending(told: dict[str, Any]) -> list[str]:
    """The last lines: who was bothered, and the counts."""
    lines = [f"{rule}: {line}" for rule, pairs in told["offenders"].items() for line in pairs[:SAID_OFFENDERS]]
    offences = sum(told["offences"].values())
    kept, published = told["control"]
    return [
        *lines,
        f"{told['named']} of {told['faults']} faults named, control outlet {kept} of {published}; "
        f"silent failures {told['silent']}, wrong words {told['wrong_words']}, lost items {told['lost_items']}, "
        f"politeness offences {offences}; exit codes {told['exit_codes']}",
    ]
