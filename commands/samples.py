"""Test cases for the parsers."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import present, with_format
from pipeline.jobs.home import Home
from screen import Screen


@click.command()
@click.argument("wanted", metavar="ĐỊA_CHỈ|TỆP")
@click.option(
    "--url", default="", metavar="ĐỊA_CHỈ", help="Địa chỉ của trang đã lưu thành tệp, khi trang không tự ghi."
)
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), metavar="THƯ_MỤC",
    help="Nơi ghi; mặc định là thư mục samples của thư mục dữ liệu.",
)  # fmt: skip
@with_format("table", "json")
@click.pass_obj
def sample(home: Home, wanted: str, url: str, output: Path | None, form: str) -> None:
    """Tạo mẫu thử cho bộ đọc bài: trang gốc và những gì đọc được từ trang, để người đối chiếu lại."""
    from pipeline.jobs.collecting.sample import make_sample

    screen = Screen(form)
    with screen.progress() as progress:
        made = make_sample(home, wanted, output, url=url, clock=present, progress=progress)
    if form == "json":
        screen.object({"page": str(made.page), "case": str(made.case), "outlet": made.outlet, "read_by": made.read_by})
        return
    screen.say("sample.written", page=made.page, case=made.case, outlet=made.outlet, parser=made.read_by)
    screen.say("sample.compare")
