"""What does not come by a crawl: the template for print, radio and television, and the import of files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.common import EXISTING_FILE, end, present, with_format, wording
from config.wording import reason_sentence, sentence
from pipeline.jobs.home import Home
from pipeline.tools.columns import Answer, Question
from screen import Screen

if TYPE_CHECKING:
    from pipeline.jobs.collecting.imports import ImportReport
    from pipeline.jobs.collecting.tools import ToolReport

SHOWN = 30  # refused rows on a screen; all of them stand in the file of refused rows


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="TỆP.xlsx")
@click.option("--outlet", default="", metavar="BÁO", help="Chỉ một báo, đài cùng ấn phẩm của báo, đài đó.")
@click.pass_obj
def template(home: Home, file: Path, outlet: str) -> None:
    """Tạo mẫu bảng tính để nhập tin, bài của báo in, phát thanh, truyền hình và danh mục chương trình của đài."""
    from pipeline.jobs.collecting.template import make_template

    make_template(home, file, outlet=outlet)
    Screen("table").say("template.made", file=str(file))


@click.command(name="import")
@click.argument("file", type=EXISTING_FILE, metavar="TỆP")
@click.option("--dry-run", is_flag=True, help="Chỉ nói sẽ làm gì, không ghi gì vào kho.")
@click.option(
    "--tool", default="", metavar="TÊN", help="Công cụ xuất ra tệp, ví dụ vnsocial: cột được nhớ theo tên này."
)
@click.option(
    "--map",
    "said",
    multiple=True,
    metavar='"CỘT=TRƯỜNG"',
    help='Cột nào là gì, ví dụ --map "Đường dẫn=address"; ghi được nhiều lần.',
)
@click.option("--by", default="", metavar="TÊN", help="Người nhập; mặc định theo settings.toml.")
@click.option(
    "--refused", type=click.Path(path_type=Path), metavar="TỆP",
    help="Ghi các dòng chưa nhận vào tệp này; mặc định là TỆP-chua-nhan.xlsx.",
)  # fmt: skip
@with_format("table", "json")
@click.pass_obj
def import_file(
    home: Home, file: Path, dry_run: bool, tool: str, said: Sequence[str], by: str, refused: Path | None, form: str
) -> None:
    """Nhập tin, bài từ tệp: mẫu của diembao, hay bảng xuất ra từ công cụ lắng nghe mạng xã hội (.xlsx, .csv).

    Nhập lại không làm tăng; dòng chưa nhận ghi ra tệp kèm lý do.
    """
    from pipeline.jobs.collecting.template import free_name, import_template, is_template, write_refused
    from pipeline.jobs.collecting.tools import import_tool, write_refused_rows
    from pipeline.jobs.watching.list_files import rows_of

    screen = Screen(form)
    is_ours = not (tool or said) and is_template(rows_of(file))
    report: ImportReport
    tools: ToolReport | None = None
    with screen.progress() as progress:
        if is_ours:
            report = import_template(home, file, clock=present, by=by, dry_run=dry_run, progress=progress)
        else:
            report = tools = import_tool(
                home, file, clock=present, tool=tool, said=said, answer=_asker(), by=by, dry_run=dry_run,
                progress=progress,
            )  # fmt: skip
    if tools:
        _show_columns(screen, tools)
    _show(screen, report)
    if report.refused and not dry_run:
        place = refused or free_name(file)
        if is_ours:
            write_refused(home, report, place)
        else:
            write_refused_rows(report, place)
        screen.note("import.refused-file" if is_ours else "import.refused-rows", file=str(place))
    end(bool(report.refused or report.failures))


def _show(screen: Screen, report: ImportReport) -> None:
    if screen.form == "json":
        screen.object(report.as_json(wording()))
    elif report.refused:
        screen.plain_table([
            {"sheet": one.sheet, "row": one.row, "why": reason_sentence(one.reason), "detail": one.detail}
            for one in report.refused[:SHOWN]
        ])  # fmt: skip
    for key, facts in report.notes:
        screen.note(key, **facts)
    counts = {"entries": report.entries, "taken": report.taken, "known": report.known, "items": report.items}
    screen.beside("import.would" if report.dry_run else "import.done", **counts, refused=len(report.refused))


def _show_columns(screen: Screen, report: ToolReport) -> None:
    if screen.form == "table":
        rows = [{**one, "field": sentence(f"tool.field-{one['field']}")} for one in report.columns]
        screen.plain_table(rows)
    if report.mapping:
        screen.note("tool.kept", file=report.mapping)


def _asker() -> Answer | None:
    """Who is asked about a column: the officer at the terminal; nobody where a program calls."""
    return _ask if sys.stdin.isatty() else None


def _ask(question: Question) -> int | None:
    click.echo(sentence("tool.ask", field=sentence(f"tool.field-{question.field}")), err=True)
    for number, name in enumerate(question.headings, 1):
        click.echo(sentence("tool.choice", number=number, column=name), err=True)
    chosen: int = click.prompt("", type=click.IntRange(0, len(question.headings)), err=True)
    return question.columns[chosen - 1] if chosen else None
