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
    from pipeline.jobs.reading.labels import annotate_file

    Screen("json", output).lines(annotate_file(home, file))


@click.command()
@click.argument("file", type=EXISTING_FILE, metavar="TỆP")
@click.option(
    "--show", type=click.Choice(["scores", "parts", "errors", "calibration"]), default="scores", show_default=True,
    help="Số liệu chung; theo phần (tỉnh là chính, trừ vụ lớn nhất, báo, năm); từng nhãn khác; độ tin cậy.",
)  # fmt: skip
@click.option("--chart", type=click.Path(path_type=Path), help="Ghi biểu đồ độ tin cậy ra tệp SVG.")
@with_format()
@click.pass_obj
def evaluate(home: Home, file: Path, show: str, chart: Path | None, form: str) -> None:
    """Đo các nhãn máy so với nhãn người đọc trong tệp JSON-lines."""
    from pipeline.jobs.reading import evaluate as job
    from pipeline.jobs.reading.models import in_service

    screen = Screen(form)
    measured = job.evaluate_file(home.configuration(), file, in_service(home))
    screen.note("evaluate.title", file=file, rows=measured.rows_read)
    if measured.out_of_fold:
        screen.note("evaluate.out-of-fold")
    if measured.flattered:
        screen.note("evaluate.flattered")
    if measured.left_out:
        screen.note("evaluate.left-out", rows=measured.left_out)
    screen.rows(job.VIEWS[show](measured.cases))
    if chart:
        screen.chart(job.calibration(measured.cases), chart)


@click.command()
@click.argument("file", type=EXISTING_FILE, metavar="TỆP")
@click.option(
    "--material", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="THƯ_MỤC",
    help="Thư mục có văn bản của các dòng nhãn đã đọc (corpus, press).",
)  # fmt: skip
@with_format()
@click.pass_obj
def train(home: Home, file: Path, material: Path | None, form: str) -> None:
    """Học lại mô hình riêng của thư mục dữ liệu, có dùng quyết định của cán bộ; không thay bằng mô hình kém hơn.

    TỆP là phần kiểm tra cố định: mô hình mới và mô hình đang dùng được so sánh trên phần này.
    """
    from pipeline.jobs.reading import train as job

    screen = Screen(form)
    trained = job.train_home(home, file, shared=material or job.SHARED)
    screen.note("train.done", rows=trained.rows, missing=trained.missing)
    screen.note("train.decided", rows=trained.decided, left_out=trained.left_out)
    screen.note("train.next")
    screen.rows([{"field": name, "f1": f1} for name, f1 in trained.figures.items()])
