"""What the office does by the calendar: the duties of the plans."""

from __future__ import annotations

import click

from commands.common import present, with_format
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
    from pipeline.jobs import duties as job

    screen, today = Screen(form), local_day(present())
    rows = job.duties_view(home, since, until, today=today)
    screen.rows(rows, shown=SHOWN_DUTIES if form == "table" else ())
    screen.say("duties.own-days", folder=home.path / "config" / "duties")
