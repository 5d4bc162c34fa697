"""What the commands have in common: options, the clock, how a command ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from config.wording import Say, page_sentence, sentence
from times import UTC, from_iso

DONE, DONE_WITH_FAILURES, WRONG_CALL = 0, 1, 2
FORMATS = ("table", "json", "csv", "xlsx")
EXISTING_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
Command = TypeVar("Command", bound=Callable[..., Any])


def present() -> datetime:
    """Now, or the moment that the hidden option ``--now`` of a simulation gives."""
    context = click.get_current_context(silent=True)
    given: datetime | None = context.find_root().params.get("now") if context else None
    return given or datetime.now(UTC)


def is_for_page() -> bool:
    """Was the command started by a page (hidden option ``--for-page``)? Officers read there what it says."""
    context = click.get_current_context(silent=True)
    return bool(context and context.find_root().params.get("for_page"))


def wording() -> Say:
    """In whose words a command tells: its own, or those of the pages that run it for somebody."""
    return page_sentence if is_for_page() else sentence


def moment_of(_context: click.Context, _option: click.Parameter, written: str | None) -> datetime | None:
    """The value of ``--now``."""
    try:
        return from_iso(written) if written else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def with_format(*formats: str) -> Callable[[Command], Command]:
    kinds = click.Choice(formats or ("table", "json", "csv"))
    return click.option("--format", "form", type=kinds, default="table", help="Dạng kết quả.", show_default=True)


def with_replay(command: Command) -> Command:
    return click.option("--replay", type=EXISTING_FILE, help="Đọc từ tệp WARC thay cho mạng.")(command)


def with_plan(command: Command) -> Command:
    return click.option("--plan", default="", metavar="MÃ", help="Kế hoạch, ví dụ tuyen-quang-2024-2026.")(command)


def with_channel(command: Command) -> Command:
    told = "Chỉ một loại hình: online, print, radio, television, social."
    language = click.option("--language", default="", metavar="MÃ", help="Chỉ một ngôn ngữ, ví dụ vi, en, fr, zh.")
    return click.option("--channel", default="", metavar="LOẠI", help=told)(language(command))


def with_period(command: Command) -> Command:
    until = click.option("--to", "until", default="", metavar="NGÀY", help="Đến hết ngày đăng này.")
    since = click.option(
        "--from", "since", default="", metavar="NGÀY", help="Từ ngày đăng này; dấu “-”: tin, bài không rõ ngày."
    )
    return since(until(command))


def with_snapshot(command: Command) -> Command:
    told = "Đếm từ một bản chốt (xem “diembao snapshot”) thay cho dữ liệu hiện tại; last: bản mới nhất của đúng kỳ này."
    return click.option("--snapshot", default="", metavar="MÃ", help=told)(command)


def end(failures: bool) -> None:
    """Exit code 1 where something failed that has a name."""
    if failures:
        click.get_current_context().exit(DONE_WITH_FAILURES)
