"""The proofs of politeness bite: they see every request that should not have been made then, or there."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from hostile.politeness import against_retry_after, against_robots, overlaps, too_close, too_many
from hostile.press import FEED, ROBOTS
from hostile.server import TRAP, host_of
from hostile.verdict import offences_of
from tests.hostile.asking import fault_of, hit


def test_two_requests_at_a_time_are_seen() -> None:
    log = [hit(3, 4), hit(0, 1), hit(0.5, 0.6, host="other"), hit(3.5, 5, "/b")]
    assert overlaps(log) == [(hit(3, 4), hit(3.5, 5, "/b"))]
    assert overlaps([hit(0, 9), hit(1, 2), hit(3, 4)]) == [(hit(0, 9), hit(1, 2)), (hit(0, 9), hit(3, 4))]


def test_who_leaves_is_noticed_late() -> None:
    log = [hit(0, 3.001, left=True), hit(3, 4)]
    assert overlaps(log) == []
    assert overlaps([replace(log[0], left=False), log[1]])
    assert overlaps([hit(0, 3.1, left=True), hit(3, 4)])


def test_requests_that_are_too_close_are_seen() -> None:
    log = [hit(0, 0.1, ROBOTS), hit(1, 1.1), hit(3, 3.1), hit(1.5, 1.6, host="other")]
    assert too_close(log, 1.0) == []
    assert too_close(log, 2.0) == [(hit(0, 0.1, ROBOTS), hit(1, 1.1))]


@given(st.lists(st.tuples(st.floats(1, 9), st.floats(0, 0.9)), max_size=9))
def test_who_waits_offends_nobody(steps: list[tuple[float, float]]) -> None:
    moments = list(accumulate((pause for pause, _ in steps), initial=0.0))
    log = [hit(at, at + took) for at, (_, took) in zip(moments, steps, strict=False)]
    assert overlaps(log) + too_close(log, 1.0) + against_retry_after(log) == []


def test_requests_against_robots_are_seen() -> None:
    rules, fine, closed = hit(0, 1, ROBOTS), hit(2, 3, "/tin/a"), hit(4, 5, "/noi-bo/b")
    assert against_robots([rules, fine, closed], {"h": ("/noi-bo/",)}) == [(rules, closed)]
    assert against_robots([rules, fine], {}) == []
    early = hit(0.5, 0.6)
    assert against_robots([rules, early], {}) == [(rules, early)]
    assert against_robots([fine], {}) == [(fine, fine)]


def test_requests_against_retry_after_are_seen() -> None:
    told = hit(0, 1, later=10)
    assert against_retry_after([told, hit(11, 12), hit(2, 3, host="other")]) == []
    assert against_retry_after([told, hit(5, 6, "/b"), hit(12, 13)]) == [(told, hit(5, 6, "/b"))]


def test_hosts_that_are_asked_too_often_are_seen() -> None:
    log = [hit(n, n) for n in range(5)]
    assert too_many(log, 5) == []
    assert too_many(log, 4) == [(log[0], log[-1])]


def test_offences_are_counted_by_rule() -> None:
    slow = fault_of("robots-delay")
    log = [hit(0, 0.1, ROBOTS, host_of(slow)), hit(1, 1.1, FEED, host_of(slow)), hit(1, 1.1, "/", TRAP)]
    assert {rule: len(pairs) for rule, pairs in offences_of(log, [slow], 0.2).items() if pairs} == {
        "too-close": 1, "trespasses": 1,
    }  # fmt: skip
