"""What needs an answer: the queue, one matter with its case, the weekly file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from commands.common import present, with_format, with_plan
from config.officer import officer
from pipeline.cases import OUTCOMES, REQUESTS, STATES, STEPS, Wish
from pipeline.jobs.home import Home
from screen import Screen

with_officer = click.option(
    "--by", default="", metavar="TÊN", help="Người quyết định; mặc định là officer trong settings."
)


@click.command()
@with_plan
@click.option("--kind", default="", metavar="LOẠI", help="Chỉ một loại: criticism, claim, dispute, burst, refuted, …")
@click.option("--state", default="", type=click.Choice(["", *STATES]), help="Chỉ một tình trạng xử lý.")
@click.option("--from", "since", default="", metavar="NGÀY", help="Nêu lên từ ngày này.")
@click.option("--to", "until", default="", metavar="NGÀY", help="Nêu lên đến hết ngày này.")
@click.option("--department", default="", metavar="MÃ", help="Chỉ việc đã giao sở, ban, ngành này.")
@click.option(
    "--person", default="", metavar="TÊN", help="Chỉ việc đã giao người dùng này; thêm --department là của cả hai."
)
@click.option("--late", is_flag=True, help="Chỉ việc đã quá hạn mà chưa kết thúc.")
@click.option("--limit", type=click.IntRange(min=1), help="Chỉ in bấy nhiêu việc mới nhất.")
@with_format()
@click.pass_obj
def flags(home: Home, /, limit: int | None, form: str, **asked: Any) -> None:
    """Những tin, bài cần xem hoặc cần trả lời, gộp theo vụ việc; máy gợi ý, cán bộ quyết định."""
    from pipeline.jobs.queue.case_words import count_lines, queue_lines
    from pipeline.jobs.queue.cases import Asked, flags_view

    screen = Screen(form)
    rows, counts = flags_view(home, Asked(**asked), now=present(), limit=limit)
    if form != "table":
        screen.rows(rows)
        return
    screen.plain_table(queue_lines(rows, home.configuration()))
    screen.say("matter.notice")
    screen.texts(count_lines(counts, home.configuration()))


@click.command()
@click.argument("keys", nargs=-1, required=True, metavar="MÃ_VIỆC...")
@click.option(
    "--step", default="", type=click.Choice(["", *STEPS, "undo"]),
    help="Xác nhận, giao, chuẩn bị trả lời, gửi yêu cầu, có hồi âm, báo đã sửa, kết thúc, ghi chú, hủy bước cuối",
)  # fmt: skip
@click.option("--kind", default="", metavar="LOẠI", help="Với confirm: đúng ra là criticism, claim hay dispute.")
@click.option("--department", default="", metavar="MÃ", help="Với assign: mã sở, ban, ngành.")
@click.option("--person", default="", metavar="TÊN", help="Với assign: tên đăng nhập của người được giao.")
@click.option("--due", default="", metavar="NGÀY", help="Với assign: hạn xử lý (năm-tháng-ngày).")
@click.option("--request", default="", type=click.Choice(["", *REQUESTS]), help="Với request: yêu cầu gì.")
@click.option("--claim", default="", metavar="SỐ", help="Với đề nghị cải chính, gỡ bỏ: số trong sổ thông tin.")
@click.option("--outcome", default="", type=click.Choice(["", *OUTCOMES]), help="Với close: kết thúc thế nào.")
@click.option("--document", default="", metavar="SỐ_NGÀY", help="Văn bản làm căn cứ.")
@click.option("--note", default="", metavar="CHỮ", help="Ghi chú.")
@with_officer
@with_format("table", "json")
@click.pass_obj
def flag(home: Home, /, keys: Sequence[str], step: str, by: str, form: str, **wish: Any) -> None:
    """Xem một việc với mọi căn cứ và các bước đã làm, hoặc quyết định bước tiếp theo."""
    from pipeline.jobs.queue.case_words import matter_lines
    from pipeline.jobs.queue.cases import matter_view, take_step, undo

    screen, configuration = Screen(form), home.configuration()
    if step:
        name = officer(by, configuration.settings.officer)
        if step == "undo":
            for key in dict.fromkeys(keys):
                undo(home, key, by=name, now=present(), note=wish["note"])
        else:
            wished = Wish(step, **wish, person_name=_name_of(home, wish["person"]))
            take_step(home, keys, wished, by=name, now=present())
    found = [matter_view(home, key, now=present()) for key in dict.fromkeys(keys)]
    if form == "json":
        screen.object(found[0]) if len(found) == 1 else screen.rows(found)
        return
    for one in found:
        screen.texts(matter_lines(one, configuration))


def _name_of(home: Home, login: str) -> str:
    """The name of an account; Trouble("account.unknown")."""
    if not login:
        return ""
    from storage.accounts.opening import AccountFile
    from storage.accounts.users import user_named

    with closing(AccountFile(home.path)) as accounts, accounts.reading() as db:
        return user_named(db, login).name


@click.group()
def export() -> None:
    """Ghi tệp cho cơ quan: tin, bài cần xem trong tuần."""


@export.command()
@click.option("--week", required=True, metavar="TUẦN", help="Tuần ISO, ví dụ 2026-W31.")
@with_plan
@click.option(
    "--snapshot", default="", metavar="MÃ", help="Mã số liệu đã chốt để ghi vào tệp; last: bản mới nhất của đúng tuần."
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Ghi ra tệp này; mặc định trong exports."
)
@click.option("--format", "form", type=click.Choice(["xlsx", "csv"]), help="Dạng tệp; mặc định theo tên, hay xlsx.")
@click.pass_obj
def flagged(home: Home, week: str, plan: str, snapshot: str, output: Path | None, form: str | None) -> None:
    """Tin, bài được nêu lên hoặc đổi tình trạng trong tuần, kèm trang ngày thiếu."""
    from pipeline.jobs.exports.weekly import export_week, form_of

    done = export_week(
        home, week, now=present(), plan=plan, form=form or form_of(output), output=output, snapshot=snapshot
    )
    for file in done.files:
        Screen("table").say("export.written", file=file, rows=done.rows, gaps=done.gaps)
