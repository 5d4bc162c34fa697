"""The command ``diembao``: its group, and exceptions to sentences; no logic."""

from __future__ import annotations

import logging
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from commands import (
    claims,
    daily,
    decisions,
    evidence,
    flags,
    imports,
    labels,
    ledger,
    office,
    pages,
    reading,
    samples,
    sources,
    timetable,
    twins,
    upkeep,
)
from commands.common import WRONG_CALL, moment_of
from config.wording import page_sentence, sentence
from pipeline.jobs.home import Home
from records import Trouble

COMMANDS = (
    daily.run, daily.crawl, daily.process, daily.differences,
    reading.coverage, reading.search, reading.events, reading.item,
    ledger.contracts, ledger.snapshot, ledger.reconcile, ledger.awards,
    flags.flags, flags.flag, flags.export, claims.claims,
    decisions.correct, decisions.label,
    imports.template, imports.import_file, twins.twins,
    evidence.evidence, samples.sample,
    sources.outlets, sources.social, sources.health, sources.trace, sources.missed,
    labels.annotate, labels.evaluate, labels.train,
    office.duties, office.digest,
    timetable.schedule, timetable.deliver,
    pages.web, pages.users,
    upkeep.doctor, upkeep.backup, upkeep.restore,
)  # fmt: skip


class SpokenGroup(click.Group):
    """Tells an officer in one sentence what went wrong, and ends with the code that programs read."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Trouble as trouble:
            click.echo((page_sentence if ctx.params["for_page"] else sentence)(trouble.key, **trouble.facts), err=True)
            ctx.exit(WRONG_CALL)


@click.group(cls=SpokenGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home", type=click.Path(path_type=Path), envvar="DIEMBAO_HOME", default=Path("diembao-data"), show_default=True,
    help="Thư mục dữ liệu; cũng đặt được bằng biến DIEMBAO_HOME.",
)  # fmt: skip
@click.option("--now", hidden=True, callback=moment_of, metavar="ISO_8601", help="Làm như thể đang là thời điểm này.")
@click.option(
    "--for-page", is_flag=True, hidden=True, help="Chạy cho các trang: nói bằng lời của trang, tiến độ thành dòng."
)
@click.version_option(package_name="diembao", prog_name="diembao")
@click.pass_context
def main(ctx: click.Context, home: Path, now: datetime | None, for_page: bool) -> None:
    """Điểm báo: báo chí viết gì về tỉnh, theo nội dung nào, sắc thái ra sao, điều gì cần trả lời."""
    told = logging.StreamHandler(sys.stderr)
    told.setLevel(logging.WARNING)  # of the handler: libraries set the levels of their loggers themselves
    logging.basicConfig(handlers=[told], format="%(levelname)s %(name)s %(message)s")
    ctx.obj = Home(home)  # ``now`` and ``for_page`` are read by commands.common


for command in COMMANDS:
    main.add_command(command)

if __name__ == "__main__":
    main()
