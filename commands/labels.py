"""Labels by machine, and how good they are."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import EXISTING_FILE, with_format
from pipeline.jobs.home import Home
from screen import Screen


@click.command()
@click.argument("file", type=EXISTING_FILE, metavar="TỆP")
@click.option("--output", type=click.Path(path_type=Path), help="Ghi ra tệp thay cho màn hình.")
@click.pass_obj
def annotate(home: Home, file: Path, output: Path | None) -> None:
    """Xếp nhãn cho tệp JSON-lines (id, title, text): tỉnh, chủ đề, sắc thái, thể loại."""
    from pipeline.jobs.labels import annotate_file

    Screen("json", output).lines(annotate_file(home.configuration(), file))


@click.command()
@click.argument("file", type=EXISTING_FILE, metavar="TỆP")
@with_format()
@click.pass_obj
def evaluate(home: Home, file: Path, form: str) -> None:
    """Đo các nhãn máy so với nhãn người đọc trong tệp JSON-lines."""
    from pipeline.jobs.labels import evaluate_file

    screen = Screen(form)
    measured = evaluate_file(home.configuration(), file)
    screen.note("evaluate.title", file=file, rows=measured.rows_read)
    if measured.out_of_fold:
        screen.note("evaluate.out-of-fold")
    if measured.flattered:
        screen.note("evaluate.flattered")
    if measured.left_out:
        screen.note("evaluate.left-out", rows=measured.left_out)
    screen.rows(measured.scores)
