"""Officers' decisions over the machine's labels: what stands, in every order in which the two may come."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records import Annotation, Article, Clause, Decision, Fetch, Plan, Settled
from storage.coverage import Scope, coverage, distinct_items
from storage.decisions import decide, new_id, take_decisions
from storage.digest import seen_between
from storage.labels import SURE_TONE, annotations_of, labels_of
from storage.queries import needs_attention
from storage.rulings import history_of_item, rule
from storage.store import CaptureWrite, Store, item_id
from tests.conftest import ROOT

AT = datetime(2026, 7, 20, 3, tzinfo=UTC)
TQ, DT = "tuyen-quang", "dong-thap"
FETCH = Fetch("r1", "bao", "https://bao.vn/rss", "feed", AT, "ok", 200, "2026-07-20-0001.warc.gz", 0)
URL, OTHER = "https://bao.vn/mot.htm", "https://bao.vn/hai.htm"
ITEM = item_id(URL)


def plan(code: str, province: str, *clauses: tuple[str, tuple[str, ...]]) -> Plan:
    made = tuple(Clause(clause, clause, clause, subs) for clause, subs in clauses)
    return Plan(code, code, province, "", date(2024, 1, 1), date(2026, 12, 31), "12-15", made)


PLANS = {
    "tq": plan("tq", TQ, ("c", ("c1", "c6")), ("g", ("g2",)), ("a", ("a",))),
    "dt": plan("dt", DT, ("4.đ", ("c6", "g2")), ("1", ())),
}
MACHINE = [
    Annotation("relevance", "", "0", 0.9, "relevance@1"),
    Annotation("relevance", TQ, "2", 0.9, "relevance@1"), Annotation("relevance", DT, "0", 0.9, "relevance@1"),
    Annotation("tone", "", "neu", 0.9, "tone@1"), Annotation("tone", TQ, "neu", 0.9, "tone@1"),
    Annotation("genre", "", "tin", 0.9, "genre@1"),
    Annotation("flag", "", "claim", 0.9, "flag@1"), Annotation("flag", TQ, "claim", 0.9, "flag@1"),
    Annotation("theme", "", "g2", 0.9, "theme@1", "g2"), Annotation("theme", "tq", "g", 0.9, "theme@1", "g2"),
    Annotation("theme", "dt", "4.đ", 0.9, "theme@1", "g2"), Annotation("theme", "tq", "a", 0.6, "theme@1", ""),
][1:]  # fmt: skip


def decision(**said: object) -> Decision:
    return Decision(new_id(), "Nguyễn Thử", AT, "item", ITEM, said)


def standing(*decisions: Decision) -> set[tuple[str, str, str, str]]:
    ruled = rule(MACHINE, decisions, PLANS)
    assert [row.annotation for row in ruled if not row.decision] == MACHINE  # what the machine said is never lost
    rows = (row.annotation for row in ruled if not row.overruled)
    return {(one.kind, one.scope, one.label, one.detail) for one in rows}


AS_JUDGED = standing()


def changed(*decisions: Decision) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """What went and what came."""
    now = standing(*decisions)
    return set(AS_JUDGED - now), set(now - AS_JUDGED)


def test_a_tone_holds_for_the_item_and_each_province_that_it_speaks_of() -> None:
    went, came = changed(decision(tone="neg", neg_kind="criticism"))
    assert went == {("tone", "", "neu", ""), ("tone", TQ, "neu", "")}
    assert came == {("tone", "", "neg", "criticism"), ("tone", TQ, "neg", "criticism")}


def test_a_later_word_wins_and_a_kind_stays_with_its_tone() -> None:
    first, second = decision(tone="neg", neg_kind="incident"), decision(tone="neg")
    assert changed(first, second)[1] == {("tone", "", "neg", "incident"), ("tone", TQ, "neg", "incident")}
    assert changed(first, decision(neg_kind="criticism"))[1] >= {("tone", "", "neg", "criticism")}
    assert changed(first, decision(tone="neu")) == (set(), set())


def test_a_sub_theme_reaches_the_clauses_of_every_plan() -> None:
    went, came = changed(decision(add=["c6"], remove=["g2"]))
    assert went == {("theme", "", "g2", "g2"), ("theme", "tq", "g", "g2"), ("theme", "dt", "4.đ", "g2")}
    assert came == {("theme", "", "c6", "c6"), ("theme", "tq", "c", "c6"), ("theme", "dt", "4.đ", "c6")}


def test_with_a_plan_its_clauses_alone_change() -> None:
    assert changed(decision(remove=["g2"], plan="dt")) == ({("theme", "dt", "4.đ", "g2")}, set())
    assert changed(decision(add=["1"], plan="dt")) == (set(), {("theme", "dt", "1", "")})
    assert changed(decision(remove=["g"], plan="tq")) == ({("theme", "tq", "g", "g2")}, set())
    assert changed(decision(add=["1"], plan="none")) == (set(), set())


def test_all_sub_themes_may_be_said_at_once() -> None:
    themes = {row for row in standing(decision(themes=["a"])) if row[0] == "theme"}
    assert themes == {("theme", "", "a", "a"), ("theme", "tq", "a", "a")}
    assert {row for row in standing(decision(themes=[])) if row[0] == "theme"} == set()


def test_what_holds_for_an_item_comes_and_goes_with_a_province() -> None:
    went, came = changed(decision(relevance={DT: 2}))
    assert went == {("relevance", DT, "0", "")}
    assert came == {("relevance", DT, "2", "officer"), ("tone", DT, "neu", ""), ("flag", DT, "claim", "")}
    went, came = changed(decision(relevance={TQ: 1}))
    assert (went, came) == (
        {("relevance", TQ, "2", ""), ("flag", TQ, "claim", "")},
        {("relevance", TQ, "1", "officer")},
    )
    came = changed(decision(tone="pos", relevance={DT: 1}))[1]
    assert ("tone", DT, "pos", "") in came


def test_what_nobody_knows_of_changes_nothing() -> None:
    odd = decision(colour="red", themes_of=["x"], relevance="2")
    assert standing(odd) - {("relevance", "", "0", "")} == AS_JUDGED


# --- in the database ---


def article(url: str = URL) -> Article:
    return Article(
        outlet="bao", url=url, title="Tít", lede="", body="chữ", published_at=AT, published_from="page", seen_at=AT,
        origin="page", record="r1",
    )  # fmt: skip


class Desk:
    """A home with one judged item."""

    def __init__(self, home: Path) -> None:
        self.home, self.store = home, Store.open(home)
        self.fill()

    def fill(self) -> None:
        self.store.take_fetches([FETCH], {})
        self.store.save([CaptureWrite(FETCH, 1, [Settled("new", article(), ITEM, 1)])])
        self.judge()

    def judge(self, signature: str = "a@1") -> None:
        self.store.save_annotations(signature, [(ITEM, MACHINE)], PLANS)
        self.store.rule(PLANS)

    def decide(self, one: Decision) -> Decision:
        decide(self.home, self.store.db, [one], now=AT)
        self.store.rule(PLANS)
        return one

    def undo(self, one: Decision) -> None:
        self.decide(Decision(new_id(), "Nguyễn Thử", AT, "item", one.key, {}, undoes=one.id))

    def rebuild(self) -> None:
        self.store.db.close()
        for path in self.home.glob("diembao.db*"):
            path.unlink()
        self.store = Store.open(self.home)
        take_decisions(self.home, self.store.db, now=AT)
        self.fill()

    def labels(self) -> list[dict[str, Any]]:
        return annotations_of(self.store.db, ITEM)

    def standing(self) -> set[tuple[str, str, str, str]]:
        kinds = ("relevance", "tone", "genre", "flag", "theme")
        rows = ((kind, row) for kind in kinds for row in self.store.db.query(f"SELECT * FROM {labels_of(kind)}"))
        return {(kind, row["scope"], row["label"], row["detail"]) for kind, row in rows}

    def tones(self) -> dict[str, int]:
        rows = coverage(self.store.db, ("tone",), Scope(plan="tq", province=TQ), now="2026-07-20T03:00:00Z")
        return {row["tone"]: row["items"] for row in rows}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    yield one
    one.store.db.close()


def test_counts_read_what_an_officer_said(desk: Desk) -> None:
    assert (desk.tones(), needs_attention(desk.store.db, TQ, limit=9)) == ({"neu": 1}, [])
    said = desk.decide(decision(tone="neg", neg_kind="criticism", relevance={DT: 2}, remove=["g2"]))
    assert desk.tones() == {"neg": 1}
    assert [row["kind"] for row in needs_attention(desk.store.db, TQ, limit=9)] == ["criticism"]
    assert distinct_items(desk.store.db, Scope(plan="tq", province=TQ, tone="neg")) == 1
    assert distinct_items(desk.store.db, Scope(plan="dt", province=DT, tone="neg")) == 1
    assert distinct_items(desk.store.db, Scope(plan="tq", theme="g2")) == 0
    desk.undo(said)
    assert (desk.tones(), desk.standing()) == ({"neu": 1}, AS_JUDGED)
    told = [(entry.decision.id == said.id, bool(entry.undone_by)) for entry in history_of_item(desk.store.db, ITEM)]
    assert told == [(True, True), (False, False)]


def test_an_officer_is_sure_of_a_tone_of_which_the_machine_was_not(desk: Desk) -> None:
    unsure = [Annotation("tone", scope, "pos", SURE_TONE - 0.001, "tone@2") for scope in ("", TQ)]
    judged = [one for one in MACHINE if one.kind != "tone"] + unsure
    desk.store.save_annotations("a@2", [(ITEM, judged)], PLANS)
    assert desk.tones() == {"unsure": 1}
    assert distinct_items(desk.store.db, Scope(plan="tq", province=TQ, tone="pos")) == 0
    assert distinct_items(desk.store.db, Scope(plan="tq", province=TQ, tone="unsure")) == 1
    desk.decide(decision(tone="pos"))
    assert desk.tones() == {"pos": 1}


def test_a_digest_tells_what_stands(desk: Desk) -> None:
    def told() -> list[tuple[Any, ...]]:
        rows = seen_between(desk.store.db, province=TQ, plan="tq", since="", until="9999")
        return [(row["relevance"], row["tone"][0], row["themes"], bool(row["flag"]), row["genre"]) for row in rows]

    assert told() == [("2", "neu", [["a", ""], ["g", "g2"]], True, "tin")]
    desk.decide(decision(tone="neg", relevance={TQ: 1}, add=["c6"], remove=["g2"], genre="bai"))
    assert told() == [("1", "neg", [["a", ""], ["c", "c6"]], False, "bai")]
    desk.decide(decision(relevance={TQ: 0}))
    assert told() == []


# What reads both sides, and why: they judge, rule, ask, or keep counts and flags with the mark in their own statement.
BOTH_SIDES = {
    "labels.py", "rulings.py", "store.py", "candidates.py", "recount.py", "flags.py", "snapshots.py", "item_states.py",
}  # fmt: skip


def test_every_query_reads_the_labels_that_stand() -> None:
    reads = re.compile(r"(?:FROM|JOIN) annotations\b")
    rooms = [path for path in (ROOT / "storage").glob("*.py") if reads.search(path.read_text("utf-8"))]
    assert {path.name for path in rooms} <= BOTH_SIDES


def test_what_an_officer_said_of_either_of_two_items_that_are_one_stands(desk: Desk) -> None:
    other = item_id(OTHER)
    desk.store.save([CaptureWrite(FETCH, 1, [Settled("new", article(OTHER), other, 1)])])
    desk.decide(Decision(new_id(), "Nguyễn Thử", AT, "item", other, {"tone": "pos"}))
    desk.store.save([CaptureWrite(FETCH, 0, merged=[(ITEM, other)])])
    desk.store.rule(PLANS)
    assert desk.tones() == {"pos": 1}
    assert len(history_of_item(desk.store.db, ITEM)) == 1


def test_what_was_said_under_a_former_id_can_be_taken_back(desk: Desk) -> None:
    other = item_id(OTHER)
    before = desk.tones()
    desk.store.save([CaptureWrite(FETCH, 1, [Settled("new", article(OTHER), other, 1)])])
    said = desk.decide(Decision(new_id(), "Nguyễn Thử", AT, "item", other, {"tone": "pos"}))
    desk.store.save([CaptureWrite(FETCH, 0, merged=[(ITEM, other)])])
    desk.store.rule(PLANS)
    assert desk.tones() == {"pos": 1} != before
    desk.undo(said)
    assert desk.tones() == before


SAID = st.sampled_from(
    [{"tone": "neg"}, {"tone": "pos"}, {"neg_kind": "incident"}, {"genre": "bai"}, {"add": ["c6"]}, {"remove": ["g2"]},
     {"themes": []}, {"relevance": {TQ: 1}}, {"relevance": {DT: 2}}, {"relevance": {TQ: 0}},
     {"add": ["1"], "plan": "dt"}]
)  # fmt: skip
STEPS = st.lists(st.one_of(SAID, st.sampled_from(["judge", "rebuild"]), st.integers(0, 5)), max_size=10)


@settings(max_examples=20, deadline=None)
@given(steps=STEPS)
def test_labels_stand_whatever_happens_to_models_and_database(steps: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk, made = Desk(Path(folder)), list[Decision]()
        for number, step in enumerate(steps):
            if step == "judge":
                desk.judge(f"a@{number}")
            elif step == "rebuild":
                desk.rebuild()
            elif isinstance(step, dict):
                made.append(desk.decide(decision(**step)))
            elif step < len(made):
                desk.undo(made.pop(step))
        assert desk.standing() == standing(*made)
        desk.store.db.close()
