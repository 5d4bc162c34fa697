"""Words to calls, exceptions to sentences; no logic."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from config.load import sentence
from pipeline.jobs import views
from pipeline.jobs.home import Home
from records import Trouble
from screen import Screen
from storage.coverage import DIMENSIONS
from times import UTC, day_start, iso

DONE, DONE_WITH_FAILURES, WRONG_CALL = 0, 1, 2
FORMATS = ("table", "json", "csv", "xlsx")
EXISTING_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
Command = TypeVar("Command", bound=Callable[..., Any])


class SpokenGroup(click.Group):
    """Tells an officer in one sentence what went wrong, and ends with the code that programs read."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Trouble as trouble:
            click.echo(sentence(trouble.key, **trouble.facts), err=True)
            ctx.exit(WRONG_CALL)


def _now() -> datetime:
    return datetime.now(UTC)


def with_format(*formats: str) -> Callable[[Command], Command]:
    kinds = click.Choice(formats or ("table", "json", "csv"))
    return click.option("--format", "form", type=kinds, default="table", help="Dạng kết quả.", show_default=True)


def with_replay(command: Command) -> Command:
    return click.option("--replay", type=EXISTING_FILE, help="Đọc từ tệp WARC thay cho mạng.")(command)


def with_plan(command: Command) -> Command:
    return click.option("--plan", default="", metavar="MÃ", help="Kế hoạch, ví dụ tuyen-quang-2024-2026.")(command)


@click.group(cls=SpokenGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home", type=click.Path(path_type=Path), envvar="DIEMBAO_HOME", default=Path("diembao-data"), show_default=True,
    help="Thư mục dữ liệu; cũng đặt được bằng biến DIEMBAO_HOME.",
)  # fmt: skip
@click.version_option(package_name="diembao", prog_name="diembao")
@click.pass_context
def main(ctx: click.Context, home: Path) -> None:
    """Điểm báo: báo chí viết gì về tỉnh, theo nội dung nào, sắc thái ra sao, điều gì cần trả lời."""
    told = logging.StreamHandler(sys.stderr)
    told.setLevel(logging.WARNING)  # of the handler: libraries set the levels of their loggers themselves
    logging.basicConfig(handlers=[told], format="%(levelname)s %(name)s %(message)s")
    ctx.obj = Home(home)


@main.command()
@click.argument("outlets", nargs=-1, metavar="[BÁO]...")
@with_replay
@with_format("table", "json")
@click.pass_obj
def run(home: Home, outlets: Sequence[str], replay: Path | None, form: str) -> None:
    """Một vòng đầy đủ: thu thập, đọc, xếp nhãn, rồi in sổ thu nhận và bảng đếm."""
    from pipeline.jobs.run import cycle_json, run_cycle

    screen = Screen(form)
    with screen.progress() as progress:
        crawled, processed = run_cycle(home, outlets=outlets, replay=replay, clock=_now, progress=progress)
    screen.ledger(cycle_json(crawled, processed))
    if form == "table":
        screen.cycle_end(views.cycle_view(home, now=iso(_now())), home.path)
    _end(bool(crawled.failures or processed.failures))


@main.command()
@click.argument("outlets", nargs=-1, metavar="[BÁO]...")
@with_replay
@with_format("table", "json")
@click.pass_obj
def crawl(home: Home, outlets: Sequence[str], replay: Path | None, form: str) -> None:
    """Chỉ thu thập: bản tin RSS và trang bài vào kho lưu trữ."""
    from pipeline.jobs.run import run_crawl

    screen = Screen(form)
    with screen.progress() as progress:
        report = run_crawl(home, outlets=outlets, replay=replay, clock=_now, progress=progress)
    screen.ledger(report.as_json())
    _end(bool(report.failures))


@main.command()
@click.option("--since", default="", metavar="NGÀY", help="Đọc lại mọi bản lưu từ ngày này (năm-tháng-ngày).")
@with_format("table", "json")
@click.pass_obj
def process(home: Home, since: str, form: str) -> None:
    """Chỉ đọc kho lưu trữ: bài, chủ đề, sắc thái vào cơ sở dữ liệu; không dùng mạng."""
    from pipeline.jobs.run import run_process

    moment = day_start(views.day_of(since)) if since else None
    screen = Screen(form)
    with screen.progress() as progress:
        report = run_process(home, since=moment, clock=_now, progress=progress)
    screen.ledger(report.as_json())
    _end(bool(report.failures))


@main.command()
@click.option("--by", default="outlet", show_default=True, help=f"Đếm theo: {','.join(DIMENSIONS)}.")
@with_plan
@click.option("--outlet", default="", metavar="BÁO", help="Chỉ một báo.")
@click.option("--theme", default="", metavar="MÃ", help="Chỉ một nội dung hoặc chủ đề nhỏ, ví dụ c hoặc c6.")
@click.option("--tone", default="", type=click.Choice(["", "pos", "neu", "neg"]), help="Chỉ một sắc thái.")
@click.option("--from", "since", default="", metavar="NGÀY", help="Từ ngày đăng này.")
@click.option("--to", "until", default="", metavar="NGÀY", help="Đến hết ngày đăng này.")
@click.option("--limit", type=click.IntRange(min=1), help="Chỉ in bấy nhiêu dòng đầu.")
@click.option("--output", type=click.Path(path_type=Path), help="Ghi ra tệp (bắt buộc với xlsx).")
@with_format(*FORMATS)
@click.pass_obj
def coverage(
    home: Home, by: str, plan: str, outlet: str, theme: str, tone: str, since: str, until: str,
    limit: int | None, output: Path | None, form: str,
) -> None:  # fmt: skip
    """Đếm tin, bài theo báo, nội dung, sắc thái, thể loại, tháng, ngày; ngày thiếu luôn được nêu."""
    filters = views.Filters(plan=plan, outlet=outlet, theme=theme, tone=tone, since=since, until=until)
    view = views.coverage_view(home, by=tuple(by.split(",")), filters=filters, now=iso(_now()))
    Screen(form, output).coverage(view, limit=limit)


@main.command()
@click.argument("query", metavar="TỪ_CẦN_TÌM")
@click.option("--limit", type=click.IntRange(min=1), help="Chỉ in bấy nhiêu tin, bài mới nhất.")
@with_format()
@click.pass_obj
def search(home: Home, query: str, limit: int | None, form: str) -> None:
    """Tìm tin, bài; không cần gõ dấu; cụm từ để trong ngoặc kép thì phải đứng liền nhau."""
    screen = Screen(form)
    screen.found(query, views.search_view(home, query, limit=limit if limit or form != "table" else views.SCREENFUL))


@main.command()
@click.argument("wanted", metavar="MÃ_HOẶC_ĐỊA_CHỈ")
@with_format("table", "json")
@click.pass_obj
def item(home: Home, wanted: str, form: str) -> None:
    """Mọi điều đã biết về một tin, bài: văn bản, nhãn, các bản, bằng chứng."""
    Screen(form).item(views.item_view(home, wanted), views.label_names(home))


@main.command()
@with_format()
@click.pass_obj
def outlets(home: Home, form: str) -> None:
    """Danh sách báo với tên cũ, tên mới, nguồn tin và lần lấy được gần nhất."""
    shown = ("slug", "name", "feeds", "items", "last_success", "lineage")
    Screen(form).rows(views.outlets_view(home), shown=shown)


@main.command()
@click.argument("file", type=EXISTING_FILE, metavar="TỆP")
@click.option("--output", type=click.Path(path_type=Path), help="Ghi ra tệp thay cho màn hình.")
@click.pass_obj
def annotate(home: Home, file: Path, output: Path | None) -> None:
    """Xếp nhãn cho tệp JSON-lines (id, title, text): tỉnh, chủ đề, sắc thái, thể loại."""
    from pipeline.jobs.labels import annotate_file

    Screen("json", output).lines(annotate_file(home.configuration(), file))


@main.command()
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
    from pipeline.jobs import evaluate as job

    screen = Screen(form)
    measured = job.evaluate_file(home.configuration(), file)
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


@main.command()
@click.argument("file", type=EXISTING_FILE, metavar="TỆP")
@with_format()
def train(file: Path, form: str) -> None:
    """Học lại mô hình từ tệp có nhãn và các dòng nhãn đã đọc; không thay mô hình đang dùng bằng mô hình kém hơn."""
    from pipeline.jobs import train as job

    screen = Screen(form)
    trained = job.train(file)
    screen.note("train.done", rows=trained.rows, missing=trained.missing)
    screen.rows([{"field": name, "f1": f1} for name, f1 in trained.figures.items()])


@main.command()
@with_format()
@click.pass_obj
def doctor(home: Home, form: str) -> None:
    """Kiểm tra cấu hình, cơ sở dữ liệu, kho lưu trữ và nhật ký."""
    from pipeline.jobs.doctor import examine

    checks = examine(home)
    verdict = {True: sentence("doctor.ok"), False: sentence("doctor.bad")}
    Screen(form).rows(
        [{"check": check.name, "verdict": verdict[check.is_well], "detail": check.detail} for check in checks]
    )
    _end(not all(check.is_well for check in checks))


def _end(failures: bool) -> None:
    if failures:
        click.get_current_context().exit(DONE_WITH_FAILURES)


if __name__ == "__main__":
    main()
