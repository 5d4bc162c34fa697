"""Bursts: told by what was usual before, the same whatever comes later, with a chance that is one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.bursts import Rhythm, Told, bursts, chance_of
from pipeline.jobs.queue.cases import Asked, flags_view
from tests.desk import DAY, HOUR, NOW, Desk


def told(event: str, hours: float, number: int = 0, seen: float | None = None) -> Told:
    at = NOW + timedelta(hours=hours)
    item = f"{event}-{hours}-{number}"
    return Told(item, event, f"bao-{number}", at, NOW + timedelta(hours=hours if seen is None else seen))


def found(items: list[Told]) -> list[tuple[str, int]]:
    return [(one.event, one.items) for one in bursts(items, least_items=4, chance=0.01)]


USUAL = [told(f"v{day}", -24.0 * day) for day in range(1, 20)]


def test_many_items_on_one_event_in_a_day_are_a_burst_and_many_events_are_none() -> None:
    assert found([*USUAL, *(told("x", hour, hour) for hour in range(6))]) == [("x", 6)]
    assert found([*USUAL, *(told(f"x{hour}", hour) for hour in range(6))]) == []
    assert found([*USUAL, *(told("x", 20.0 * hour, hour) for hour in range(6))]) == []


def test_where_much_is_written_more_is_needed() -> None:
    busy = [told(f"v{day}", -24.0 * day, number) for day in range(1, 28) for number in range(4)]
    six = [told("x", hour, hour) for hour in range(6)]
    assert Rhythm(busy).usual(NOW) > 2
    assert found([*busy, *six]) == []


def test_a_burst_is_known_when_its_items_were_seen() -> None:
    items = [told("x", hour, hour, seen=30.0) for hour in range(6)]
    assert next(bursts(items, least_items=4, chance=0.01)).seen == NOW + timedelta(hours=30)


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.integers(0, 100), st.integers(0, 5)), max_size=30, unique=True))
def test_what_comes_later_changes_no_burst_before_it(rows: list[tuple[str, int, int]]) -> None:
    items = [told(event, hour, number) for event, hour, number in rows]
    before = [one for one in items if one.at < NOW + timedelta(hours=50)]
    whole = {one.event: {item.item for item in one.told} for one in bursts(items, least_items=4, chance=0.01)}
    for burst in bursts(before, least_items=4, chance=0.01):
        assert {item.item for item in burst.told} <= whole[burst.event]


@given(st.integers(1, 1000), st.floats(1, 50))
def test_the_chance_is_one(items: int, usual: float) -> None:
    assert 0 <= chance_of(items + 1, usual) <= chance_of(items, usual) <= 1
    assert chance_of(1, usual) == 1


@pytest.mark.parametrize("relevance", ["2", "1"])
def test_a_burst_is_one_matter_under_the_name_of_its_event(tmp_path: Path, relevance: str) -> None:
    desk = Desk(tmp_path)
    for number in range(7):
        desk.item(f"bai-{number}", at=NOW + number * HOUR, event="vu-1", flag="", relevance=relevance)
    desk.item("khac", at=NOW - 5 * DAY, flag="")
    desk.raise_flags()
    rows, _ = flags_view(desk.home, Asked(kind="burst"), now=NOW)
    if relevance == "1":
        assert rows == []
        return
    assert [(row["name"], row["items"]) for row in rows] == [("Vụ vu-1", 7)]
    assert "7 tin, bài" in rows[0]["reason"]
    assert "%" in rows[0]["reason"]
