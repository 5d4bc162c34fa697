"""Where articles come from, and how the sources are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from commands.common import FORMATS, end, present, with_format
from pipeline.jobs.home import Home
from pipeline.jobs.items import views
from records import Trouble
from screen import Screen


@click.group(invoke_without_command=True)
@with_format()
@click.pass_context
def outlets(context: click.Context, form: str) -> None:
    """Danh sách báo với tên cũ, tên mới, nguồn tin và lần lấy được gần nhất; dò một báo mới."""
    if context.invoked_subcommand is None:
        shown = ("slug", "name", "feeds", "items", "last_success", "lineage")
        Screen(form).rows(views.outlets_view(context.obj), shown=shown)


@outlets.command()
@click.argument("address", metavar="ĐỊA_CHỈ")
@click.option("--output", type=click.Path(path_type=Path), help="Ghi ra tệp này; không ghi đè tệp đang có.")
@click.pass_obj
def probe(home: Home, address: str, output: Path | None) -> None:
    """Dò nguồn tin của một trang báo (RSS, sơ đồ trang, dạng bài) và in ra tệp cấu hình để xem lại."""
    from pipeline.jobs.collecting.probe import probe as probe_site

    screen = Screen("table")
    if output is not None and output.exists():  # told before a site is asked for minutes
        raise Trouble("output.exists", file=str(output))
    with screen.progress() as progress:
        probed = probe_site(home, address, clock=present, progress=progress)
    if output is None:
        click.echo(probed.toml, nl=False)
    else:
        _write_new(output, probed.toml)
    for key, facts in probed.notes:
        screen.note(key, **facts)


def _write_new(file: Path, content: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(content)
    except FileExistsError as error:
        raise Trouble("output.exists", file=str(file)) from error
    except OSError as error:
        raise Trouble("output.cannot-write", file=str(file), detail=error.strerror) from error


@click.command()
@click.argument("outlets", nargs=-1, metavar="[BÁO]...")
@with_format()
@click.pass_obj
def health(home: Home, outlets: Sequence[str], form: str) -> None:
    """Từng nguồn tin ra sao: lần lấy được cuối, lỗi, im lặng, tỷ lệ đã chứng minh, và cần làm gì."""
    from pipeline.jobs.upkeep import schedules
    from pipeline.jobs.watching import health_words
    from pipeline.jobs.watching.health import health_of
    from pipeline.jobs.watching.pages import page_lines, page_rows

    now = present()
    found, at = health_of(home, outlets, now=now)
    pages = page_rows(home, now=at, outlets=outlets)
    screen = Screen(form)
    jobs = [] if outlets else schedules.health_rows(home)
    if form == "json":
        screen.rows([*(health_words.program_row(outlet) for outlet in found), *pages, *jobs])
    else:
        rows = [row for outlet in found for row in health_words.table_rows(outlet)]
        screen.rows(rows, shown=("outlet", "source", "verdict", "last_success", "proven"))
        for key, facts in health_words.summary(found, at, now=now):
            screen.say(key, **facts)
        for key, facts in (*page_lines(pages), *schedules.health_lines(home, jobs)):
            screen.say(key, **facts)
    end(any(outlet.needs_look for outlet in found) or any(row["needs_look"] for row in (*pages, *jobs)))


@click.group(invoke_without_command=True)
@with_format()
@click.pass_context
def social(context: click.Context, form: str) -> None:
    """Các trang mạng xã hội trong sổ đăng ký: xem lần cuối khi nào, lỗi gì, cần làm gì; thêm một video TikTok."""
    if context.invoked_subcommand is None:
        from pipeline.jobs.watching.pages import page_rows

        screen = Screen(form)
        rows = page_rows(context.obj, now=present())
        screen.rows(rows, shown=("page", "name", "platform", "page_kind", "page_state", "advice"))
        if not rows and form == "table":
            screen.note("social.none")


@social.command()
@click.argument("address", metavar="ĐỊA_CHỈ")
@click.option("--day", default="", metavar="NGÀY", help="Ngày đăng (năm-tháng-ngày); TikTok không cho biết.")
@click.pass_obj
def add(home: Home, address: str, day: str) -> None:
    """Thêm một video TikTok của tài khoản đã đăng ký, hỏi TikTok bằng oEmbed."""
    from pipeline.jobs.collecting.by_address import add_by_address
    from pipeline.jobs.ledger.counting import day_of

    screen = Screen("table")
    with screen.progress() as progress:
        added = add_by_address(home, address, day=day_of(day) if day else None, clock=present, progress=progress)
    screen.say("social.added" if added.is_new else "social.known", title=added.title)


@click.command()
@click.argument("address", metavar="ĐỊA_CHỈ")
@with_format("table", "json")
@click.pass_obj
def trace(home: Home, address: str, form: str) -> None:
    """Một địa chỉ đang ở đâu: đã lưu, bị gỡ, mất ở bước nào và vì sao, hay không thuộc báo nào."""
    from pipeline.jobs.watching.trace import trace as trace_address

    found = trace_address(home, address, now=present())
    screen = Screen(form)
    if form == "json":
        screen.object(found.as_row())
        return
    for line in (found.url or found.asked, found.text, found.advice_text):
        if line:
            screen.say("trace.line", text=line)


@click.command()
@click.argument("lists", nargs=-1, required=True, metavar="TỆP_HOẶC_ĐỊA_CHỈ...")
@click.option("--collect", "wants_more", is_flag=True, help="Hỏi báo các bài bị mất rồi xem lại.")
@click.option("--output", type=click.Path(path_type=Path), help="Ghi ra tệp (bắt buộc với xlsx).")
@with_format(*FORMATS)
@click.pass_obj
def missed(home: Home, lists: Sequence[str], wants_more: bool, output: Path | None, form: str) -> None:
    """Đối chiếu danh sách địa chỉ (.txt, .csv, .xlsx) với kho: có, mất ở bước nào, hay ngoài danh sách báo."""
    from pipeline.jobs.watching.addresses import read_lists
    from pipeline.jobs.watching.missed import missed as missed_of
    from pipeline.jobs.watching.missed import table_rows

    screen = Screen(form, output)
    found = missed_of(home, read_lists(lists), now=present())
    if wants_more:
        from pipeline.jobs.collecting.collect import collect

        with screen.progress() as progress:
            found = collect(home, found, clock=present, progress=progress)
    if screen.form == "json":
        screen.object(found.as_json())
    else:
        screen.rows(table_rows(found), shown=("place", "address", "result", "why"))
    for key, facts in found.summary():
        screen.note(key, **facts)
    end(found.counts["lost"] > 0)
