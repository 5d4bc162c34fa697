"""What the office does by the calendar: the duties of the plans, the daily digest."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import present, with_format, with_plan
from pipeline.jobs.home import Home
from screen import Screen
from times import local_day

SHOWN_DUTIES = ("due", "days_left", "duty", "duty_by", "duty_plan", "duty_source")


@click.command()
@click.option("--from", "since", default="", metavar="NGÀY", help="Mọi hạn từ ngày này; không ghi thì chỉ hạn tới.")
@click.option("--to", "until", default="", metavar="NGÀY", help="Đến hết ngày này; mặc định là một năm sau --from.")
@with_format("table", "json", "csv")
@click.pass_obj
def duties(home: Home, since: str, until: str, form: str) -> None:
    """Việc phải làm theo bốn kế hoạch: hạn, ai làm, gửi ai, căn cứ ở đoạn nào; nhắc trước 60, 30 và 7 ngày."""
    from pipeline.jobs.ledger import duties as job

    screen, today = Screen(form), local_day(present())
    rows = job.duties_view(home, since, until, today=today)
    screen.rows(rows, shown=SHOWN_DUTIES if form == "table" else ())
    screen.say("duties.own-days", folder=home.path / "config" / "duties")


@click.command()
@click.option("--day", default="", metavar="NGÀY", help="Bản điểm tin của sáng ngày này; mặc định là hôm nay.")
@with_plan
@click.option("--save", is_flag=True, help="Lưu bản Word, bản thư và sổ vào thư mục reports; bản sau nối tiếp từ đó.")
@click.option("--output", type=click.Path(path_type=Path), metavar="TỆP", help="Ghi ra tệp .docx, .txt hoặc .json.")
@with_format("table", "json")
@click.pass_obj
def digest(home: Home, day: str, plan: str, save: bool, output: Path | None, form: str) -> None:
    """Điểm tin buổi sáng: cần trả lời gì, tin mới theo nội dung và báo, việc sắp đến hạn, báo im lặng, khoảng trống."""
    from pipeline.jobs.exports import digest_files as job
    from pipeline.jobs.exports.digest import for_programs
    from pipeline.jobs.exports.digest_made import digest_of
    from pipeline.reports.documents import as_text

    screen = Screen(form)
    made = digest_of(home, day, plan=plan, clock=present)
    if output is not None:
        job.write(made, output)
        screen.note("digest.saved", file=output)
    if save:
        for path in job.save(home, made):
            screen.note("digest.saved", file=path)
    if form == "json":
        screen.object(for_programs(made.digest))
    elif not save and output is None:
        click.echo(as_text(made.document), nl=False)
