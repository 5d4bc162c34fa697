"""The proof of an item."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import with_format
from pipeline.jobs.home import Home
from screen import Screen


@click.command()
@click.argument("wanted", metavar="MÃ_HOẶC_ĐỊA_CHỈ")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="TỆP.zip|THƯ_MỤC",
    help="Nơi ghi; mặc định là bang-chung-MÃ.zip ở thư mục hiện tại.",
)  # fmt: skip
@with_format("table", "json")
@click.pass_obj
def evidence(home: Home, wanted: str, output: Path | None, form: str) -> None:
    """Ghi bằng chứng của một tin, bài: bản lưu gốc từng bản, văn bản đọc được, chuỗi SHA-256, công cụ tự kiểm."""
    from pipeline.jobs.items.evidence import write_evidence

    written = write_evidence(home, wanted, output)
    screen = Screen(form)
    if form == "json":
        screen.object(written.as_json())
        return
    screen.say("evidence.written", path=written.path, versions=written.versions, records=written.records)
    screen.say("evidence.seal", seal=written.seal)
    screen.say("evidence.check-it", path=written.path)
