"""What people decide: first in the journal, then in the table; lost and rebuilt, killed and repeated."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from config.officer import officer
from records import Decision, Trouble
from storage.decision_journal import LONGEST, DecisionJournal, decision_of, line_of
from storage.decisions import decide, find, history, new_id, standing, take_decisions
from storage.opening import NAME, open_database
from tests.conftest import ROOT

NOW = datetime(2026, 7, 20, 3, 0, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def decision(key: str = "bai-1", *, at: datetime = NOW, undoes: str = "", **said: object) -> Decision:
    return Decision(new_id(), "Nguyễn Thử", at, "item", key, said, undoes, "12/CV-UBND", "ghi “chú”\u2028 hai dòng\n!")


class Desk:
    """A home whose database may be lost."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.db = open_database(home, write=True)

    def decide(self, *decisions: Decision, now: datetime = NOW) -> Decision:
        decide(self.home, self.db, decisions, now=now)
        return decisions[-1]

    def lose_and_rebuild(self, now: datetime = NOW) -> list[str]:
        self.db.close()
        for path in self.home.glob(f"{NAME}*"):
            path.unlink()
        self.db = open_database(self.home, write=True)
        return take_decisions(self.home, self.db, now=now)

    @property
    def journal(self) -> DecisionJournal:
        return DecisionJournal(self.home)

    def all(self) -> list[dict[str, object]]:
        return list(self.db.query("SELECT * FROM decisions ORDER BY number"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    yield one
    one.db.close()


def test_a_decision_reads_back_as_it_was_said(desk: Desk) -> None:
    said = desk.decide(decision(tone="neg", add=["c6"], number=3))
    assert standing(desk.db, "item", "bai-1") == standing(desk.db, "item") == [said]
    assert standing(desk.db, "item", "bai-2") == standing(desk.db, "flag") == []
    assert decision_of(line_of(said)) == said
    assert desk.lose_and_rebuild() == []
    assert standing(desk.db, "item") == [said]


def test_an_undone_decision_stands_no_more_and_is_kept(desk: Desk) -> None:
    first, second = desk.decide(decision(tone="neg")), desk.decide(decision(tone="pos"))
    undo = desk.decide(decision(undoes=first.id))
    assert standing(desk.db, "item", "bai-1") == [second]
    told = [(entry.decision.id, entry.undone_by) for entry in history(desk.db, "item", "bai-1")]
    assert told == [(first.id, undo.id), (second.id, ""), (undo.id, "")]


def test_what_cannot_be_undone_is_said(desk: Desk) -> None:
    first = desk.decide(decision(tone="neg"))
    undo = desk.decide(decision(undoes=first.id))
    for target, key, trouble in (
        (first.id, "bai-1", "undone-before"), (undo.id, "bai-1", "is-undo"), ("none", "bai-1", "unknown"),
        (first.id, "bai-2", "unknown"),
    ):  # fmt: skip
        with pytest.raises(Trouble, match=rf"decision\.{trouble}"):
            desk.decide(decision(key, undoes=target))
    assert [row["id"] for row in desk.all()] == [first.id, undo.id]


def test_the_same_decision_sent_twice_is_one_and_an_id_stands_for_one(desk: Desk) -> None:
    first = desk.decide(decision(tone="neg"))
    desk.decide(first)
    assert len(desk.all()) == len(desk.journal.read({}).decisions) == 1
    with pytest.raises(Trouble, match=r"decision\.id-taken"):
        desk.decide(Decision(first.id, "Ai khác", NOW, "item", "bai-1", {}))


def test_all_of_a_batch_are_refused_with_one(desk: Desk) -> None:
    with pytest.raises(Trouble, match=r"decision\.unknown"):
        desk.decide(decision(tone="neg"), decision(undoes="none"))
    with pytest.raises(Trouble, match=r"decision\.too-long"):
        desk.decide(decision(tone="neg"), decision(long="x" * LONGEST))
    assert desk.all() == desk.journal.read({}).decisions == []


def test_what_is_in_the_journal_alone_comes_in_before_what_follows(desk: Desk) -> None:
    """So stands the home when a process was killed between journal and table."""
    lone = decision(tone="neg")
    with desk.journal.held():
        desk.journal.append([lone], NOW.date())
    assert desk.all() == []
    desk.decide(decision(undoes=lone.id))
    assert [row["undoes"] for row in desk.all()] == ["", lone.id]
    assert standing(desk.db, "item") == []


def test_a_half_line_is_cut_wherever_a_process_was_killed(desk: Desk) -> None:
    first = desk.decide(decision(tone="neg"))
    file = desk.home / "journal" / "decisions" / "2026-07-20.jsonl"
    whole, second = file.read_bytes(), decision(tone="pos")
    line = line_of(second)
    for cut in range(1, len(line)):
        file.write_bytes(whole + line[:cut])
        with desk.journal.held():
            kept = desk.journal.read({})
        is_whole = cut == len(line) - 1
        assert (kept.decisions, kept.broken) == ([first, second] if is_whole else [first], [])


def test_a_line_that_is_none_is_named_and_the_others_count(desk: Desk) -> None:
    first = desk.decide(decision(tone="neg"))
    for line in (b"not json", b"[]", b"{}", b"\xff\xfe", b"", line_of(first)[:-2] + b', "more": 1}', b'{"id": 1}'):
        assert decision_of(line) is None
    with (desk.home / "journal" / "decisions" / "2026-07-20.jsonl").open("ab") as stream:
        stream.write(b"not json\n")
    second = decision(tone="pos")
    with desk.journal.held():
        desk.journal.append([second], NOW.date())
    assert desk.lose_and_rebuild() == ["2026-07-20.jsonl:2"]
    assert standing(desk.db, "item") == [first, second]


def test_a_day_has_a_file_and_is_sealed_when_it_is_over(desk: Desk) -> None:
    evening = datetime(2026, 7, 20, 16, 59, tzinfo=UTC)  # one minute before midnight in Hà Nội
    desk.decide(decision(tone="neg"), now=evening)
    assert desk.journal.seals() == {}
    desk.decide(decision(tone="pos"), now=evening + timedelta(minutes=2))
    assert list(desk.journal.read({}).sizes) == ["2026-07-20.jsonl", "2026-07-21.jsonl"]
    assert (list(desk.journal.seals()), desk.journal.damaged()) == (["2026-07-20"], [])
    desk.lose_and_rebuild(now=evening + 2 * DAY)
    assert list(desk.journal.seals()) == ["2026-07-20", "2026-07-21"]


def test_a_sealed_day_is_never_written_again_and_a_change_in_it_is_found(desk: Desk) -> None:
    first = desk.decide(decision(tone="neg"), now=NOW)
    take_decisions(desk.home, desk.db, now=NOW + DAY)
    second = desk.decide(decision(tone="pos"), now=NOW - 30 * DAY)  # the clock was put back
    assert (desk.journal.damaged(), list(desk.journal.read({}).sizes)) == ([], ["2026-07-20.jsonl", "2026-07-21.jsonl"])
    desk.lose_and_rebuild()
    assert standing(desk.db, "item") == [first, second]
    file = desk.home / "journal" / "decisions" / "2026-07-20.jsonl"
    file.write_bytes(file.read_bytes().replace(b"neg", b"pos"))
    assert desk.journal.damaged() == [file.name]
    file.unlink()
    assert desk.journal.damaged() == [file.name]


HAPPENINGS = ["journal only", "half a line", "lose", "a day later", "a day back"]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("decide"), st.integers(0, 2), st.sampled_from(["neg", "neu", "pos"])),
        st.tuples(st.just("undo"), st.integers(0, 9), st.just("")),
        st.tuples(st.sampled_from(HAPPENINGS), st.just(0), st.just("")),
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_a_lost_database_comes_back_as_it_stood(steps: list[tuple[str, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk, expected, now = Desk(Path(folder)), dict[str, Decision](), NOW
        made: list[Decision] = []
        for kind, number, tone in steps:
            if kind == "decide":
                made.append(desk.decide(decision(f"bai-{number}", tone=tone), now=now))
                expected[made[-1].id] = made[-1]
            elif kind == "undo" and number < len(made) and made[number].id in expected:
                desk.decide(decision(made[number].key, undoes=made[number].id), now=now)
                del expected[made[number].id]
            elif kind in ("journal only", "half a line"):
                lone = decision("bai-1", tone="neg")
                with desk.journal.held():
                    desk.journal.append([lone], now.date())
                if kind == "journal only":
                    made.append(lone)
                    expected[lone.id] = lone
                else:
                    newest = max((desk.home / "journal" / "decisions").glob("*.jsonl"))
                    newest.write_bytes(newest.read_bytes()[:-9])
            elif kind == "lose":
                desk.lose_and_rebuild(now)
            elif kind:
                now += DAY if kind == "a day later" else -DAY if kind == "a day back" else 0 * DAY
        take_decisions(desk.home, desk.db, now=now)
        before, table = standing(desk.db, "item"), desk.all()
        assert before == list(expected.values())
        assert desk.lose_and_rebuild(now) == []
        assert (standing(desk.db, "item"), desk.all(), desk.journal.damaged()) == (before, table, [])
        desk.db.close()


DECIDING = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from records import Decision
from storage.decisions import decide, new_id
from storage.opening import open_database

home = Path(sys.argv[1])
db = open_database(home, write=True)
while True:
    one = Decision(new_id(), "Thử", datetime.now(UTC), "item", "bai-1", {"tone": "neg"})
    decide(home, db, [one], now=one.at)
    print(one.id, flush=True)
"""


def test_killed_while_deciding_nothing_that_was_told_is_lost_or_doubled(tmp_path: Path) -> None:
    told: list[str] = []
    for kills in range(3):
        words = [sys.executable, "-c", DECIDING, str(tmp_path)]
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        told += [process.stdout.readline().strip() for _ in range(5 + 7 * kills)]
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split("\n")
        told += [line for line in rest[:-1] if line]
        process.wait()
        process.stdout.close()
    desk = Desk(tmp_path)
    take_decisions(tmp_path, desk.db, now=NOW)
    found = [str(row["id"]) for row in desk.all()]
    assert len(found) == len(set(found))
    assert len(found) - len(told) in range(4)  # at most one a kill was written and not told
    assert [one for one in found if one in set(told)] == told
    desk.db.close()


def test_two_at_a_time_lose_nothing(tmp_path: Path) -> None:
    code = DECIDING.replace("while True", "for _ in range(20)")
    words = [sys.executable, "-c", code, str(tmp_path)]
    Desk(tmp_path).db.close()
    running = [subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait() for process in running] == [0, 0]
    desk = Desk(tmp_path)
    assert len(desk.all()) == len(desk.journal.read({}).decisions) == 40
    desk.db.close()


def test_a_folder_that_cannot_be_written_is_said(desk: Desk) -> None:
    (desk.home / "journal").write_text("", encoding="utf-8")  # for root every folder can be written
    with pytest.raises(Trouble, match=r"decision\.cannot-write"):
        desk.decide(decision(tone="neg"))


def test_who_decides() -> None:
    assert officer(" Trần  Thử\n", "khác", user=lambda: "may") == "Trần Thử"
    assert officer("", "Phòng Thử", user=lambda: "may") == "Phòng Thử"
    assert officer("", "", user=lambda: "may") == "may"
    for none in ("x" * 81, ".", "---", "12"):
        with pytest.raises(Trouble, match=r"decision\.bad-name"):
            officer(none, "")


def test_nobody_decides_where_nobody_is_named() -> None:
    def none() -> str:
        raise KeyError("uid")

    with pytest.raises(Trouble, match=r"decision\.nobody"):
        officer("", "", user=none)


def test_find_tells_of_one_decision(desk: Desk) -> None:
    said = desk.decide(decision(tone="neg"))
    entry = find(desk.db, said.id)
    assert entry is not None
    assert (entry.decision, entry.undone_by, find(desk.db, "none")) == (said, "", None)
    assert isinstance(desk.db, Database)
