"""What officers decide: they correct the machine's labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from commands.common import Command, present, with_format, with_plan
from pipeline.jobs import correct as job
from pipeline.jobs.home import Home
from screen import Screen


def with_wording(command: Command) -> Command:
    """Who decides, on which paper, and why."""
    options: Sequence[Callable[[Any], Any]] = (
        click.option("--by", default="", metavar="TÊN", help="Người quyết định; mặc định là officer trong cấu hình."),
        click.option("--document", default="", metavar="SỐ", help="Số, ngày của văn bản làm căn cứ."),
        click.option("--note", default="", metavar="GHI_CHÚ", help="Ghi chú."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@click.argument("wanted", metavar="MÃ_HOẶC_ĐỊA_CHỈ")
@click.option("--tone", default="", type=click.Choice(["", *job.TONES]), help="Sắc thái đúng.")
@click.option("--kind", default="", type=click.Choice(["", *job.KINDS]), help="Tiêu cực vì sự việc hay vì bị phê bình.")
@click.option("--genre", default="", type=click.Choice(["", *job.GENRES]), help="Thể loại đúng.")
@click.option(
    "--relevance", multiple=True, metavar="TỈNH=0|1|2", help="Bài nói về tỉnh: 2 là chính, 1 nhắc qua, 0 không."
)
@click.option("--add", multiple=True, metavar="MÃ", help="Thêm chủ đề nhỏ; kèm --plan thì cả mã nội dung.")
@click.option("--remove", multiple=True, metavar="MÃ", help="Bỏ chủ đề nhỏ; kèm --plan thì cả mã nội dung.")
@with_plan
@click.option(
    "--undo", is_flag=False, flag_value=job.NEWEST, default="", metavar="[MÃ]",
    help="Hủy quyết định mang mã này; không ghi mã thì hủy quyết định mới nhất còn hiệu lực.",
)  # fmt: skip
@with_wording
@with_format("table", "json")
@click.pass_obj
def correct(
    home: Home, wanted: str, tone: str, kind: str, genre: str, relevance: Sequence[str], add: Sequence[str],
    remove: Sequence[str], plan: str, undo: str, by: str, document: str, note: str, form: str,
) -> None:  # fmt: skip
    """Đính chính nhãn máy của một tin, bài; quyết định của người thắng nhãn máy và dạy cho mô hình sau."""
    wording = job.Wording(by, document, note)
    if undo:
        done = job.undo(home, wanted, undo, wording, clock=present)
    else:
        correction = job.Correction(tone, kind, genre, relevance, add, remove, plan)
        done = job.correct(home, wanted, correction, wording, clock=present)
    screen = Screen(form)
    if form == "json":
        screen.object(done.as_json())
    screen.say("correct.undone" if undo else "correct.done", id=done.decision.id, by=done.decision.by, item=done.item)
    if done.is_fixed_test:
        screen.note("correct.fixed-test")
