"""The contract ledger: what each line brought."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from commands.common import FORMATS, end, present, with_channel, with_format, with_period, with_plan, with_snapshot
from pipeline.jobs.home import Home
from pipeline.jobs.items import views
from pipeline.jobs.ledger.contract_words import for_people, for_programs, list_rows, notes
from pipeline.jobs.ledger.contracts import BY, VOLUME, contracts_view, versus_view
from pipeline.jobs.ledger.counting import Books, Filters
from pipeline.jobs.ledger.snapshots import books_for, header_row, snapshots, take_snapshot, withdrawn
from screen import Screen
from times import iso, shown_moment


@click.command()
@with_plan
@click.option("--contract", default="", metavar="DÒNG", help="Chỉ một dòng của phụ lục, ví dụ 3.")
@click.option("--by", default="", help=f"Chia mỗi dòng theo: {','.join(BY)}.")
@click.option("--outlet", default="", metavar="BÁO", help="Chỉ một báo.")
@click.option("--theme", default="", metavar="MÃ", help="Chỉ một nội dung hoặc chủ đề nhỏ.")
@click.option("--genre", default="", metavar="THỂ_LOẠI", help="Chỉ một thể loại, ví dụ phong_su.")
@with_channel
@with_period
@click.option("--versus", default="", metavar="TỪ..ĐẾN", help="So với một kỳ khác, ví dụ 2025-01-01..2025-06-30.")
@click.option(
    "--list", "figure", type=click.Choice((*VOLUME, "outside")), is_flag=False, flag_value="pieces",
    help="In đúng những tin, bài sau một con số thay cho bảng.",
)  # fmt: skip
@with_snapshot
@click.option("--output", type=click.Path(path_type=Path), help="Ghi ra tệp (bắt buộc với xlsx).")
@with_format(*FORMATS)
@click.pass_obj
def contracts(
    home: Home, plan: str, contract: str, by: str, outlet: str, theme: str, genre: str, channel: str,
    language: str, since: str, until: str, versus: str, figure: str | None, snapshot: str,
    output: Path | None, form: str,
) -> None:  # fmt: skip
    """Sổ hợp đồng: mỗi dòng đã có bao nhiêu tin, bài, tính qua mọi tên cũ, tên mới và ấn phẩm của đối tác."""
    screen = Screen(form, output)
    filters = Filters(
        plan=plan, contract=contract, outlet=outlet, theme=theme, genre=genre, channel=channel, language=language,
        since=since, until=until,
    )  # fmt: skip
    with books_for(home, filters, snapshot, now=iso(present())) as (books, filters):
        if figure:
            rows = views.listed_view(books, figure, filters=filters)
            show_list(screen, rows, figure, home)
            screen.besides(snapshot_notes(books))
        else:
            dimensions = tuple(by.split(",")) if by else ()
            view = contracts_view(books, by=dimensions, filters=filters)
            if versus:
                view = versus_view(books, view, filters=filters, versus=versus)
            said = (*notes(view), *snapshot_notes(books))
            screen.noted(for_people(view), for_programs(view), said, title="contracts.title")
        tell_change(screen, books)


@click.command()
@with_plan
@with_period
@with_format()
@click.pass_obj
def snapshot(home: Home, plan: str, since: str, until: str, form: str) -> None:
    """Chốt số liệu một kỳ để mọi con số của báo cáo khớp nhau và lập lại được đúng như cũ; không có kỳ thì liệt kê."""
    screen = Screen(form)
    if since or until:
        name, header = take_snapshot(home, plan=plan, since=since, until=until, now=iso(present()))
        screen.rows([header_row(name, header)], shown=("id", "since", "until", "at", "gap_days"))
        screen.beside("snapshot.taken", id=name, plan=header.plan, since=header.since, until=header.until)
        if header.gap_days:
            screen.beside("snapshot.gaps", days=header.gap_days)
        return
    gone, found = withdrawn(home), snapshots(home)
    rows = [{**row, "withdrawn": gone[row["id"]].note if row["id"] in gone else ""} for row in found]
    screen.rows(rows, shown=("id", "since", "until", "at", "gap_days", *(["withdrawn"] if gone else [])))
    if not found:
        screen.beside("snapshot.none")


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="TỆP")
@click.option("--contract", required=True, metavar="DÒNG", help="Dòng của phụ lục mà danh sách thuộc về, ví dụ 9.")
@with_plan
@with_period
@click.option("--output", type=click.Path(path_type=Path), help="Ghi ra tệp (bắt buộc với xlsx).")
@with_format(*FORMATS)
@click.pass_obj
def reconcile(
    home: Home, file: Path, contract: str, plan: str, since: str, until: str, output: Path | None, form: str
) -> None:  # fmt: skip
    """Đối chiếu danh sách của báo (.xlsx, .csv) với tin, bài đã thu: khớp, kê mà không thấy, thấy mà không kê."""
    from pipeline.jobs.ledger import reconcile_words
    from pipeline.jobs.ledger.reconcile import reconcile as reconciled

    screen = Screen(form, output)
    found = reconciled(home, file, Filters(plan=plan, contract=contract, since=since, until=until), now=present())
    names = views.outlet_names(home)
    if screen.form == "json":
        screen.object(reconcile_words.as_json(found))
    elif screen.form == "xlsx":
        screen.book(reconcile_words.sheets(found, names))
    else:
        screen.rows(reconcile_words.table_rows(found), shown=("sheet", "row", "result", "given_title", "why"))
    for key, facts in reconcile_words.notes(found):
        screen.beside(key, **facts)
    end(found.counts["not_found"] + found.counts["doubtful"] > 0)


@click.command()
@with_plan
@with_channel
@with_period
@with_snapshot
@click.option(
    "--least", type=click.IntRange(min=1), default=3, show_default=True, help="Ít nhất bấy nhiêu bài tự sản xuất."
)
@click.option(
    "--limit", type=click.IntRange(min=1), default=10, show_default=True, help="Bấy nhiêu người, báo mỗi loại."
)
@click.option("--nominee", default="", metavar="TÊN", help="In mọi tin, bài của một báo (mã), tác giả hoặc nhóm.")
@click.option("--output", type=click.Path(path_type=Path), help="Ghi ra tệp (bắt buộc với xlsx).")
@with_format(*FORMATS)
@click.pass_obj
def awards(
    home: Home, plan: str, since: str, until: str, snapshot: str, least: int, limit: int, nominee: str,
    channel: str, language: str, output: Path | None, form: str,
) -> None:  # fmt: skip
    """Gợi ý khen thưởng báo, tác giả, nhóm tác giả theo lời của kế hoạch, mỗi tên kèm lý do; hội đồng quyết định."""
    from pipeline.jobs.ledger import award_words
    from pipeline.jobs.ledger.awards import KINDS, awards_view, nominee_view

    screen = Screen(form, output)
    filters = Filters(plan=plan, since=since, until=until, channel=channel, language=language)
    with books_for(home, filters, snapshot, now=iso(present())) as (books, filters):
        if nominee:
            screen.rows([row for kind in KINDS for row in nominee_view(books, kind, nominee, filters=filters)])
            return
        view = awards_view(books, filters=filters, least=least, limit=limit)
        said = (*award_words.notes(view), *snapshot_notes(books))
        screen.noted(award_words.for_people(view), award_words.for_programs(view), said, title="award.title")
        tell_change(screen, books)


def snapshot_notes(books: Books) -> Iterator[tuple[str, dict[str, object]]]:
    """What figures of a snapshot say of it, in files too."""
    if books.snapshot:
        yield "snapshot.read", {"id": books.snapshot, "moment": shown_moment(books.now)}


def tell_change(screen: Screen, books: Books) -> None:
    """Beside the figures, never in a file: the same snapshot gives the same bytes whatever the plan became."""
    if books.changed:
        screen.note("snapshot.plan-changed")


def show_list(screen: Screen, rows: list[dict[str, object]], figure: str, home: Home) -> None:
    """Items behind a figure, and how many they are."""
    if screen.form == "table":
        rows = list_rows(rows, views.outlet_names(home))
    screen.rows(rows)
    screen.beside("list.count", count=len(rows), figure=views.figure_name(figure))
