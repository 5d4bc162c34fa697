"""The contract ledger: what each line brought."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import FORMATS, present, with_format, with_period, with_plan
from pipeline.jobs import views
from pipeline.jobs.contract_words import for_people, for_programs, list_rows, notes
from pipeline.jobs.contracts import BY, VOLUME, contracts_view
from pipeline.jobs.counting import Filters, books_of
from pipeline.jobs.home import Home
from screen import Screen
from times import iso


@click.command()
@with_plan
@click.option("--contract", default="", metavar="DÒNG", help="Chỉ một dòng của phụ lục, ví dụ 3.")
@click.option("--by", default="", help=f"Chia mỗi dòng theo: {','.join(BY)}.")
@click.option("--outlet", default="", metavar="BÁO", help="Chỉ một báo.")
@click.option("--theme", default="", metavar="MÃ", help="Chỉ một nội dung hoặc chủ đề nhỏ.")
@click.option("--genre", default="", metavar="THỂ_LOẠI", help="Chỉ một thể loại, ví dụ phong_su.")
@with_period
@click.option(
    "--list", "figure", type=click.Choice((*VOLUME, "outside")), is_flag=False, flag_value="pieces",
    help="In đúng những tin, bài sau một con số thay cho bảng.",
)  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), help="Ghi ra tệp (bắt buộc với xlsx).")
@with_format(*FORMATS)
@click.pass_obj
def contracts(
    home: Home, plan: str, contract: str, by: str, outlet: str, theme: str, genre: str, since: str, until: str,
    figure: str | None, output: Path | None, form: str,
) -> None:  # fmt: skip
    """Sổ hợp đồng: mỗi dòng đã có bao nhiêu tin, bài, tính qua mọi tên cũ, tên mới và ấn phẩm của đối tác."""
    screen = Screen(form, output)
    filters = Filters(
        plan=plan, contract=contract, outlet=outlet, theme=theme, genre=genre, since=since, until=until
    )  # fmt: skip
    with books_of(home, now=iso(present())) as books:
        if figure:
            rows = views.listed_view(books, figure, filters=filters)
            show_list(screen, rows, figure, home)
        else:
            view = contracts_view(books, by=tuple(by.split(",")) if by else (), filters=filters)
            screen.noted(for_people(view), for_programs(view), notes(view), title="contracts.title")


def show_list(screen: Screen, rows: list[dict[str, object]], figure: str, home: Home) -> None:
    """Items behind a figure, and how many they are."""
    if screen.form == "table":
        rows = list_rows(rows, views.outlet_names(home))
    screen.rows(rows)
    screen.beside("list.count", count=len(rows), figure=views.figure_name(figure))
