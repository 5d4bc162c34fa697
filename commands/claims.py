"""The register of claims: officers say what is false, two of them and on paper; the machine says what to read."""

from __future__ import annotations

from collections.abc import Sequence

import click

from commands.common import present, with_format, with_plan
from commands.flags import with_officer
from config.officer import officer
from pipeline.claims import STATES
from pipeline.jobs.home import Home
from pipeline.jobs.queue import register
from pipeline.jobs.queue.claim_words import claim_lines, claim_table
from screen import Screen

with_number = click.argument("number", metavar="SỐ")
with_document = click.option("--document", default="", metavar="SỐ_NGÀY", help="Văn bản làm căn cứ.")


def _name(home: Home, by: str) -> str:
    return officer(by, home.configuration().settings.officer)


@click.group()
def claims() -> None:
    """Sổ thông tin cần xác minh: chỉ người, có văn bản và hai cán bộ, mới ghi là sai; máy chỉ nêu câu cần đọc."""


@claims.command("add")
@click.argument("text", metavar="THÔNG_TIN")
@with_plan
@click.option("--body", required=True, metavar="TÊN", help="Thông tin nói về cơ quan, đơn vị, người nào.")
@click.option("--variant", "variants", multiple=True, metavar="CÂU", help="Cách viết khác; ghi được nhiều lần.")
@click.option("--note", default="", metavar="CHỮ", help="Ghi chú.")
@with_officer
@click.pass_obj
def add(home: Home, text: str, plan: str, body: str, variants: Sequence[str], note: str, by: str) -> None:
    """Ghi một thông tin kiểm chứng được vào sổ; ý kiến và câu hỏi thì không ghi."""
    found = {"plan": plan, "body": body, "variants": variants, "note": note}
    number = register.add_claim(home, text, by=_name(home, by), now=present(), **found)  # type: ignore[arg-type]
    Screen("table").say("claim.added", number=number)


@claims.command("list")
@click.option("--state", default="", type=click.Choice(["", *STATES]), help="Chỉ một tình trạng.")
@with_format()
@click.pass_obj
def listed(home: Home, state: str, form: str) -> None:
    """Mọi thông tin trong sổ, tình trạng, số tin, bài gần với mỗi thông tin."""
    screen, rows = Screen(form), register.claims_view(home, state=state)
    if form == "table":
        screen.plain_table(claim_table(rows))
    else:
        screen.rows(rows)


@claims.command("show")
@with_number
@with_format("table", "json")
@click.pass_obj
def show(home: Home, number: str, form: str) -> None:
    """Một thông tin: cách viết, nguồn, ai đã nói gì, và những câu cần đọc."""
    screen, row = Screen(form), register.claim_view(home, number)
    if form == "json":
        screen.object(row)
    else:
        screen.texts(claim_lines(row))


@claims.command("variant")
@with_number
@click.argument("text", metavar="CÂU")
@with_officer
@click.pass_obj
def variant(home: Home, number: str, text: str, by: str) -> None:
    """Thêm một cách viết; thông tin trở lại “đang xác minh” vì chưa ai xác nhận cách viết ấy."""
    register.add_variant(home, number, text, by=_name(home, by), now=present())
    _shown(home, number)


@claims.command("source")
@with_number
@click.option("--name", required=True, metavar="TÊN", help="Ai nói: cơ quan, tổ chức.")
@click.option("--date", "day", required=True, metavar="NGÀY", help="Ngày của văn bản.")
@with_document
@with_officer
@click.pass_obj
def source(home: Home, number: str, name: str, day: str, document: str, by: str) -> None:
    """Ghi một nguồn với văn bản và ngày; nguồn của chính bên được nói tới chưa phải là căn cứ độc lập."""
    facts = {"source": name, "document": document, "day": day}
    register.add_source(home, number, by=_name(home, by), now=present(), **facts)
    _shown(home, number)


@claims.command("state")
@with_number
@click.option("--to", "state", required=True, type=click.Choice(STATES), help="Tình trạng.")
@with_document
@with_officer
@click.pass_obj
def state(home: Home, number: str, state: str, document: str, by: str) -> None:
    """Ghi tình trạng: đang xác minh, sai (cần văn bản và hai cán bộ), đúng, hay chưa đủ căn cứ."""
    register.state_claim(home, number, state, document=document, by=_name(home, by), now=present())
    _shown(home, number)


@claims.command("undo")
@with_number
@with_officer
@click.pass_obj
def undo(home: Home, number: str, by: str) -> None:
    """Hủy điều ghi cuối cùng về một thông tin; điều đã hủy vẫn còn trong nhật ký."""
    register.undo_claim(home, number, by=_name(home, by), now=present())


def _shown(home: Home, number: str) -> None:
    Screen("table").texts(claim_lines(register.claim_view(home, number)))
