"""What officers decide: they correct the machine's labels, and answer what it asks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from commands.asking import Asking
from commands.common import EXISTING_FILE, Command, end, present, with_format, with_plan
from pieces import GENRES
from pipeline.jobs.home import Home
from pipeline.jobs.items import correct as job
from records import Trouble
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
@click.option("--genre", default="", type=click.Choice(["", *GENRES]), help="Thể loại đúng.")
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


@click.command()
@click.option("--count", default=10, type=click.IntRange(1, 500), show_default=True, help="Số tin, bài cần hỏi.")
@with_plan
@click.option("--to", "target", type=click.Path(path_type=Path), metavar="TỆP", help="Ghi câu hỏi ra tệp JSON-lines.")
@click.option("--from", "source", type=EXISTING_FILE, metavar="TỆP", help="Đọc câu trả lời từ tệp JSON-lines.")
@click.option("--ask", is_flag=True, help="Hỏi ngay trên màn hình; mặc định là vậy khi gõ lệnh ở cửa sổ lệnh.")
@with_wording
@with_format("table", "json")
@click.pass_obj
def label(
    home: Home, count: int, plan: str, target: Path | None, source: Path | None, ask: bool, by: str, document: str,
    note: str, form: str,
) -> None:  # fmt: skip
    """Đưa ra những tin, bài mà máy ít chắc nhất, mỗi sự kiện một bài; câu trả lời của người dạy mô hình sau."""
    from pipeline.jobs.reading import label as asked

    screen, wording = Screen(form), job.Wording(by, document, note)
    if source and target:
        raise Trouble("label.one-way")
    if source:
        _take(screen, asked.take_answers(home, source, wording, clock=present))
        return
    rows = asked.questions(home, count=count, plan=plan)
    if not rows:
        screen.note("label.nothing")
    elif target or not (ask or sys.stdin.isatty()):
        Screen("json", target).lines(rows)
        if target:
            screen.note("label.written", count=len(rows), file=target)
    else:
        asking = Asking(screen, home.configuration(), len(rows))
        done = list(asked.answers(home, rows, asking.ask, wording, clock=present))
        screen.say("label.done", count=len(done))


def _take(screen: Screen, taken: Any) -> None:
    if screen.form == "json":
        screen.object(taken.as_json())
    counts = {"read": taken.read, "written": taken.written, "known": taken.known, "unanswered": taken.unanswered}
    screen.say("label.taken", **counts, failed=len(taken.failures))
    if taken.fixed_test:
        screen.note("label.taken-fixed-test", count=taken.fixed_test)
    screen.failures(taken.as_json()["failures"])
    end(bool(taken.failures))
