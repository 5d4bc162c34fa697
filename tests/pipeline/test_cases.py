"""The case of a matter: steps in their order, all refused otherwise, undone in turn, counted in days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.load import Configuration
from config.wording import sentence
from pipeline.cases import OUTCOMES, STATES, STEPS, Wish
from pipeline.jobs.queue.case_words import case_state, matter_lines
from pipeline.jobs.queue.cases import Asked, flags_view, matter_view, take_step, undo, undo_steps
from pipeline.jobs.queue.lists import neighbours, tally
from pipeline.jobs.queue.reasons import marked
from records import Trouble
from tests.desk import ASSIGN, DAY, NOW, PLAN, Desk, KnownHome

ANSWER = Wish("answer", document="12/CV-SYT ngày 23/7/2026")
REPLY = Wish("reply", document="Thư của báo, 24/7/2026")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.item("bai-1", title="Chậm trả tiền cho dân")
    desk.item("bai-2", title="Việc khác", flag="dispute", at=NOW + timedelta(hours=1))
    desk.raise_flags()
    return desk


def key(desk: Desk) -> str:
    return str(desk.matters()[0]["key"])


def test_the_queue_holds_only_items_with_the_province_in_them(desk: Desk) -> None:
    desk.item("bai-3", relevance="0")
    desk.item("bai-4", relevance="1")
    desk.raise_flags()
    rows, counts = flags_view(desk.home, Asked(plan=PLAN), now=NOW)
    assert sorted(row["anchor"] for row in rows) == ["bai-1", "bai-2", "bai-4"]
    assert counts == {("criticism", "open"): 2, ("dispute", "open"): 1}
    assert {row["severity"] for row in rows if row["anchor"] == "bai-4"} == {"low"}
    assert flags_view(desk.home, Asked(plan="dong-thap-2024"), now=NOW)[0] == []


def test_a_case_from_its_opening_to_its_end(desk: Desk) -> None:
    for days, wish in enumerate((Wish("confirm"), ASSIGN, ANSWER, REPLY, Wish("close", outcome="accepted")), 1):
        take_step(desk.home, [key(desk)], wish, by="Trần Thử", now=NOW + days * DAY)
    found = matter_view(desk.home, key(desk), now=NOW + 9 * DAY)
    assert (found["state"], found["outcome"], found["confirmed_by"]) == ("closed", "accepted", "Trần Thử")
    assert [step["state"] for step in found["steps"]] == ["open", "assigned", "prepared", "replied", "closed"]
    days_spent = [(row["state"], row["days"]) for row in found["days"]]
    assert days_spent == [("open", 2.0), ("assigned", 1.0), ("prepared", 1.0), ("replied", 1.0)]
    assert found["days_open"] == 5
    told = "\n".join(matter_lines(found, desk.home.configuration()))
    assert "phê bình đúng, đã tiếp thu" in told
    assert "Cán bộ xác nhận: Trần Thử" in told
    assert "12/CV-SYT" in told


def test_undo_takes_back_the_newest_step_each_time(desk: Desk) -> None:
    for wish in (ASSIGN, ANSWER):
        take_step(desk.home, [key(desk)], wish, by="Trần Thử", now=NOW)
    undo(desk.home, key(desk), by="Lê Thử", now=NOW)
    assert matter_view(desk.home, key(desk), now=NOW)["state"] == "assigned"
    undo(desk.home, key(desk), by="Lê Thử", now=NOW)
    found = matter_view(desk.home, key(desk), now=NOW)
    assert (found["state"], found["department"]) == ("open", None)
    assert len([step for step in found["steps"] if step["undone_by"]]) == 2
    with pytest.raises(Trouble, match=r"case\.nothing-to-undo"):
        undo(desk.home, key(desk), by="Lê Thử", now=NOW)


@pytest.mark.parametrize(
    ("done", "wish", "trouble"),
    [
        ((), ANSWER, "case.not-now"),
        ((), Wish("close", outcome="accepted"), "case.not-this-end"),
        ((ASSIGN,), Wish("close", outcome="corrected"), "case.not-this-end"),
        ((ASSIGN,), Wish("close", outcome="informed"), "case.not-this-end"),
        ((ASSIGN,), REPLY, "case.not-now"),
        ((ASSIGN,), Wish("correction"), "case.no-correction"),
        ((Wish("close", outcome="none"),), ASSIGN, "case.not-now"),
        ((), Wish("assign", department="so-y-te"), "case.lacks"),
        ((), Wish("assign", department="so-khong-co", due="2026-08-01"), "matter.unknown-department"),
        ((), Wish("assign", department="so-thong-tin-truyen-thong", due="2026-08-01"), "matter.unknown-department"),
        ((), Wish("assign", department="so-y-te", due="2026-07-21"), "case.due-passed"),
        ((), Wish("assign", department="so-y-te", due="mai"), "coverage.bad-day"),
        ((), Wish("assign", department="so-y-te", due="20260801"), "coverage.bad-day"),
        ((), Wish("confirm", claim="x"), "case.useless"),
        ((), Wish("confirm", kind="burst"), "matter.unknown-kind"),
        ((ASSIGN,), Wish("request", request="removal", document="1/CV"), "case.needs-claim"),
        ((ASSIGN,), Wish("request", request="correction", document="1/CV", claim="khong-co"), "claim.unknown"),
        ((ASSIGN,), Wish("request", request="response", document="1/CV", claim="x"), "case.useless"),
        ((ASSIGN,), Wish("request", request="response"), "case.lacks"),
    ],
)
def test_what_does_not_go_is_refused_and_nothing_is_written(
    desk: Desk, done: tuple[Wish, ...], wish: Wish, trouble: str
) -> None:
    for one in done:
        take_step(desk.home, [key(desk)], one, by="Trần Thử", now=NOW)
    with pytest.raises(Trouble) as told:
        take_step(desk.home, [key(desk)], wish, by="Trần Thử", now=NOW)
    assert told.value.key == trouble
    assert len(matter_view(desk.home, key(desk), now=NOW)["steps"]) == len(done)


class OtherHome(KnownHome):
    """A home whose health department works for another province only."""

    def configuration(self) -> Configuration:
        known = super().configuration()
        health = replace(known.departments["so-y-te"], provinces=("dong-thap",))
        return replace(known, departments={**known.departments, "so-y-te": health})


def test_a_department_of_another_province_is_refused_by_names_and_not_by_codes(desk: Desk) -> None:
    with pytest.raises(Trouble) as told:
        take_step(OtherHome(desk.home.path), [key(desk)], ASSIGN, by="Trần Thử", now=NOW)
    assert sentence(told.value.key, **told.value.facts) == (
        "“Sở Y tế” làm việc cho Đồng Tháp, không cho tỉnh của việc này (Tuyên Quang)."
    )
    assert matter_view(desk.home, key(desk), now=NOW)["steps"] == []


def test_several_matters_are_decided_all_or_none(desk: Desk) -> None:
    keys = [str(row["key"]) for row in desk.matters()]
    with pytest.raises(Trouble, match=r"matter\.unknown"):
        take_step(desk.home, [*keys, "khong-co"], ASSIGN, by="Trần Thử", now=NOW)
    assert flags_view(desk.home, Asked(state="assigned"), now=NOW)[0] == []
    take_step(desk.home, keys, ASSIGN, by="Trần Thử", now=NOW)
    assert len(flags_view(desk.home, Asked(department="so-y-te"), now=NOW)[0]) == 2
    assert flags_view(desk.home, Asked(late=True), now=NOW)[0] == []
    assert len(flags_view(desk.home, Asked(late=True), now=NOW + 30 * DAY)[0]) == 2


def test_a_correction_is_seen_in_the_versions(desk: Desk) -> None:
    take_step(desk.home, [key(desk)], ASSIGN, by="Trần Thử", now=NOW)
    desk.version("bai-1", 2, "Chi trả đúng hạn cho 45 hộ", "Xã đã trả đủ tiền cho 45 hộ dân.", NOW + DAY, "r-bai-1")
    take_step(desk.home, [key(desk)], Wish("correction"), by="Trần Thử", now=NOW + 2 * DAY)
    take_step(desk.home, [key(desk)], Wish("close", outcome="corrected"), by="Trần Thử", now=NOW + 2 * DAY)
    assert matter_view(desk.home, key(desk), now=NOW)["outcome"] == "corrected"


def test_an_officer_may_say_that_it_is_another_kind(desk: Desk) -> None:
    take_step(desk.home, [key(desk)], Wish("confirm", kind="claim"), by="Trần Thử", now=NOW)
    assert matter_view(desk.home, key(desk), now=NOW)["kind"] == "claim"
    rows, counts = flags_view(desk.home, Asked(kind="claim"), now=NOW)
    assert [row["anchor"] for row in rows] == ["bai-1"]
    assert counts == {("claim", "open"): 1}


@pytest.mark.parametrize("flag", ["dispute", "claim", "", "criticism"])
def test_nothing_is_raised_twice_after_a_decision(desk: Desk, flag: str) -> None:
    first = key(desk)
    take_step(desk.home, [first], Wish("close", outcome="none"), by="Trần Thử", now=NOW)
    before = matter_view(desk.home, first, now=NOW)
    desk.rejudge("bai-1", flag)
    desk.raise_flags()
    assert [row["key"] for row in desk.matters() if row["anchor"] == "bai-1"] == [first]
    desk.lose_and_rebuild()
    assert [row["key"] for row in desk.matters() if row["anchor"] == "bai-1"] == [first]
    after = matter_view(desk.home, first, now=NOW)
    assert after["steps"] == before["steps"]
    assert (after["state"], after["kind"], after["flags"][0]["evidence"]) == (
        "closed",
        "criticism",
        "Chậm trả tiền cho dân",
    )


def test_a_matter_keeps_its_decision_when_its_event_gets_an_older_item(desk: Desk) -> None:
    desk.item("bai-5", event="vu-1")
    desk.raise_flags()
    first = next(str(row["key"]) for row in desk.matters() if row["anchor"] == "bai-5")
    take_step(desk.home, [first], ASSIGN, by="Trần Thử", now=NOW)
    desk.item("bai-0", event="vu-1", at=NOW - DAY)
    desk.raise_flags()
    found = matter_view(desk.home, first, now=NOW)
    assert {flag["item"] for flag in found["flags"]} == {"bai-0", "bai-5"}
    assert (found["state"], found["name"]) == ("assigned", "Vụ vu-1")
    assert all(row["key"] == first for row in desk.matters() if row["anchor"] in ("bai-0", "bai-5"))


def test_pages_of_the_queue_hold_every_matter_once(desk: Desk) -> None:
    for number in range(20):
        desk.item(f"them-{number:02}", at=NOW + timedelta(hours=number // 5))
    desk.raise_flags()
    seen: list[str] = []
    after = None
    while page := flags_view(desk.home, Asked(plan=PLAN), now=NOW, after=after, limit=7)[0]:
        seen += [row["key"] for row in page]
        after = (page[-1]["raised_at"], page[-1]["key"])
    assert len(seen) == len(set(seen)) == 22


def test_every_step_state_and_outcome_has_its_words() -> None:
    from config.wording import shipped_sentences

    words = [*(f"step.{one}" for one in STEPS), *(f"case.{one}" for one in STATES), *(f"outcome.{o}" for o in OUTCOMES)]
    assert not set(words) - set(shipped_sentences())


def test_what_comes_after_the_end_stands_with_the_open_ones_and_nobody_has_confirmed_it(desk: Desk) -> None:
    desk.item("vu-1", title="Cầu nứt", event="cau")
    desk.raise_flags()
    matter = next(str(row["key"]) for row in desk.matters() if row["anchor"] == "vu-1")
    take_step(desk.home, [matter], Wish("confirm"), by="Trần Thử", now=NOW + DAY)
    take_step(desk.home, [matter], Wish("close", outcome="none"), by="Trần Thử", now=NOW + DAY)
    wanted = Asked(state="open")
    assert matter not in {row["key"] for row in flags_view(desk.home, wanted, now=NOW + DAY)[0]}
    desk.item("vu-2", title="Cầu lại nứt", event="cau", at=NOW + 7 * DAY, score=0.62)
    desk.raise_flags()
    rows, counts = flags_view(desk.home, wanted, now=NOW + 8 * DAY)
    row = next(row for row in rows if row["key"] == matter)
    assert len(desk.matters()) == 3
    assert counts["criticism", "renewed"] == 1
    assert case_state(row, desk.home.configuration()).startswith("tin, bài mới sau khi kết thúc; ")
    said = {one["item"]: one["said_by"] for one in matter_view(desk.home, matter, now=NOW + 8 * DAY)["flags"]}
    assert said == {"vu-1": "Cán bộ xác nhận: Trần Thử, 23/07/2026", "vu-2": "Máy gợi ý (bản 2.1, 62 %)"}


def test_a_matter_whose_items_were_merged_into_others_is_told_and_can_be_looked_at(desk: Desk) -> None:
    matter = key(desk)
    take_step(desk.home, [matter], Wish("confirm"), by="Trần Thử", now=NOW)
    desk.item("bai-0", title="Chậm trả tiền cho dân", at=NOW - timedelta(hours=1))
    desk.store._merge("bai-0", "bai-1")  # the older capture was read late
    desk.db.conn.commit()
    desk.raise_flags()
    with pytest.raises(Trouble, match=r"matter\.no-items"):
        take_step(desk.home, [matter], Wish("note", note="x"), by="Trần Thử", now=NOW)
    assert matter_view(desk.home, matter, now=NOW)["flags"] == []


def test_the_days_of_a_case_end_with_it_whatever_is_noted_later(desk: Desk) -> None:
    take_step(desk.home, [key(desk)], Wish("close", outcome="none"), by="Trần Thử", now=NOW + DAY)
    take_step(desk.home, [key(desk)], Wish("note", note="x"), by="Trần Thử", now=NOW + 50 * DAY)
    assert matter_view(desk.home, key(desk), now=NOW + 60 * DAY)["days_open"] == 1


def test_the_queue_goes_from_the_oldest_and_by_severity_and_by_what_is_not_at_its_end(desk: Desk) -> None:
    for number, flag in enumerate(("criticism", "dispute", "criticism")):
        desk.item(f"them-{number:07}", title=f"Bài số {number}", flag=flag, at=NOW - number * DAY)
    desk.raise_flags()
    keys = [row["key"] for row in flags_view(desk.home, Asked(), now=NOW)[0]]
    seen: list[str] = []
    after = None
    while rows := flags_view(desk.home, Asked(state="pending"), now=NOW, after=after, limit=2, oldest=True)[0]:
        seen += [row["key"] for row in rows]
        after = (rows[-1]["raised_at"], rows[-1]["key"])
    assert seen == keys[::-1]
    take_step(desk.home, keys[:1], Wish("close", outcome="none"), by="A", now=NOW + DAY)
    assert len(flags_view(desk.home, Asked(state="pending"), now=NOW)[0]) == len(keys) - 1 == 4
    for severity in ("high", "medium", "low"):
        found = flags_view(desk.home, Asked(severity=severity), now=NOW)[0]
        assert [row["severity"] for row in found] == [severity] * len(found)
    for wrong in (Asked(severity="khẩn"), Asked(state="xong")):
        with pytest.raises(Trouble, match=r"matter\.unknown"):
            flags_view(desk.home, wrong, now=NOW)


def test_many_steps_are_taken_back_at_once_or_none_where_a_colleague_went_on(desk: Desk) -> None:
    keys = [str(row["key"]) for row in desk.matters()]
    done = {one.key: one.id for one in take_step(desk.home, keys, Wish("close", outcome="none"), by="A", now=NOW)}
    assert sorted(done) == sorted(keys)
    take_step(desk.home, keys[:1], Wish("note", note="xem lại"), by="B", now=NOW)
    with pytest.raises(Trouble, match=r"case\.changed"):
        undo_steps(desk.home, done, by="A", now=NOW)
    assert [matter_view(desk.home, key, now=NOW)["state"] for key in keys] == ["closed", "closed"]
    undo(desk.home, keys[0], by="B", now=NOW)
    undo_steps(desk.home, done, by="A", now=NOW)
    assert [matter_view(desk.home, key, now=NOW)["state"] for key in keys] == ["open", "open"]
    with pytest.raises(Trouble, match=r"case\.changed"):
        undo_steps(desk.home, {}, by="A", now=NOW)


def test_a_step_is_refused_to_who_has_not_seen_the_newest(desk: Desk) -> None:
    wanted = [key(desk)]
    (noted,) = take_step(desk.home, wanted, Wish("note", note="một"), by="A", now=NOW, seen="")
    with pytest.raises(Trouble, match=r"case\.changed"):
        take_step(desk.home, wanted, Wish("note", note="hai"), by="B", now=NOW, seen="")
    take_step(desk.home, wanted, Wish("note", note="hai"), by="B", now=NOW, seen=noted.id)


@given(st.text(min_size=1), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))), st.integers(0, 20))
def test_a_marked_sentence_is_the_sentence(text: str, spans: list[tuple[int, int]], start: int) -> None:
    for evidence in (text[start:], text[start:] + "…", "câu khác hẳn " + text):
        assert "".join(piece for piece, _ in marked(text, spans, evidence)) == evidence


def test_what_raised_a_flag_is_marked_in_its_sentence() -> None:
    assert marked("Đầu. Xã chậm trả tiền.", [(8, 12)], "Xã chậm trả tiền.") == [
        ("Xã ", False), ("chậm", True), (" trả tiền.", False)
    ]  # fmt: skip


def test_a_list_is_walked_from_one_matter_to_the_next(desk: Desk) -> None:
    rows = flags_view(desk.home, Asked(), now=NOW)[0]
    places = [(row["raised_at"], row["key"]) for row in rows]
    first, last = (row["key"] for row in rows)
    assert neighbours(desk.home, Asked(), places[0], now=NOW, oldest=False) == ("", last)
    assert neighbours(desk.home, Asked(), places[1], now=NOW, oldest=False) == (first, "")
    assert neighbours(desk.home, Asked(), places[1], now=NOW, oldest=True) == ("", first)
    take_step(desk.home, [str(first)], ASSIGN, by="A", now=NOW + 2 * DAY)
    take_step(desk.home, [str(last)], Wish("close", outcome="none"), by="A", now=NOW + 2 * DAY)
    found = tally(desk.home, PLAN, "so-y-te", "", now=NOW + 30 * DAY)
    assert found == {"open": 0, "under-way": 1, "closed": 1, "late": 1, "mine": 1}
