"""Questions of officers: counts, searches, one item."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import FORMATS, present, with_channel, with_format, with_period, with_plan, with_snapshot
from commands.ledger import show_list, snapshot_notes, tell_change
from pipeline.jobs.home import Home
from pipeline.jobs.items import views
from pipeline.jobs.ledger.counting import Filters
from pipeline.jobs.ledger.snapshots import books_for
from screen import Screen
from storage.coverage import DIMENSIONS, NONE
from times import iso


@click.command()
@click.option("--by", default="outlet", show_default=True, help=f"Đếm theo: {','.join(DIMENSIONS)}.")
@with_plan
@click.option("--outlet", default="", metavar="BÁO", help="Chỉ một báo.")
@click.option("--theme", default="", metavar="MÃ", help="Chỉ một nội dung hoặc chủ đề nhỏ, ví dụ c hoặc c6.")
@click.option(
    "--tone",
    default="",
    type=click.Choice(["", "pos", "neu", "neg", "unsure", NONE]),
    help="Chỉ một sắc thái; unsure là chưa đánh giá.",
)
@click.option("--genre", default="", metavar="THỂ_LOẠI", help="Chỉ một thể loại, ví dụ phong_su.")
@with_channel
@with_period
@click.option(
    "--list", "figure", type=click.Choice(("items", "passing")), is_flag=False, flag_value="items",
    help="In đúng những tin, bài sau con số thay cho bảng.",
)  # fmt: skip
@with_snapshot
@click.option("--limit", type=click.IntRange(min=1), help="Chỉ in bấy nhiêu dòng đầu.")
@click.option("--output", type=click.Path(path_type=Path), help="Ghi ra tệp (bắt buộc với xlsx).")
@with_format(*FORMATS)
@click.pass_obj
def coverage(
    home: Home, by: str, plan: str, outlet: str, theme: str, tone: str, genre: str, channel: str,
    language: str,
    since: str, until: str, figure: str | None, snapshot: str, limit: int | None, output: Path | None, form: str,
) -> None:  # fmt: skip
    """Đếm tin, bài theo báo, nội dung, sắc thái, thể loại, tháng, ngày; ngày thiếu luôn được nêu."""
    filters = Filters(
        plan=plan, outlet=outlet, theme=theme, tone=tone, genre=genre, channel=channel, language=language,
        since=since, until=until,
    )  # fmt: skip
    screen = Screen(form, output)
    with books_for(home, filters, snapshot, now=iso(present())) as (books, filters):
        if figure:
            show_list(screen, views.listed_view(books, figure, filters=filters)[:limit], figure, home)
            screen.besides(snapshot_notes(books))
        else:
            view = views.coverage_view(books, by=tuple(by.split(",")), filters=filters)
            screen.coverage(view, limit=limit, notes=snapshot_notes(books))
        tell_change(screen, books)


@click.command()
@click.argument("query", metavar="TỪ_CẦN_TÌM")
@click.option("--limit", type=click.IntRange(min=1), help="Chỉ in bấy nhiêu tin, bài mới nhất.")
@with_format()
@click.pass_obj
def search(home: Home, query: str, limit: int | None, form: str) -> None:
    """Tìm tin, bài; không cần gõ dấu; cụm từ để trong ngoặc kép thì phải đứng liền nhau."""
    screen = Screen(form)
    screen.found(query, views.search_view(home, query, limit=limit if limit or form != "table" else views.SCREENFUL))


@click.command()
@click.option("--from", "since", default="", metavar="NGÀY", help="Có tin, bài đăng từ ngày này.")
@click.option("--to", "until", default="", metavar="NGÀY", help="Có tin, bài đăng đến hết ngày này.")
@with_plan
@click.option("--limit", type=click.IntRange(min=1), help="Chỉ in bấy nhiêu sự việc có nhiều báo đưa nhất.")
@with_format()
@click.pass_obj
def events(home: Home, since: str, until: str, plan: str, limit: int | None, form: str) -> None:
    """Các sự việc nhiều tin, bài cùng nói đến: bao nhiêu báo đưa, từ lúc nào đến lúc nào."""
    filters = Filters(plan=plan, since=since, until=until)
    rows, total = views.events_view(home, filters, limit=limit if limit or form != "table" else views.SCREENFUL)
    screen = Screen(form)
    about = ("about",) if plan else ()
    screen.rows(rows, shown=("id", "name", "items", *about, "outlets", "first_at", "last_at"))
    screen.say("events.most" if len(rows) < total else "events.count", shown=len(rows), count=total)


@click.command()
@click.argument("wanted", metavar="MÃ_HOẶC_ĐỊA_CHỈ")
@with_format("table", "json")
@click.pass_obj
def item(home: Home, wanted: str, form: str) -> None:
    """Mọi điều đã biết về một tin, bài: văn bản, nhãn, các bản, bằng chứng."""
    screen, found = Screen(form), views.item_view(home, wanted)
    screen.item(found, views.label_names(home))
    if form == "table":
        screen.history(found, views.outlet_names(home))
