"""What is counted is kept while nothing changes, never longer than is told, and never for somebody else's question."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import Trouble
from storage.changes import NOTHING, Changes
from storage.opening import NAME
from storage.store import Store
from tests.desk import NOW
from web.caching.answers import KEPT, LONGEST, PATIENCE, Answers
from web.files.downloads import FOR, Downloads
from web.files.downloads import KEPT as WAITING


class Seconds:
    """A clock of seconds that work moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def working(self, seconds: float, answer: object = "") -> Callable[[], object]:
        def work() -> object:
            self.now += seconds
            return answer or self.now

        return work


@pytest.fixture
def changes(tmp_path: Path) -> Changes:
    Store.open(tmp_path).db.close()
    return Changes(tmp_path)


def commit(home: Path) -> None:
    with Store.open(home) as store:
        store.db.execute("INSERT INTO events (id, name) VALUES (hex(randomblob(4)), 'Vụ thử')")
        store.db.conn.commit()


def test_only_what_another_commits_changes_the_mark(tmp_path: Path, changes: Changes) -> None:
    before = changes.mark()
    assert changes.mark() == before
    commit(tmp_path)
    assert changes.mark() != before


def test_a_database_that_was_put_in_its_place_is_another(tmp_path: Path, changes: Changes) -> None:
    before = changes.mark()
    for path in tmp_path.glob(f"{NAME}*"):
        path.rename(path.with_name(f"aside-{path.name}"))
    assert changes.mark() == NOTHING
    Store.open(tmp_path).db.close()
    assert changes.mark() != before


def test_an_answer_is_given_again_until_somebody_writes_and_its_time_is_over(tmp_path: Path, changes: Changes) -> None:
    seconds, later = Seconds(), []
    answers = Answers(changes, seconds, later.append)
    first = answers.of("a", seconds.working(1), now=NOW)
    seconds.now += 1000
    assert answers.of("a", seconds.working(1), now=NOW) is first
    seconds.now = 1 + PATIENCE - 0.1
    commit(tmp_path)
    assert answers.of("a", seconds.working(1), now=NOW) is first
    seconds.now += 0.2
    assert answers.of("a", seconds.working(1), now=NOW) is first
    assert len(later) == 1
    assert answers.of("a", seconds.working(1), now=NOW) is first
    assert len(later) == 1
    later.pop()()
    assert answers.of("a", seconds.working(1), now=NOW) is not first


def test_no_answer_outlives_a_change_by_more_than_the_longest_time(tmp_path: Path, changes: Changes) -> None:
    seconds = Seconds()
    answers = Answers(changes, seconds)
    first = answers.of("a", seconds.working(100), now=NOW)
    commit(tmp_path)
    seconds.now += 2 * LONGEST + 1
    assert answers.of("a", seconds.working(1), now=NOW) is not first


def test_what_was_written_here_is_seen_at_once(tmp_path: Path, changes: Changes) -> None:
    seconds = Seconds()
    answers = Answers(changes, seconds)
    first = answers.of("a", seconds.working(5), now=NOW)
    commit(tmp_path)
    answers.hurry()
    assert answers.of("a", seconds.working(5), now=NOW) is not first


def test_what_was_begun_before_a_writing_is_not_given_after_it(tmp_path: Path, changes: Changes) -> None:
    seconds = Seconds()
    answers = Answers(changes, seconds)

    def meanwhile_written() -> object:
        commit(tmp_path)
        answers.hurry()
        return seconds.working(5)()

    first = answers.of("a", meanwhile_written, now=NOW)
    assert answers.of("a", seconds.working(5), now=NOW) is not first


def test_another_day_or_configuration_is_another_answer(changes: Changes) -> None:
    answers = Answers(changes)
    assert answers.of("a", lambda: 1, now=NOW, also="today").answer == 1
    assert answers.of("a", lambda: 2, now=NOW, also="tomorrow").answer == 2


def test_what_fails_beside_is_told_to_the_next_who_asks(tmp_path: Path, changes: Changes) -> None:
    seconds, later = Seconds(), []
    answers = Answers(changes, seconds, later.append)
    answers.of("a", seconds.working(1), now=NOW)
    commit(tmp_path)
    seconds.now += PATIENCE + 1
    answers.of("a", lambda: 1 / 0, now=NOW)
    later.pop()()
    with pytest.raises(ZeroDivisionError):
        answers.of("a", lambda: 1 / 0, now=NOW)


def test_a_fault_is_not_kept_and_locks_nobody_out(changes: Changes) -> None:
    answers = Answers(changes)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            answers.of("a", lambda: 1 / 0, now=NOW)
    assert answers.of("a", lambda: 3, now=NOW).answer == 3


def test_who_asks_the_same_at_once_waits_for_one_work(changes: Changes) -> None:
    answers, began, done = Answers(changes), threading.Event(), []

    def slow() -> int:
        began.set()
        done.append(1)
        return 7

    threads = [threading.Thread(target=lambda: answers.of("a", slow, now=NOW)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1]


@given(st.lists(st.integers(0, 2 * KEPT), max_size=4 * KEPT))
def test_every_question_gets_its_own_answer_and_few_are_kept(
    tmp_path_factory: pytest.TempPathFactory, asked: list[int]
) -> None:
    home = tmp_path_factory.getbasetemp() / "many"
    if not home.exists():
        home.mkdir()
        Store.open(home).db.close()
    answers = Answers(Changes(home))
    for number in asked:
        assert answers.of(number, lambda number=number: number * 2, now=NOW).answer == number * 2
    assert len(answers._kept) <= KEPT


def test_a_result_waits_for_its_user_for_an_hour() -> None:
    downloads = Downloads()
    name = downloads.put("lan", b"tep", now=NOW)
    assert downloads.get("lan", name, now=NOW + FOR) == b"tep"
    for user, asked, now in (("mai", name, NOW), ("lan", "khac", NOW), ("lan", name, NOW + 2 * FOR)):
        with pytest.raises(Trouble, match="download"):
            downloads.get(user, asked, now=now)


def test_only_the_newest_results_wait() -> None:
    downloads = Downloads()
    names = [downloads.put("lan", number, now=NOW) for number in range(WAITING + 1)]
    assert downloads.get("lan", names[-1], now=NOW) == WAITING
    with pytest.raises(Trouble, match="download"):
        downloads.get("lan", names[0], now=NOW)


def test_where_a_page_tells_no_moment_nothing_is_given_that_is_old(tmp_path: Path, changes: Changes) -> None:
    answers, asked = Answers(changes), iter("abcdef")
    assert [answers.of("q", lambda: next(asked), now=NOW, longest=0).answer for _ in range(3)] == ["a", "a", "a"]
    commit(tmp_path)
    assert answers.of("q", lambda: next(asked), now=NOW, longest=0).answer == "b"
    assert answers.of("other", lambda: next(asked), now=NOW, longest=0).answer == "c"


def test_a_home_without_a_database_has_answers_until_there_is_one(tmp_path: Path) -> None:
    answers, asked = Answers(Changes(tmp_path)), iter("abcdef")
    assert [answers.of("q", lambda: next(asked), now=NOW, longest=0).answer for _ in range(2)] == ["a", "a"]
    Store.open(tmp_path).db.close()
    assert answers.of("q", lambda: next(asked), now=NOW, longest=0).answer == "b"


@given(st.lists(st.sampled_from(["write", "ask", "hurry", "wait"]), max_size=12))
def test_what_is_given_without_patience_is_what_would_be_found(steps: list[str]) -> None:
    """The kept answer equals one that is worked out now, whatever was written in between."""
    seconds, state = Seconds(), [0]
    answers = Answers(_Marks(state), seconds)
    for step in steps:
        if step == "write":
            state[0] += 1
        elif step == "hurry":
            answers.hurry()
        elif step == "wait":
            seconds.now += 1000
        else:
            assert answers.of("q", lambda: state[0], now=NOW, longest=0).answer == state[0]


class _Marks(Changes):
    """Changes of a number instead of a file."""

    def __init__(self, state: list[int]) -> None:
        self._state = state

    def mark(self) -> tuple[int, int]:
        return 1, self._state[0]
