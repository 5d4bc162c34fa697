"""What runs every day: the cycle and its two halves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from commands.common import end, is_for_page, present, with_format, with_replay
from pipeline.jobs.home import Home
from pipeline.jobs.items import views
from pipeline.jobs.ledger.counting import day_of
from screen import Screen
from times import day_start, iso

with_due = click.option("--due", is_flag=True, help="Chỉ hỏi những nguồn và bài đã đến lượt, như lịch chạy tự động.")


@click.command()
@click.argument("outlets", nargs=-1, metavar="[BÁO]...")
@with_due
@with_replay
@with_format("table", "json")
@click.pass_obj
def run(home: Home, outlets: Sequence[str], due: bool, replay: Path | None, form: str) -> None:
    """Một vòng đầy đủ: thu thập, đọc, xếp nhãn, rồi in sổ thu nhận và bảng đếm."""
    from pipeline.jobs.collecting.plan import Wish
    from pipeline.jobs.collecting.run import cycle_json, run_cycle

    screen = Screen(form, for_page=is_for_page())
    wish = Wish(tuple(outlets), due=due)
    with screen.progress() as progress:
        crawled, processed = run_cycle(home, wish=wish, replay=replay, clock=present, progress=progress)
    screen.ledger(cycle_json(crawled, processed))
    if form == "table" and not screen.for_page:
        screen.cycle_end(views.cycle_view(home, now=iso(present())), home.path)
    end(bool(crawled.failures or processed.failures))


@click.command()
@click.argument("outlets", nargs=-1, metavar="[BÁO]...")
@with_due
@click.option("--quarantined", is_flag=True, help="Hỏi lại cả những trang đã lỗi nhiều lần liền và bị gác lại.")
@click.option("--since", default="", metavar="NGÀY", help="Lần ngược sơ đồ trang và trang chuyên mục đến ngày này.")
@with_replay
@with_format("table", "json")
@click.pass_obj
def crawl(
    home: Home, outlets: Sequence[str], due: bool, quarantined: bool, since: str, replay: Path | None, form: str
) -> None:
    """Chỉ thu thập: bản tin RSS, sơ đồ trang, trang chuyên mục và trang bài vào kho lưu trữ."""
    from pipeline.jobs.collecting.plan import Wish
    from pipeline.jobs.collecting.run import run_crawl

    screen = Screen(form, for_page=is_for_page())
    back_to = day_start(day_of(since)) if since else None
    wish = Wish(tuple(outlets), due=due, quarantined=quarantined, since=back_to)
    with screen.progress() as progress:
        report = run_crawl(home, wish=wish, replay=replay, clock=present, progress=progress)
    screen.ledger(report.as_json())
    end(bool(report.failures))


@click.command()
@click.option("--since", default="", metavar="NGÀY", help="Đọc lại mọi bản lưu từ ngày này (năm-tháng-ngày).")
@with_format("table", "json")
@click.pass_obj
def process(home: Home, since: str, form: str) -> None:
    """Chỉ đọc kho lưu trữ: bài, chủ đề, sắc thái vào cơ sở dữ liệu; không dùng mạng."""
    from pipeline.jobs.collecting.run import run_process

    moment = day_start(day_of(since)) if since else None
    screen = Screen(form)
    with screen.progress() as progress:
        report = run_process(home, since=moment, clock=present, progress=progress)
    screen.ledger(report.as_json())
    end(bool(report.failures))


@click.command()
@click.option("--since", default="", metavar="NGÀY", help="Chỉ những bản lưu từ ngày này; không ghi là tất cả.")
@with_format()
@click.pass_obj
def differences(home: Home, since: str, form: str) -> None:
    """Đọc lại kho lưu trữ bằng bộ đọc hiện nay thì tin, bài nào khác đi, khác gì, số đếm nào đổi; không ghi gì."""
    from pipeline.jobs.reading.differences import find_differences

    screen = Screen(form)
    with screen.progress() as progress:
        found = find_differences(home, since=day_start(day_of(since)) if since else None, progress=progress)
    screen.differences(found.rows, found.moved, found.captures)
