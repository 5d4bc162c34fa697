"""What runs by itself, and where its files go."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from contextlib import closing

import click

from commands.common import end, present, with_format
from pipeline.jobs.home import Home
from screen import Screen


@click.command()
@click.option("--list", "only_list", is_flag=True, help="Chỉ kê các việc: bao giờ chạy, lần cuối ra sao.")
@with_format("table", "json", "csv")
@click.pass_context
def schedule(context: click.Context, only_list: bool, form: str) -> None:
    """Chạy lịch tự động: thu thập, điểm tin 06:30, danh sách tuần, số liệu tháng, sao lưu; dừng bằng Ctrl-C."""
    from pipeline.jobs.upkeep import schedules as job

    home, screen = context.obj, Screen(form)
    if only_list:
        screen.rows(job.jobs_view(home), shown=job.SHOWN if form == "table" else ())
        return
    import scheduler
    from storage.schedule import ScheduleBook

    plan, jobs = job.prepared(home)
    commands = frozenset(context.find_root().command.commands)  # type: ignore[attr-defined]
    office = scheduler.Office(home.path.resolve(), jobs, plan, commands, lambda _now: (sys.executable, "-m", "cli"))
    for key, facts in job.greeting(home, jobs, commands):
        screen.note(key, **facts)
    _tell_of_jobs()
    with closing(ScheduleBook(home.path)) as book:
        scheduler.serve(office, book)
    screen.note("schedule.ended")


def _tell_of_jobs() -> None:
    """One line on stderr for each job that has run: the journal of the service."""
    told = logging.StreamHandler(sys.stderr)
    told.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    log = logging.getLogger("scheduler")
    log.addHandler(told)
    log.setLevel(logging.INFO)
    log.propagate = False


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="TỆP...")
@click.option("--subject", default="", help="Tiêu đề thư; mặc định theo tên tệp.")
@click.option("--again", is_flag=True, help="Gửi lại cả những tệp đã gửi rồi.")
@click.pass_obj
def deliver(home: Home, files: Sequence[str], subject: str, again: bool) -> None:
    """Gửi tệp đến thư mục và hộp thư ghi trong config/delivery.toml; tên tệp được dùng dấu *."""
    from pipeline.jobs.exports import delivery as job

    screen = Screen("table")
    done = job.deliver(home, files, subject=subject, again=again, clock=present)
    for key, facts in done.lines:
        screen.note(key, **facts)
    end(bool(done.refused))
