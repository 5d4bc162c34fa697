"""Gaps go through sums, shares and comparisons: nothing is said that a missing day could make untrue."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reports.floors import Floor, compared, share, total

COUNTS = st.integers(0, 50)
FLOORS = st.builds(Floor, COUNTS, st.sampled_from([0, 0, 3]))
HIDDEN = st.integers(0, 50)


@given(FLOORS, FLOORS, HIDDEN, HIDDEN)
def test_what_a_comparison_says_holds_whatever_the_missing_days_brought(now, before, more_now, more_before) -> None:
    true_now = now.items + (more_now if now.gap_days else 0)
    true_before = before.items + (more_before if before.gap_days else 0)
    said, by = compared(now, before)
    holds = {
        "same": true_now == true_before, "more": true_now - true_before == by, "less": true_before - true_now == by,
        "least_more": true_now - true_before >= by > 0, "least_less": true_before - true_now >= by > 0,
        "unknown": True,
    }  # fmt: skip
    assert holds[said]
    assert said != "unknown" or not (now.is_whole and before.is_whole)


@given(st.lists(FLOORS, max_size=5))
def test_a_sum_is_a_floor_where_a_part_is(parts) -> None:
    gap = max((part.gap_days for part in parts), default=0)
    made = total(parts, gap_days=gap)
    assert made.items == sum(part.items for part in parts)
    assert made.is_whole == all(part.is_whole for part in parts)
    if gap:
        with pytest.raises(ValueError, match="misses at least"):
            total(parts, gap_days=0)


@given(FLOORS, FLOORS)
def test_a_share_is_sure_only_of_whole_counts(part, whole) -> None:
    percent, is_sure = share(part, Floor(part.items + whole.items, max(part.gap_days, whole.gap_days)))
    assert is_sure == (part.is_whole and whole.is_whole)
    assert percent is None or 0 <= percent <= 100


def test_a_floor_is_printed_as_one() -> None:
    assert (str(Floor(3)), str(Floor(3, 2))) == ("3", "≥ 3")
