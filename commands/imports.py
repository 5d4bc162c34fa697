"""What does not come by a crawl: the template for print, radio and television, and the import of files."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import EXISTING_FILE, end, present, with_format
from config.wording import reason_sentence
from pipeline.jobs.home import Home
from records import Trouble
from screen import Screen


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
@click.option("--by", default="", metavar="TÊN", help="Người nhập; mặc định theo settings.toml.")
@click.option(
    "--refused", type=click.Path(path_type=Path), metavar="TỆP",
    help="Ghi các dòng chưa nhận vào tệp này; mặc định là TỆP-chua-nhan.xlsx.",
)  # fmt: skip
@with_format("table", "json")
@click.pass_obj
def import_file(home: Home, file: Path, dry_run: bool, by: str, refused: Path | None, form: str) -> None:
    """Nhập tin, bài từ tệp (mẫu của diembao) vào kho; nhập lại không làm tăng; dòng chưa nhận ghi ra tệp kèm lý do."""
    from pipeline.jobs.collecting.template import free_name, import_template, is_template, write_refused
    from pipeline.jobs.watching.list_files import rows_of

    if not is_template(rows_of(file)):
        raise Trouble("import.unknown-kind", file=str(file))
    screen = Screen(form)
    with screen.progress() as progress:
        report = import_template(home, file, clock=present, by=by, dry_run=dry_run, progress=progress)
    if form == "json":
        screen.object(report.as_json())
    elif report.refused:
        screen.plain_table([
            {"sheet": one.sheet, "row": one.row, "why": reason_sentence(one.reason), "detail": one.detail}
            for one in report.refused
        ])  # fmt: skip
    for key, facts in report.notes:
        screen.note(key, **facts)
    counts = {"entries": report.entries, "taken": report.taken, "known": report.known, "items": report.items}
    screen.beside("import.would" if dry_run else "import.done", **counts, refused=len(report.refused))
    if report.refused and not dry_run:
        place = refused or free_name(file)
        write_refused(home, report, place)
        screen.note("import.refused-file", file=str(place))
    end(bool(report.refused or report.failures))
