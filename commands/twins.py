"""Pieces that appear twice: printed or broadcast, and on the web."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from commands.common import present, with_format
from config.wording import sentence
from pipeline.jobs.home import Home
from pipeline.jobs.items.appearances import say_of_pair, twins_view, undo_of_pair
from pipeline.jobs.items.correct import Wording
from records import Trouble
from screen import Screen


@click.command()
@click.argument("pair", nargs=-1, metavar="[MÃ MÃ]")
@click.option("--same/--different", "same", default=None, help="Hai tin, bài là một (hai lần xuất hiện), hay là hai.")
@click.option("--undo", is_flag=True, help="Hủy quyết định mới nhất về hai tin, bài này.")
@click.option("--all", "everything", is_flag=True, help="In cả những cặp đã chắc chắn.")
@click.option("--by", default="", metavar="TÊN", help="Người quyết định; mặc định theo settings.toml.")
@click.option("--note", default="", metavar="GHI_CHÚ", help="Ghi chú kèm quyết định.")
@with_format()
@click.pass_obj
def twins(
    home: Home, pair: Sequence[str], same: bool | None, undo: bool, everything: bool, by: str, note: str, form: str
) -> None:
    """Tin, bài in hoặc phát sóng cũng có trên mạng là một, hợp đồng tính một lần; cặp chưa chắc thì hỏi cán bộ."""
    screen = Screen(form)
    if not pair:
        rows = twins_view(home, everything=everything)
        if form == "table":
            screen.plain_table([_shown(row) for row in rows])
        else:
            screen.rows(rows)
        screen.say("twins.all" if everything else "twins.count", count=len(rows))
        return
    if len(pair) != 2 or (same is None) == (not undo):
        raise Trouble("twins.wrong-call")
    (first, second), wording = pair, Wording(by=by, note=note)
    if undo:
        asked = undo_of_pair(home, first, second, wording, clock=present)
    else:
        asked = say_of_pair(home, first, second, wording, same=bool(same), clock=present)
    if form == "json":
        screen.object(asked.as_json())
    screen.say("twins.undone" if undo else "twins.same" if same else "twins.different", pair=asked.decision.key)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A pair in words: the printed or broadcast item, the one on the web, and why they may be one."""
    names = ("one", "day", "title", "other", "web_day", "web_title")
    said = {"channel": sentence(f"channel.{row['channel']}"), "verdict": sentence(f"twins.{row['verdict']}"),
            "basis": sentence(f"twins.by-{row['basis']}")}  # fmt: skip
    return {**{name: row[name] for name in names}, **said}
