"""A frozen period is taken back for a reason and restored, and what names it already goes on standing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from config.wording import sentence
from pipeline.jobs.ledger.counting import Filters
from pipeline.jobs.ledger.snapshots import LAST, named_snapshot, take_snapshot, withdrawn
from pipeline.jobs.ledger.withdrawals import restore_snapshot, withdraw_snapshot
from records import Trouble
from storage.store import Store
from tests.desk import HOUR, NOW, PLAN, Desk
from tests.pages import Pages, Visitor
from times import iso

FILLINGS = ("counts",)
JULY = Filters(plan=PLAN, since="2026-07-01", until="2026-07-22")
_LISTED = re.compile(r'<p class="title"><a href="/hop-dong\?ban-chot=(\w+)"')


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.db.close()


def frozen(pages: Pages, hours: int = 0) -> str:
    home, now = pages.app.state.site.home, iso(NOW + hours * HOUR)
    return take_snapshot(home, plan=PLAN, since=JULY.since, until=JULY.until, now=now)[0]


def lead_of(pages: Pages) -> Visitor:
    lead = pages.signed_in("lead")
    lead.get("/hop-dong")
    return lead


def listed(visitor: Visitor) -> tuple[list[str], list[str]]:
    """The snapshots of the list, and those under "taken back"."""
    page = visitor.get("/hop-dong").text
    before, _, behind = page.partition(sentence("web.contracts.gone-count", count=1))
    return _LISTED.findall(before), _LISTED.findall(behind)


def test_a_snapshot_is_taken_back_for_a_reason_and_its_figures_can_still_be_made_again(pages: Pages) -> None:
    lead, name = lead_of(pages), frozen(pages)
    path = f"/hop-dong.xlsx?ban-chot={name}"
    before = lead.get(path).content
    shown = lead.get(f"/hop-dong?ban-chot={name}").text
    assert sentence("web.contracts.withdraw-help") in shown  # before the act
    assert lead.post(f"/hop-dong/ban-chot/{name}/rut", note="Thiếu <hai> ngày").status_code == 303
    assert listed(lead) == ([], [name])
    told = unescape(lead.get(f"/hop-dong?ban-chot={name}").text)
    assert "Đã rút lại: Thiếu <hai> ngày (Cán bộ lead, " in told
    assert lead.get(path).content == before
    line = pages.audit(action="snapshot-withdraw")[0]
    assert (line["login"], line["about"], line["outcome"]) == ("lead", name, "ok")


def test_freezing_and_taking_back_are_undone_from_the_notice(pages: Pages) -> None:
    lead = lead_of(pages)
    answer = lead.post("/hop-dong/chot", plan=PLAN, since=JULY.since, until=JULY.until)
    name = answer.headers["location"].partition("ban-chot=")[2]
    for word, standing in (("rut", False), ("lay-lai", True)):
        path = f"/hop-dong/ban-chot/{name}/{word}"
        page = lead.get(answer.headers["location"]).text
        notice = page.partition('<div class="notice good"')[2].partition("</div>")[0]
        assert f'action="{path}"' in notice
        fields = dict(re.findall(r'name="(note)" value="([^"]*)"', notice))
        answer = lead.post(path, **{key: unescape(value) for key, value in fields.items()})
        assert answer.status_code == 303
        assert (name not in withdrawn(pages.app.state.site.home)) == standing
    assert listed(lead) == ([name], [])


@pytest.mark.parametrize(
    ("name", "note", "key"), [("", "  ", "snapshot.no-reason"), ("khongco", "Nhầm", "snapshot.unknown")]
)
def test_without_a_reason_or_a_snapshot_nothing_is_taken_back(pages: Pages, name: str, note: str, key: str) -> None:
    lead, made = lead_of(pages), frozen(pages)
    assert lead.post(f"/hop-dong/ban-chot/{name or made}/rut", note=note, ve="/hop-dong").status_code == 303
    assert unescape(sentence(key, value=name)).partition("“")[0] in unescape(lead.get("/hop-dong").text)
    assert withdrawn(pages.app.state.site.home) == {}


def test_officers_see_why_and_change_nothing(pages: Pages) -> None:
    name, officer = frozen(pages), pages.signed_in("officer")
    lead_of(pages).post(f"/hop-dong/ban-chot/{name}/rut", note="Nhầm kỳ")
    shown = officer.get(f"/hop-dong?ban-chot={name}").text
    assert "Nhầm kỳ" in shown
    assert "/lay-lai" not in shown
    assert officer.post(f"/hop-dong/ban-chot/{name}/lay-lai").status_code == 403


def test_last_passes_over_it_twice_is_refused_and_a_lost_database_keeps_it(desk: Desk) -> None:
    home = desk.home
    older, newer = (
        take_snapshot(home, plan=PLAN, since=JULY.since, until=JULY.until, now=iso(NOW + hours * HOUR))[0]
        for hours in (0, 1)
    )
    withdraw_snapshot(home, newer, by="Lê Thử", why="Nhầm", now=NOW)
    assert named_snapshot(home, LAST, JULY) == older
    assert named_snapshot(home, newer, JULY) == newer
    with pytest.raises(Trouble, match=r"snapshot\.taken-back"):
        withdraw_snapshot(home, newer, by="Lê Thử", why="Nhầm", now=NOW)
    with pytest.raises(Trouble, match=r"snapshot\.in-list"):
        restore_snapshot(home, older, by="Lê Thử", now=NOW)
    desk.lose_and_rebuild()
    assert set(withdrawn(home)) == {newer}
    restore_snapshot(home, newer, by="Trần Thử", now=NOW)
    assert named_snapshot(home, LAST, JULY) == newer
    with Store.open(home.path) as store:
        assert store.db.execute("SELECT count(*) FROM decisions WHERE about = 'snapshot'").fetchone()[0] == 2
